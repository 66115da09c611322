"""Both languages hold the same words, with the same fields."""

import re
import string
import tomllib
from pathlib import Path

import pytest

import losslab
from losslab.kit.words import text, words_of

HOUSE = Path(losslab.__file__).parent
ROOMS = sorted(path.parent for path in HOUSE.rglob("en.toml"))
every_room = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)


def leaves(words, path=""):
    for key, value in words.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield path + key, value if isinstance(value, list) else [value]


def read(code, room):
    return dict(leaves(tomllib.loads((room / f"{code}.toml").read_text("utf-8"))))


def fields(words):
    return [sorted(f for _, f, _, _ in string.Formatter().parse(w) if f) for w in words]


def test_each_lesson_and_the_kit_have_words_in_both_languages():
    lessons = [path.parent for path in HOUSE.glob("lessons/*/__init__.py")]
    assert sorted([HOUSE / "kit", *lessons]) == ROOMS
    assert sorted(path.parent for path in HOUSE.rglob("ja.toml")) == ROOMS


@every_room
def test_both_languages_have_the_same_keys_and_fields(room):
    en, ja = read("en", room), read("ja", room)
    assert en.keys() == ja.keys()
    for key in en:
        if key.endswith("hints"):
            assert len(en[key]) == len(ja[key]), key
        else:
            assert fields(en[key]) == fields(ja[key]), key


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match=r"^code is 'fr'"):
        losslab.use_language("fr")


def test_words_follow_the_language():
    losslab.use_language("ja")
    japanese = text("kit.loss")
    losslab.use_language("en")
    assert (text("kit.loss"), japanese) == ("loss", "損失")


@pytest.mark.parametrize(
    ("key", "values", "one", "more"),
    [
        ("kit.progress.length", {"total": 1}, "1 round", "21 rounds"),
        ("summary.climb.endless", {"images": 1}, "1 look is", "21 looks is"),
    ],
)
def test_one_is_no_plural(key, values, one, more):
    shown = text(key, **values)
    assert one in shown and "(s)" not in shown and f"{one}s" not in shown
    assert more in text(key, **{name: 21 for name in values})


@pytest.mark.parametrize("line", ["return 1 if max(s) > 7 else 2", "k = 100%7", "{0} \\0 {s!r}"])
def test_code_of_the_student_is_quoted_as_it_was_written(line, language):
    assert line in text("kit.exercise.raised", error="ValueError: 50%", line=line)
    assert "50%" in text("kit.exercise.raised", error="ValueError: 50%", line=line)


@every_room
def test_what_is_counted_may_be_one(room):
    """In English, a noun after a number is written with (s)."""
    counted = r"\{(n|steps|count|left|total|images)(:,)?\}(?: [a-z]+)* [a-z]+s\b"
    for key, words in read("en", room).items():
        assert not re.search(counted, " ".join(words)), key


def test_a_table_of_words_is_read_from_its_room():
    assert words_of("kit.maps")("plane") == text("kit.maps.plane")


@every_room
def test_no_word_is_left_over(room):
    """The last part of each key stands somewhere in the code that shows words."""
    course = HOUSE.parents[1]
    shows = [*HOUSE.rglob("*.py"), *course.glob("notebooks/en/*"), course / "tools/ledger_table.py"]
    code = "".join(path.read_text("utf-8") for path in shows)
    words, starts = set(re.findall(r"\w+", code)), set(re.findall(r"(\w+_)\{", code))
    ends = set(re.findall(r"\}(_\w+)", code))  # f"{name}_y" shows what ends in _y

    def is_shown(name):
        built = (any(map(name.startswith, starts)), any(map(name.endswith, ends)))
        return name in words or any(built)

    assert not [key for key in read("en", room) if not is_shown(key.split(".")[-1])]
