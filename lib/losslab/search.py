"""Searching for low loss without a gradient: at random, and by random steps.

Both evaluate many candidates in one matrix product, because scores are linear in `W`, and both
try exactly what a plain loop would try with the same `rng`. `X`, `y` and `margin` are those of
`losses`, fast in float32; what does not fit gets a ValueError that names it.
"""

import math
from dataclasses import dataclass

import numpy as np

from losslab.checks import check_finite
from losslab.losses import hinges, scores_of
from losslab.rules import checked

BATCH = 50  # more in one product gains nothing
SCORES_AT_ONCE = 1 << 23  # 32 MB in float32, and as much to turn them around


@dataclass(frozen=True, eq=False)
class SearchResult:
    """What a search found; `attempts` below are those made, fewer when it was stopped."""

    W: np.ndarray  # float32 (C, D): the best weights tried
    loss: float  # theirs
    history: np.ndarray  # (attempts,): the loss of every attempt, in the order tried
    accepted: np.ndarray  # bool (attempts,): which were lower than all before
    stopped: bool  # before all attempts were made: by `on_attempt` or the stop button


@checked
def random_search(X, y, *, attempts, scale, rng, n_classes=10, margin=1.0, on_attempt=None):
    """Try random weights, keep the best by the SVM loss.

    The same as this loop, several times faster::

        for k in range(attempts):
            W = rng.standard_normal((n_classes, len(X)), dtype=np.float32) * scale
            loss = svm_loss(W, X, y)
            if loss < best_loss: ...

    Parameters
    ----------
    attempts : int
        How many weights to try.
    scale : float
        Standard deviation of the weights.
    rng : numpy.random.Generator
    n_classes : int
    on_attempt : callable, optional
        `on_attempt(k, loss, best_loss)` after each attempt, k from 0; the search ends when it
        returns True.

    Returns
    -------
    SearchResult
        A KeyboardInterrupt (the stop button) ends the search early: `stopped` is True then, and
        `history` is as long as it came. Before there is anything to keep, it is raised.

    Examples
    --------
    >>> X, y = np.array([[1.0, -1.0], [1.0, 1.0]], dtype=np.float32), np.array([0, 1])
    >>> rng = np.random.default_rng(0)
    >>> found = random_search(X, y, attempts=100, scale=1.0, rng=rng, n_classes=2)
    >>> found.W.shape, found.loss == min(found.history.tolist())
    ((2, 2), True)
    """
    problem = _Problem(X, y, attempts, rng, n_classes, margin)
    return _keep_lowest(_random_attempts(problem, scale), attempts, on_attempt)


@checked
def local_search(X, y, *, attempts, scale, step, rng, n_classes=10, margin=1.0, on_attempt=None):
    """Start at random weights, try random steps, take those that lower the SVM loss.

    The same as this loop, several times faster::

        W = rng.standard_normal((n_classes, len(X)), dtype=np.float32) * scale
        for k in range(attempts):
            trial = W + rng.standard_normal(W.shape, dtype=np.float32) * step
            loss = svm_loss(trial, X, y)
            if loss < best_loss: W, best_loss = trial, loss

    The scores of a trial are those of `W` plus those of its step, and the steps do not depend on
    which were taken: so all scores of many steps come from one product beforehand. The first
    trial is always taken, because the loss at the start is not evaluated.

    Parameters
    ----------
    step : float
        Standard deviation of the steps; all else is as in `random_search`.

    Examples
    --------
    >>> X, y = np.array([[1.0, -1.0], [1.0, 1.0]], dtype=np.float32), np.array([0, 1])
    >>> rng = np.random.default_rng(0)
    >>> found = local_search(X, y, attempts=100, scale=1.0, step=0.1, rng=rng, n_classes=2)
    >>> bool(np.all(np.diff(found.history[found.accepted]) < 0))
    True
    """
    problem = _Problem(X, y, attempts, rng, n_classes, margin)
    return _keep_lowest(_local_attempts(problem, scale, step), attempts, on_attempt)


class _Problem:
    """What both searches need: candidates, and losses from scores."""

    def __init__(self, X, y, attempts, rng, n_classes, margin):
        check_finite(X, "X")
        self.X, self.y, self.attempts, self.rng, self.margin = X, y, attempts, rng, margin
        self.shape = n_classes, len(X)

    def draw(self, count, scale):
        """The next `count` random matrices: the very numbers that single draws would give."""
        weights = self.rng.standard_normal((count, *self.shape), dtype=np.float32)
        with np.errstate(over="ignore"):
            weights *= scale
        return weights

    def batches(self):
        """Sizes that add up to the attempts, each small enough for its scores."""
        size = max(1, min(BATCH, SCORES_AT_ONCE // (self.shape[0] * len(self.y))))
        for done in range(0, self.attempts, size):
            yield min(size, self.attempts - done)

    def scores(self, weights):
        """Scores (count, C, N) of weights (count, C, D), in one product."""
        with np.errstate(over="ignore", invalid="ignore"):
            table = scores_of(weights.reshape(-1, self.shape[1]), self.X)
        return table.reshape(len(weights), self.shape[0], -1)

    def loss(self, scores):
        """SVM loss from scores, which are overwritten; infinity where they overflowed."""
        with np.errstate(over="ignore", invalid="ignore"):
            total = float(hinges(scores, self.y, self.margin).sum(dtype=np.float64))
        return total / len(self.y) if math.isfinite(total) else math.inf


def _random_attempts(problem, scale):
    for size in problem.batches():
        candidates = problem.draw(size, scale)
        for W, scores in zip(candidates, problem.scores(candidates), strict=True):
            yield W, problem.loss(scores)


def _local_attempts(problem, scale, step):
    W, best = problem.draw(1, scale)[0], math.inf
    for size in problem.batches():
        steps = problem.draw(size, step)
        # The scores of W anew with each batch: sums of steps would gather rounding errors.
        here, *changes = problem.scores(np.concatenate([W[None], steps]))
        for delta, change in zip(steps, changes, strict=True):
            loss = problem.loss(here + change)
            if loss < best:
                W, here, best = W + delta, here + change, loss
                yield W, loss
            else:
                yield None, loss


def _keep_lowest(candidates, attempts, on_attempt):
    """Run through pairs of weights and loss; where it is not lower, None will do for weights."""
    W, best, tried = None, math.inf, []  # tried: pairs of a loss and whether it was lower
    try:
        for k, (candidate, loss) in enumerate(candidates):
            lower = loss < best
            if lower:
                W, best = candidate, loss
            tried.append((loss, lower))
            if on_attempt is not None and on_attempt(k, loss, best) is True:
                break
    except KeyboardInterrupt:
        if W is None:
            raise  # nothing to keep yet
        if all(loss > best for loss, _ in tried):  # stopped just before the best was noted
            tried.append((best, True))
    if W is None:
        raise ValueError("scale or step is so large that no attempt has a finite loss")
    history, accepted = map(np.array, zip(*tried, strict=True))
    return SearchResult(W.copy(), best, history, accepted, stopped=len(tried) < attempts)
