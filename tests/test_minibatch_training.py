"""Minibatches train as notebook 05 says."""

import tracemalloc
from pathlib import Path

import nbformat
import numpy as np
import pytest

from losslab.descent import gradient_descent, mean_over_columns
from losslab.losses import accuracy, svm_gradient, svm_loss, svm_loss_and_gradient

NOTEBOOK = Path(__file__).resolve().parent.parent / "notebooks/en/05_minibatch.ipynb"
REG = 1e4


@pytest.fixture(scope="module")
def start():
    rng = np.random.default_rng(0)
    return rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4)


def regularized(W, X, y):
    return svm_loss_and_gradient(W, X, y, reg=REG)


def descend(start, data, *, steps, step_size=1e-7, batch_size=None):
    return gradient_descent(
        regularized, start, data.X_train, data.y_train, step_size=step_size, steps=steps,
        batch_size=batch_size, rng=np.random.default_rng(0),
    ).W  # fmt: skip


def test_minibatches_reach_34_percent(data, start):
    W = descend(start, data, steps=2000, batch_size=256)
    assert accuracy(W, data.X_test, data.y_test) >= 0.34


@pytest.mark.parametrize("step_size", [1e-7, 3e-7, 1e-6])
def test_all_images_get_less_far_for_the_same_images(data, start, step_size):
    few = descend(start, data, steps=200, batch_size=256)
    full = descend(start, data, steps=10, step_size=step_size)
    tests = data.X_test, data.y_test
    assert accuracy(few, *tests) - accuracy(full, *tests) > 0.03
    images = data.X_train, data.y_train
    assert svm_loss(full, *images) - svm_loss(few, *images) > 0.5


def test_the_error_halves_with_four_times_the_images(data, start):
    rng, X, y = np.random.default_rng(3), data.X_train, data.y_train
    whole = svm_gradient(start, X, y)

    def error(size):
        draws = [rng.integers(0, len(y), size) for _ in range(20)]
        parts = [svm_gradient(start, X[:, chosen], y[chosen]) for chosen in draws]
        return np.mean([np.linalg.norm(part - whole) for part in parts])

    errors = [error(size) for size in (16, 64, 256)]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.15)
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.15)


@pytest.fixture
def copies(data, start):
    """What the notebook's own cell computes, and the memory it took."""
    cells = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}
    names = {"np": np, "X": data.X_train, "y": data.y_train, "W0": start}
    tracemalloc.start()
    exec(cells["copies-sum"], names)
    names["peak"] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return names


def test_copies_change_neither_loss_nor_gradient(copies, data, start):
    X, y = data.X_train[:, :1000].astype(float), data.y_train[:1000]
    loss, gradient = svm_loss_and_gradient(start.astype(float), X, y)
    assert len(copies["index"]) == 1_200_000
    assert copies["copies_loss"] == pytest.approx(loss, rel=1e-6)
    difference = np.linalg.norm(copies["copies_gradient"] - gradient)
    assert difference < 1e-6 * np.linalg.norm(gradient)
    assert copies["peak"] < 100e6


def test_the_library_agrees_about_copies(data, start):
    X, y = data.X_train[:, :50].astype(float), data.y_train[:50]
    loss, gradient = mean_over_columns(
        svm_loss_and_gradient, start.astype(float), X, y, np.tile(np.arange(50), 30)
    )
    expected = svm_loss_and_gradient(start.astype(float), X, y)
    assert loss == pytest.approx(expected[0])
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-9)
