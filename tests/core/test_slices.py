"""Slices from the structure of the hinges agree with evaluating the loss point by point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslab.cifar10 import load_cifar10
from losslab.losses import svm_loss
from losslab.slices import (
    SvmSlice,
    slice_line,
    slice_plane,
    svm_line_kinks,
    svm_line_minimum,
    svm_slice_line,
    svm_slice_plane,
)


def problem(seed, *, n=7, n_classes=4, dimensions=5, dtype=np.float64):
    rng = np.random.default_rng(seed)
    W, U, V = rng.normal(size=(3, n_classes, dimensions)).astype(dtype)
    X = np.asfortranarray(rng.normal(size=(dimensions, n)).astype(dtype))
    return W, U, V, X, rng.integers(0, n_classes, n)


def plain_plane(W, U, V, X, y, a, b, **options):
    return slice_plane(lambda weights: svm_loss(weights, X, y, **options), W, U, V, a, b)


seeds = st.integers(0, 10**6)


@given(seeds, st.floats(0.1, 3), st.floats(0, 2))
def test_plane_agrees_with_the_plain_one(seed, margin, reg):
    W, U, V, X, y = problem(seed)
    a, b = np.linspace(-4, 3, 23), np.array([-1.0, 0.3, 2.5])
    options = {"margin": margin, "reg": reg}
    fast = svm_slice_plane(W, U, V, X, y, a, b, **options)
    np.testing.assert_allclose(fast, plain_plane(W, U, V, X, y, a, b, **options), rtol=1e-10)


@given(seeds)
def test_positions_may_be_uneven_and_unsorted(seed):
    W, U, V, X, y = problem(seed)
    a = np.random.default_rng(seed).normal(size=9)
    b = np.array([1.0, -2.0])
    fast = svm_slice_plane(W, U, V, X, y, a, b)
    np.testing.assert_allclose(fast, plain_plane(W, U, V, X, y, a, b), rtol=1e-10)


def test_one_position_is_a_slice_too():
    W, U, V, X, y = problem(0)
    fast = svm_slice_plane(W, U, V, X, y, [0.7], [0.2])
    assert fast == pytest.approx(svm_loss(W + 0.7 * U + 0.2 * V, X, y), rel=1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-10)])
def test_plane_of_the_embedded_images(dtype, tolerance):
    data = load_cifar10(dtype=dtype)
    X, y = data.X_train, data.y_train
    rng = np.random.default_rng(3)
    W, U, V = (rng.standard_normal((3, 10, 3073)) * 1e-4).astype(dtype)
    a = b = np.linspace(-20, 20, 101)
    fast = svm_slice_plane(W, U, V, X, y, a, b, reg=1.0)
    for i, j in rng.integers(0, 101, (12, 2)):
        point = W + dtype(a[j]) * U + dtype(b[i]) * V
        assert fast[i, j] == pytest.approx(svm_loss(point, X, y, reg=1.0), rel=tolerance)


@given(seeds)
def test_a_direction_shared_by_all_classes_changes_nothing(seed):
    W, U, V, X, y = problem(seed)
    shared = np.tile(U[:1], (4, 1))
    plane = svm_slice_plane(W, shared, V, X, y, [-5.0, 0.0, 5.0], [0.0, 1.0])
    np.testing.assert_allclose(plane, plane[:, :1] * np.ones(3), rtol=1e-10)


def test_a_level_line_is_exactly_level():
    W, U, _, X, y = problem(1)
    line = svm_slice_line(W, np.zeros_like(U), X, y, [-1.0, 0.0, 1.0])
    assert line == pytest.approx(np.full(3, svm_loss(W, X, y)), rel=1e-12)
    assert svm_line_minimum(W, np.zeros_like(U), X, y).a == 0
    assert len(svm_line_kinks(W, np.zeros_like(U), X, y).a) == 0


@given(seeds)
def test_no_point_of_a_dense_scan_is_below_the_minimum(seed):
    W, U, _, X, y = problem(seed)
    minimum = svm_line_minimum(W, U, X, y)
    scan = svm_slice_line(W, U, X, y, minimum.a + np.linspace(-10, 10, 2001))
    assert scan.min() >= minimum.loss - 1e-12
    assert minimum.loss == pytest.approx(svm_loss(W + minimum.a * U, X, y), rel=1e-10, abs=1e-12)


@given(seeds)
def test_the_loss_bends_at_each_kink_by_what_is_said_and_nowhere_else(seed):
    W, U, _, X, y = problem(seed, n=2)
    kinks = svm_line_kinks(W, U, X, y)
    assert (np.diff(kinks.a) >= 0).all()
    h = 1e-5
    apart = np.abs(kinks.a[:, None] - kinks.a) > 4 * h
    alone = np.flatnonzero(apart.sum(axis=1) == len(kinks.a) - 1)
    for k in alone:
        at = svm_slice_line(W, U, X, y, kinks.a[k] + h * np.array([-1, 0, 1]))
        assert np.diff(at, 2)[0] / h == pytest.approx(kinks.slope_change[k], rel=1e-3, abs=1e-4)
    between = (kinks.a[1:] + kinks.a[:-1])[np.diff(kinks.a) > 4 * h] / 2
    for a in between:
        at = svm_slice_line(W, U, X, y, a + h * np.array([-1, 0, 1]))
        assert np.diff(at, 2)[0] / h == pytest.approx(0, abs=1e-4)


@given(seeds)
def test_a_kink_names_the_hinge_that_is_zero_there(seed):
    W, U, _, X, y = problem(seed)
    kinks = svm_line_kinks(W, U, X, y)
    for a, example, label in zip(kinks.a, kinks.example, kinks.label, strict=True):
        scores = (W + a * U) @ X[:, example]
        assert label != y[example]
        # at a far kink the scores are large, and so is their rounding
        assert scores[label] - scores[y[example]] + 1 == pytest.approx(0, abs=1e-9 * (1 + abs(a)))


@given(seeds)
def test_nothing_is_mutated(seed):
    arguments = problem(seed)
    before = [np.copy(argument) for argument in arguments]
    W, U, V, X, y = arguments
    svm_slice_plane(W, U, V, X, y, [0.0, 1.0], [0.0], reg=0.1)
    svm_line_minimum(W, U, X, y)
    svm_line_kinks(W, U, X, y)
    for old, new in zip(before, arguments, strict=True):
        np.testing.assert_array_equal(old, new)


def test_any_function_can_be_sliced():
    line = slice_line(lambda w: float(w @ w), np.zeros(3), np.ones(3), [0.0, 2.0])
    assert line.tolist() == [0.0, 12.0]


def test_a_value_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match=r"^f gives nan"):
        slice_line(lambda w: float("nan"), np.zeros(3), np.ones(3), [0.0])


@pytest.mark.parametrize("name", ["U", "V"])
def test_a_direction_of_another_shape_is_named(name):
    W, U, V, X, y = problem(0)
    directions = {"U": U, "V": V, name: U[:, 1:]}
    with pytest.raises(ValueError, match=rf"^{name} has shape"):
        svm_slice_plane(W, directions["U"], directions["V"], X, y, [0.0], [0.0])


@pytest.mark.parametrize("a", [[], [[0.0]], [np.nan]])
def test_positions_must_be_a_row_of_numbers(a):
    W, U, V, X, y = problem(0)
    with pytest.raises(ValueError, match=r"^a must be"):
        svm_slice_plane(W, U, V, X, y, a, [0.0])


def test_single_precision_weights_stay_so_on_the_way():
    seen = set()

    def f(w):
        seen.add(w.dtype)
        return float(w.sum())

    W = np.ones((2, 2), dtype=np.float32)
    slice_plane(f, W, W, W, [0.0, 1.0], [0.5])
    assert seen == {np.dtype(np.float32)}


@pytest.mark.parametrize("f", [lambda w: w * w, lambda w: None, lambda w: "1"])
def test_a_function_that_gives_no_number_is_named(f):
    with pytest.raises(ValueError, match=r"^f gives"):
        slice_line(f, np.ones(3), np.ones(3), [0.0, 1.0])


@pytest.mark.parametrize("seed", range(20))
def test_of_a_flat_valley_the_left_end_is_given(seed):
    rng = np.random.default_rng(seed)
    falling, rising = rng.random(3), rng.random(3)
    rising *= falling.sum() / rising.sum()  # once all rise, nothing is left of the slope
    u = np.r_[-falling, rising]
    kinks = np.r_[rng.uniform(5, 9, 3), rng.uniform(0, 4, 3)]
    assert SvmSlice(-u * kinks, u, 0, 1).minimum().a == pytest.approx(kinks[3:].max())
