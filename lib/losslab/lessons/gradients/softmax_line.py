"""The softmax loss along a line: a smooth curve whose slope is known everywhere."""

import numpy as np

from losslab.checks import checked


class SoftmaxLine:
    """The softmax loss along ``W + a U``, at positions `a`, (A,)."""

    @checked
    def __init__(self, W, U, X, y):
        X, columns = X.astype(float), np.arange(len(y))
        scores = (matrix.astype(float) @ X for matrix in (W, U))
        self.base, self.change = (part - part[y, columns] for part in scores)

    def loss(self, a):
        """The losses there, (A,)."""
        scores = self._scores(a)
        top = scores.max(axis=1)
        return (top + np.log(np.exp(scores - top[:, None]).sum(axis=1))).mean(axis=1)

    def slope(self, a):
        """The derivatives there, (A,), from calculus: ``Σ p_j u_j``, averaged over the images."""
        scores = self._scores(a)
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        slopes = (exponentials * self.change).sum(axis=1) / exponentials.sum(axis=1)
        return slopes.mean(axis=1)

    def _scores(self, a):
        """Less those of the right classes, (A, C, N)."""
        return self.base + np.asarray(a, dtype=float)[:, None, None] * self.change
