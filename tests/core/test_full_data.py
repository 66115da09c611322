"""The fast ways on all 50,000 images, where LOSSLAB_DATA names a folder that has them."""

import numpy as np
import pytest
from test_gradients import unexplained
from test_search import assert_same, plain_local, plain_random

from losslab.cifar10 import load_cifar10
from losslab.descent import gradient_descent
from losslab.losses import accuracy, svm_gradient, svm_loss, svm_loss_and_gradient
from losslab.search import local_search, random_search
from losslab.slices import svm_line_minimum, svm_slice_plane

pytestmark = pytest.mark.full_data


@pytest.fixture(scope="module")
def weights():
    shape = (3, 10, 3073)
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32) * np.float32(1e-4)


def test_a_plane_is_what_the_loss_is_at_its_points(whole, weights):
    W, U, V = weights
    a = np.linspace(-3, 3, 5, dtype=np.float32)
    plane = svm_slice_plane(W, U, V, whole.X_train, whole.y_train, a, a)
    for row, column in ((0, 0), (2, 2), (4, 1)):
        there = W + a[column] * U + a[row] * V
        loss = svm_loss(there, whole.X_train, whole.y_train)
        assert plane[row, column] == pytest.approx(loss, rel=1e-5)


def test_no_point_of_a_line_is_lower_than_its_minimum(whole, weights):
    W, U, _ = weights
    lowest = svm_line_minimum(W, U, whole.X_train, whole.y_train)
    for step in (-0.1, -0.001, 0.001, 0.1):
        there = W + np.float32(lowest.a + step) * U
        assert svm_loss(there, whole.X_train, whole.y_train) > lowest.loss * (1 - 1e-6)


def test_searches_are_the_plain_loops(whole):
    X, y, attempts = whole.X_train, whole.y_train, 60
    found = random_search(X, y, attempts=attempts, scale=1e-4, rng=np.random.default_rng(0))
    plain = plain_random(X, y, attempts, np.float32(1e-4), np.random.default_rng(0))
    assert_same(found, plain)
    options = {"scale": 1e-3, "step": 1e-4}
    found = local_search(X, y, attempts=attempts, rng=np.random.default_rng(0), **options)
    sizes = map(np.float32, options.values())
    assert_same(found, plain_local(X, y, attempts, *sizes, np.random.default_rng(0)))


def test_kinks_explain_every_slope_by_differences():
    exact = load_cifar10("full", dtype=np.float64)
    X, y = exact.X_train, exact.y_train
    W = 1e-3 * np.random.default_rng(0).standard_normal((10, 3073))
    kinks, wrong = unexplained(svm_gradient(W, X, y), W, X, y, 1e-5)
    assert wrong.shape == (10, 3073) and not wrong.any() and kinks.any()


def test_minibatches_reach_more_than_with_a_tenth_of_the_images(whole):
    def loss_and_gradient(W, X, y):
        return svm_loss_and_gradient(W, X, y, reg=1e4)

    down = gradient_descent(
        loss_and_gradient, np.zeros((10, 3073), np.float32), whole.X_train, whole.y_train,
        step_size=1e-7, steps=1000, batch_size=256, rng=np.random.default_rng(0),
    )  # fmt: skip
    assert accuracy(down.W, whole.X_test, whole.y_test) > 0.37
