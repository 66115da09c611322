"""Three points on a line, three classes: an SVM small enough to see every hinge.

Point ``i`` belongs to class ``i``; a class has one weight, and its score is ``w_j · x_i``.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ThreePoints:
    """The loss against ``w0``, hinge by hinge: ``"L0, 1"`` is that of point 0 against class 1."""

    terms: np.ndarray  # (4, A), the hinges that depend on w0
    constant: float  # what the other two add
    names = "L0, 1", "L0, 2", "L1, 0", "L2, 0"

    @property
    def loss(self):
        """The sum of all six over 3, (A,)."""
        return (self.terms.sum(axis=0) + self.constant) / 3


def three_points(w0, x, *, w1, w2):
    """The hinges of three points `x`, one of each class, against values of ``w0``, (A,)."""
    if len(x) != 3:
        raise ValueError(f"x has {len(x)} points, expected 3")
    w = np.asarray(w0, dtype=float), w1, w2

    def hinge(i, j):
        return np.maximum(0, w[j] * x[i] - w[i] * x[i] + 1)

    terms = np.stack([hinge(0, 1), hinge(0, 2), hinge(1, 0), hinge(2, 0)])
    return ThreePoints(terms, float(hinge(1, 2) + hinge(2, 1)))


def three_point_kinks(x, *, w1, w2):
    """The values of ``w0`` where those hinges bend: at most four."""
    bends = (w1, x[0]), (w2, x[0]), (w1, -x[1]), (w2, -x[2])
    return [w + 1 / at for w, at in bends if at]
