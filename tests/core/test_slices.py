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
    svm_slice,
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
tenths = st.integers(-50, 50).map(lambda k: k / 10)


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


def cut(seed, **options):
    """A slice, and the loss that it cuts, evaluated plainly."""
    W, U, V, X, y = problem(seed, **options)

    def plain(a, b=0.0):
        return svm_loss(W + a * U + b * V, X, y, margin=0.5)

    return svm_slice(W, U, X, y, V, margin=0.5), plain


@given(seeds, tenths, tenths)
def test_a_slice_is_the_loss_at_one_place_on_a_line_and_on_a_plane(seed, a, b):
    here, plain = cut(seed)
    assert here.loss(a, b) == pytest.approx(plain(a, b), rel=1e-12, abs=1e-12)
    assert here.loss(a) == pytest.approx(plain(a), rel=1e-12, abs=1e-12)
    assert here.line([a, a + 1]) == pytest.approx([plain(a), plain(a + 1)], rel=1e-10, abs=1e-12)
    expected = [[plain(a, b), plain(-a, b)], [plain(a), plain(-a)], [plain(a, 2), plain(-a, 2)]]
    np.testing.assert_allclose(here.plane([a, -a], [b, 0, 2]), expected, rtol=1e-10, atol=1e-12)


@given(seeds, tenths, tenths)
def test_the_slope_of_a_slice_is_that_of_differences_away_from_kinks(seed, a, b):
    here, plain = cut(seed)
    h = 1e-6
    reach = h * np.maximum(np.abs(here.u), np.abs(here.v)).max()
    if np.abs(here.h + a * here.u + b * here.v).min() <= 2 * reach:
        return  # a kink inside the interval: no slope to compare with
    along_a = (plain(a + h, b) - plain(a - h, b)) / (2 * h)
    along_b = (plain(a, b + h) - plain(a, b - h)) / (2 * h)
    assert here.slope(a, b) == pytest.approx((along_a, along_b), rel=1e-5, abs=1e-8)


def test_a_hinge_at_exactly_zero_has_no_slope():
    line = SvmSlice(np.array([-2.0, 1.0]), np.array([1.0, 0.5]), np.array([3.0, 4.0]), 1)
    assert line.slope(2.0) == (0.5, 4.0)
    assert line.slope(2.5) == (1.5, 7.0)


@given(seeds, st.integers(1, 7))
def test_the_slice_of_the_first_images_is_as_if_there_were_no_others(seed, n):
    W, U, V, X, y = problem(seed)
    few, alone = svm_slice(W, U, X, y, V).first(n), svm_slice(W, U, X[:, :n], y[:n], V)
    assert few.n == alone.n == n and few.h.shape == (3 * n,)
    for name in "huv":
        np.testing.assert_allclose(getattr(few, name), getattr(alone, name), rtol=1e-12)


@given(seeds)
def test_the_minimum_of_a_slice_is_the_lowest_of_its_kinks_tried_one_by_one(seed):
    line, plain = cut(seed)
    kinks = -line.h[line.u != 0] / line.u[line.u != 0]
    tried = [plain(a) for a in kinks]
    found = line.minimum()
    assert found.loss == pytest.approx(min(tried), rel=1e-10, abs=1e-12)
    assert plain(found.a) == pytest.approx(found.loss, rel=1e-10, abs=1e-12)


@given(seeds)
def test_at_each_kink_of_a_slice_its_hinge_is_zero(seed):
    line, _ = cut(seed)
    a, hinge = line.kinks()
    assert (np.diff(a) >= 0).all() and sorted(hinge) == np.flatnonzero(line.u).tolist()
    there = line.h[hinge] + a * line.u[hinge]
    np.testing.assert_allclose(there, 0, atol=1e-12 * np.abs(line.h).max())


@given(seeds)
def test_far_out_the_slope_is_that_of_all_rising_hinges(seed):
    line, plain = cut(seed)
    far = 2 * np.abs(line.kinks()[0]).max() + 1
    assert line.far_slope == pytest.approx((plain(2 * far) - plain(far)) / far, rel=1e-8)
    assert line.far_slope == pytest.approx(line.slope(far)[0], rel=1e-12)


def test_a_slice_without_a_second_direction_is_level_along_it():
    W, U, _, X, y = problem(0, dtype=np.float32)
    line = svm_slice(W, U, X, y)
    assert line.h.dtype == line.u.dtype == line.v.dtype == np.float32
    assert line.loss(0.5, 7.0) == line.loss(0.5) and line.slope(0.5, 7.0)[1] == 0
    by_hand = SvmSlice(line.h, line.u, 0, line.n)
    assert by_hand.slope(0.5) == line.slope(0.5)
    assert np.array_equal(by_hand.plane([0.0, 1.0], [0.0, 3.0]), line.plane([0, 1], [0, 3]))
    assert by_hand.first(2).loss(1.0) == pytest.approx(line.first(2).loss(1.0), rel=1e-6)
