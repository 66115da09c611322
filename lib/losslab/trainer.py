"""Training that is watched: one that can be changed on the way, and one that keeps a diary."""

import time
from dataclasses import dataclass

import numpy as np

from losslab._validate import check_count, check_number
from losslab.descent import gradient_descent, minibatches
from losslab.losses import svm_loss_and_gradient


class Trainer:
    """Minibatch descent on the SVM loss, whose step and batch size may change at every call.

    Parameters
    ----------
    W : ndarray, shape (C, D)
        Where to start; not changed.
    X, y : ndarrays, shapes (D, N) and (N,)
    reg : float
    seed : int
        Of the shuffling; the same again after `reset`.

    Attributes
    ----------
    W : ndarray, shape (C, D)
    steps, images : int
        Steps taken, and images seen on the way.
    losses : list of float
        The data loss of each minibatch, before its step.

    Examples
    --------
    >>> X, y = np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([0, 1])
    >>> trainer = Trainer(np.zeros((2, 2)), X, y)
    >>> trainer.train(3, step_size=0.1, batch_size=2)
    >>> trainer.steps, trainer.images, [round(loss, 2) for loss in trainer.losses]
    (3, 6, [1.0, 0.8, 0.6])
    """

    def __init__(self, W, X, y, *, reg=0.0, seed=0):
        self.start, self.X, self.y, self.reg, self.seed = W, X, y, reg, seed
        self.reset()

    def reset(self):
        """Go back to the start."""
        self.W, self.steps, self.images, self.losses = self.start, 0, 0, []
        self._rng, self._size = np.random.default_rng(self.seed), None

    def train(self, steps, *, step_size, batch_size):
        """Take `steps` steps; a new batch size begins a new epoch."""
        steps, step_size = check_count(steps, "steps"), check_number(step_size, "step_size")
        if batch_size != self._size:
            self._batches = minibatches(len(self.y), batch_size, rng=self._rng)
            self._size = batch_size
        for _ in range(steps):
            index = next(self._batches)
            X, y = np.take(self.X.T, index, axis=0).T, self.y[index]
            loss, gradient = svm_loss_and_gradient(self.W, X, y)
            # the regularization apart: the losses that are kept are those of the images
            self.W = self.W - step_size * (gradient + 2 * self.reg * self.W)
            self.losses.append(loss)
            self.images += len(index)
        self.steps += steps


@dataclass(frozen=True, eq=False)
class Diary:
    """Where a descent was at some of its steps; made by `recorded_descent`.

    Attributes
    ----------
    losses : ndarray, shape (steps,)
        Of every step, on the images of that step.
    steps, images : ndarray, shape (S,)
        Steps taken and images seen at each station.
    seconds : ndarray, shape (S,)
        Since the start.
    weights : list of S ndarrays
    """

    losses: np.ndarray
    steps: np.ndarray
    images: np.ndarray
    seconds: np.ndarray
    weights: list


def recorded_descent(
    loss_and_gradient, W, X, y, *, step_size, steps, batch_size=None, rng=None, stations=40
):
    """`gradient_descent` that keeps the weights of some steps, more of the early ones.

    Parameters
    ----------
    loss_and_gradient, W, X, y, step_size, steps, batch_size, rng
        As in `gradient_descent`.
    stations : int
        About how many steps to keep.

    Returns
    -------
    Diary
        The first station is the start, the last one the end.

    Examples
    --------
    >>> X, y = np.array([[1.0, -1.0], [1.0, 1.0]]), np.array([0, 1])
    >>> diary = recorded_descent(
    ...     svm_loss_and_gradient, np.zeros((2, 2)), X, y, step_size=0.1, steps=3)
    >>> diary.steps, diary.images
    (array([0, 1, 2, 3]), array([0, 2, 4, 6]))
    """
    steps, stations = check_count(steps, "steps"), check_count(stations, "stations")
    wanted = {0, *np.geomspace(1, steps, stations).astype(int).tolist()}
    kept, start = [], time.perf_counter()

    def note(step, weights, loss):
        if step in wanted:
            kept.append((step, time.perf_counter() - start, weights))

    result = gradient_descent(
        loss_and_gradient, W, X, y, step_size=step_size, steps=steps, batch_size=batch_size,
        rng=rng, on_step=note,
    )  # fmt: skip
    taken = len(result.losses) - (result.stopped == "diverged")  # its last step was not taken
    if kept[-1][0] != taken:
        kept.append((taken, time.perf_counter() - start, result.W))
    at, seconds, weights = zip(*kept, strict=True)
    at = np.array(at)
    images = at * len(y) if batch_size is None else _images_seen(at, len(y), batch_size)
    return Diary(result.losses, at, images, np.array(seconds), list(weights))


def _images_seen(steps, n, batch_size):
    """Images in so many batches: the last one of an epoch is short."""
    epochs, rest = np.divmod(steps, -(-n // batch_size))
    return epochs * n + np.minimum(rest * batch_size, n)
