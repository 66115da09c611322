"""The figures of notebook 03 draw what they say, in both languages, with nothing cut off."""

import numpy as np
import pytest

from losslab import figures


def test_two_slopes_make_the_arrow(axes):
    a = np.linspace(-10, 10, 21)
    figures.draw_plane(axes, a, a, a**2 + a[:, None] ** 2)
    across, up, both = (arrow.xy for arrow in figures.draw_gradient(axes, (3.0, -4.0), length=5))
    assert (across, up, both) == ((3.0, 0), (0, -4.0), (3.0, -4.0))


def test_slopes_stand_beside_those_that_piled_up(axes):
    right, wrong = figures.draw_pile_up(axes, np.array([1.0, 2.0]), np.array([1.0, 3.0]))
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
    tile = figures.draw_downhill(axes, gradient).get_array()[:32, 1:33]
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


def test_the_race_says_its_ratio(axes):
    bars = figures.draw_race(axes, 0.3, 0.01)
    assert [bar.get_width() for bar in bars] == [0.3, 0.01]
    assert "30" in axes.get_title(loc="left")


def test_two_humps_hold_every_coordinate(axes):
    errors, kinks = np.array([0.0, 1e-13, 1e-3, 1.0]), np.array([0, 0, 1, 3])
    smooth, kinked = figures.draw_two_humps(axes, errors, kinks)
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
