"""The softmax loss along a line: a smooth curve whose slope is known everywhere."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked


@dataclass(frozen=True, eq=False)
class SoftmaxLine:
    """The softmax loss along ``W + a U``; made by `softmax_line`.

    Attributes
    ----------
    base, change : ndarray, shape (C, N), float64
        The scores where ``a = 0``, each less that of the right class, and what ``a = 1`` adds.
    """

    base: np.ndarray
    change: np.ndarray

    def loss(self, a):
        """The loss at positions `a`, shape (A,)."""
        return self._parts(a)[0]

    def slope(self, a):
        """Its derivative there, from calculus: ``Σ p_j u_j``, averaged over the images."""
        return self._parts(a)[1]

    def _parts(self, a):
        scores = self.base + np.asarray(a, dtype=float)[:, None, None] * self.change
        top = scores.max(axis=1, keepdims=True)
        exponentials = np.exp(scores - top)
        totals = exponentials.sum(axis=1)
        slopes = (exponentials * self.change).sum(axis=1) / totals
        return (top[:, 0] + np.log(totals)).mean(axis=1), slopes.mean(axis=1)


@checked
def softmax_line(W, U, X, y):
    """Cut the softmax loss along ``W + a U``.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.0, 0.0], [2.0, 0.0]])
    >>> line = softmax_line(np.zeros((2, 2)), U, X, y)
    >>> line.loss([0.0]).round(4), line.slope([0.0])
    (array([0.6931]), array([1.]))
    """
    X, columns = X.astype(float), np.arange(len(y))
    scores = (matrix.astype(float) @ X for matrix in (W, U))
    return SoftmaxLine(*(part - part[y, columns] for part in scores))
