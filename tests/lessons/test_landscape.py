"""The room of notebook 1: its figures draw what they say, its explorers answer a hand."""

import numpy as np
import pytest
from drive_explorer import key, press_at, seen
from figure_checks import lowest_place
from hypothesis import given
from hypothesis import strategies as st

from losslab.lessons.landscape import explorers, figures, planes
from losslab.lessons.landscape.three_points import three_point_kinks, three_points
from losslab.losses import svm_loss
from losslab.slices import svm_line_kinks, svm_line_minimum, svm_slice_line, svm_slice_plane

numbers = st.floats(-5, 5)


@pytest.fixture(scope="module")
def line(data):
    rng = np.random.default_rng(0)
    W, U, V = rng.standard_normal((3, 10, 3073), dtype=np.float32) * np.float32(1e-4)
    return W, U, V, data.X_train[:, :1], data.y_train[:1]


def test_examples_show_each_class(axes, data):
    sheet = figures.draw_examples(axes, data, per_class=3).get_array()
    assert sheet.shape == (3 * 34, 10 * 34, 3)
    assert len(axes.get_xticklabels()) == 10


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
    image, contours, labels = figures.draw_plane(axes, a, a, loss, title="plane_many")
    b, at = np.unravel_index(loss.argmin(), loss.shape)
    assert lowest_place(image) == pytest.approx((a[at], a[b]), abs=(a[1] - a[0]) / 2)
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


def test_marks_alone_leave_titles_and_legend_to_an_explorer(axes):
    assert len(figures.draw_hinge_lines(axes, np.linspace(-1, 1, 5), np.ones((4, 5)))) == 4
    assert not axes.get_title(loc="left") and not axes.get_xlabel() and not axes.get_legend()


def test_chords_below_the_ground_are_counted(axes):
    bars = figures.draw_chords(axes, np.array([-0.5, 0.2, 0.3, 0.5]), title="chord_svm")
    assert sum(bar.get_height() for bar in bars) == 4
    assert "25" in axes.get_title(loc="left")


def test_the_fan_lies_under_the_curve(axes):
    distance = np.linspace(-1, 1, 21)
    loss = np.maximum(-distance, 2 * distance)
    fan = figures.draw_fan(axes, distance, loss, (-1.0, 2.0))
    assert len(fan) == 5
    for touching in fan:
        assert (touching.get_ydata() <= loss + 1e-12).all()


def test_speed_has_three_bars(axes):
    assert len(figures.draw_speed(axes, (900.0, 9.0, 0.1), points=10201)) == 3


@pytest.fixture
def slices(data):
    return explorers.SliceExplorer(data)


def test_pressing_the_map_moves_the_hiker_there(slices):
    press_at(slices, slices.map_ax, 5.0, -10.0)
    assert (slices.values["a"], slices.values["b"]) == pytest.approx((5.0, -10.0))
    assert "5.00" in slices.picture.sentence


@pytest.mark.parametrize(
    ("name", "moved"),
    [("ArrowLeft", (-1, 0)), ("ArrowRight", (1, 0)), ("ArrowUp", (0, 1)), ("ArrowDown", (0, -1))],
)
def test_arrow_keys_move_the_hiker(slices, name, moved):
    slices.put(range=20)
    key(slices, name)
    assert (slices.values["a"], slices.values["b"]) == moved
    for _ in range(30):
        key(slices, name, shift=True)
    assert max(abs(slices.values["a"]), abs(slices.values["b"])) == 20  # never leaves the map


def test_a_narrower_map_shows_the_hiker_at_its_edge(slices):
    slices.put(a=15.0, range=2)
    assert "a = 2.00" in slices.picture.sentence
    key(slices, "ArrowLeft")
    assert "a = 1.90" in slices.picture.sentence


@pytest.mark.parametrize("ranges", [(50, 20), (1,)])
def test_a_map_fills_its_axes_whatever_was_shown_before(slices, ranges):
    for reach in ranges:
        slices.put(range=reach)
        (image,) = slices.map_ax.images
        left, right, low, high = image.get_extent()
        assert slices.map_ax.get_xlim() == pytest.approx((left, right))
        assert slices.map_ax.get_ylim() == pytest.approx((low, high))
        assert left < -reach and right > reach


def test_the_loss_on_the_map_is_the_loss(slices, data):
    slices.put(images=50)
    W = slices.plane("random")[0]
    loss = svm_loss(W, data.X_train[:, :50], data.y_train[:50])
    assert f"{loss:.4g}" in slices.picture.sentence


def test_another_solution_says_that_it_is_being_trained(language, slices, monkeypatch):
    said, train, before = [], planes.gradient_descent, slices.picture.sentence
    word = "Training" if language == "en" else "学習させています"

    def watched(*args, **options):
        said.append(slices.picture.sentence)
        return train(*args, **options)

    monkeypatch.setattr(planes, "gradient_descent", watched)
    assert word not in before
    slices.put(direction="solutions")
    assert len(said) == 2 and all(word in sentence for sentence in said)
    assert explorers.slice_words("solutions") in slices.picture.sentence
    shown = []
    slices.picture.observe(lambda change: shown.append(change.new), "sentence")
    slices.put(direction="random")
    slices.put(direction="solutions")
    assert len(said) == len(shown) == 2  # trained once: nothing to wait for


def test_a_training_that_is_stopped_is_no_solution(slices, monkeypatch):
    def stopped(f, W, X, y, **options):
        def stop(step, *_):
            if step == 3:
                raise KeyboardInterrupt

        return train(f, W, X, y, on_step=stop, **options)

    train, before = planes.gradient_descent, slices.picture.sentence
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(planes, "gradient_descent", stopped)
        slices.put(direction="solutions")
    assert slices.picture.sentence == before  # the sign is gone
    slices.put(images=50)  # another try, to its end
    assert "to another solution" in slices.picture.sentence


def test_a_flat_direction_changes_no_loss(slices):
    slices.put(direction="flat")
    loss = slices.picture.sentence.split(",")[1]
    key(slices, "ArrowRight", shift=True)
    assert slices.picture.sentence.split(",")[1] == loss


def test_a_point_that_is_held_moves_and_no_other():
    explorer = explorers.ThreePointExplorer()
    before = explorer.values
    for kind, place in (("press", 1.0), ("drag", 1.5), ("drag", 2.5)):  # past another point
        press_at(explorer, explorer.points_ax, place, 0.0, kind=kind)
    press_at(explorer, explorer.sum_ax, -3.0, 1.0, kind="drag")  # beyond its axes: nothing
    assert explorer.values == before | {"x0": pytest.approx(2.5)}


def test_a_line_without_a_kink_is_drawn_without_one(data):
    W, U = (np.random.default_rng(k).normal(size=(10, 3073)).astype("f") * 1e-4 for k in (0, 1))
    explorer = explorers.KinkExplorer(W, U, data.X_train, data.y_train, reach=0.5)
    explorer.put(images=1000)
    before = seen(explorer), explorer.picture.sentence
    explorer.put(images=1)
    assert len(explorer.near_ax.lines) == 0
    assert seen(explorer) != before[0] and explorer.picture.sentence != before[1]


def test_the_kink_slider_has_a_place_for_each_kink_and_keeps_its_share(data):
    W, U = (np.random.default_rng(k).normal(size=(10, 3073)).astype("f") * 1e-4 for k in (0, 1))
    X, y = data.X_train, data.y_train
    explorer = explorers.KinkExplorer(W, U, X, y, reach=30)
    place = explorer.named["place"]
    explorer.put(place=place.max)
    explorer.put(images=5)
    old, place = place, explorer.named["place"]
    assert place is not old  # whose End key would still be that of the old range
    shown = [control for row in explorer.control_box.children for control in row.children]
    assert place in shown and old not in shown
    assert place.value == place.max
    assert place.max == np.sum(np.abs(svm_line_kinks(W, U, X[:, :5], y[:5]).a) < 30)
    (dots,) = [line for line in explorer.ax.lines if line.get_markersize() == 5]
    assert len(dots.get_xdata()) == place.max
    assert explorer.near_ax.get_title(loc="left") == "Near one kink"
    assert not explorer.near_ax.get_ylabel()
    place.value = 1  # is listened to
    assert "Kink 1 of" in explorer.picture.sentence


@given(*[numbers] * 6)
def test_the_loss_is_what_the_equations_say(x0, x1, x2, w0, w1, w2):
    L0 = max(0, w1 * x0 - w0 * x0 + 1) + max(0, w2 * x0 - w0 * x0 + 1)
    L1 = max(0, w0 * x1 - w1 * x1 + 1) + max(0, w2 * x1 - w1 * x1 + 1)
    L2 = max(0, w0 * x2 - w2 * x2 + 1) + max(0, w1 * x2 - w2 * x2 + 1)
    result = three_points([w0], (x0, x1, x2), w1=w1, w2=w2)
    assert result.loss[0] == pytest.approx((L0 + L1 + L2) / 3, abs=1e-9)


def test_four_hinges_depend_on_w0():
    result = three_points([0.0, 1.0], (1.0, 1.0, 1.0), w1=0.0, w2=0.0)
    assert result.names == ("L0, 1", "L0, 2", "L1, 0", "L2, 0")
    assert result.terms.shape == (4, 2)


def test_other_than_three_points_are_refused():
    with pytest.raises(ValueError, match=r"^x has 2 points, expected 3"):
        three_points([0.0], (1.0, 2.0), w1=0.0, w2=0.0)


def test_points_that_coincide_share_a_label():
    explorer = explorers.ThreePointExplorer()
    explorer.put(x0=1.6, x1=1.6, x2=1.65)
    (shared,) = [text for text in explorer.points_ax.texts if "x" in text.get_text()]
    assert all(name in shared.get_text() for name in ("x0", "x1", "x2"))
    explorer.put(x0=-1)
    assert len(explorer.points_ax.texts) == 2


def test_no_curve_of_the_hinges_runs_through_the_legend(language):
    explorer = explorers.ThreePointExplorer()
    explorer.put(x0=-3, x1=3, w1=-4, w2=4)  # they leave the axes above
    explorer.stage.canvas.draw()
    legend = explorer.terms_ax.get_legend().get_window_extent()
    assert legend.y1 < explorer.terms_ax.bbox.y0 and legend.y0 > 0


@pytest.mark.parametrize("x", [(1.0, -0.6, 1.6), (0.5, 0.0, -2.0)])
def test_between_their_kinks_the_three_points_are_straight(x):
    given = {"x": x, "w1": -0.4, "w2": 0.5}
    kinks = np.sort(three_point_kinks(**given))
    w0 = np.linspace(-9, 9, 3001)
    at = np.union1d([-9, 9], kinks)
    drawn = np.interp(w0, at, three_points(at, **given).loss)
    assert np.abs(drawn - three_points(w0, **given).loss).max() < 1e-12
    assert len(kinks) == 1 + np.count_nonzero(x)  # two of the first point
