"""Gradient checks of code with a bug: eight mistakes that people make, planted on purpose.

A check compares what some code for the analytic gradient gives with what some code for the
numerical gradient gives, at the same coordinates. One of the two has a bug, or neither.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_choice, checked
from losslab.gradients import relative_error
from losslab.lessons.gradients.weight_kinks import row_hinges
from losslab.losses import svm_gradient, svm_loss

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
    """What a check sees at K columns of `W`: two gradients, and their weights."""

    analytic: np.ndarray  # (C, K), like the next two
    numerical: np.ndarray
    weights: np.ndarray
    reg: float

    @property
    def errors(self):
        """Relative errors, (C, K)."""
        return relative_error(self.analytic, self.numerical)

    @property
    def ratio(self):
        """The median of analytic / numerical."""
        fit = self.numerical != 0
        return float(np.median(self.analytic[fit] / self.numerical[fit])) if fit.any() else np.nan

    @property
    def sums(self):
        """The analytic gradient of the data loss, summed over the classes: should be 0."""
        return (self.analytic - 2 * self.reg * self.weights).sum(axis=0)


class GradientChecks:
    """The checks of one problem, at some `columns` (K,) of `W`.

    They are made at the ``start``, which is `W`, and ``later``, a step down the gradient from it.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> checks = GradientChecks(np.zeros((3, 2)), X, y, columns=np.array([0, 1]))
    >>> round(checks.check("sign", place="start").ratio, 6)
    -1.0
    """

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
            place: [row_hinges(V, X, y, c, pixels=columns) for c in range(len(V))]
            for place, V in places.items()
        }

    @checked
    def check(self, bug, *, place="later", h=1e-5, reg=0.0):
        """The `BuggyCheck` with one of `EXHIBITS` planted, at one of `PLACES`."""
        check_choice(bug, "bug", EXHIBITS)
        check_choice(place, "place", PLACES)
        analytic = self._analytic(bug, place, reg)
        if bug == "not_restored":
            numerical = self._not_restored(place, h, reg)
        else:
            precision = np.float32 if bug == "float32" else np.float64
            ahead, behind = (self._losses(place, t, reg).astype(precision) for t in (h, -h))
            numerical = (ahead - behind).astype(float) / (2 * h)
        return BuggyCheck(analytic, numerical, self.weights[place], reg)

    def _analytic(self, bug, place, reg):
        n = len(self.y)
        active = self._hinges(self.scores["start" if bug == "stale_mask" else place]) > 0
        coefficients = active.astype(float)
        counts = coefficients.sum(axis=0)
        if bug == "true_class":
            counts += 1  # the true class, s_y - s_y + 1 > 0, was counted with the others
        if bug == "wrong_axis":
            counts = coefficients.sum(axis=1)[self.y]
        coefficients[self.y, np.arange(n)] = -counts
        gradient = coefficients @ self.X.T / (1 if bug == "no_mean" else n)
        gradient += (1 if bug == "no_factor_two" else 2) * reg * self.weights[place]
        return -gradient if bug == "sign" else gradient

    def _hinges(self, scores):
        """The table of hinges, with 0 in the row of the true class."""
        true = self.y, np.arange(len(self.y))
        hinges = np.maximum(0, scores - scores[true] + 1)
        hinges[true] = 0
        return hinges

    def _losses(self, place, t, reg):
        """The loss after adding `t` to each of the weights in turn, (C, K)."""
        changes = [row.losses(t) - row.losses(0.0) for row in self.rows[place]]
        squares = self.squares[place] + t * (2 * self.weights[place] + t)
        return self.data_losses[place] + np.array(changes) + reg * squares

    def _not_restored(self, place, h, reg):
        """Forward differences by a loop that never sets a weight back."""
        scores, weights = self.scores[place].copy(), self.weights[place]
        squares, slopes = self.squares[place], np.empty(weights.shape)
        start = self._hinges(scores).sum() / len(self.y) + reg * squares
        for c, k in np.ndindex(*weights.shape):
            scores[c] += h * self.X[k]
            squares += h * (2 * weights[c, k] + h)
            slopes[c, k] = (self._hinges(scores).sum() / len(self.y) + reg * squares - start) / h
        return slopes
