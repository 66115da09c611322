"""The minutes of a notebook, on one that is made up, and the first explorer of notebook 1."""

from pathlib import Path

import minutes
import notebook_text
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

MADE_UP = f"""\
%% md title
# Title

{"word " * 182}

%% code setup setup
import losslab

%% md first
## 1.1 First

{"word " * 364}

$$ not read $$

%% code lines
a = 1

b = 2
plt.show()

%% code guess
guess = Prediction("a.b")
guess

%% code slide slide explorer
explorers.SliceExplorer(data)

%% md second
## 1.2 Second

[{"word " * 181}](https://example.org/not/read)

%% code try-it exercise
def f():
    return ...
"""


@pytest.fixture
def made_up():
    return notebook_text.from_text(MADE_UP)


def test_sections_of_a_made_up_notebook(made_up):
    (first, one), (second, two) = minutes.sections(made_up)
    assert (first, second) == ("1.1 First", "1.2 Second")
    # by hand: 183 words before it and 366 of its own, a formula, three lines, a figure, an answer
    assert 60 * one == pytest.approx(60 + 120 + 10 + 3 * 2 + 20 + 20 + 90, abs=0.01)
    assert 60 * two == pytest.approx(60 + 150, abs=0.01)


def test_the_time_before_the_first_explorer(made_up):
    assert 60 * minutes.until_explorer(made_up) == pytest.approx(236, abs=0.01)
    made_up.cells = made_up.cells[:2]
    assert minutes.until_explorer(made_up) is None


def test_japanese_is_counted_in_characters():
    assert minutes.reading_seconds("損失\n" * 260) == pytest.approx(60)


def test_both_languages_take_as_long():
    """Else the number of characters a minute is no longer that of the course."""
    for path in (NOTEBOOKS / "en").glob("*.ipynb"):
        en, ja = (
            sum(t for _, t in minutes.sections(notebook_text.read(NOTEBOOKS / code / path.name)))
            for code in ("en", "ja")
        )
        assert ja == pytest.approx(en, rel=0.1), path.name


@pytest.mark.parametrize("code", ["en", "ja"])
def test_something_moves_within_five_minutes(code):
    first = minutes.until_explorer(notebook_text.read(NOTEBOOKS / code / "01_loss_landscape.ipynb"))
    assert first <= 5


def test_the_table_ends_with_its_sum(capsys):
    path = NOTEBOOKS / "en" / "01_loss_landscape.ipynb"
    minutes.main([str(path)])
    lines = capsys.readouterr().out.splitlines()
    *parts, total, _ = [float(line.split()[0]) for line in lines[1:]]
    assert sum(parts) == pytest.approx(total, abs=0.06 * len(parts))
