"""A museum of wrong gradients: eight mistakes that people make, planted on purpose.

Every exhibit is a pair: what some code for the analytic gradient gives, and what some code for
the numerical gradient gives, at the same coordinates. One of the two has a bug, or neither.
"""

from dataclasses import dataclass

import numpy as np

from losslab._validate import check_choice, check_number
from losslab.losses import svm_gradient

BUGS = (
    "sign", "no_mean", "no_factor_two", "true_class", "stale_mask", "wrong_axis", "float32",
    "not_restored",
)  # fmt: skip
EXHIBITS = ("healthy", *BUGS)
PLACES = ("start", "later")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What a gradient check sees of one exhibit, row by row of the weights.

    Attributes
    ----------
    analytic, numerical, weights : ndarray, shape (C, K), float64
        The two gradients, and the weights they belong to, at K columns of `W`.
    reg : float
    """

    analytic: np.ndarray
    numerical: np.ndarray
    weights: np.ndarray
    reg: float

    @property
    def sums(self):
        """The analytic gradient of the data loss, summed over the classes: should be 0."""
        return (self.analytic - 2 * self.reg * self.weights).sum(axis=0)


class Museum:
    """The exhibits for one problem.

    Parameters
    ----------
    W : ndarray, shape (C, D), float
        Where the walk starts. ``later`` is one step down the gradient from here.
    X, y : ndarrays, shapes (D, N) and (N,)
    columns : integer array (K,)
        The columns of `W` at which gradients are compared.
    step_size : float
        Of that one step.
    """

    def __init__(self, W, X, y, *, columns, step_size=1e-6):
        W, X = W.astype(float), X.astype(float)
        weights = {"start": W, "later": W - step_size * svm_gradient(W, X, y)}
        self.X, self.y, self.columns = X[columns], y, columns
        self.weights = {place: V[:, columns] for place, V in weights.items()}
        self.squares = {place: float((V**2).sum()) for place, V in weights.items()}
        self.scores = {place: V @ X for place, V in weights.items()}

    def exhibit(self, bug, *, place="later", h=1e-5, reg=0.0):
        """The two gradients with a bug planted in one of them.

        Parameters
        ----------
        bug : str
            One of `EXHIBITS`.
        place : {"start", "later"}
        h : float
            Of the numerical gradient.
        reg : float

        Returns
        -------
        Exhibit

        Raises
        ------
        ValueError
            Naming the argument that does not fit.

        Examples
        --------
        >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
        >>> museum = Museum(np.zeros((3, 2)), X, y, columns=np.array([0, 1]))
        >>> shown = museum.exhibit("sign", place="start")
        >>> shown.analytic[1] / shown.numerical[1].round(6)
        array([-1., -1.])
        """
        check_choice(bug, "bug", EXHIBITS)
        check_choice(place, "place", PLACES)
        h, reg = check_number(h, "h", above=0), check_number(reg, "reg", low=0)
        analytic = self._analytic(bug, place, reg)
        walk = self._not_restored if bug == "not_restored" else self._centered
        precision = np.float32 if bug == "float32" else np.float64
        numerical = walk(place, h, reg, precision)
        return Exhibit(analytic, numerical, self.weights[place], reg)

    def _analytic(self, bug, place, reg):
        n = len(self.y)
        true = self.y, np.arange(n)
        active = self._hinges(self.scores["start" if bug == "stale_mask" else place]) > 0
        coefficients = active.astype(float)
        counts = coefficients.sum(axis=0)
        if bug == "true_class":
            counts += 1  # the true class, s_y - s_y + 1 > 0, was counted with the others
        if bug == "wrong_axis":
            counts = coefficients.sum(axis=1)[self.y]
        coefficients[true] = -counts
        gradient = coefficients @ self.X.T / (1 if bug == "no_mean" else n)
        gradient += (1 if bug == "no_factor_two" else 2) * reg * self.weights[place]
        return -gradient if bug == "sign" else gradient

    def _hinges(self, scores):
        """The table of hinges, with 0 in the row of the true class."""
        true = self.y, np.arange(len(self.y))
        hinges = np.maximum(0, scores - scores[true] + 1)
        hinges[true] = 0
        return hinges

    def _centered(self, place, h, reg, precision):
        """Centred differences of the whole loss, rounded to a precision."""
        ahead, behind = (self._losses(place, t, reg).astype(precision) for t in (h, -h))
        return (ahead - behind).astype(float) / (2 * h)

    def _losses(self, place, t, reg):
        """The loss after adding `t` to each of the weights in turn, (C, K)."""
        scores, weights = self.scores[place], self.weights[place]
        losses = np.empty(weights.shape)
        for c in range(len(weights)):
            row = scores[c] + t * self.X  # the changed row of scores, for each column
            losses[c] = self._sums_with_row(scores, c, row) / len(self.y)
        return losses + reg * (self.squares[place] + t * (2 * weights + t))

    def _sums_with_row(self, scores, c, row):
        """The sum of all hinges when row `c` of the scores is one of `row`, (K, N)."""
        mine = self.y == c
        true = scores[self.y, np.arange(len(self.y))]
        sums = np.maximum(0, row - true + 1)[:, ~mine].sum(axis=1)
        others = np.delete(scores, c, axis=0)
        sums += self._hinges(scores)[np.arange(len(scores)) != c][:, ~mine].sum()
        gaps = others[:, None, mine] - row[None, :, mine] + 1
        return sums + np.maximum(0, gaps).sum(axis=(0, 2))

    def _not_restored(self, place, h, reg, precision):
        """Forward differences by a loop that never sets a weight back."""
        scores, weights = self.scores[place].copy(), self.weights[place]
        squares, slopes = self.squares[place], np.empty(weights.shape)
        start = self._hinges(scores).sum() / len(self.y) + reg * squares
        for c, k in np.ndindex(*weights.shape):
            scores[c] += h * self.X[k]
            squares += h * (2 * weights[c, k] + h)
            slopes[c, k] = (self._hinges(scores).sum() / len(self.y) + reg * squares - start) / h
        return slopes
