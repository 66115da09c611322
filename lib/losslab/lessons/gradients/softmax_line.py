"""The softmax loss along a line: a smooth curve whose slope is known everywhere."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked


@dataclass(frozen=True, eq=False)
class SoftmaxLine:
    """The softmax loss along ``W + a U``; made by `softmax_line`."""

    base: np.ndarray  # (C, N): the scores where ``a = 0``, less those of the right classes
    change: np.ndarray  # (C, N): what ``a = 1`` adds to them

    def loss(self, a):
        """The loss at positions `a`, (A,)."""
        scores = self._scores(a)
        top = scores.max(axis=1)
        return (top + np.log(np.exp(scores - top[:, None]).sum(axis=1))).mean(axis=1)

    def slope(self, a):
        """Its derivative there, from calculus: ``Σ p_j u_j``, averaged over the images."""
        scores = self._scores(a)
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        slopes = (exponentials * self.change).sum(axis=1) / exponentials.sum(axis=1)
        return slopes.mean(axis=1)

    def _scores(self, a):
        return self.base + np.asarray(a, dtype=float)[:, None, None] * self.change


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
