"""Notebook 4: the models of the line of a step, of the bowl and of the training that is watched."""

import numpy as np
import pytest

from losslab.lessons.step_size.explorers import STEPS_A_FRAME, WatchedTraining
from losslab.lessons.step_size.line_search import gradient_line, orthogonal_direction
from losslab.lessons.step_size.quadratic import quadratic_descent, quadratic_loss
from losslab.losses import svm_gradient, svm_loss
from losslab.slices import svm_line_minimum


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).random((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :300], data.y_train[:300]


@pytest.fixture(scope="module")
def line(problem):
    return gradient_line(*problem)


def test_the_line_has_the_losses_of_real_steps(problem, line):
    W, X, y = problem
    steps = [1e-9, 3e-7, 1e-6, 1e-4, 1e-1]
    real = [svm_loss(W - step * line.gradient, X, y) for step in steps]
    np.testing.assert_allclose(line.loss_after(steps), real, rtol=1e-5)
    assert line.loss == pytest.approx(svm_loss(W, X, y))


def test_no_step_on_the_line_is_better_than_the_best(problem, line):
    W, X, y = problem
    near = line.best.a * np.linspace(0.5, 2, 301)
    assert line.loss_after(near).min() >= line.best.loss - 1e-9
    assert svm_loss(W - np.float32(line.best.a) * line.gradient, X, y) == pytest.approx(
        line.best.loss, rel=1e-5
    )


def test_the_slopes_at_both_ends_of_the_line(line):
    at = line.loss_after([0, 1e-11, 1.0, 2.0])
    assert (at[1] - at[0]) / 1e-11 == pytest.approx(line.slope, rel=1e-3)
    assert at[3] - at[2] == pytest.approx(line.far_slope, rel=1e-6)


def test_the_second_direction_of_the_map_goes_down_at_a_right_angle(problem, line):
    W, X, y = problem
    turn = orthogonal_direction(line, W, X, y)
    length = np.linalg.norm(line.gradient)
    assert np.linalg.norm(turn) == pytest.approx(length, rel=1e-5)
    assert abs(np.vdot(turn, line.gradient)) < 1e-4 * length**2
    lowest = W - np.float32(line.best.a) * line.gradient
    assert svm_line_minimum(lowest, turn, X, y).a > 0
    assert np.vdot(svm_gradient(lowest, X, y), turn) < 0


@pytest.mark.parametrize("step", [0.05, 0.1, 0.19, 0.25])
def test_a_quadratic_walk_is_gradient_descent(step):
    curvature, x = np.array([1.0, 10.0]), np.array([1.1, 0.6])
    path = quadratic_descent(curvature, x, step, 12)
    for point in path:
        np.testing.assert_allclose(point, x)
        x = x - step * curvature * x
    grows = quadratic_loss(curvature, path)[-1] > quadratic_loss(curvature, path)[0]
    assert grows == (step > 2 / 10)


def test_a_walk_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"start has shape \(3,\), but curvature has \(2,\)"):
        quadratic_descent([1, 10], [1, 1, 1], 0.1, 5)
    with pytest.raises(ValueError, match="step_size is nan"):
        quadratic_descent([1, 10], [1, 1], float("nan"), 5)
    with pytest.raises(ValueError, match=r"steps is 2\.5"):
        quadratic_descent([1, 10], [1, 1], 0.1, 2.5)


def test_beside_each_step_stands_the_best_one_where_its_frame_began(problem):
    W, X, y = problem
    training = WatchedTraining(W, X, y)
    first = training.line.best.a
    training.go(1e-7)
    second = training.line.best.a
    assert second == gradient_line(training.W, X, y).best.a != first
    training.go(1e-6)
    assert training.best_steps == [first] * STEPS_A_FRAME + [second] * STEPS_A_FRAME
    training.reset()
    assert training.best_steps == [] and training.line.best.a == first
