"""The losses against plain loops, finite differences and what must hold for any data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslab.losses import (
    accuracy,
    softmax_gradient,
    softmax_loss,
    softmax_loss_and_gradient,
    svm_gradient,
    svm_loss,
    svm_loss_and_gradient,
)

PAIRS = [(svm_loss, svm_loss_and_gradient), (softmax_loss, softmax_loss_and_gradient)]


def problem(seed, *, classes=4, features=6, images=9, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X = np.asfortranarray(rng.standard_normal((features, images)).astype(dtype))
    X[-1] = 1
    W = rng.standard_normal((classes, features)).astype(dtype)
    return W, X, rng.integers(classes, size=images)


def plain_svm(W, X, y, margin, reg):
    """Loss and gradient term by term, as one would write it on paper."""
    gradient, total = np.zeros(W.shape), 0.0
    for i in range(X.shape[1]):
        for j in range(W.shape[0]):
            term = float(W[j] @ X[:, i] - W[y[i]] @ X[:, i]) + margin
            if j != y[i] and term > 0:
                total += term
                gradient[j] += X[:, i]
                gradient[y[i]] -= X[:, i]
    n = X.shape[1]
    return total / n + reg * sum(w * w for w in W.flat), gradient / n + 2 * reg * W


def plain_softmax(W, X, y, reg):
    """Loss and gradient example by example."""
    gradient, total = np.zeros(W.shape), 0.0
    for i in range(X.shape[1]):
        powers = [math.exp(W[j] @ X[:, i]) for j in range(W.shape[0])]
        total -= math.log(powers[y[i]] / sum(powers))
        for j, power in enumerate(powers):
            gradient[j] += (power / sum(powers) - (j == y[i])) * X[:, i]
    n = X.shape[1]
    return total / n + reg * sum(w * w for w in W.flat), gradient / n + 2 * reg * W


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.3, 1.0, 7.0]), st.sampled_from([0.0, 0.2]))
def test_svm_equals_a_plain_loop(seed, margin, reg):
    W, X, y = problem(seed)
    loss, gradient = svm_loss_and_gradient(W, X, y, margin=margin, reg=reg)
    expected_loss, expected_gradient = plain_svm(W, X, y, margin, reg)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-12, atol=1e-13)


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.2]))
def test_softmax_equals_a_plain_loop(seed, reg):
    W, X, y = problem(seed)
    loss, gradient = softmax_loss_and_gradient(W, X, y, reg=reg)
    expected_loss, expected_gradient = plain_softmax(W, X, y, reg)
    assert loss == pytest.approx(expected_loss, rel=1e-12)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("loss, loss_and_gradient", PAIRS)
@given(seed=st.integers(0, 10**6), reg=st.sampled_from([0.0, 0.2]))
def test_gradient_equals_centred_differences_away_from_kinks(loss, loss_and_gradient, seed, reg):
    W, X, y = problem(seed)
    h = 1e-6
    scores = W @ X
    distance = np.abs(scores - scores[y, np.arange(len(y))] + 1)
    if distance.min() <= h * np.abs(X).max():
        return  # a kink inside the interval: no slope to compare with
    _, gradient = loss_and_gradient(W, X, y, reg=reg)
    for index in np.ndindex(*W.shape):
        step = np.zeros(W.shape)
        step[index] = h
        slope = (loss(W + step, X, y, reg=reg) - loss(W - step, X, y, reg=reg)) / (2 * h)
        assert gradient[index] == pytest.approx(slope, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("loss, loss_and_gradient", PAIRS)
@given(seed=st.integers(0, 10**6), dtype=st.sampled_from([np.float32, np.float64]))
def test_three_forms_agree_and_nothing_is_changed(loss, loss_and_gradient, seed, dtype):
    W, X, y = problem(seed, dtype=dtype)
    before = W.copy(), X.copy(), y.copy()
    both_loss, both_gradient = loss_and_gradient(W, X, y, reg=0.1)
    gradient = svm_gradient if loss is svm_loss else softmax_gradient
    assert type(both_loss) is float
    assert both_loss == loss(W, X, y, reg=0.1)
    np.testing.assert_array_equal(both_gradient, gradient(W, X, y, reg=0.1))
    assert both_gradient.dtype == dtype
    assert all(np.array_equal(old, new) for old, new in zip(before, (W, X, y), strict=True))


@pytest.mark.parametrize("loss, loss_and_gradient", PAIRS)
def test_single_precision_is_close_to_double_whatever_the_memory_order(loss, loss_and_gradient):
    W, X, y = problem(1, classes=10, features=300, images=200)
    exact_loss, exact_gradient = loss_and_gradient(W, X, y, reg=0.1)
    W, X = W.astype(np.float32), X.astype(np.float32)
    for images in (X, np.ascontiguousarray(X), X[:, ::-1][:, ::-1]):
        single, gradient = loss_and_gradient(W, images, y, reg=0.1)
        assert single == pytest.approx(exact_loss, rel=1e-5)
        np.testing.assert_allclose(gradient, exact_gradient, rtol=1e-3, atol=1e-4)


def test_numpy_scalars_as_options_do_not_change_the_precision():
    W, X, y = problem(2, dtype=np.float32)
    gradient = svm_gradient(W, X, y, margin=np.float64(1), reg=np.float64(0.1))
    assert gradient.dtype == np.float32


def test_zero_weights_pay_the_margin_once_a_wrong_class():
    _, X, y = problem(3, classes=10)
    assert svm_loss(np.zeros((10, 6)), X, y) == 9.0
    assert svm_loss(np.zeros((10, 6)), X, y, margin=2.0) == 18.0
    assert softmax_loss(np.zeros((10, 6)), X, y) == pytest.approx(math.log(10), rel=1e-15)


def test_a_hinge_at_exactly_zero_gives_no_gradient():
    W, X, y = np.array([[1.0], [0.0]]), np.array([[1.0]]), np.array([0])
    assert svm_loss(W, X, y) == 0.0
    assert not svm_gradient(W, X, y).any()


@given(st.integers(0, 10**6))
def test_adding_one_row_to_all_classes_changes_nothing(seed):
    W, X, y = problem(seed)
    shifted = W + np.random.default_rng(seed).standard_normal((1, W.shape[1]))
    for loss, _ in PAIRS:
        assert loss(shifted, X, y) == pytest.approx(loss(W, X, y), rel=1e-9)
    assert accuracy(shifted, X, y) == accuracy(W, X, y)


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_both_losses_are_convex_along_a_chord(seed, t):
    W, X, y = problem(seed)
    V = problem(seed + 1)[0]
    for loss, _ in PAIRS:
        chord = (1 - t) * loss(W, X, y) + t * loss(V, X, y)
        assert loss((1 - t) * W + t * V, X, y) <= chord * (1 + 1e-12)


def test_softmax_stays_finite_where_exp_would_overflow():
    W, X, y = np.array([[1000.0], [0.0]]), np.array([[1.0, 1.0]]), np.array([0, 1])
    assert softmax_loss(W, X, y) == 500.0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("loss, loss_and_gradient", PAIRS)
def test_overflow_is_an_infinite_loss_without_a_warning(loss, loss_and_gradient):
    W, X, y = problem(4, dtype=np.float32)
    W *= np.float32(1e38)
    assert loss(W, 100 * X, y) == math.inf
    assert loss_and_gradient(W, 100 * X, y)[0] == math.inf


def test_accuracy_counts_the_highest_scores():
    W, X, y = problem(5, images=50)
    right = [np.argmax([W[j] @ X[:, i] for j in range(4)]) == y[i] for i in range(50)]
    assert accuracy(W, X, y) == sum(right) / 50


@pytest.mark.parametrize("gradient", [svm_gradient, softmax_gradient])
def test_scores_that_overflow_have_no_gradient_that_looks_like_one(gradient):
    W = np.full((3, 4), 1e38, dtype=np.float32) * np.array([[1], [-1], [2]], dtype=np.float32)
    X = np.full((4, 5), 200, dtype=np.float32)
    assert np.isnan(gradient(W, X, np.arange(5) % 3)).all()
