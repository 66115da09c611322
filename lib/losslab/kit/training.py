"""Training that is watched: one that may change on the way, and one that keeps a diary."""

import copy
import math
import time
from dataclasses import dataclass

import numpy as np

from losslab.checks import is_finite
from losslab.descent import columns_of, gradient_descent, minibatches
from losslab.losses import svm_loss_and_gradient
from losslab.rules import checked


class Training:
    """Gradient descent on the SVM loss that may change on the way, and its log."""

    @checked
    def __init__(self, W, X, y, *, reg=0.0, seed=0):
        self.start, self.X, self.y, self.reg, self.seed = W, X, y, reg, seed
        self.reset()

    def reset(self):
        """Go back to the start; the same batches come again."""
        self.W = self.start  # the last weights, always finite numbers
        self.images = 0  # seen on the way
        self.losses, self.step_sizes = [], []  # of each step: the data loss before it, its size
        self.diverged = False  # the last step would have left the finite numbers: it was not taken
        self._size, self._rng = None, np.random.default_rng(self.seed)

    @property
    def steps(self):
        """How many steps were taken."""
        return len(self.losses)

    def next_batch(self, size=None):
        """The next `size` images and their labels, or all; a new size begins a new epoch."""
        if size != self._size:
            if size is not None:
                self._batches = minibatches(len(self.y), size, rng=self._rng)
            self._size = size
        batch = self.X, self.y
        if size is not None:
            batch = columns_of(*batch, next(self._batches))
        self.images += len(batch[1])
        return batch

    @checked
    def train(self, steps, *, step_size, batch_size=None):
        """Take `steps` steps, or fewer if they lead out of the finite numbers."""
        for _ in range(steps):
            loss, gradient = svm_loss_and_gradient(self.W, *self.next_batch(batch_size))
            with np.errstate(over="ignore", invalid="ignore"):
                # the regularization apart: the losses that are kept are those of the images
                moved = self.W - step_size * (gradient + 2 * self.reg * self.W)
            self.diverged = not (math.isfinite(loss) and is_finite(moved))
            if self.diverged:
                break
            self.W = moved
            self.losses.append(loss)
            self.step_sizes.append(step_size)

    def __deepcopy__(self, memo):
        """Where it stands now, with a log of its own: the images are shared, an epoch begins."""
        twin = copy.copy(self)
        twin.losses, twin.step_sizes = [*self.losses], [*self.step_sizes]
        twin._size, twin._rng = None, copy.deepcopy(self._rng)
        return twin


@dataclass(frozen=True, eq=False)
class Diary:
    """Where a descent was at some of its steps, the stations, from its start to its end."""

    losses: np.ndarray  # of every step, on the images of that step
    steps: np.ndarray  # taken at each station
    images: np.ndarray  # seen by then
    seconds: np.ndarray  # since the start
    weights: list  # of arrays


@checked
def recorded_descent(
    loss_and_gradient, W, X, y, *, step_size, steps, batch_size=None, rng=None, stations=40
):
    """`gradient_descent` that keeps a `Diary` of about so many `stations`, more of them early."""
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
    n, size = len(y), batch_size or len(y)
    epochs, rest = np.divmod(at, -(-n // size))
    images = epochs * n + rest * size  # the last batch of an epoch is short
    return Diary(result.losses, np.array(at), images, np.array(seconds), list(weights))
