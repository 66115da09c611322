"""Momentum of notebook 4: the closed form beside a loop, its best numbers, real images."""

import re

import numpy as np
import pytest

from losslab.lessons.step_size import explorers, figures
from losslab.lessons.step_size.momentum import (
    best_momentum,
    best_plain,
    momentum_descent,
    momentum_factors,
    momentum_rate,
)
from losslab.lessons.step_size.quadratic import quadratic_descent
from losslab.lessons.step_size.ravine import Ravine
from losslab.losses import softmax_loss, softmax_loss_and_gradient

START = 1.1, 0.6
variants = pytest.mark.parametrize("nesterov", [False, True])


def loop(curvature, step, beta, steps, nesterov):
    """The rule as it is written, step by step."""
    curvature, x = np.array(curvature, float), np.array(START)
    v, path = np.zeros(2), [x]
    for _ in range(steps):
        felt = x + beta * v if nesterov else x
        v = beta * v - step * curvature * felt
        x = x + v
        path.append(x)
    return np.array(path)


@variants
@pytest.mark.parametrize("beta", [0, 0.3, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("step", [0.005, 0.05, 0.1, 0.133])
def test_the_closed_form_is_the_loop(step, beta, nesterov):
    for steep in (1, 10, 20):
        path = momentum_descent((1, steep), START, step, beta, 80, nesterov=nesterov)
        expected = loop((1, steep), step, beta, 80, nesterov)
        assert np.abs(expected).max() < 1e20 or nesterov
        scale = np.maximum(1, np.abs(expected))  # of those that escape, the relative difference
        assert np.max(np.abs(path - expected) / scale) < 1e-10


@variants
@pytest.mark.parametrize("kappa", [1, 4, 50, 1000])
def test_equal_factors_are_right_as_well(kappa, nesterov):
    """At the best step and momentum two factors meet, where simpler formulas divide by 0."""
    best = best_momentum(1, kappa, nesterov=nesterov)
    path = momentum_descent((1, kappa), START, best.step_size, best.beta, 300, nesterov=nesterov)
    expected = loop((1, kappa), best.step_size, best.beta, 300, nesterov)
    np.testing.assert_allclose(path, expected, rtol=0, atol=1e-10)


def test_without_momentum_it_is_gradient_descent():
    for nesterov in (False, True):
        path = momentum_descent((1, 10), START, 0.15, 0, 30, nesterov=nesterov)
        np.testing.assert_allclose(path, quadratic_descent((1, 10), START, 0.15, 30), atol=1e-12)


@variants
def test_factors_are_the_eigenvalues_of_a_step(nesterov):
    for k, step, beta in ((1, 0.05, 0.7), (20, 0.05, 0.7), (20, 0.2, 0.3), (3, 0.01, 0.1)):
        moved = []
        for x, v in ((1, 0), (0, 1)):  # the matrix of a step of (x, v)
            v = beta * v - step * k * (x + beta * v if nesterov else x)
            moved.append((x + v, v))
        expected = np.sort_complex(np.linalg.eigvals(np.transpose(moved)))
        factors = momentum_factors([k], step, beta, nesterov=nesterov)[0]
        np.testing.assert_allclose(np.sort_complex(factors), expected, atol=1e-12)


def test_a_complex_pair_has_the_size_of_the_root_of_beta():
    factors = momentum_factors((1, 20), 0.05, 0.7)
    assert np.all(factors.imag != 0)
    np.testing.assert_allclose(np.abs(factors), np.sqrt(0.7), rtol=1e-12)


def rates(kappa, steps, betas, nesterov):
    """The largest factor at each step (of 1 / κ) and each β, by the formula of school."""
    largest = np.zeros((len(steps), len(betas)))
    for k in (1, kappa):
        stays, beta = 1 - steps[:, None] / kappa * k, betas[None, :]
        p, q = (stays * (1 + beta), stays * beta) if nesterov else (stays + beta, beta)
        roots = [(p + sign * np.sqrt(p * p - 4 * q + 0j)) / 2 for sign in (-1, 1)]
        largest = np.maximum(largest, np.abs(roots).max(axis=0))
    return largest


@variants
@pytest.mark.parametrize("kappa", [4, 20, 100])
def test_no_other_step_and_momentum_are_quicker(kappa, nesterov):
    """A search that knows no formula comes close to the same rate, and to none that is lower."""
    best = best_momentum(1, kappa, nesterov=nesterov)
    found = rates(kappa, np.linspace(0.01, 4, 800), np.linspace(0, 0.99, 800), nesterov)
    assert best.rate - 1e-9 < found.min() < best.rate + 0.03
    at = momentum_rate((1, kappa), best.step_size, best.beta, nesterov=nesterov)
    assert at == pytest.approx(best.rate, abs=1e-6)


def test_the_root_of_the_condition_number_counts():
    for kappa in (4, 100, 2500):
        root = np.sqrt(kappa)
        assert best_plain(1, kappa).rate == pytest.approx((kappa - 1) / (kappa + 1))
        assert best_momentum(1, kappa).rate == pytest.approx((root - 1) / (root + 1))
        assert best_momentum(1, kappa).beta == pytest.approx(best_momentum(1, kappa).rate ** 2)
        plain = best_plain(2, 2 * kappa)
        assert momentum_rate((2, 2 * kappa), plain.step_size, 0) == pytest.approx(plain.rate)


def test_a_walk_with_momentum_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"start has shape \(3,\), but curvature has \(2,\)"):
        momentum_descent([1, 10], [1, 1, 1], 0.1, 0.5, 5)


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).random((10, 3073)) * 1e-3
    return W, data.X_train[:, :60].astype(float), data.y_train[:60]


@variants
def test_a_walk_on_few_images_is_one_of_the_weights(problem, nesterov):
    """Beside it, the rule on all of W, with the library's softmax."""
    W, X, y = problem
    losses, way = Ravine(W, X, y).walk(1e-6, 0.8, 12, nesterov=nesterov)
    V, v = W, np.zeros_like(W)
    for k in range(13):
        assert losses[k] == pytest.approx(softmax_loss(V, X, y), rel=1e-9)
        np.testing.assert_allclose(W + way[k] @ X.T, V, rtol=1e-7, atol=1e-10)
        gradient = softmax_loss_and_gradient(V + 0.8 * v if nesterov else V, X, y)[1]
        v = 0.8 * v - 1e-6 * gradient
        V = V + v


def test_the_map_of_the_ravine_has_the_loss_at_its_places(problem):
    W, X, y = problem
    ravine = Ravine(W, X, y)
    u, v = (axis @ X.T for axis in ravine.axes)
    assert np.vdot(u, v) == pytest.approx(0, abs=1e-9 * np.vdot(u, u))
    assert np.vdot(v, v) == pytest.approx(np.vdot(u, u))
    plane = ravine.plane([0.0, 1.5], [-0.1, 0.0, 0.1])
    assert plane.shape == (3, 2)
    assert plane[2, 1] == pytest.approx(softmax_loss(W + 1.5 * u + 0.1 * v, X, y))
    at = ravine.shadow(1.5 * ravine.axes[0] + 0.1 * ravine.axes[1])
    np.testing.assert_allclose(at, (1.5, 0.1), atol=1e-9)


def test_the_ravine_bends_more_across_than_along(problem):
    plane = Ravine(*problem).plane([0.4, 0.5, 0.6], [-0.1, 0.0, 0.1])
    along, across = (ends[0] - 2 * ends[1] + ends[2] for ends in (plane[1], plane[:, 1]))
    assert across > 3 * along > 0


def test_the_bowl_explorer_tells_the_factors_and_the_best():
    explorer = explorers.MomentumExplorer()
    explorer.put(steep=20, step=0.05, beta=0.49, kind="polyak")
    assert "of size 0.70" in explorer.picture.sentence
    best = best_momentum(1, 20)
    assert f"β = {best.beta:.2f} with a step of {best.step_size:.3f}" in explorer.picture.sentence
    explorer.put(step=0.4)
    assert "escapes" in explorer.picture.sentence
    marks = [line for line in explorer.ax.lines if line.get_marker() == "s"]
    inside = marks[-1].get_xydata()
    assert np.all(np.abs(inside) < figures.COMPLEX)


def test_a_walk_off_the_map_is_marked_at_its_edge_and_moves_no_limits(problem):
    explorer = explorers.RavineExplorer(*problem)
    limits = explorer.map_ax.get_xlim(), explorer.map_ax.get_ylim(), explorer.ax.get_ylim()
    for step, marker in ((1e-7, "o"), (1e-4, "X")):
        explorer.put(step=step, beta=0.95)
        end = explorer.map_ax.lines[-1]
        assert end.get_marker() == marker
        (x, y), ((low, high), (bottom, top), _) = end.get_xydata()[0], limits
        assert low < x < high and bottom < y < top
        assert ("off the map" in explorer.picture.sentence) == (marker == "X")
        after = explorer.map_ax.get_xlim(), explorer.map_ax.get_ylim(), explorer.ax.get_ylim()
        assert after == limits


def test_the_losses_that_are_told_are_those_of_the_walks(problem):
    explorer = explorers.RavineExplorer(*problem)
    explorer.put(step=1e-6, beta=0.9, kind="nesterov")
    step = explorer.values["step"]
    plain = explorer.ravine.walk(step, 0, 60)[0]
    heavy = explorer.ravine.walk(step, 0.9, 60, nesterov=True)[0]
    told = re.search(
        r"to ([\d.]+) without momentum, and to ([\d.]+) with", explorer.picture.sentence
    )
    assert [float(n) for n in told.groups()] == pytest.approx([plain[-1], heavy[-1]], rel=0.01)
    count = int(re.search(r"there after (\d+) steps", explorer.picture.sentence)[1])
    assert heavy[count] <= plain[-1] < heavy[count - 1]


@pytest.fixture
def ax(figure):
    return figure.add_subplot()


def test_four_factors_stand_in_the_complex_plane(ax):
    figures.frame_complex(ax)
    factors = np.array([[0.8 + 0.1j, 0.8 - 0.1j], [0.4, -12]])
    gentle, steep = figures.draw_complex_factors(ax, factors)
    np.testing.assert_allclose(gentle.get_xydata(), [(0.8, 0.1), (0.8, -0.1)])
    assert steep.get_xdata()[0] == 0.4
    assert -figures.COMPLEX < steep.get_xdata()[1] < -1  # not -12


def test_steps_needed_are_drawn_for_both(ax):
    plain, heavy = figures.draw_steps_needed(ax, [4, 100], [14, 346], [9, 47])
    assert plain.get_ydata().tolist() == [14, 346]
    assert heavy.get_ydata().tolist() == [9, 47]
