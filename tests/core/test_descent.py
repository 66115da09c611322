"""The descent loop against the loop of the lesson, and the ways in which it ends."""

import math
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslab.descent import gradient_descent, minibatches
from losslab.losses import softmax_loss_and_gradient, svm_loss_and_gradient


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    X = np.asfortranarray(rng.standard_normal((6, 50)).astype(np.float32))
    W = rng.standard_normal((3, 6)).astype(np.float32)
    return W, X, rng.integers(3, size=50)


def random(seed=0):
    return np.random.default_rng(seed)


@given(n=st.integers(1, 40), size=st.integers(1, 40), seed=st.integers(0, 1000))
def test_each_epoch_covers_every_example_once(n, size, seed):
    size = min(size, n)
    stream = minibatches(n, size, rng=random(seed))
    for _ in range(3):
        epoch = list(islice(stream, math.ceil(n / size)))
        assert [len(batch) for batch in epoch[:-1]] == [size] * (len(epoch) - 1)
        assert sorted(np.concatenate(epoch)) == list(range(n))


def test_each_epoch_has_its_own_order():
    stream = minibatches(100, 100, rng=random())
    assert not np.array_equal(next(stream), next(stream))


def test_all_examples_each_step_is_the_loop_of_the_lesson(problem):
    W, X, y = problem
    found = gradient_descent(svm_loss_and_gradient, W, X, y, step_size=0.05, steps=20)
    for loss in found.losses:
        expected, gradient = svm_loss_and_gradient(W, X, y)
        assert loss == expected
        W = W - 0.05 * gradient
    np.testing.assert_array_equal(found.W, W)
    assert found.ended == "steps" and found.losses[-1] < found.losses[0]


@pytest.mark.parametrize("size", [1, 16])
def test_minibatches_are_the_loop_of_the_lesson(problem, size):
    W, X, y = problem
    found = gradient_descent(
        svm_loss_and_gradient, W, X, y, step_size=0.01, steps=60, batch_size=size, rng=random()
    )
    for loss, batch in zip(found.losses, minibatches(50, size, rng=random()), strict=False):
        expected, gradient = svm_loss_and_gradient(W, X[:, batch], y[batch])
        assert loss == pytest.approx(expected, rel=1e-6)
        W = W - 0.01 * gradient
    np.testing.assert_allclose(found.W, W, rtol=1e-4, atol=1e-6)
    assert len(found.losses) == 60


@pytest.mark.parametrize("order", ["C", "F"])
def test_each_batch_is_contiguous_by_example(problem, order):
    W, X, y = problem
    shapes = []

    def watch(W, X, y):
        assert X.T.flags.c_contiguous and y.flags.c_contiguous
        shapes.append(X.shape)
        return svm_loss_and_gradient(W, X, y)

    X = np.array(X, order=order)
    gradient_descent(watch, W, X, y, step_size=0.01, steps=4, batch_size=16, rng=random())
    assert shapes == [(6, 16), (6, 16), (6, 16), (6, 2)]


def test_all_examples_are_not_copied(problem):
    W, X, y = problem

    def watch(W, images, labels):
        assert images is X and labels is y
        return svm_loss_and_gradient(W, images, labels)

    gradient_descent(watch, W, X, y, step_size=0.01, steps=2)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("loss_and_gradient", [svm_loss_and_gradient, softmax_loss_and_gradient])
@pytest.mark.parametrize("step_size", [1e10, 1e30, 1e300])
def test_divergence_ends_without_a_warning_and_with_finite_weights(
    problem, loss_and_gradient, step_size
):
    def regularised(W, X, y):
        return loss_and_gradient(W, X, y, reg=1.0)

    found = gradient_descent(regularised, *problem, step_size=step_size, steps=1000)
    assert found.ended == "diverged" and not found.stopped
    assert len(found.losses) == found.steps + 1 < 100
    assert np.isfinite(found.W).all()


@pytest.mark.parametrize("loss", [math.inf, math.nan])
def test_a_loss_that_is_not_finite_ends_the_descent_there(problem, loss):
    found = gradient_descent(
        lambda W, X, y: (loss, np.ones_like(W)), *problem, step_size=1.0, steps=9
    )
    assert found.ended == "diverged" and len(found.losses) == 1
    np.testing.assert_array_equal(found.W, problem[0])


def test_on_step_sees_the_weights_that_the_loss_was_measured_at_and_may_stop(problem):
    _, X, y = problem
    path = []

    def watch(step, W, loss):
        path.append((step, W, loss))
        return step == 5

    found = gradient_descent(
        svm_loss_and_gradient, *problem, step_size=0.05, steps=100, on_step=watch
    )
    assert (
        found.ended == "on_step"
        and found.stopped
        and found.steps == 5
        and [step for step, _, _ in path] == [*range(6)]
    )
    for (_, W, loss), recorded in zip(path, found.losses, strict=True):
        assert loss == recorded == svm_loss_and_gradient(W, X, y)[0]
    np.testing.assert_array_equal(found.W, path[-1][1])


def test_the_stop_button_leaves_the_weights_so_far(problem):
    def stop(step, W, loss):
        if step == 7:
            raise KeyboardInterrupt

    found = gradient_descent(
        svm_loss_and_gradient, *problem, step_size=0.05, steps=100, on_step=stop
    )
    seven = gradient_descent(svm_loss_and_gradient, *problem, step_size=0.05, steps=7)
    assert found.ended == "interrupted" and found.stopped
    assert (found.steps, len(found.losses)) == (7, 8)
    np.testing.assert_array_equal(found.W, seven.W)
    assert not seven.stopped and seven.steps == len(seven.losses) == 7


def test_stopped_while_it_measures_it_has_as_many_losses_as_steps(problem):
    losses = iter([3.0, 2.0, 1.0])

    def measure(W, X, y):
        loss = next(losses, None)
        if loss is None:
            raise KeyboardInterrupt
        return loss, np.ones_like(W)

    found = gradient_descent(measure, *problem, step_size=1.0, steps=9)
    assert found.stopped and found.steps == 3 and found.losses.tolist() == [3, 2, 1]
    np.testing.assert_allclose(found.W, problem[0] - 3)
    with pytest.raises(KeyboardInterrupt):  # no step was taken: nothing to keep
        gradient_descent(measure, *problem, step_size=1.0, steps=9)


def test_nothing_given_is_changed_and_the_precision_stays(problem):
    before = [array.copy() for array in problem]
    found = gradient_descent(
        lambda W, X, y: (1.0, np.ones(W.shape)),  # a gradient in float64
        *problem,
        step_size=np.float64(0.1),
        steps=5,
    )
    assert found.W.dtype == np.float32
    assert not np.shares_memory(found.W, problem[0])
    for old, new in zip(before, problem, strict=True):
        np.testing.assert_array_equal(old, new)


def test_weights_of_a_descent_that_never_moved_are_a_copy(problem):
    found = gradient_descent(
        svm_loss_and_gradient, *problem, step_size=1.0, steps=5, on_step=lambda *_: True
    )
    np.testing.assert_array_equal(found.W, problem[0])
    assert not np.shares_memory(found.W, problem[0])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "a NoneType, expected a loss and a gradient"),
        (np.ones((3, 4)), "a ndarray, expected a loss and a gradient"),
        ((None, np.ones((3, 4))), "the loss None"),
        ((np.ones(3), np.ones((3, 4))), "the loss array"),
        ((1.0, [[1.0]]), "a gradient that is a list"),
    ],
)
def test_a_pair_that_is_none_is_named(problem, answer, said):
    W, X, y = problem
    with pytest.raises(ValueError, match=f"^loss_and_gradient gives {said}"):
        gradient_descent(lambda *_: answer, W, X, y, step_size=0.1, steps=2)
