"""The guide for instructors: its minutes are those of the course, and what it names exists."""

import csv
import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

from minutes import sections  # noqa: E402

LANGUAGES = "en", "ja"


def guide(language):
    return (ROOT / "docs" / f"instructors.{language}.md").read_text("utf-8")


APPENDIX = "## 用語対訳と参考文献"  # for Japanese readers only


def minutes(language):
    """The minutes of the sections of each notebook, and the sum that the guide gives."""
    rows = re.findall(r"^\| \[\d\]\(\S+\) \| (.+) \| (\d+) \|$", guide(language), re.M)
    return [([int(n) for n in re.findall(r"\d+", row)], int(total)) for row, total in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_minutes_are_those_of_the_course(language):
    readme = (ROOT / ("README.md" if language == "en" else "README.ja.md")).read_text("utf-8")
    promised = [int(n) for n in re.findall(r"^\| \d \| .* \| (\d+) \|$", readme, re.M)]
    assert len(promised) == 7
    assert [total for _, total in minutes(language)] == promised
    assert [sum(parts) for parts, _ in minutes(language)] == promised


def test_minutes_are_measured():
    """To the minute, but for the exercises, which take what is left of a sum in fives."""
    paths = sorted((ROOT / "notebooks" / "en").glob("*.ipynb"))
    for path, (parts, total) in zip(paths, minutes("en"), strict=True):
        taken = sections(nbformat.read(path, 4))
        numbered = [(name, m) for name, m in taken if re.match(r"\d\.\d", name)]
        for (name, measured), given in zip(numbered, parts, strict=True):
            slack = 6 if "Exercises" in name else 1.5
            assert -1.5 <= given - measured <= slack, (path.name, name)
        assert -1 <= total - sum(m for _, m in taken) < 5, path.name
        about = re.search(r"about (\d+) minutes", path.read_text(encoding="utf-8"))
        assert int(about[1]) == total, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_section_has_its_minutes(language):
    paths = sorted((ROOT / "notebooks" / language).glob("*.ipynb"))
    for path, (parts, _) in zip(paths, minutes(language), strict=True):
        cells = nbformat.read(path, 4).cells
        heads = [c.source for c in cells if c.cell_type == "markdown"]
        sections = re.findall(r"^## \d\.\d+ ", "\n".join(heads), re.M)
        assert len(parts) == len(sections), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_guide_names_exists(language):
    links = re.findall(r"\]\((?!https)([^)#]+)(?:#cell-id=([^)]+))?\)", guide(language))
    assert len(links) > 20
    for path, cell in links:
        file = ROOT / "docs" / path
        assert file.is_file(), path
        if cell:
            assert cell in {c.id for c in nbformat.read(file, 4).cells}, cell


def test_both_languages_say_the_same():
    english, japanese = (guide(language).split(APPENDIX)[0] for language in LANGUAGES)
    for kind in (r"#cell-id=([^)]+)", r"^(#+) ", r"^(\|)", r"`([^`]+)`"):
        assert re.findall(kind, english, re.M) == re.findall(kind, japanese, re.M), kind
    assert minutes("en") == minutes("ja")


def test_terms_are_those_of_the_glossary():
    with open(ROOT / "tools" / "glossary.csv", encoding="utf-8", newline="") as file:
        pairs = {f"{row['ja']} {row['en']}" for row in csv.DictReader(file)}
    line = guide("ja").split(APPENDIX)[1].strip().splitlines()[0]
    named = line.rstrip("。").split("、")
    assert len(named) > 20
    assert set(named) <= pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_to_vote_on_are_in_the_notebooks(language):
    paths = (ROOT / "notebooks" / language).glob("*.ipynb")
    ids = {cell.id for path in paths for cell in nbformat.read(path, 4).cells}
    named = set(re.findall(r"`(predict-[a-z]+)`", guide(language)))
    assert len(named) > 10
    assert named <= ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_classes_for_the_idea_add_up(language):
    """Each section takes the minutes of the table above; the sums are right."""
    parts = [given for given, _ in minutes(language)]
    row = r"^\| (\d)\.(\d)(?: . \d\.(\d))? \| (\d+|–) \| (\d+) \|"
    rows = re.findall(row, guide(language), re.M)
    assert len(rows) > 10
    for lesson, first, last, short, long in rows:
        needed = sum(parts[int(lesson) - 1][int(first) - 1 : int(last or first)])
        assert int(long) == needed and short in ("–", long), (lesson, first)
    sums = re.search(r"^\| \| (\d+) \| (\d+) \|", guide(language), re.M)
    shorts = [int(short) for *_, short, _ in rows if short != "–"]
    assert [int(n) for n in sums.groups()] == [sum(shorts), sum(int(row[-1]) for row in rows)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_stands_in_the_section_that_is_named(language):
    shown = r"\| (\d\.\d+)(?: ★)? \[[^]]+\]\(\.\./(\S+?)#cell-id=(\S+?)\) \|$"
    rows = re.findall(shown, guide(language), re.M)
    assert len(rows) > 12
    for section, path, name in rows:
        cells = nbformat.read(ROOT / path, 4).cells
        before = "\n".join(c.source for c in cells[: [c.id for c in cells].index(name) + 1])
        assert re.findall(r"^## (\d\.\d+) ", before, re.M)[-1] == section, name
