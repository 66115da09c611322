"""Notebook 04: the models of the ray and the bowl, and its figures in both languages."""

import numpy as np
import pytest

from losslab import figures
from losslab.lessons.step_size.line_search import across, descent_ray
from losslab.lessons.step_size.quadratic import quadratic_descent, quadratic_loss
from losslab.losses import svm_gradient, svm_loss
from losslab.slices import svm_line_minimum


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).random((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :300], data.y_train[:300]


@pytest.fixture(scope="module")
def ray(problem):
    return descent_ray(*problem)


def test_the_ray_has_the_losses_of_real_steps(problem, ray):
    W, X, y = problem
    steps = [1e-9, 3e-7, 1e-6, 1e-4, 1e-1]
    real = [svm_loss(W - step * ray.gradient, X, y) for step in steps]
    np.testing.assert_allclose(ray.loss_after(steps), real, rtol=1e-5)
    assert ray.loss == pytest.approx(svm_loss(W, X, y))


def test_no_step_on_the_ray_is_better_than_the_best(problem, ray):
    W, X, y = problem
    near = ray.best.a * np.linspace(0.5, 2, 301)
    assert ray.loss_after(near).min() >= ray.best.loss - 1e-9
    assert svm_loss(W - np.float32(ray.best.a) * ray.gradient, X, y) == pytest.approx(
        ray.best.loss, rel=1e-5
    )


def test_the_slopes_at_both_ends_of_the_ray(ray):
    at = ray.loss_after([0, 1e-11, 1.0, 2.0])
    assert (at[1] - at[0]) / 1e-11 == pytest.approx(ray.slope, rel=1e-3)
    assert at[3] - at[2] == pytest.approx(ray.far_slope, rel=1e-6)


def test_the_second_direction_of_the_map_goes_down_at_a_right_angle(problem, ray):
    W, X, y = problem
    turn = across(ray, W, X, y)
    length = np.linalg.norm(ray.gradient)
    assert np.linalg.norm(turn) == pytest.approx(length, rel=1e-5)
    assert abs(np.vdot(turn, ray.gradient)) < 1e-4 * length**2
    lowest = W - np.float32(ray.best.a) * ray.gradient
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
    assert [line.get_ydata().tolist() for line in lines] == [
        measured.tolist(),
        published.tolist(),
    ]
    stars = [line for line in ax.lines if line.get_marker() == "*"]
    assert [star.get_xdata()[0] for star in stars] == [1e-10, 1e-10]


def test_each_suspect_has_its_own_marker(axes):
    names = ("svm_few", "svm_many", "softmax_ten", "softmax_few", "softmax_many")
    draws = np.abs(np.random.default_rng(0).normal([[9], [1e6]], 1, size=(5, 2, 8)))
    groups = figures.draw_fingerprints(wide(axes), names, draws, (2.2, 6.6e5))
    assert len({group.get_marker() for group in groups}) == 5
    assert len({group.get_label() for group in groups}) == 5


def test_the_shadow_and_its_ray(axes, ray):
    a = np.linspace(-30, 30, 21)
    plane = a[:, None] ** 2 + a[None, :] ** 2
    arrow = figures.draw_shadow(axes[0], a, a, plane, (6, -23), (-5, 6), reach=5)
    assert tuple(arrow.xy) == (1, -17)
    steps = np.linspace(0, 3e-6, 31)
    curve = figures.draw_ray(axes[1], steps, ray.loss_after(steps), ray.best)
    assert curve.get_ydata().argmin() == np.abs(steps - ray.best.a).argmin()


def test_far_out_the_slope_is_level(axes, ray):
    steps = np.geomspace(1e-9, 1e-2, 41)
    after = ray.loss_after(steps)
    slopes = (ray.loss_after(1.01 * steps) - after) / (0.01 * steps)
    drawn = figures.draw_slopes(axes[0], steps, slopes, ray.far_slope).get_ydata()
    assert drawn[0] == pytest.approx(ray.slope / 1e6, rel=0.01)
    assert drawn[-1] == pytest.approx(ray.far_slope / 1e6, rel=1e-4)
    limit = next(line for line in axes[0].lines if line.get_linestyle() == "--")
    assert limit.get_ydata()[0] == pytest.approx(ray.far_slope / 1e6)
    ratios = figures.draw_tenfold(axes[1], steps, ray.loss_after(10 * steps) / after).get_ydata()
    assert ratios[-1] == pytest.approx(10, abs=0.01)


def test_walks_in_the_bowl_start_where_they_should(axes):
    for ax, step in zip(axes, (0.05, 0.19), strict=True):
        path = figures.draw_walk(ax, (1, 10), (1.1, 0.6), step)
        np.testing.assert_allclose(path.get_xydata()[1], [1.1 * (1 - step), 0.6 * (1 - 10 * step)])


def test_only_beyond_the_limit_do_the_weights_grow(axes):
    products = (0.1, 0.95, 1.05)
    norms = [0.1 * abs(1 - 2 * p) ** np.arange(20) for p in products]
    lines = figures.draw_norms(wide(axes), products, norms)
    assert [line.get_ydata()[-1] > 0.1 for line in lines] == [False, False, True]


def test_four_faces_of_a_training_curve(axes):
    for ax, kind in zip(axes, ("crawls", "bounces"), strict=True):
        figures.draw_training(ax, np.geomspace(9, 100, 30), 1e-9, kind=kind)
    assert axes[0].get_title(loc="left") != axes[1].get_title(loc="left")


def test_the_greedy_walk(axes):
    lines = figures.draw_greed(wide(axes), np.linspace(9, 3, 40), np.linspace(9, 2, 40))
    assert len({line.get_linestyle() for line in lines}) == 2


def wide(axes):
    """One panel over the whole figure instead of two."""
    figure = axes[0].figure
    for ax in axes:
        ax.remove()
    return figure.add_subplot()
