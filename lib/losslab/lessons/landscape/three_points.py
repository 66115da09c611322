"""Three points on a line, three classes: an SVM small enough to see every hinge.

Point ``i`` belongs to class ``i``; a class has one weight, and its score is ``w_j · x_i``.
"""

from dataclasses import dataclass

import numpy as np

HINGES_WITH_W0 = ((0, 1), (0, 2), (1, 0), (2, 0))  # (point, class)


@dataclass(frozen=True)
class ThreePoints:
    """The loss against ``w0``, hinge by hinge: ``"L0, 1"`` is that of point 0 against class 1."""

    w0: np.ndarray  # (A,)
    terms: np.ndarray  # (4, A), the hinges that depend on w0
    names: tuple[str, ...]
    constant: float  # what the other two add

    @property
    def loss(self):
        """The sum of all six over 3, (A,)."""
        return (self.terms.sum(axis=0) + self.constant) / 3


def three_points(w0, x, *, w1, w2, margin=1.0):
    """The hinges of three points `x`, one of each class, against values of ``w0``, (A,).

    Examples
    --------
    >>> three_points([0.0], (1.0, 2.0, -1.0), w1=0.0, w2=0.0).loss
    array([2.])
    """
    if len(x) != 3:
        raise ValueError(f"x has {len(x)} points, expected 3")
    w0 = np.asarray(w0, dtype=float)
    weights = (w0, w1, w2)

    def hinge(i, j):
        return np.maximum(0, weights[j] * x[i] - weights[i] * x[i] + margin)

    terms = np.stack([hinge(i, j) for i, j in HINGES_WITH_W0])
    names = tuple(f"L{i}, {j}" for i, j in HINGES_WITH_W0)
    return ThreePoints(w0, terms, names, float(hinge(1, 2) + hinge(2, 1)))
