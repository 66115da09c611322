"""The explorers of notebook 04 tell the truth, and answer to keys, presses and buttons."""

import re

import numpy as np
import pytest
from hands import key, press_at
from losslab.lessons.step_size.explorers_descent import STEPS_A_FRAME

from losslab import explorers
from losslab.losses import svm_loss, svm_loss_and_gradient


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).random((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :200], data.y_train[:200]


@pytest.fixture
def step_explorer(problem):
    return explorers.StepExplorer(*problem)


@pytest.fixture
def descent(problem):
    explorer = explorers.DescentExplorer(*problem)
    explorer.reset()
    return explorer


@pytest.mark.parametrize("step", [1e-8, 1e-6, 1e-3])
def test_the_loss_that_is_told_is_the_loss_after_a_real_step(problem, step_explorer, step):
    W, X, y = problem
    step_explorer.step.value = step
    after = svm_loss(W - np.float32(step) * svm_loss_and_gradient(W, X, y)[1], X, y)
    assert f"{after:.4g}" in step_explorer.picture.sentence


def test_the_words_change_with_the_step(step_explorer):
    best = step_explorer.ray.best.a
    endings = set()
    for times in (0.01, 1, 1.5, 3.5, 100):
        step_explorer.step.value = times * best
        endings.add(re.sub(r"[\d.,%]+", "", step_explorer.picture.sentence.split(". ", 1)[1]))
    assert len(endings) == 5


def test_a_step_off_the_map_points_to_where_it_went(step_explorer):
    step_explorer.step.value = 1e-6
    assert step_explorer.hiker.get_marker() == "o"
    step_explorer.step.value = 1e-4
    assert step_explorer.hiker.get_marker() == ">"
    assert step_explorer.hiker.get_xdata()[0] < step_explorer.map_ax.get_xlim()[1]


def test_a_press_on_either_picture_chooses_the_step(step_explorer):
    for ax, x in ((step_explorer.map_ax, 2.0), (step_explorer.ray_ax, 2e-6)):
        step_explorer.step.value = 1e-9
        press_at(step_explorer, ax, x, ax.get_ylim()[0] * 0.5 + ax.get_ylim()[1] * 0.5)
        assert step_explorer.step.value == pytest.approx(
            10**-5.7
        )  # a place of the slider near 2e-6


def test_a_press_behind_the_start_is_the_shortest_step(step_explorer):
    press_at(step_explorer, step_explorer.map_ax, -0.5, 0)
    assert step_explorer.step.value == pytest.approx(1e-9)


def test_arrow_keys_change_the_step_and_stay_in_range(step_explorer):
    step_explorer.step.value = 1e-6
    key(step_explorer, "ArrowRight")
    assert step_explorer.step.value > 1e-6
    for _ in range(20):
        key(step_explorer, "ArrowLeft", shift=True)
    assert step_explorer.step.value == pytest.approx(1e-9)


@pytest.mark.parametrize(("step", "ends_lower"), [(0.05, True), (0.19, True), (0.21, False)])
def test_the_bowl_escapes_beyond_its_limit(step, ends_lower):
    explorer = explorers.QuadraticExplorer()
    explorer.steep.value = 10
    explorer.step.value = step
    sentence = explorer.picture.sentence
    start, end = map(float, re.search(r"from ([\d.]+) to ([\d.]*\d)", sentence).groups())
    assert (end < start) == ends_lower
    assert ("escapes" in sentence) != ends_lower


def test_playing_trains_with_the_step_that_is_set(problem, descent):
    W, X, y = problem
    descent.step.value = 1e-7
    descent.play.value = 1
    descent.step.value = 1e-6
    descent.play.value = 2
    losses = []
    for step in [1e-7] * STEPS_A_FRAME + [1e-6] * STEPS_A_FRAME:
        loss, gradient = svm_loss_and_gradient(W, X, y)
        losses.append(loss)
        W = W - np.float32(step) * gradient
    np.testing.assert_allclose(descent.walk.losses, losses, rtol=1e-5)
    assert descent.walk.steps == pytest.approx([1e-7] * STEPS_A_FRAME + [1e-6] * STEPS_A_FRAME)


def test_frames_that_were_skipped_are_not_made_up_for(descent):
    descent.play.value = 500  # a slow kernel hears only the player's latest count
    assert len(descent.walk.losses) == STEPS_A_FRAME


def test_the_buttons_step_and_go_back(problem, descent):
    descent.once.click()
    descent.once.click()
    assert len(descent.walk.losses) == 2 * STEPS_A_FRAME
    descent.play.playing = True
    descent.back.click()
    assert descent.walk.losses == [] and not descent.play.playing
    np.testing.assert_array_equal(descent.walk.W, problem[0])


def test_stopping_the_player_goes_back_to_the_start(descent):
    descent.play.value = 3
    descent.play.value = 0
    assert descent.walk.losses == []


def test_the_axis_grows_with_the_walk(descent):
    while len(descent.walk.losses) <= 120:
        descent.advance()
    assert descent.loss_ax.get_xlim()[1] == descent.step_ax.get_xlim()[1] == 240


def test_the_star_is_the_lowest_point_of_the_curve(descent):
    descent.advance()
    steps, losses = descent.ray.get_data()
    nearest = steps[np.argmin(losses)]
    assert descent.star.get_xdata()[0] == pytest.approx(nearest, rel=0.2)


def test_a_large_step_is_announced_as_one_up(descent):
    descent.step.value = 1e-4
    assert "too far" in descent.picture.sentence
    descent.step.value = 1e-7
    assert "down" in descent.picture.sentence
