"""Lesson 3: its figures draw what they say, its explorers answer to what one does."""

import numpy as np
import pytest
from drive_explorer import key, press_at
from rooms import make

from losslab.kit.maps import draw_plane
from losslab.lessons.gradients import explorers, figures
from losslab.lessons.gradients.planted_bugs import BUGS, EXHIBITS

# the figures, in both languages, with nothing cut off


def test_two_slopes_make_the_arrow(axes):
    a = np.linspace(-10, 10, 21)
    draw_plane(axes, a, a, a**2 + a[:, None] ** 2)
    across, up, both = (arrow.xy for arrow in figures.draw_gradient(axes, (3.0, -4.0), length=5))
    assert (across, up, both) == ((3.0, 0), (0, -4.0), (3.0, -4.0))


def test_slopes_stand_beside_those_that_piled_up(axes):
    right, wrong = figures.draw_not_restored(axes, np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    assert [bar.get_height() for bar in right] == [1, 2]
    assert [bar.get_height() for bar in wrong] == [1, 3]


def test_errors_have_a_line_for_each_scheme_and_precision(axes):
    h = np.array([1e-1, 1e-5, 1e-9])
    cases = {(s, d): h * d for s in ("forward", "centered") for d in (32, 64)}
    lines = figures.draw_errors(axes, h, cases, title="errors_svm")
    assert len({(line.get_color(), line.get_linestyle()) for line in lines}) == 4
    np.testing.assert_array_equal(lines[3].get_ydata(), 64 * h)


def test_the_cost_grows_in_proportion(axes):
    counts = np.array([1, 2, 4, 8])
    line, dots, star = figures.draw_cost(axes, counts, 0.01 * (counts + 1), structured=2.0)
    far, seconds = line.get_data()
    np.testing.assert_allclose(seconds, 0.01 * (far + 1))
    np.testing.assert_array_equal(dots.get_xdata(), counts)
    assert star.get_ydata()[0] == 2.0


def test_downhill_is_minus_the_gradient(axes):
    gradient = np.zeros((10, 3073))
    gradient[0, :1024] = np.linspace(1, -1, 1024)
    tile = figures.draw_negative_gradient(axes, gradient).get_array()[:32, 1:33]
    assert (np.diff(tile[:, 5, 0].astype(int)) > 0).all()


def test_tables_show_every_number_and_frame_the_truth(axes):
    margins, y = np.arange(20.0).reshape(10, 2) - 5, np.array([3, 0])
    image = figures.draw_margin_table(axes, margins, y)
    assert np.isnan(image.get_array().filled(np.nan)[3, 0])
    words = [word.get_text() for word in axes.texts]
    assert len(words) == 20 and words.count("–") == 2 and "14.0" in words


def test_coefficients_are_whole_numbers(axes):
    figures.draw_coefficients(axes, np.tile([[1.0], [-9.0]], (5, 2)), np.array([1, 3]))
    assert {word.get_text() for word in axes.texts} == {"1", "-9"}


def test_the_speedup_says_its_ratio(axes):
    bars = figures.draw_speedup(axes, 0.3, 0.01)
    assert [bar.get_width() for bar in bars] == [0.3, 0.01]
    assert "30" in axes.get_title(loc="left")


def test_a_race_that_something_else_disturbed_is_not_told_as_a_result(axes):
    """On a busy computer the product once came out as "0 times faster"."""
    figures.draw_speedup(axes, 0.01, 0.03)
    assert "times faster" not in axes.get_title(loc="left")
    assert "0" not in axes.get_title(loc="left")


def test_two_humps_hold_every_coordinate(axes):
    errors, kinks = np.array([0.0, 1e-13, 1e-3, 1.0]), np.array([0, 0, 1, 3])
    smooth, kinked = figures.draw_error_histogram(axes, errors, kinks)
    assert [sum(bar.get_height() for bar in bars) for bars in (smooth, kinked)] == [2, 2]


@pytest.mark.parametrize("title", ["shares_svm", "shares_softmax"])
def test_shares_are_percentages(axes, title):
    h = np.array([1e-3, 1e-5])
    shares = {"forward": [0.5, 0.0], "centered": [1.0, 0.25]}
    forward, centered = figures.draw_shares(axes, h, shares, title=title)
    assert forward.get_ydata().tolist() == [50, 0]
    assert centered.get_ydata().tolist() == [100, 25]


def test_what_is_below_the_threshold_is_marked_as_hidden(axes):
    errors = np.array([1e-8, 1e-7, 1e-5])
    line = figures.draw_hidden_factor(axes, np.array([0.1, 1, 10]), errors, threshold=1e-6)
    np.testing.assert_array_equal(line.get_ydata(), errors)
    assert any(len(other.get_xdata()) == 2 for other in axes.lines[2:])


# the explorers


@pytest.fixture(scope="module")
def problem(data):
    W, U = 1e-4 * np.random.default_rng(0).standard_normal((2, 10, 3073))
    return W, U, data.X_train[:, :500], data.y_train[:500]


@pytest.fixture
def secant(problem):
    W, U, X, y = problem
    return explorers.SecantExplorer(W, U, X[:, :100], y[:100])


@pytest.fixture
def microscope(problem):
    W, _, X, y = problem
    return explorers.KinkMicroscope(W, X, y)


@pytest.fixture
def museum(problem):
    W, _, X, y = problem
    return explorers.BugMuseum(W, X[:, :200], y[:200])


def test_the_secant_point_can_be_dragged_and_pushed(secant):
    press_at(secant, secant.ax, 3.0, 4.0, kind="drag")
    assert secant.values["place"] == pytest.approx(3.0)
    key(secant, "ArrowLeft", shift=True)
    assert secant.values["place"] == pytest.approx(2.5)


def test_the_secant_tells_bent_from_straight_from_stairs(secant):
    said = []
    for h in (3.0, 1e-4, 1e-15):
        secant.put(h=h)
        said.append(secant.picture.sentence)
    assert "bends" in said[0] and "nearly straight" in said[1] and "stairs" in said[2]


def test_the_microscope_goes_where_it_is_pressed_and_names_the_kink(microscope):
    press_at(microscope, microscope.map_ax, 20, 7)
    assert microscope.held == {"row": 7, "column": 20}
    microscope.put(h=1e-2)
    hinges = microscope.hinges_of(microscope.values["label"])
    _, found = hinges.kinks(7 * 32 + 20, 1e-2)
    assert f"image {hinges.example[found[0]]} (" in microscope.picture.sentence
    assert f": {len(found)}." in microscope.picture.sentence
    for name in ("ArrowRight", "ArrowDown"):
        key(microscope, name)
    assert microscope.held == {"row": 8, "column": 21}
    for _ in range(40):
        key(microscope, "ArrowUp")
    assert microscope.held == {"row": 0, "column": 21}  # the edge holds


def test_no_kink_is_said_plainly(microscope):
    microscope.put(h=1e-2)
    assert microscope.ax.texts
    microscope.put(h=1e-12)
    assert "no kink" in microscope.picture.sentence
    assert not microscope.ax.texts  # none has its name


def test_every_exhibit_answers_every_diagnosis(museum):
    for exhibit in EXHIBITS:
        museum.put(exhibit=exhibit)
        assert museum.values["diagnosis"] == "unknown"
        for guess in BUGS:
            museum.put(diagnosis=guess)
            right = guess == exhibit
            assert ("Yes." in museum.picture.sentence) == right
            assert ("Not this" in museum.picture.sentence) == (not right)
            if right:
                praise = museum.picture.sentence
    assert museum.model == set(BUGS)
    assert "8 of 8" in praise


def test_the_longest_diagnosis_leaves_room_for_the_settings(language, museum):
    """Once, the one was written over the other."""
    museum.put(exhibit="no_factor_two", reg=1e-3)
    museum.put(diagnosis="no_factor_two")
    settings, stamp = (text.get_window_extent() for text in museum.figure.texts)
    assert stamp.x1 < settings.x0


def test_a_median_that_does_not_exist_is_said_in_words(museum, language):
    """In float32 at the smallest h, every numerical slope may be 0."""
    museum.put(exhibit="float32", h=1e-9)
    assert np.isnan(museum.checks.check("float32", h=1e-9).ratio)
    assert "nan" not in museum.picture.sentence


@pytest.mark.parametrize(("h", "reason"), [(1e-2, "kinks"), (1e-6, ""), (1e-9, "rounding")])
def test_what_is_off_without_a_bug_has_its_reason(data, h, reason):
    museum = make("BugMuseum", data)
    museum.put(exhibit="healthy", h=h)
    sentence = museum.picture.sentence
    assert [word for word in ("kinks", "rounding") if word in sentence] == [reason] * bool(reason)
    assert "100 % of the coordinates are over" not in sentence or "few" not in sentence


def test_no_label_of_the_museum_is_cut_off(museum, language):
    """Ticks of four digits pushed one over the edge, and one onto its neighbour."""
    for exhibit in explorers.EXHIBITS:
        for h in (1e-2, 1e-9):
            museum.put(exhibit=exhibit, h=h, reg=1000)
            museum.stage.canvas.draw()
            boxes = [ax.get_tightbbox() for ax in museum.axes]
            assert min(box.x0 for box in boxes) >= 0, exhibit
            for left, right in (boxes[:2], boxes[2:]):
                assert left.x1 <= right.x0, exhibit
