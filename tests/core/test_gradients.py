"""Differences of the loss against formulas, against each other, and against planted bugs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslab.cifar10 import load_cifar10
from losslab.gradients import (
    check_gradient,
    numerical_gradient,
    relative_error,
    svm_kinks_within,
    svm_numerical_gradient,
)
from losslab.losses import softmax_gradient, softmax_loss, svm_gradient, svm_loss

SCHEMES = ("centered", "forward")


def problem(seed, *, classes=4, features=7, images=9, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X = np.asfortranarray((5 * rng.standard_normal((features, images))).astype(dtype))
    X[-1] = 1
    W = (0.1 * rng.standard_normal((classes, features))).astype(dtype)
    return W, X, rng.integers(classes, size=images)


def cube(x):
    return float((x**3).sum())


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (2, 1, 3)])
def test_any_shape_and_precision(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    for scheme, tolerance in (("centered", 1e-8), ("forward", 1e-4)):
        slopes = numerical_gradient(cube, x, scheme=scheme)
        assert slopes.shape == shape
        np.testing.assert_allclose(slopes, 3 * x**2, rtol=1e-6, atol=tolerance)
        single = numerical_gradient(cube, x.astype(np.float32), h=1e-2, scheme=scheme)
        np.testing.assert_allclose(single, 3 * x**2, rtol=1e-2, atol=0.2)


def test_the_formulas_to_the_letter():
    x, h = np.array([1.0, -2.0]), 0.5
    ahead, here, behind = (x + h) ** 3, x**3, (x - h) ** 3
    np.testing.assert_allclose(numerical_gradient(cube, x, h=h), (ahead - behind) / (2 * h))
    forward = numerical_gradient(cube, x, h=h, scheme="forward")
    np.testing.assert_allclose(forward, (ahead - here) / h)


@pytest.mark.parametrize("scheme, per_coordinate, extra", [("centered", 2, 0), ("forward", 1, 1)])
def test_number_of_evaluations(scheme, per_coordinate, extra):
    calls = []
    numerical_gradient(lambda x: calls.append(1) or 0.0, np.ones((3, 4)), scheme=scheme)
    assert len(calls) == 12 * per_coordinate + extra


def test_coordinates_pick_from_the_whole_in_any_memory_order():
    for x in (np.arange(6.0).reshape(2, 3), np.asfortranarray(np.arange(6.0).reshape(2, 3))):
        picked = numerical_gradient(cube, x, coordinates=[4, 1, 4])
        np.testing.assert_array_equal(picked, numerical_gradient(cube, x).ravel()[[4, 1, 4]])


def test_the_array_is_never_touched_even_by_a_function_that_spoils_its_own():
    x = np.array([1.0, 2.0, 3.0])
    x.flags.writeable = False

    def spoils(z):
        value = cube(z)
        z[:] = 99
        return value

    np.testing.assert_allclose(numerical_gradient(spoils, x), 3 * x**2, rtol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, np.ones(2)])
def test_a_function_that_gives_no_finite_number_is_named(bad):
    with pytest.raises(ValueError, match="f gives"):
        numerical_gradient(lambda x: bad, np.ones(2))


@pytest.mark.parametrize("scheme", SCHEMES)
@given(
    seed=st.integers(0, 10**6),
    h=st.sampled_from([1e-5, 1e-2, 0.3, 3.0]),
    reg=st.sampled_from([0.0, 0.3]),
    margin=st.sampled_from([0.0, 1.0, 4.0]),
)
def test_structured_equals_plain_at_every_coordinate(scheme, seed, h, reg, margin):
    W, X, y = problem(seed)
    plain = numerical_gradient(
        lambda Z: svm_loss(Z, X, y, margin=margin, reg=reg), W, h=h, scheme=scheme
    )
    fast = svm_numerical_gradient(W, X, y, h=h, scheme=scheme, margin=margin, reg=reg)
    np.testing.assert_allclose(fast, plain, rtol=1e-9, atol=1e-13 / h)


@pytest.mark.parametrize("images", [1, 511, 512, 513])
def test_structured_equals_plain_across_the_edges_of_blocks(images):
    W, X, y = problem(images, features=33, images=images)
    plain = numerical_gradient(lambda Z: svm_loss(Z, X, y), W, h=1e-2)
    np.testing.assert_allclose(
        svm_numerical_gradient(W, X, y, h=1e-2), plain, rtol=1e-9, atol=1e-10
    )


@given(seed=st.integers(0, 10**6), h=st.sampled_from([1e-3, 0.03, 1.0]))
def test_kinks_counted_one_by_one(seed, h):
    W, X, y = problem(seed)
    counts = np.zeros(W.shape, dtype=int)
    scores = W @ X
    for k, i, j in np.ndindex(X.shape[0], X.shape[1], W.shape[0]):
        hinge = scores[j, i] - scores[y[i], i] + 1
        if j != y[i] and abs(hinge) < h * abs(X[k, i]):
            counts[j, k] += 1
            counts[y[i], k] += 1
    np.testing.assert_array_equal(svm_kinks_within(W, X, y, h=h), counts)


@pytest.fixture(scope="module")
def real():
    data = load_cifar10(dtype=np.float64)
    W = 1e-3 * np.random.default_rng(0).standard_normal((10, 3073))
    return W, data.X_train, data.y_train


def unexplained(gradient, W, X, y, h):
    """Coordinates where a gradient differs from the differences by more than the kinks allow.

    A kink moves a difference by at most half of what its pixel adds to the slope.
    """
    kinks = svm_kinks_within(W, X, y, h=h)
    allowed = kinks * np.abs(X).max(axis=1) / (2 * len(y))
    gap = np.abs(gradient - svm_numerical_gradient(W, X, y, h=h))
    return kinks, gap > allowed + 1e-8 * np.abs(gradient).max()


def test_on_real_images_kinks_explain_all_30730_coordinates(real):
    W, X, y = real
    gradient = svm_gradient(W, X, y)
    kinks, wrong = unexplained(gradient, W, X, y, 1e-5)
    assert wrong.shape == (10, 3073) and not wrong.any()
    assert 0 < (kinks == 0).sum() < wrong.size  # both kinds of coordinate are there
    kinks, wrong = unexplained(gradient, W, X, y, 1e-8)
    assert not wrong.any() and (kinks == 0).mean() > 0.99


def test_on_real_images_a_stale_example_does_not_pass_as_a_kink(real):
    W, X, y = real[0], real[1][:, :500], real[2][:500]
    missing = svm_gradient(W, X[:, 1:], y[1:]) * (len(y) - 1) / len(y)
    assert unexplained(missing, W, X, y, 1e-8)[1].mean() > 0.05


def test_on_real_images_structured_equals_plain(real):
    W, X, y = real
    some = np.random.default_rng(1).choice(W.size, 6, replace=False)
    for scheme in SCHEMES:
        plain = numerical_gradient(
            lambda Z: svm_loss(Z, X, y), W, h=1e-3, scheme=scheme, coordinates=some
        )
        fast = svm_numerical_gradient(W, X, y, h=1e-3, scheme=scheme).ravel()[some]
        np.testing.assert_allclose(fast, plain, rtol=1e-7, atol=1e-9)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_relative_error_is_symmetric_and_between_0_and_2(a, b):
    error = relative_error(a, b)
    assert error == relative_error(b, a) and 0 <= error <= 2
    assert (error == 0) == (a == b)


@pytest.mark.filterwarnings("error")
def test_relative_error_of_the_largest_numbers_does_not_overflow():
    largest, smallest = np.finfo(float).max, 5e-324
    assert relative_error(1e308, -1e308) == relative_error(largest, -largest) == 2
    assert relative_error(smallest, -smallest) == 2 and relative_error(largest, smallest) == 1


def test_relative_error_compares_no_shapes_by_broadcast():
    with pytest.raises(ValueError, match=r"a has shape \(2,\), but b has \(2, 1\)"):
        relative_error(np.ones(2), np.ones((2, 1)))


BUGS = {
    "sign": lambda g, W, reg: -g,
    "sum for mean": lambda g, W, reg: g * 9,
    "missing factor 2": lambda g, W, reg: g - reg * W,
    "one row": lambda g, W, reg: g * (np.arange(4) > 0)[:, None],
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_gradient_is_found(bug):
    W, X, y = problem(3)
    reg = 5.0

    def wrong(Z):
        return BUGS[bug](softmax_gradient(Z, X, y, reg=reg), Z, reg)

    found = check_gradient(
        lambda Z: softmax_loss(Z, X, y, reg=reg),
        wrong,
        W,
        n_coordinates=28,
        rng=np.random.default_rng(0),
    )
    assert found.max_error > 0.1
    assert found.errors[found.coordinates == found.worst] == found.max_error


def test_a_right_gradient_passes_and_reports_what_was_compared():
    W, X, y = problem(4)
    found = check_gradient(
        lambda Z: softmax_loss(Z, X, y),
        lambda Z: softmax_gradient(Z, X, y),
        W,
        n_coordinates=6,
        rng=np.random.default_rng(0),
    )
    assert found.max_error < 1e-6
    assert len(set(found.coordinates)) == len(found.errors) == 6
    gradient = softmax_gradient(W, X, y).ravel()
    np.testing.assert_array_equal(found.analytic, gradient[found.coordinates])
    np.testing.assert_allclose(found.numerical, found.analytic, rtol=1e-6)


def test_more_coordinates_than_there_are_means_all():
    found = check_gradient(
        cube, lambda x: 3 * x**2, np.ones(3), n_coordinates=50, rng=np.random.default_rng(0)
    )
    np.testing.assert_array_equal(found.coordinates, [0, 1, 2])


def test_a_gradient_that_spoils_its_argument_does_not_spoil_ours():
    x = np.ones(3)

    def spoils(z):
        z *= 2
        return 3 * z**2

    found = check_gradient(cube, spoils, x, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(x, np.ones(3))
    assert found.max_error == pytest.approx(0.75, rel=1e-6)
