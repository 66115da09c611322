"""Training that is watched: one that may change on the way, and one that keeps a diary."""

import copy
import functools
import math
import time
from dataclasses import dataclass

import numpy as np

from losslab.checks import is_finite
from losslab.descent import columns_of, gradient_descent, minibatches
from losslab.kit.progress import progress_bar
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
    """Where a descent or a search was at some of its steps, the stations, up to its end."""

    losses: np.ndarray  # of every step, on the images of that step
    steps: np.ndarray  # taken at each station
    images: np.ndarray  # seen by then
    seconds: np.ndarray  # since the start
    weights: list  # of arrays
    stopped: bool  # before all steps were done: the last station is where


@checked
def recorded_descent(
    loss_and_gradient, W, X, y, *, step_size, steps, batch_size=None, rng=None, stations=40
):
    """`gradient_descent` with a bar and a `Diary` of about so many `stations`, more of them early.

    Stopped, it has a station where it came to, and says so.
    """
    wanted = {0, *np.geomspace(1, steps, stations).astype(int).tolist()}
    kept, start = [], time.perf_counter()

    def note(step, weights, loss):
        if step in wanted:
            kept.append((step, time.perf_counter() - start, weights))
        bar(step)

    with progress_bar(steps) as bar:
        result = gradient_descent(
            loss_and_gradient, W, X, y, step_size=step_size, steps=steps, batch_size=batch_size,
            rng=rng, on_step=note,
        )  # fmt: skip
    if kept[-1][0] != result.steps:
        kept.append((result.steps, time.perf_counter() - start, result.W))
    at, seconds, weights = zip(*kept, strict=True)
    n, size = len(y), batch_size or len(y)
    epochs, rest = np.divmod(at, -(-n // size))
    images = epochs * n + rest * size  # the last batch of an epoch is short
    walk = np.array(at), images, np.array(seconds), list(weights)
    return Diary(result.losses, *walk, stopped=result.stopped)


def recorded_search(find, X, y, *, attempts, seed=0, **options):
    """Searches with one seed, by `random_search` or `local_search`, as the stations of a `Diary`.

    `attempts` are their lengths, rising: each finds what the longer ones found by then. One bar
    counts them all; stopped, the search that was running is the last, if it came beyond the others.
    """
    runs, seconds, done = [], [], 0
    with progress_bar(sum(attempts)) as bar:
        for n in attempts:
            start, rng = time.perf_counter(), np.random.default_rng(seed)
            counted = functools.partial(_count, bar, done)
            try:
                run = find(X, y, attempts=n, rng=rng, on_attempt=counted, **options)
            except KeyboardInterrupt:
                if not runs:
                    raise  # nothing to keep yet
                break
            done += len(run.history)
            if not runs or len(run.history) > len(runs[-1].history):
                runs.append(run)
                seconds.append(time.perf_counter() - start)
            if run.stopped:
                break
    tried = np.array([len(run.history) for run in runs])
    walk = tried, tried * len(y), np.array(seconds), [run.W for run in runs]
    return Diary(runs[-1].history, *walk, stopped=done < sum(attempts))


def _count(bar, before, k, *_):
    bar(before + k)
