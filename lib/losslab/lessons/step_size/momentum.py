"""Momentum in a quadratic bowl, where its walk is known exactly.

Along an axis of curvature ``k`` a step is ``v ← β v - s k x``, ``x ← x + v``: the new place is a
sum of the last two, ``x₂ = p x₁ - q x₀``. In place of one factor there are two, the eigenvalues of
the matrix ``[[p, -q], [1, 0]]``, and a walk is made of their powers. Polyak (1964) takes the slope
where the hiker stands, Nesterov (1983) where her momentum alone would carry her.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_same_shape
from losslab.rules import checked


def momentum_factors(curvature, step_size, beta, *, nesterov=False):
    """The two factors of a step along each axis: complex, shape (…, 2)."""
    p, q = _recurrence(curvature, step_size, beta, nesterov)
    apart = np.sqrt(p * p / 4 - q + 0j)
    return np.stack([p / 2 + apart, p / 2 - apart], axis=-1)


def momentum_rate(curvature, step_size, beta, *, nesterov=False):
    """What a step leaves of the distance in the long run: the size of the largest factor."""
    return float(np.abs(momentum_factors(curvature, step_size, beta, nesterov=nesterov)).max())


@checked
def momentum_descent(curvature, start, step_size, beta, steps, *, nesterov=False):
    """The path from rest at `start` (D,), shape (steps + 1, D), from the powers of the factors."""
    check_same_shape(start, "start", curvature, "curvature")
    q = _recurrence(curvature, step_size, beta, nesterov)[1]
    factors = momentum_factors(curvature, step_size, beta, nesterov=nesterov)
    powers = factors ** np.arange(steps + 1)[:, None, None]
    # the walk that begins with 0, 1 is Σ z₁ᵃ z₂ᵇ over a + b = n: also right for equal factors
    unit = [np.convolve(*pair.T)[: steps + 1].real for pair in powers.transpose(1, 0, 2)]
    unit = np.transpose([np.r_[0, walk] for walk in unit])
    return np.asarray(start, float) * (unit[1:] - q * unit[:-1])


def _recurrence(curvature, step_size, beta, nesterov):
    """The p and q of each axis."""
    stays = 1 - step_size * np.asarray(curvature, float)
    if nesterov:
        return stays * (1 + beta), stays * beta
    return stays + beta, np.full_like(stays, beta)


@dataclass(frozen=True)
class Tuning:
    """The step size and the momentum that suit a bowl best, and the rate that they reach."""

    step_size: float
    beta: float
    rate: float


def best_plain(low, high):
    """Without momentum, for curvatures from `low` to `high`: the rate is ``(κ - 1) / (κ + 1)``."""
    return Tuning(2 / (high + low), 0.0, (high - low) / (high + low))


def best_momentum(low, high, *, nesterov=False):
    """With momentum: the rate is ``(√κ - 1) / (√κ + 1)`` of Polyak's, or close to it of Nesterov's.

    The latter is from Lessard, Recht and Packard (2016).
    """
    if nesterov:
        root = np.sqrt(3 * high / low + 1)
        return Tuning(4 / (3 * high + low), float((root - 2) / (root + 2)), float(1 - 2 / root))
    narrow, wide = np.sqrt([low, high]).tolist()
    rate = (wide - narrow) / (wide + narrow)
    return Tuning(4 / (wide + narrow) ** 2, rate**2, rate)
