"""The words of figures, controls, hints and messages, in the reader's language.

They live in ``language/en/*.toml`` and ``language/ja/*.toml``: a file per topic, the same keys
in both. ``text("slices.sentence", a=0.5)`` looks up ``sentence`` in ``slices.toml``.
"""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ja")
_current = "en"


def set_language(code):
    """Choose the language of everything that is shown from now on.

    Parameters
    ----------
    code : {"en", "ja"}

    Raises
    ------
    ValueError
        If the course does not speak that language.
    """
    global _current
    if code not in LANGUAGES:
        raise ValueError(f"code is {code!r}, expected one of {', '.join(map(repr, LANGUAGES))}")
    _current = code


def language():
    """The code of the language in use: ``"en"`` or ``"ja"``."""
    return _current


@cache
def _words(code, topic):
    path = Path(__file__).parent / code / f"{topic}.toml"
    with path.open("rb") as file:
        return tomllib.load(file)


def text(key, **values):
    """The words behind a dotted key, with ``values`` put into its ``{fields}``.

    Parameters
    ----------
    key : str
        ``"topic.name"`` or ``"topic.table.name"``.
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
    >>> text("common.loss")
    'loss'
    """
    topic, *path = key.split(".")
    found = _words(_current, topic)
    for part in path:
        found = found[part]
    if isinstance(found, list):
        return [item.format(**values) for item in found]
    return found.format(**values)
