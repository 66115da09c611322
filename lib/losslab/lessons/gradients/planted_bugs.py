"""Gradient checks with a bug that people make, planted in the one gradient or in the other."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_choice
from losslab.gradients import relative_error
from losslab.lessons.gradients.lines import RowHinges
from losslab.losses import hinges, svm_gradient, svm_loss
from losslab.rules import checked

BUGS = (
    "sign", "no_mean", "no_factor_two", "true_class", "stale_mask", "wrong_axis", "float32",
    "not_restored",
)  # fmt: skip
EXHIBITS = (
    "healthy", "wrong_axis", "no_factor_two", "stale_mask", "sign", "not_restored", "true_class",
    "float32", "no_mean",
)  # fmt: skip
PLACES = ("start", "later")


@dataclass(frozen=True, eq=False)
class BuggyCheck:
    """What a check sees at K columns of `W`: the first four are (C, K)."""

    analytic: np.ndarray
    numerical: np.ndarray
    errors: np.ndarray  # relative
    weights: np.ndarray
    sums: np.ndarray  # (K,): the analytic gradient of the data loss over all classes: should be 0
    ratio: float  # the median of analytic / numerical


class GradientChecks:
    """The checks at some `columns` (K,) of `W`, the start, and of the weights a step later."""

    @checked
    def __init__(self, W, X, y, *, columns):
        W, X = W.astype(float), X.astype(float)
        places = {"start": W, "later": W - 1e-6 * svm_gradient(W, X, y)}
        self.X, self.y = X[columns], y
        self.weights = {place: V[:, columns] for place, V in places.items()}
        self.squares = {place: float((V**2).sum()) for place, V in places.items()}
        self.scores = {place: V @ X for place, V in places.items()}
        self.data_losses = {place: svm_loss(V, X, y) for place, V in places.items()}
        self.rows = {
            place: [RowHinges(V, X, y, c, pixels=columns) for c in range(len(V))]
            for place, V in places.items()
        }

    @checked
    def check(self, bug, *, place="later", h=1e-5, reg=0.0):
        """The `BuggyCheck` with one of `EXHIBITS` planted, at one of `PLACES`."""
        check_choice(bug, "bug", EXHIBITS)
        check_choice(place, "place", PLACES)
        analytic, weights = self._analytic(bug, place, reg), self.weights[place]
        numerical = self._numerical(bug, place, h, reg)
        errors = relative_error(analytic, numerical)
        sums = (analytic - 2 * reg * weights).sum(axis=0)
        fit = numerical != 0
        ratio = float(np.median(analytic[fit] / numerical[fit])) if fit.any() else np.nan
        return BuggyCheck(analytic, numerical, errors, weights, sums, ratio)

    def _analytic(self, bug, place, reg):
        n = len(self.y)
        scores = self.scores["start" if bug == "stale_mask" else place]
        coefficients = (hinges(scores.copy(), self.y, 1.0) > 0).astype(float)
        counts = coefficients.sum(axis=0)
        if bug == "true_class":
            counts += 1  # the true class, s_y - s_y + 1 > 0, was counted with the others
        if bug == "wrong_axis":
            counts = coefficients.sum(axis=1)[self.y]
        coefficients[self.y, np.arange(n)] = -counts
        gradient = coefficients @ self.X.T / (1 if bug == "no_mean" else n)
        gradient += (1 if bug == "no_factor_two" else 2) * reg * self.weights[place]
        return -gradient if bug == "sign" else gradient

    def _numerical(self, bug, place, h, reg):
        if bug == "not_restored":
            return self._not_restored(place, h, reg)
        precision = np.float32 if bug == "float32" else np.float64
        ahead, behind = (self._losses(place, t, reg).astype(precision) for t in (h, -h))
        return (ahead - behind).astype(float) / (2 * h)

    def _losses(self, place, t, reg):
        """The loss after adding `t` to each of the weights in turn, (C, K)."""
        changes = [row.losses(t) - row.losses(0.0) for row in self.rows[place]]
        squares = self.squares[place] + t * (2 * self.weights[place] + t)
        return self.data_losses[place] + np.array(changes) + reg * squares

    def _not_restored(self, place, h, reg):
        """Forward differences by a loop that never sets a weight back."""
        scores, weights = self.scores[place].copy(), self.weights[place]
        squares, slopes = self.squares[place], np.empty(weights.shape)

        def loss():
            return hinges(scores.copy(), self.y, 1.0).sum() / len(self.y) + reg * squares

        start = loss()
        for c, k in np.ndindex(*weights.shape):
            scores[c] += h * self.X[k]
            squares += h * (2 * weights[c, k] + h)
            slopes[c, k] = (loss() - start) / h
        return slopes
