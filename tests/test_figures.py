"""The figures of notebook 01 draw what they say, in both languages, with nothing cut off."""

import numpy as np
import pytest

from losslab import figures
from losslab.kit.style import description
from losslab.kit.words import language
from losslab.lessons.landscape.three_points import three_points
from losslab.slices import svm_line_kinks, svm_line_minimum, svm_slice_line, svm_slice_plane


@pytest.fixture(scope="module")
def line(data):
    rng = np.random.default_rng(0)
    W, U, V = rng.standard_normal((3, 10, 3073), dtype=np.float32) * np.float32(1e-4)
    return W, U, V, data.X_train[:, :1], data.y_train[:1]


def test_examples_show_each_class(axes, data):
    sheet = figures.draw_examples(axes, data, per_class=3).get_array()
    assert sheet.shape == (3 * 34, 10 * 34, 3)
    assert len(axes.get_xticklabels()) == 10


def test_templates_are_the_rows_of_the_weights(axes):
    W = np.zeros((10, 3073))
    W[0, :1024] = np.linspace(-1, 1, 1024)  # red from dark to bright, row by row
    tile = figures.draw_templates(axes, W).get_array()[:32, 1:33]
    assert tile[0, 0, 0] == 0 and tile[-1, -1, 0] == 255
    assert (np.diff(tile[:, 5, 0].astype(int)) > 0).all()


def test_a_bar_is_a_hinge(axes):
    terms = np.array([0.5, 1.0, 0, 2.0, 0, 0, 0, 0, 0, 0.25])
    bars = figures.draw_loss_terms(axes, terms, 2)
    assert [bar.get_height() for bar in bars] == terms.tolist()


def test_each_kink_is_marked_on_the_curve(axes, line):
    W, U, _, X, y = line
    a = np.linspace(-30, 30, 301)
    figures.draw_line(axes, a, svm_slice_line(W, U, X, y, a), minimum=svm_line_minimum(W, U, X, y))
    kinks = svm_line_kinks(W, U, X, y)
    dots = figures.draw_kinks(axes, kinks, svm_slice_line(W, U, X, y, kinks.a))
    assert len(dots.get_xdata()) == np.sum((kinks.a > -33) & (kinks.a < 33))


def test_a_plane_has_its_low_place_where_the_loss_has(axes, line):
    W, U, V, X, y = line
    a = np.linspace(-30, 30, 41)
    loss = svm_slice_plane(W, U, V, X, y, a, a)
    image, contours, labels = figures.draw_plane(axes, a, a, loss)
    assert image.get_array().argmin() == loss.argmin()
    assert len(labels) > 2
    assert contours.levels.min() <= loss.min() and contours.levels.max() >= loss.max()


def test_hinges_and_their_sum(axes):
    w0 = np.linspace(-4, 4, 81)
    result = three_points(w0, (1.0, -0.6, 1.6), w1=-0.4, w2=0.5)
    assert len(figures.draw_hinges(axes, w0, result.terms, result.names)) == 4


def test_the_layers_add_up_to_the_loss(axes):
    w0 = np.linspace(-4, 4, 81)
    result = three_points(w0, (1.0, -0.6, 1.6), w1=-0.4, w2=0.5)
    top = figures.draw_sum(axes, w0, result.terms, result.constant)[-1]
    np.testing.assert_allclose(top.get_ydata(), result.loss)


def test_chords_below_the_ground_are_counted(axes):
    bars = figures.draw_chords(axes, np.array([-0.5, 0.2, 0.3, 0.5]), title="chord_svm")
    assert sum(bar.get_height() for bar in bars) == 4
    assert "25" in axes.get_title(loc="left")


def test_the_fan_lies_under_the_curve(axes):
    distance = np.linspace(-1, 1, 21)
    loss = np.maximum(-distance, 2 * distance)
    for touching in figures.draw_fan(axes, distance, loss, (-1.0, 2.0)):
        assert (touching.get_ydata() <= loss + 1e-12).all()


def test_speed_has_three_bars(axes):
    assert len(figures.draw_speed(axes, (900.0, 9.0, 0.1), points=10201)) == 3


def test_a_figure_describes_itself(axes):
    axes.set(title="A claim", xlabel="a", ylabel="loss")
    expected = {"en": "A claim (a × loss)", "ja": "A claim（a × loss）"}
    assert description(axes.figure) == expected[language()]
