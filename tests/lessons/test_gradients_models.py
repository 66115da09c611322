"""Lesson 3: the softmax loss on a line, the kinks of one weight and the planted bugs are right."""

import numpy as np
import pytest

from losslab.gradients import numerical_gradient, svm_kinks_within
from losslab.lessons.gradients.lines import RowHinges, softmax_line
from losslab.lessons.gradients.planted_bugs import PLACES, GradientChecks
from losslab.losses import softmax_gradient, softmax_loss, svm_gradient, svm_loss
from losslab.slices import svm_line_kinks


@pytest.fixture(scope="module")
def problem(data):
    rng = np.random.default_rng(1)
    W, U = rng.random((10, 3073)) * 1e-3, rng.standard_normal((10, 3073)) * 1e-4
    return W, U, data.X_train[:, :60].astype(float), data.y_train[:60]


# the softmax loss along a line


def test_the_line_has_the_loss_and_the_slope_of_the_library(problem):
    W, U, X, y = problem
    a = np.array([-3.0, 0.0, 8.0])
    found_losses, found_slopes = softmax_line(W, U, X, y)(a)
    losses = [softmax_loss(W + t * U, X, y) for t in a]
    slopes = [np.vdot(softmax_gradient(W + t * U, X, y), U) for t in a]
    np.testing.assert_allclose(found_losses, losses, rtol=1e-12)
    np.testing.assert_allclose(found_slopes, slopes, rtol=1e-9)


def test_a_direction_of_another_shape_is_refused(problem):
    W, U, X, y = problem
    with pytest.raises(ValueError, match=r"^U has shape \(9, 3073\)"):
        softmax_line(W, U[:9], X, y)


# the kinks of one weight


@pytest.mark.parametrize("label", [0, 3])
def test_row_hinges_agree_with_the_gradient_and_the_counted_kinks(problem, label):
    W, _, X, y = problem
    hinges, h = RowHinges(W, X, y, label), 1e-3
    np.testing.assert_array_equal(hinges.counts(h), svm_kinks_within(W, X, y, h=h)[label])
    slopes = [hinges.along(pixel).slope(0.0)[0] for pixel in (0, 700, 3072)]
    np.testing.assert_allclose(slopes, svm_gradient(W, X, y)[label, [0, 700, 3072]], rtol=1e-9)


def test_row_hinges_know_where_each_kink_lies_and_whose_it_is(problem):
    W, _, X, y = problem
    hinges = RowHinges(W, X, y, 3)
    offsets, found = hinges.kinks(700, 0.01)
    unit = np.zeros_like(W)
    unit[3, 700] = 1
    kinks = svm_line_kinks(W, unit, X, y)
    inside = np.abs(kinks.a) < 0.01
    order = np.argsort(offsets)
    np.testing.assert_allclose(offsets[order], kinks.a[inside], rtol=1e-9)
    np.testing.assert_array_equal(hinges.example[found][order], kinks.example[inside])
    np.testing.assert_array_equal(hinges.wrong[found][order], kinks.label[inside])
    assert (np.diff(np.abs(offsets)) >= 0).all()


def test_the_bend_is_the_loss_above_its_tangent(problem):
    W, _, X, y = problem
    hinges, t = RowHinges(W, X, y, 3), np.array([-0.02, 0.0, 0.005])
    above_tangent = hinges.above_tangent(700, 0.02)
    losses = []
    for step in t:
        moved = W.copy()
        moved[3, 700] += step
        losses.append(svm_loss(moved, X, y))
    above = np.array(losses) - losses[1] - hinges.along(700).slope(0.0)[0] * t
    np.testing.assert_allclose(above_tangent.line(t), above, atol=1e-12)
    np.testing.assert_allclose([above_tangent.loss(step) for step in t], above, atol=1e-12)
    assert above[0] > 1e-3  # there is something to see


# the planted bugs

COLUMNS = np.array([5, 700, 1500, 3072])


@pytest.fixture(scope="module")
def checks(problem):
    W, _, X, y = problem
    return GradientChecks(W, X, y, columns=COLUMNS)


@pytest.mark.parametrize("place", PLACES)
def test_the_healthy_check_is_what_the_library_computes(problem, checks, place):
    W, _, X, y = problem
    if place == "later":
        W = W - 1e-6 * svm_gradient(W, X, y)
    shown = checks.check("healthy", place=place, h=1e-6, reg=2.0)
    exact = svm_gradient(W, X, y, reg=2.0)[:, COLUMNS]
    np.testing.assert_allclose(shown.analytic, exact, rtol=1e-9, atol=1e-12)
    flat = (np.arange(10)[:, None] * 3073 + COLUMNS).ravel()
    plain = numerical_gradient(
        lambda V: svm_loss(V, X, y, reg=2.0), W, h=1e-6, coordinates=flat
    )  # fmt: skip
    np.testing.assert_allclose(shown.numerical.ravel(), plain, atol=1e-7)
    np.testing.assert_allclose(shown.sums, 0, atol=1e-12)


def test_a_flipped_sign_shows_in_the_ratio(checks):
    shown = checks.check("sign", h=1e-6)
    np.testing.assert_allclose(shown.analytic / shown.numerical, -1, rtol=1e-4)
    assert shown.ratio == pytest.approx(-1, rel=1e-4)


def test_a_missing_mean_shows_in_the_ratio(checks):
    shown = checks.check("no_mean", h=1e-6)
    np.testing.assert_allclose(shown.analytic / shown.numerical, 60, rtol=1e-4)


def test_a_missing_two_shows_only_with_regularization_and_against_the_weight(checks):
    assert np.median(checks.check("no_factor_two", h=1e-6, reg=0.0).errors) < 1e-8
    shown = checks.check("no_factor_two", h=1e-6, reg=100.0)
    np.testing.assert_allclose(
        shown.analytic - shown.numerical, -100 * shown.weights, atol=1e-6
    )  # fmt: skip


def test_the_true_class_leaves_minus_the_mean_image(problem, checks):
    images = problem[2][COLUMNS]
    np.testing.assert_allclose(checks.check("true_class").sums, -images.mean(axis=1))


def test_a_stale_mask_passes_at_the_start_and_keeps_its_sums(checks):
    assert (checks.check("stale_mask", place="start", h=1e-6).errors < 1e-6).all()
    later = checks.check("stale_mask", place="later", h=1e-6)
    assert np.median(later.errors) > 0.01
    np.testing.assert_allclose(later.sums, 0, atol=1e-12)


def test_a_wrong_axis_leaves_large_sums_and_no_fixed_ratio(checks):
    shown = checks.check("wrong_axis", h=1e-6)
    assert np.abs(shown.sums).max() > 20 * np.abs(checks.check("true_class").sums).max()
    assert np.std(shown.analytic / shown.numerical) > 1


def test_lost_digits_are_the_numerical_sides_and_a_larger_h_helps(checks):
    healthy = checks.check("healthy", h=1e-7)
    small, large = (checks.check("float32", h=h) for h in (1e-7, 1e-5))
    np.testing.assert_array_equal(small.analytic, healthy.analytic)
    assert np.median(small.errors) > 20 * np.median(large.errors)
    assert len(np.unique(small.numerical)) < len(np.unique(healthy.numerical))


def test_an_array_not_restored_piles_up_what_came_before(checks):
    shown, healthy = (checks.check(bug, h=1e-7) for bug in ("not_restored", "healthy"))
    piled = np.cumsum(healthy.analytic.ravel())
    np.testing.assert_allclose(shown.numerical.ravel(), piled, atol=0.02 * np.abs(piled).max())
    assert shown.errors.ravel()[0] < 1e-5


def test_an_unknown_bug_is_refused(checks):
    with pytest.raises(ValueError, match=r"^bug is 'typo', expected one of 'healthy'"):
        checks.check("typo")
