"""The guide for instructors: its minutes are those of the course, and what it names exists."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
LANGUAGES = "en", "ja"


def guide(language):
    return (ROOT / "docs" / f"instructors.{language}.md").read_text("utf-8")


def minutes(language):
    """The minutes of the sections of each notebook, and the sum that the guide gives."""
    rows = re.findall(r"^\| \[\d\]\(\S+\) \| (.+) \| (\d+) \|$", guide(language), re.M)
    return [([int(n) for n in re.findall(r"\d+", row)], int(total)) for row, total in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_minutes_are_those_of_the_course(language):
    readme = (ROOT / ("README.md" if language == "en" else "README.ja.md")).read_text("utf-8")
    promised = [int(n) for n in re.findall(r"^\| \d \| .* \| (\d+) \|$", readme, re.M)]
    assert len(promised) == 6
    assert [total for _, total in minutes(language)] == promised
    assert [sum(parts) for parts, _ in minutes(language)] == promised


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_section_has_its_minutes(language):
    paths = sorted((ROOT / "notebooks" / language).glob("*.ipynb"))
    for path, (parts, _) in zip(paths, minutes(language), strict=True):
        cells = nbformat.read(path, 4).cells
        heads = [c.source for c in cells if c.cell_type == "markdown"]
        sections = re.findall(r"^## \d\.\d ", "\n".join(heads), re.M)
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
    english, japanese = (guide(language) for language in LANGUAGES)
    for kind in (r"#cell-id=([^)]+)", r"^(#+) ", r"^(\|)", r"`([^`]+)`"):
        assert re.findall(kind, english, re.M) == re.findall(kind, japanese, re.M), kind
    assert minutes("en") == minutes("ja")
