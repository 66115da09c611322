"""The words of figures, controls, hints and messages, in the reader's language.

They live beside the code that shows them: ``en.toml`` and ``ja.toml`` in the room of each lesson
and here in the kit, with the same keys.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ja")
_PERCENT = re.compile(r"(?<=\d)%")
_COUNTED = re.compile(r"([\d,.]+)((?: [a-z]+)+)\(s\)")
_MARK = re.compile("\0(\\d+)\0")
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
    return tomllib.loads((folder / f"{code}.toml").read_text("utf-8"))


def text(key, /, **values):
    """The words, a list or a table of them, at ``"room.table.name"``, their ``{fields}`` filled."""
    room, *path = key.split(".")
    found = _words(_current, room)
    for part in path:
        found = found[part]
    if isinstance(found, dict):
        return found
    if isinstance(found, list):
        return [_filled(item, values) for item in found]
    return _filled(found, values)


def _filled(words, values):
    """Fill the fields; ``{n} image(s)`` is then "1 image" or "2 images", and 50% is 50 %.

    Values that are words, such as a line of the student's code, stay as they are.
    """
    quoted = [value for value in values.values() if isinstance(value, str)]
    places = iter(range(len(quoted)))
    marked = {k: f"\0{next(places)}\0" if isinstance(v, str) else v for k, v in values.items()}
    filled = _PERCENT.sub(" %", _COUNTED.sub(_agree, words.format(**marked)))
    return _MARK.sub(lambda mark: quoted[int(mark[1])], filled)


def _agree(counted):
    number, noun = counted.groups()
    return f"{number}{noun}" if number == "1" else f"{number}{noun}s"


def words_of(table):
    """`text` for the keys of one table, such as ``"step_size.figures"``."""
    return lambda key, /, **values: text(f"{table}.{key}", **values)
