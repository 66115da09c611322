"""The ledger as a notebook reads it: what it holds, and what its entries say."""

import csv

import numpy as np
import pytest

from losslab.lessons.summary import questions
from losslab.lessons.summary.ledger import COLUMNS, MEAN, PATH, RAW, Entry, pooled, read_ledger
from losslab.losses import svm_loss

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


# -- attempts of one distribution


def test_seven_ranges_of_random_losses_become_one_and_all_else_stays():
    before, after = read_ledger(), pooled(read_ledger())
    assert [e.quantity for e in after] == [e.quantity for e in before]
    for old, new in zip(before, after, strict=True):
        if old.quantity.startswith("random_loss_"):
            assert (new.published, new.seeds) == (old.published, 7 * old.seeds)
        else:
            assert new == old
    for pixels in (MEAN, RAW):
        ours = [e for e in after if e.quantity.startswith("random_loss_")]
        assert len({(e.low, e.median, e.high) for e in ours if e.conditions.endswith(pixels)}) == 1


def test_the_pooled_range_is_that_of_many_draws(data):
    """Beside 200 losses that are drawn here, on the images that come with the course."""
    rng = np.random.default_rng(1)
    X, y = data.X_train[:, ::5], data.y_train[::5]
    weights = (rng.standard_normal((10, 3073), np.float32) * np.float32(1e-4) for _ in range(200))
    losses = [svm_loss(W, X, y) for W in weights]
    (one, *_) = (e for e in pooled(read_ledger()) if e.quantity == "random_loss_0")
    drawn = np.quantile(losses, (0.05, 0.5, 0.95))
    np.testing.assert_allclose((one.low, one.median, one.high), drawn, atol=0.15)


def test_pooling_finds_the_range_that_few_seeds_do_not_reach():
    rng = np.random.default_rng(3)
    entries = []
    for k in range(2000):
        low, median, high = np.quantile(rng.normal(5, 1, 20), (0.05, 0.5, 0.95))
        entries.append(Entry(f"random_loss_{k}", 5, "full, raw pixels", median, low, high, 20))
    (one, *_) = pooled(entries)
    assert (one.low, one.high) == pytest.approx((5 - 1.6449, 5 + 1.6449), abs=0.02)


def test_one_seed_has_a_range_without_a_width():
    (one,) = pooled([Entry("random_loss_0", 5, "full, raw pixels", 4.0, 4.0, 4.0, 1)])
    assert (one.low, one.median, one.high) == (4.0, 4.0, 4.0)
