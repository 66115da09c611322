"""Both languages hold the same words, with the same fields."""

import string
import tomllib
from pathlib import Path

import pytest

import losslab
from losslab import language

FOLDER = Path(language.__file__).parent
TOPICS = sorted(path.stem for path in (FOLDER / "en").glob("*.toml"))


def leaves(words, path=""):
    for key, value in words.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield path + key, value if isinstance(value, list) else [value]


def read(code, topic):
    return dict(leaves(tomllib.loads((FOLDER / code / f"{topic}.toml").read_text("utf-8"))))


def fields(words):
    return [sorted(f for _, f, _, _ in string.Formatter().parse(w) if f) for w in words]


def test_both_languages_have_the_same_topics():
    assert sorted(path.stem for path in (FOLDER / "ja").glob("*.toml")) == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_keys_and_fields(topic):
    en, ja = read("en", topic), read("ja", topic)
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
    japanese = language.text("kit.loss")
    losslab.use_language("en")
    assert (language.text("kit.loss"), japanese) == ("loss", "損失")
