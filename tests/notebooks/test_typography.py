"""How numbers and signs are written: one way in all texts of a language."""

import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from notebook_parity import CODE, FENCE, FORMULA, LINK

from losslab import use_language
from losslab.kit.words import text

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ja")
LETTER = "[぀-ヿ㐀-鿿]"
PERCENT = re.compile(r"\d(?:|  +)%(?!\})")  # {share:.0%} is spaced when it is filled in
UNGROUPED = re.compile(rf"(?<![\d.,/_=[(-])\d{{4,}}(?![\d.,)_-])(?=\*{{0,2}} ?(?:{LETTER}|[a-z]))")
RULES = {
    "en": {"a percent sign without its space": PERCENT, "a number without comma": UNGROUPED},
    "ja": {
        "a percent sign without its space": PERCENT,
        "a number without comma": UNGROUPED,
        "a range without ～": re.compile(r"\d ?(?:…|\.\.\.|–) ?\d|\d から \d[\d.,]* %"),
        "a space beside a Japanese sign": re.compile(
            rf"[。、：；」』）] +(?={LETTER}|[「『（：])|(?<=[^-|>\n]) +[。、：；）」』]"
        ),
        "a long vowel cut short": re.compile(r"(?:フォルダ|ブラウザ)(?!ー)"),
        "an English sign after Japanese": re.compile(rf"(?:{LETTER}|[）」])[,.;:!?](?!\w)"),
    },
}


def toml_words(words):
    for value in words.values() if isinstance(words, dict) else words:
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list)):
            yield from toml_words(value)


def texts(language):
    """All that is written for readers of a language, each with its place."""
    for path in sorted((ROOT / "notebooks" / language).glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield f"{path.stem} {cell.id}", cell.source
    for folder in ("lib", "tools"):
        for path in sorted((ROOT / folder).rglob(f"{language}.toml")):
            for words in toml_words(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield f"{path.parent.name}/{path.name}", words
    readme = ROOT / ("README.md" if language == "en" else "README.ja.md")
    for path in (readme, *sorted((ROOT / "docs").glob(f"*.{language}.md"))):
        yield path.name, path.read_text(encoding="utf-8")


def faults(words, language):
    """What is wrong with a text, outside of its code, formulas and addresses."""
    for pattern in (FENCE, CODE, FORMULA):
        words = pattern.sub("¤", words)
    words = LINK.sub("]", words)
    for what, pattern in RULES[language].items():
        for found in pattern.finditer(words):
            around = words[max(0, found.start() - 12) : found.end() + 12]
            yield f"{what}: {around!r}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_way_of_writing(language):
    places = list(texts(language))
    assert len(places) > 300
    assert [f"{place}: {x}" for place, words in places for x in faults(words, language)] == []


@pytest.mark.parametrize(
    ("words", "language", "what"),
    [
        ("about 50% of them", "en", "percent"),
        ("after 1500 steps", "en", "comma"),
        ("およそ 50% です", "ja", "percent"),
        ("試行は 1500 回", "ja", "comma"),
        ("9.5 … 10.5 %", "ja", "range"),
        ("12 から 19 % の間", "ja", "range"),
        ("（SVM） ：", "ja", "space"),
        ("下ります。 次に", "ja", "space"),
        ("下ります, 次に", "ja", "English sign"),
        ("氏名:", "ja", "English sign"),
        ("フォルダを開く", "ja", "vowel"),
    ],
)
def test_other_ways_are_found(words, language, what):
    (found,) = faults(words, language)
    assert what in found.partition(":")[0]


@pytest.mark.parametrize(
    "words",
    [
        "50 %、9.5 ～ 10.5 %",
        "1,500 回",
        "`x[1500:]` と $1500$",
        "形は (1000, 1) です",
        "本当？ はい",
    ],
)
def test_what_is_right_stays(words):
    assert list(faults(words, "ja")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_percentages_are_spaced_when_they_are_filled_in(language):
    use_language(language)
    try:
        shown = text("landscape.figures.chord_svm", share=0.49)
    finally:
        use_language("en")
    assert "49 %" in shown
