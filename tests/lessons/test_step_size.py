"""Notebook 4: its figures in both languages; its explorers tell the truth and answer."""

import re

import numpy as np
import pytest
from drive_explorer import key, press_at

from losslab.lessons.step_size import explorers, figures
from losslab.lessons.step_size.explorers import STEPS_A_FRAME
from losslab.lessons.step_size.line_search import gradient_line
from losslab.lessons.step_size.quadratic import quadratic_loss
from losslab.losses import svm_loss, svm_loss_and_gradient


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).random((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :200], data.y_train[:200]


@pytest.fixture(scope="module")
def line(problem):
    return gradient_line(*problem)


@pytest.fixture
def axes(figure):
    return figure.subplots(1, 2)


def test_the_compass_is_lowest_straight_down(axes):
    degrees = np.arange(-180, 181, 30)
    change = -0.04 * np.cos(np.radians(degrees))
    dots = figures.draw_compass(wide(axes), degrees, change, 0.04)
    assert degrees[np.argmin(dots.get_ydata())] == 0


def test_both_columns_are_drawn_with_their_best_step(axes):
    ax = wide(axes)
    steps = [10.0**k for k in range(-10, 0)]
    measured, published = np.geomspace(9, 3e5, 10), np.geomspace(2, 2e4, 10)
    lines = figures.draw_steps(ax, steps, measured, published)
    columns = [line.get_ydata().tolist() for line in lines]
    assert columns == [measured.tolist(), published.tolist()]
    stars = [line for line in ax.lines if line.get_marker() == "*"]
    assert [star.get_xdata()[0] for star in stars] == [1e-10, 1e-10]


def test_each_suspect_has_its_own_marker(axes):
    names = ("svm_few", "svm_many", "softmax_ten", "softmax_few", "softmax_many")
    draws = np.abs(np.random.default_rng(0).normal([[9], [1e6]], 1, size=(5, 2, 8)))
    groups = figures.draw_fingerprints(wide(axes), names, draws, (2.2, 6.6e5))
    assert len({group.get_marker() for group in groups}) == 5
    assert len({group.get_label() for group in groups}) == 5


def test_the_projected_gradient_and_its_line(axes, line):
    a = np.linspace(-30, 30, 21)
    plane = a[:, None] ** 2 + a[None, :] ** 2
    arrow = figures.draw_projected_gradient(axes[0], a, a, plane, (6, -23), (-5, 6), reach=5)
    assert tuple(arrow.xy) == (1, -17)
    steps = np.linspace(0, 3e-6, 31)
    curve = figures.draw_gradient_line(axes[1], steps, line.loss_after(steps), line.best)
    assert curve.get_ydata().argmin() == np.abs(steps - line.best.a).argmin()


def test_the_arrow_goes_on_as_dashes(axes):
    arrow = figures.draw_arrow(axes[0], (0, 0), (0.2, 0.1), reach=4)
    assert tuple(arrow.xy) == (0.2, 0.1)
    dashes, start = axes[0].lines
    np.testing.assert_allclose(dashes.get_xydata(), [(0.2, 0.1), (0.8, 0.4)])
    assert start.get_xydata().tolist() == [[0, 0]]


def test_the_line_ahead_has_its_start_and_its_best_step(axes, line):
    steps = np.linspace(0, 3e-6, 31)
    curve = figures.draw_line_and_best(axes[0], steps, line.loss_after(steps), line.best)
    start, drawn, star = axes[0].lines
    assert drawn is curve and set(start.get_ydata()) == {curve.get_ydata()[0]}
    assert star.get_xydata().tolist() == [[line.best.a, line.best.loss]]


def test_far_out_the_slope_is_level(axes, line):
    steps = np.geomspace(1e-9, 1e-2, 41)
    after = line.loss_after(steps)
    slopes = (line.loss_after(1.01 * steps) - after) / (0.01 * steps)
    drawn = figures.draw_slopes(axes[0], steps, slopes, line.far_slope).get_ydata()
    assert drawn[0] == pytest.approx(line.slope / 1e6, rel=0.01)
    assert drawn[-1] == pytest.approx(line.far_slope / 1e6, rel=1e-4)
    limit = next(drawn for drawn in axes[0].lines if drawn.get_linestyle() == "--")
    assert limit.get_ydata()[0] == pytest.approx(line.far_slope / 1e6)
    ratios = figures.draw_tenfold(axes[1], steps, line.loss_after(10 * steps) / after).get_ydata()
    assert ratios[-1] == pytest.approx(10, abs=0.01)


def test_walks_in_the_bowl_start_where_they_should(axes):
    for ax, step in zip(axes, (0.05, 0.19), strict=True):
        path = figures.draw_walk(ax, (1, 10), (1.1, 0.6), step)
        np.testing.assert_allclose(path.get_xydata()[1], [1.1 * (1 - step), 0.6 * (1 - 10 * step)])


def test_the_loss_is_level_on_each_contour_of_the_bowl(axes):
    figures.draw_bowl(axes[0], (1, 10))
    *contours, bottom = (quadratic_loss((1, 10), mark.get_xydata()) for mark in axes[0].lines)
    assert len(contours) == 7 and bottom == 0
    for contour in contours:
        np.testing.assert_allclose(contour, contour[0])


def test_a_path_begins_where_the_hiker_stands(axes):
    path = np.array([[1.0, 0.5], [0.5, -0.5], [0.2, 0.4]])
    line = figures.draw_path(axes[0], path)
    np.testing.assert_array_equal(line.get_xydata(), path)
    assert axes[0].lines[-1].get_xydata().tolist() == [[1, 0.5]]


def test_factors_beyond_the_figure_stand_at_its_edge(axes):
    figures.frame_factors(axes[0], 0.5)
    figures.draw_factors(axes[0], (1, 10), 0.4)
    gentle, steep = (mark for mark in axes[0].lines if mark.get_marker() == "o")
    assert gentle.get_xydata() == pytest.approx(np.array([[0.4, 0.6]]))
    assert 1.5 < steep.get_ydata()[0] < axes[0].get_ylim()[1]  # not 3


def test_only_beyond_the_limit_do_the_weights_grow(axes):
    products = (0.1, 0.95, 1.05)
    norms = [0.1 * abs(1 - 2 * p) ** np.arange(20) for p in products]
    lines = figures.draw_norms(wide(axes), products, norms)
    assert [line.get_ydata()[-1] > 0.1 for line in lines] == [False, False, True]


def test_four_faces_of_a_training_curve(axes):
    for ax, kind in zip(axes, ("crawls", "thrown_out"), strict=True):
        figures.draw_training(ax, np.geomspace(9, 100, 30), 1e-9, kind=kind)
    assert axes[0].get_title(loc="left") != axes[1].get_title(loc="left")


def test_both_walks_of_a_line_search_are_told_apart(axes):
    lines = figures.draw_exact_line_search(wide(axes), np.linspace(9, 3, 40), np.linspace(9, 2, 40))
    assert len({line.get_linestyle() for line in lines}) == 2


def wide(axes):
    """One panel over the whole figure instead of two."""
    figure = axes[0].figure
    for ax in axes:
        ax.remove()
    return figure.add_subplot()


@pytest.fixture
def step_explorer(problem):
    return explorers.StepExplorer(*problem)


@pytest.fixture
def descent(problem):
    explorer = explorers.DescentExplorer(*problem)
    explorer.restart()
    return explorer


@pytest.mark.parametrize("step", [1e-8, 1e-6, 1e-3])
def test_the_loss_that_is_told_is_the_loss_after_a_real_step(problem, step_explorer, step):
    W, X, y = problem
    step_explorer.named["step"].value = step
    after = svm_loss(W - np.float32(step) * svm_loss_and_gradient(W, X, y)[1], X, y)
    assert f"{after:.4g}" in step_explorer.picture.sentence


def test_the_words_change_with_the_step(step_explorer):
    best = step_explorer.line.best.a
    endings = set()
    for times in (0.01, 1, 1.5, 3.5, 100):
        step_explorer.named["step"].value = times * best
        endings.add(re.sub(r"[\d.,%]+", "", step_explorer.picture.sentence.split(". ", 1)[1]))
    assert len(endings) == 5


def test_a_step_off_the_map_points_to_where_it_went(step_explorer):
    step_explorer.named["step"].value = 1e-6
    assert hiker(step_explorer).get_marker() == "o"
    step_explorer.named["step"].value = 1e-4
    assert hiker(step_explorer).get_marker() == ">"
    assert hiker(step_explorer).get_xdata()[0] < step_explorer.map_ax.get_xlim()[1]


def hiker(explorer):
    """Her mark on the map, which is drawn last."""
    return explorer.map_ax.lines[-1]


def test_a_press_on_either_picture_chooses_the_step(step_explorer):
    for ax in (step_explorer.map_ax, step_explorer.line_ax):
        step_explorer.named["step"].value = 1e-9
        press_at(step_explorer, ax, 2e-6, np.mean(ax.get_ylim()))
        place = 10**-5.7  # of the slider, near 2e-6
        assert step_explorer.named["step"].value == pytest.approx(place)


def test_a_press_behind_the_start_is_the_shortest_step(step_explorer):
    press_at(step_explorer, step_explorer.map_ax, -0.5e-6, 0)
    assert step_explorer.named["step"].value == pytest.approx(1e-9)


def test_arrow_keys_change_the_step_and_stay_in_range(step_explorer):
    step_explorer.named["step"].value = 1e-6
    key(step_explorer, "ArrowRight")
    assert step_explorer.named["step"].value > 1e-6
    for _ in range(20):
        key(step_explorer, "ArrowLeft", shift=True)
    assert step_explorer.named["step"].value == pytest.approx(1e-9)


@pytest.mark.parametrize(("step", "ends_lower"), [(0.05, True), (0.19, True), (0.21, False)])
def test_the_bowl_escapes_beyond_its_limit(step, ends_lower):
    explorer = explorers.QuadraticExplorer()
    explorer.put(steep=10, step=step)
    sentence = explorer.picture.sentence
    start, end = map(float, re.search(r"from ([\d.]+) to ([\d.]*\d)", sentence).groups())
    assert (end < start) == ends_lower
    assert ("escapes" in sentence) != ends_lower


def test_right_angles_are_shown_as_such(step_explorer):
    """The round bowl was drawn as tall ellipses."""
    explorer = explorers.QuadraticExplorer()
    explorer.put(steep=1)
    for ax in (explorer.map_ax, step_explorer.map_ax):
        across, up = np.diff(ax.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
        assert across == pytest.approx(up, rel=0.01)


def test_playing_trains_with_the_step_that_is_set(problem, descent):
    W, X, y = problem
    descent.named["step"].value = 1e-7
    descent.play.value = 1
    descent.named["step"].value = 1e-6
    descent.play.value = 2
    losses = []
    for step in [1e-7] * STEPS_A_FRAME + [1e-6] * STEPS_A_FRAME:
        loss, gradient = svm_loss_and_gradient(W, X, y)
        losses.append(loss)
        W = W - np.float32(step) * gradient
    np.testing.assert_allclose(descent.model.losses, losses, rtol=1e-5)
    assert descent.model.step_sizes == pytest.approx(
        [1e-7] * STEPS_A_FRAME + [1e-6] * STEPS_A_FRAME
    )


def test_frames_that_were_skipped_are_not_made_up_for(descent):
    descent.play.value = 500  # a slow kernel hears only the player's latest count
    assert len(descent.model.losses) == STEPS_A_FRAME


def test_the_buttons_step_and_go_back(problem, descent):
    descent.named["advance"].click()
    descent.named["advance"].click()
    assert len(descent.model.losses) == 2
    descent.play.playing = True
    descent.named["restart"].click()
    assert descent.model.losses == [] and not descent.play.playing
    np.testing.assert_array_equal(descent.model.W, problem[0])


def test_stopping_the_player_goes_back_to_the_start(descent):
    descent.play.value = 3
    descent.play.value = 0
    assert descent.model.losses == []


def test_the_axis_grows_with_the_walk(descent):
    while len(descent.model.losses) <= 120:
        descent.advance()
    assert descent.loss_ax.get_xlim()[1] == descent.step_ax.get_xlim()[1] == 240


def test_the_star_is_the_lowest_point_of_the_curve(descent):
    descent.advance()
    lines = descent.line_ax.lines
    steps, losses = max((line.get_data() for line in lines), key=lambda data: len(data[0]))
    star = next(line for line in lines if line.get_marker() == "*")
    assert star.get_xdata()[0] == pytest.approx(steps[np.argmin(losses)], rel=0.2)


def test_a_step_that_changes_no_digit_is_neither_down_nor_up(descent):
    descent.put(step=1e-9)
    sentence = descent.picture.sentence
    assert "does not change" in sentence and "down to" not in sentence


def test_at_the_bottom_no_step_is_called_too_far(problem):
    """Loss and gradient zero: one image whose true class leads by more than the margin."""
    X, y = problem[1][:, :1], problem[2][:1]
    W = np.zeros_like(problem[0])
    W[y[0]] = 100 * X[:, 0] / np.vdot(X[:, 0], X[:, 0])
    explorer = explorers.DescentExplorer(W, X, y)
    sentence = explorer.picture.sentence
    assert "gradient is zero" in sentence
    assert "best" not in sentence and "too far" not in sentence
    shown = [line for line in explorer.line_ax.lines if len(line.get_xdata()) > 2]
    low = explorer.line_ax.get_ylim()[0]
    assert all(np.all(line.get_ydata() >= low) for line in shown) and shown  # no empty panel


def test_a_large_step_is_announced_as_one_up(descent):
    descent.named["step"].value = 1e-4
    assert "too far" in descent.picture.sentence
    descent.named["step"].value = 1e-7
    assert "down" in descent.picture.sentence
