"""Minibatches train as notebook 05 says, and the training that is watched is the real one."""

import tracemalloc
from pathlib import Path

import nbformat
import numpy as np
import pytest

from losslab.descent import gradient_descent, mean_over_columns
from losslab.losses import accuracy, svm_gradient, svm_loss, svm_loss_and_gradient
from losslab.trainer import Trainer, recorded_descent

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


def test_the_trainer_walks_as_gradient_descent_does(data, start):
    X, y = data.X_train[:, :300], data.y_train[:300]
    trainer = Trainer(start, X, y, reg=REG, seed=4)
    before = start.copy()
    for steps in (1, 4, 2):
        trainer.train(steps, step_size=1e-7, batch_size=128)
    expected = gradient_descent(
        regularized, start, X, y, step_size=1e-7, steps=7, batch_size=128,
        rng=np.random.default_rng(4),
    )  # fmt: skip
    np.testing.assert_allclose(trainer.W, expected.W, rtol=1e-4, atol=1e-9)
    assert trainer.W.dtype == np.float32
    assert (trainer.steps, trainer.images) == (7, 2 * 300 + 128)
    assert np.array_equal(start, before)


def test_the_losses_kept_are_those_of_the_images(data, start):
    X, y = data.X_train[:, :64], data.y_train[:64]
    trainer = Trainer(start, X, y, reg=REG)
    trainer.train(1, step_size=1e-7, batch_size=64)
    assert trainer.losses == [pytest.approx(svm_loss(start, X, y), rel=1e-5)]


def test_reset_begins_the_same_walk_again(data, start):
    trainer = Trainer(start, data.X_train, data.y_train)
    trainer.train(3, step_size=1e-7, batch_size=16)
    first, losses = trainer.W, trainer.losses
    trainer.reset()
    assert trainer.W is start and not trainer.losses and not trainer.images
    trainer.train(3, step_size=1e-7, batch_size=16)
    assert np.array_equal(trainer.W, first) and trainer.losses == losses


def test_a_new_batch_size_counts_at_once(data, start):
    trainer = Trainer(start, data.X_train, data.y_train)
    trainer.train(2, step_size=1e-7, batch_size=16)
    trainer.train(2, step_size=1e-7, batch_size=100)
    assert trainer.images == 2 * 16 + 2 * 100


@pytest.mark.parametrize(("batch_size", "images"), [(None, 20 * 100), (30, 5 * 100), (1, 20)])
def test_a_diary_counts_images_and_keeps_start_and_end(data, start, batch_size, images):
    X, y = data.X_train[:, :100], data.y_train[:100]
    options = {"step_size": 1e-8, "steps": 20, "batch_size": batch_size}
    diary = recorded_descent(regularized, start, X, y, rng=np.random.default_rng(1), **options)
    walk = gradient_descent(regularized, start, X, y, rng=np.random.default_rng(1), **options)
    assert (diary.steps[0], diary.images[0]) == (0, 0)
    assert (diary.steps[-1], diary.images[-1]) == (20, images)
    assert np.array_equal(diary.weights[0], start) and np.array_equal(diary.weights[-1], walk.W)
    assert len(diary.weights) == len(diary.seconds) == len(diary.steps)
    assert (np.diff(diary.seconds) >= 0).all() and np.array_equal(diary.losses, walk.losses)


def test_a_refused_batch_size_is_refused_again():
    X, y = np.array([[1.0, -1.0, 2.0], [1.0, 1.0, 1.0]]), np.array([0, 1, 0])
    trainer = Trainer(np.zeros((2, 2)), X, y)
    for _ in range(2):
        with pytest.raises(ValueError, match="batch_size is 4"):
            trainer.train(1, step_size=0.1, batch_size=4)
    with pytest.raises(ValueError, match=r"^steps is -3"):
        trainer.train(-3, step_size=0.1, batch_size=2)
    assert trainer.steps == trainer.images == 0


def test_a_diary_counts_no_step_that_was_not_taken():
    def steep(W, X, y):
        with np.errstate(over="ignore"):
            return float((W**2).sum()), 1e200 * W

    X, y = np.ones((1, 4)), np.zeros(4, dtype=int)
    diary = recorded_descent(steep, np.array([[1.0]]), X, y, step_size=1.0, steps=9)
    assert diary.steps.tolist() == [0, 1] and diary.images.tolist() == [0, 4]
    assert np.isfinite(diary.weights[-1]).all()
