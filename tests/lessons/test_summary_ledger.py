"""The ledger as a notebook reads it: what it holds, and what its entries say."""

import csv

import numpy as np
import pytest

from losslab.lessons.summary import questions
from losslab.lessons.summary.ledger import COLUMNS, MEAN, PATH, RAW, Entry, read_ledger

# what the lecture note prints, in the order of reading
NOTE = [30730, 9.401632, 8.959668, 9.044034, 9.278948, 8.857370, 8.943151, 8.605604, 0.1555, 0.10]
NOTE += [0.214, 2.200718, 2.200652, 2.200057, 2.194116, 2.135493, 1.647802, 2.844355, 25.558142]
NOTE += [254.086573, 2539.370888, 25392.214036, 30731]


def entry(published, low, high, quantity="parameters"):
    return Entry(quantity, published, "embedded, raw pixels", (low + high) / 2, low, high, 5)


@pytest.fixture
def lines():
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_and_conditions_are_named(lines):
    assert tuple(lines[0]) == COLUMNS
    conditions = {line["conditions"] for line in lines}
    assert {words.split(", ")[1] for words in conditions} == {MEAN, RAW}
    assert len({words.split(", ")[0] for words in conditions}) == 1


def test_every_number_of_the_note_is_there(lines):
    published = {float(line["published"]) for line in lines if line["published"]}
    missing = [n for n in NOTE if not any(p == pytest.approx(n, rel=1e-9) for p in published)]
    assert not missing


@pytest.mark.parametrize(
    ("published", "gap", "mark"),
    [(5.0, 0, "✓"), (4.0, 0, "✓"), (6.5, 0.5, "✗"), (3.75, -0.25, "✗"), (None, None, "–")],
)
def test_the_mark_says_whether_there_is_a_gap(published, gap, mark):
    told = entry(published, 4.0, 6.0)
    assert (told.gap, told.mark) == (gap, mark)


@pytest.mark.parametrize(
    ("quantity", "values", "words"),
    [
        ("local_search_accuracy", (0.214, 0.15, 0.18), ("21.4 %", "15.0 … 18.0 %")),
        ("parameters", (30730, 30730, 30730), ("30,730", "30,730")),
        ("svm_check", (None, 0.01, 0.01), ("–", "1.0 %")),
    ],
)
def test_values_are_shown_as_a_reader_wants_them(quantity, values, words):
    told = entry(*values, quantity)
    assert (told.shown_published, told.shown_range) == words


def test_a_range_that_is_upside_down_is_refused():
    with pytest.raises(ValueError, match=r"^high"):
        entry(1.0, 2.0, 1.0).gap  # noqa: B018


@pytest.mark.parametrize("published", [np.nan, np.inf, "5"])
def test_a_published_value_that_is_no_number_is_refused(published):
    with pytest.raises(ValueError, match=r"^published is"):
        entry(published, 0.0, 1.0).gap  # noqa: B018


def test_the_exercise_computes_the_verdict_of_the_ledger():
    for entry in read_ledger():
        if entry.published is not None:
            assert questions.distance(entry.published, entry.low, entry.high) == entry.gap


def test_other_columns_are_refused(tmp_path):
    (tmp_path / "ledger.csv").write_text("quantity,published\n")
    with pytest.raises(ValueError, match="columns"):
        read_ledger(tmp_path / "ledger.csv")
