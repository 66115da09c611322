"""Going down along the negative gradient: on all images, on minibatches, or on one at a time.

`W`, `X` and `y` are those of `losses`; what does not fit gets a ValueError that names it.
"""

import math
from dataclasses import dataclass

import numpy as np

from losslab.checks import as_numbers, is_finite
from losslab.rules import checked


@checked
def minibatches(n, batch_size, *, rng):
    """Endless stream of index arrays; each epoch covers every example exactly once.

    Parameters
    ----------
    n : int
        Number of examples.
    batch_size : int
        At most `n`; the last batch of an epoch holds what is left.
    rng : numpy.random.Generator
        Shuffles anew for each epoch.

    Yields
    ------
    int64 array (batch_size,), or shorter at the end of an epoch

    Examples
    --------
    >>> stream = minibatches(5, 2, rng=np.random.default_rng(0))
    >>> epoch = [next(stream) for _ in range(3)]
    >>> [len(batch) for batch in epoch], sorted(np.concatenate(epoch).tolist())
    ([2, 2, 1], [0, 1, 2, 3, 4])
    """
    return _endless(n, batch_size, rng)


@dataclass(frozen=True, eq=False)
class Descent:
    """Where a descent came to, and how.

    `losses` holds the loss that each step started from, on the examples of that step; infinity
    or NaN at the end when it diverged.
    """

    W: np.ndarray  # (C, D): the last weights, always finite numbers
    losses: np.ndarray  # float64
    steps: int  # taken; `losses` has one more if the last it measured led to no step
    ended: str  # why: "steps" (all done), "diverged", "on_step", or "interrupted"

    @property
    def stopped(self):
        """Whether `on_step` or the stop button ended it before its time."""
        return self.ended in ("on_step", "interrupted")


@checked
def gradient_descent(
    loss_and_gradient, W, X, y, *, step_size, steps, batch_size=None, rng=None, on_step=None
):
    """Repeat `W = W - step_size * gradient`.

    Parameters
    ----------
    loss_and_gradient : callable
        `loss_and_gradient(W, X, y)` gives the loss and its gradient, as `svm_loss_and_gradient`.
    W : array (C, D)
        Where to start; not changed.
    step_size : float
    steps : int
    batch_size : int, optional
        None: all examples each step (vanilla gradient descent). Otherwise `minibatches` of this
        many; 1 is stochastic gradient descent.
    rng : numpy.random.Generator, optional
        Needed with a `batch_size`.
    on_step : callable, optional
        `on_step(step, W, loss)` before each update, with the weights that the loss was measured
        at, step from 0; the descent ends there when it returns True.

    Returns
    -------
    Descent
        A KeyboardInterrupt (the stop button) ends the descent early, with the weights so far:
        `stopped` is True then, and `steps` says how far it came. Before the first step is taken,
        it is raised. A loss or a weight that is no finite number ends the descent, too.

    Examples
    --------
    >>> def bowl(W, X, y):
    ...     return float((W**2).sum()), 2 * W
    >>> X, y = np.ones((1, 4)), np.zeros(4, dtype=int)
    >>> down = gradient_descent(bowl, np.array([[8.0]]), X, y, step_size=0.25, steps=3)
    >>> down.losses, down.W, down.steps, down.stopped
    (array([64., 16.,  4.]), array([[1.]]), 3, False)
    """
    batches = _batches(X, y, batch_size, rng)
    W, losses, taken, ended = W.copy(), [], 0, "steps"
    try:
        for step in range(steps):
            loss, gradient = _checked_pair(loss_and_gradient(W, *next(batches)), W)
            losses.append(loss)
            if on_step is not None and on_step(step, W, loss) is True:
                ended = "on_step"
                break
            moved = _moved(W, gradient, step_size) if math.isfinite(loss) else None
            if moved is None:
                ended = "diverged"
                break
            W, taken = moved, step + 1
    except KeyboardInterrupt:
        if not taken:
            raise  # nothing to keep yet
        ended = "interrupted" if taken < steps else "steps"
    return Descent(W, np.array(losses, dtype=np.float64), taken, ended)


def _endless(n, batch_size, rng):
    while True:
        order = rng.permutation(n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]


def _batches(X, y, batch_size, rng):
    """Endless stream of images and labels."""
    if batch_size is None:
        return iter(lambda: (X, y), None)
    return (columns_of(X, y, index) for index in minibatches(len(y), batch_size, rng=rng))


def columns_of(X, y, index):
    """Copies of some examples, each contiguous in memory as in `X`."""
    return np.take(X.T, index, axis=0).T, y[index]


def _checked_pair(pair, W):
    """A loss and a gradient, or an error that says what came instead."""
    name = "loss_and_gradient"
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise ValueError(f"{name} gives a {type(pair).__name__}, expected a loss and a gradient")
    loss, gradient = pair
    number = as_numbers(loss)
    if number is None or number.ndim:
        raise ValueError(f"{name} gives the loss {loss!r:.80}, expected a number")
    if not isinstance(gradient, np.ndarray) or as_numbers(gradient) is None:
        got = type(gradient).__name__
        raise ValueError(f"{name} gives a gradient that is a {got}, expected an array of numbers")
    if gradient.shape != W.shape:
        shapes = f"a gradient of shape {gradient.shape}, but W has {W.shape}"
        raise ValueError(f"{name} gives {shapes}")
    return float(loss), gradient


def _moved(W, gradient, step_size):
    """Weights after a step, or None when they are no longer finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        moved = W - (step_size * gradient).astype(W.dtype, copy=False)
    return moved if is_finite(moved) else None
