"""Notebook 7: digits, figures in both languages, and an explorer that takes any function."""

import hashlib
import re

import numpy as np
import pytest
from drive_explorer import close, key, press_at

from losslab.dataset import Dataset
from losslab.kit.words import text
from losslab.lessons.your_landscape import figures, probing
from losslab.lessons.your_landscape.digits import load_digits
from losslab.lessons.your_landscape.explorers import LandscapeExplorer
from losslab.losses import hinges, svm_loss
from losslab.slices import slice_plane

CONTENT = "d8121ca7764eccfaef1df6bc4589c6527c58fcbab0cb1b079e79f97f8cb8219a"


def says(name, **values):
    return text(f"your_landscape.landscape.{name}", **values)


# -- the digits


def test_the_digits_are_those_of_uci():
    pictures, labels = load_digits()
    assert pictures.shape == (1797, 8, 8) and pictures.dtype == float
    whole = np.column_stack([labels, pictures.reshape(len(labels), -1)]).astype(np.uint8)
    assert hashlib.sha256(whole.tobytes()).hexdigest() == CONTENT


def test_the_digits_are_those_of_scikit_learn():
    datasets = pytest.importorskip("sklearn.datasets", reason="only `run.py bench` installs it")
    theirs, (pictures, labels) = datasets.load_digits(), load_digits()
    np.testing.assert_array_equal(pictures, theirs.images)
    np.testing.assert_array_equal(labels, theirs.target)


# -- the figures


def test_a_column_of_examples_for_each_class(axes):
    data = Dataset.from_arrays(*load_digits())
    sheet = figures.draw_examples(axes, data, per_class=3).get_array()
    assert sheet.shape == (3 * 10, 10 * 10, 3)
    assert [label.get_text() for label in axes.get_xticklabels()] == list("0123456789")


@pytest.mark.parametrize("title", ["descents_linear", "descents_network"])
def test_descents_have_their_ends_in_the_title(axes, title):
    losses = [np.geomspace(9, 0.25, 40), np.geomspace(8, 0.5, 40)]
    lines = figures.draw_descents(axes, losses, title=title)
    assert [line.get_ydata().tolist() for line in lines] == [part.tolist() for part in losses]
    assert "0.25" in axes.get_title(loc="left") and "0.50" in axes.get_title(loc="left")


@pytest.mark.parametrize("title", ["between_linear", "between_network"])
def test_the_chord_goes_from_end_to_end_and_the_middle_is_named(axes, title):
    t = np.linspace(-0.2, 1.2, 57)
    heights = 0.3 + t * (1 - t) + 0.1 * t
    curve, chord = figures.draw_between(axes, t, heights, title=title)
    np.testing.assert_allclose(chord.get_ydata(), [0.3, 0.4])
    assert curve.get_ydata().max() == heights.max()
    assert "0.60" in [artist.get_text() for artist in axes.texts]


def test_heights_have_gaps_where_there_is_no_number(axes):
    heights = np.array([np.nan, 2.0, 1.0])
    curve = figures.draw_heights(axes, np.arange(3), heights)
    np.testing.assert_array_equal(curve.get_ydata(), heights)


# -- the explorer: what it shows is the function


def wavy(W):
    return float(np.sum(np.sin(3 * W)) + np.sum(W**2))


@pytest.fixture
def made(language):
    """Make explorers, and let them go."""
    known = []

    def make(*arguments, **options):
        known.append(LandscapeExplorer(*arguments, **options))
        return known[-1]

    yield make
    for explorer in known:
        close(explorer)


def test_a_map_is_the_slice_of_the_core(made):
    rng = np.random.default_rng(0)
    W, U, V = rng.normal(size=(3, 2, 5))
    cut = made(wavy, W, U, V).cut(0, 2)
    np.testing.assert_allclose(cut.heights, slice_plane(wavy, W, U, V, cut.grid, cut.grid))
    assert cut.grid[[0, 16, 32]].tolist() == [-2, 0, 2]


def test_a_press_says_the_height_there(made):
    explorer = made(lambda w: float(3 * w[0] + 10 * w[1]), np.zeros(2), *np.eye(2))
    press_at(explorer, explorer.map_ax, 0.51, -0.26)
    expected = says("here", a=0.5, b=-0.25, here=3 * 0.5 - 2.5, lowest=-13)
    assert explorer.picture.sentence.startswith(expected)
    press_at(explorer, explorer.line_ax, -1, -2)  # across: b stays
    assert explorer.picture.sentence.startswith(says("here", a=-1, b=-0.25, here=-5.5, lowest=-13))


def test_an_arrow_goes_one_place_however_many_there_are(made, monkeypatch):
    monkeypatch.setattr(probing, "PLACES", (9,))
    explorer = made(wavy, np.zeros(2), *np.eye(2))
    key(explorer, "ArrowRight")
    assert explorer.held["a"] == 0.25 and "a = 0.25" in explorer.picture.sentence


def test_a_bowl_passes_and_a_network_does_not(made):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(6, 30)), rng.integers(3, size=30)

    def network(theta):
        hidden = np.maximum(0, theta[:24].reshape(4, 6) @ X)
        return float(hinges(theta[24:].reshape(3, 4) @ hidden, y, 1.0).sum() / 30)

    bowl = made(lambda W: svm_loss(W, X, y), rng.normal(size=(3, 6)))
    other = made(network, rng.normal(size=36))
    for pair in range(1, 7):
        for explorer, word in ((bowl, "bowl"), (other, "no_bowl")):
            explorer.put(pair=pair, range=2)
            assert explorer.picture.sentence.endswith(says(word))


def test_directions_are_as_long_as_asked(made):
    W = np.zeros((2, 300))
    scale = np.repeat([[0.5], [4.0]], 300, axis=1)
    U, V = made(wavy, W, scale=scale)._directions(1)
    for part in (U, V):
        np.testing.assert_allclose(part.std(axis=1), [0.5, 4.0], rtol=0.15)
    assert abs(np.corrcoef(U[0], V[0])[0, 1]) < 0.2
    assert made(wavy, 7 + np.arange(600.0) % 2)._directions(2)[0].std() == pytest.approx(0.5, 0.1)


def test_the_weights_stay_as_they_were(made):
    def careless(W):
        W += 1
        return float(W.sum())

    W = np.zeros(3)
    explorer = made(careless, W)
    assert not W.any() and explorer.cut(1, 1).heights[16, 16] == 3


def test_whole_numbers_and_half_the_digits_will_do(made):
    assert made(lambda w: float(w.sum()), [1, 2]).probed.trouble is None
    seen = set()
    made(lambda w: seen.add(w.dtype) or 1.0, np.ones(4, np.float32)).cut(1, 1)
    assert seen == {np.dtype(np.float32)}


# -- the explorer: what is not a landscape is said kindly


def chance():
    rng = np.random.default_rng(0)
    return lambda w: rng.random()


@pytest.mark.parametrize(
    ("make", "name", "part"),
    [
        (lambda: (lambda w: w, np.ones((2, 3))), "array", "(2, 3)"),
        (lambda: (lambda w: None, np.ones(2)), "none", ""),
        (lambda: (lambda w: np.nan, np.ones(2)), "no_number", "nan"),
        (lambda: (lambda w: np.inf, np.ones(2)), "no_number", "inf"),
        (lambda: (lambda w: 1j, np.ones(2)), "no_number", "1j"),
        (lambda: (lambda w: "high", np.ones(2)), "no_number", "high"),
        (lambda: (lambda w: [1, [2, 3]], np.ones(2)), "no_number", "[1, [2, 3]]"),
        (lambda: (lambda w: 1 / 0, np.ones(2)), "raised", "ZeroDivisionError: division by zero"),
        (lambda: (lambda w: w[5], np.ones(2)), "raised", "IndexError"),
        (lambda: (chance(), np.ones(2)), "chance", "0.636962"),
        (lambda: (42, np.ones(2)), "argument", "f is a int"),
        (lambda: (lambda W, X: 1.0, np.ones(2)), "argument", "f takes (W, X)"),
        (lambda: (wavy, "abc"), "argument", "W holds"),
        (lambda: (wavy, None), "argument", "W is None"),
        (lambda: (wavy, np.array([1, np.nan])), "argument", "W holds NaN"),
        (lambda: (wavy, []), "argument", "W is empty"),
        (lambda: (wavy, np.ones(2), np.ones(3), np.ones(2)), "argument", "U has shape (3,)"),
        (lambda: (wavy, np.ones(2), np.ones(2)), "argument", "V is None"),
    ],
)
def test_what_is_wrong_is_said_and_not_raised(made, make, name, part):
    explorer = made(*make())
    trouble, values = explorer.probed.trouble
    assert trouble == name
    assert explorer.picture.sentence == says(f"trouble.{name}", **values)
    assert part in explorer.picture.sentence
    explorer.put(pair=2, range=5, a=0.5)  # whatever is moved, it stays as it is
    press_at(explorer, explorer.map_ax, 0.1, 0.1)
    assert explorer.picture.sentence == says(f"trouble.{name}", **values)


def test_a_scale_that_does_not_fit_is_named(made):
    explorer = made(wavy, np.ones(2), scale=np.ones(5))
    assert "scale has shape (5,), but W has (2,)" in explorer.picture.sentence


def test_a_function_with_holes_has_marks_at_them(made):
    def log(w):
        if w[1] > 0.9:
            raise ArithmeticError("too far north")
        return np.log(w[0]) + w[1] ** 2

    explorer = made(log, np.array([0.5, 0.0]), *np.eye(2))
    cut = explorer.cut(0, 1)
    holes = (0.5 + cut.grid[None, :] <= 0) | (cut.grid[:, None] > 0.9)
    np.testing.assert_array_equal(np.isnan(cut.heights), holes)
    (marks,) = (line for line in explorer.map_ax.lines if line.get_marker() == "x")
    assert len(marks.get_xdata()) == holes.sum()
    assert str(holes.sum()) in explorer.picture.sentence
    assert "ArithmeticError: too far north" in explorer.picture.sentence
    explorer.put(a=-0.75)
    assert explorer.picture.sentence.startswith(
        says("no_number_here", a=-0.75, b=0, lowest=np.nanmin(cut.heights))
    )


def test_a_range_without_a_single_number_says_so(made):
    """The middle of the map is never asked again: `f` may give a number there only."""
    explorer = made(lambda w: 1.0 if w[0] == 0 else np.nan, np.zeros(1), [1.0], [1.0])
    explorer.probed.W = np.ones(1) * 100
    explorer.put(range=2)
    sentence = says("trouble.nowhere", range=2, error=says("not_finite"))
    assert explorer.picture.sentence == sentence


def test_a_level_landscape_and_a_steep_one(made):
    assert made(lambda w: 3.0, np.zeros(2)).picture.sentence.endswith(says("level"))
    steep = made(lambda w: float(np.exp(200 * w[0])), np.zeros(2), *np.eye(2))
    assert re.search(r"[1-9]", steep.picture.sentence)


def test_a_slow_function_gets_a_coarser_map_and_a_slower_one_a_sentence(made, monkeypatch):
    """The time that a call takes is made up here: another machine is faster."""
    for seconds, places in ((0, 33), (0.005, 33), (0.03, 17), (0.1, 9), (0.2, 0)):
        clock = iter((10.0, 10.0 + seconds))
        monkeypatch.setattr(probing.time, "thread_time", lambda clock=clock: next(clock))
        explorer = made(wavy, np.zeros(2), *np.eye(2))
        assert explorer.probed.places == places
        coarse = explorer.picture.sentence.endswith(says("coarse", places=places))
        assert coarse == (0 < places < 33)
        slow = says("trouble.slow", seconds=seconds, places=81)
        assert (explorer.picture.sentence == slow) == (places == 0)


def test_the_stop_button_stops(made):
    calls = iter(range(100))

    def stopped(w):
        if next(calls) > 50:
            raise KeyboardInterrupt
        return 1.0

    with pytest.raises(KeyboardInterrupt):
        made(stopped, np.zeros(2))
