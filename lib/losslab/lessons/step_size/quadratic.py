"""Gradient descent in a quadratic bowl, where all about the step size can be said exactly.

The bowl is ``½ Σ k x²``; `curvature` holds its `k`, how fast the slope grows along each axis.
"""

import numpy as np

from losslab.checks import check_same_shape
from losslab.rules import checked


def step_factor(curvature, step_size):
    """What a step multiplies ``x`` by, since the gradient is ``k x``."""
    return 1 - step_size * curvature


@checked
def quadratic_descent(curvature, start, step_size, steps):
    """The path of gradient descent from `start` (D,), shape (steps + 1, D)."""
    check_same_shape(start, "start", curvature, "curvature")
    factor = step_factor(np.asarray(curvature, float), step_size)
    return np.asarray(start, float) * factor ** np.arange(steps + 1)[:, None]


def quadratic_loss(curvature, x):
    """``½ Σ k x²`` at the points `x`, shape (…, D)."""
    return (np.asarray(curvature, float) * np.square(x)).sum(axis=-1) / 2
