"""The words of figures, controls, hints and messages, in the reader's language.

They live beside the code that shows them: ``en.toml`` and ``ja.toml`` in the room of each lesson
and here in the kit, with the same keys. ``text("step_size.figures.steps")`` looks up ``steps`` in
the table ``figures`` of the lesson ``step_size``; ``text("kit.loss")`` a word that all share.
"""

import tomllib
from functools import cache, partial
from pathlib import Path

LANGUAGES = ("en", "ja")
HOUSE = Path(__file__).parents[1]
_current = "en"


def set_language(code):
    """Choose the language of everything that is shown from now on; see `losslab.use_language`."""
    global _current
    if code not in LANGUAGES:
        raise ValueError(f"code is {code!r}, expected one of {', '.join(map(repr, LANGUAGES))}")
    _current = code


def language():
    """The code of the language in use: ``"en"`` or ``"ja"``."""
    return _current


@cache
def _words(code, room):
    folder = HOUSE / "kit" if room == "kit" else HOUSE / "lessons" / room
    with (folder / f"{code}.toml").open("rb") as file:
        return tomllib.load(file)


def text(key, /, **values):
    """The words behind a dotted key, with ``values`` put into its ``{fields}``.

    Parameters
    ----------
    key : str
        ``"room.name"`` or ``"room.table.name"``.
    **values
        For the fields of the text, with Python's format specifications.

    Returns
    -------
    str, or a list of str where the key holds a list.

    Raises
    ------
    KeyError
        If there is no such key.

    Examples
    --------
    >>> text("kit.loss")
    'loss'
    """
    room, *path = key.split(".")
    found = _words(_current, room)
    for part in path:
        found = found[part]
    if isinstance(found, list):
        return [item.format(**values) for item in found]
    return found.format(**values)


def words_of(table):
    """`text` for the keys of one table, such as ``"step_size.figures"``."""
    return partial(_text_of, table)


def _text_of(table, key, /, **values):
    return text(f"{table}.{key}", **values)
