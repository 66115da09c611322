"""How often a random step goes down, and how far, in as many dimensions as you like.

A step in d dimensions is ``r (c e + s v)``: its length is ``r``, ``e`` is minus the gradient and
``v`` a random direction at right angles to it, both of length 1, and ``c`` is distributed as one
coordinate of a random direction in d dimensions.
"""

from dataclasses import dataclass
from math import exp, lgamma, pi, sqrt

import numpy as np

from losslab.losses import svm_loss_and_gradient
from losslab.rules import checked
from losslab.slices import svm_slice


@dataclass(frozen=True, eq=False)
class RandomSteps:
    """What random steps did to the loss, for each of L lengths and D numbers of dimensions."""

    downhill: np.ndarray  # (L, D): share of the steps that ended lower
    gain: np.ndarray  # (L, D): mean fall; a step that went up is refused and gains 0
    gradient_gain: np.ndarray  # (L,): fall of a step against the gradient; below 0 if too long


@checked
def descent_probability(W, X, y, *, lengths, dimensions, pairs=100, rng):
    """Try `pairs` of steps from `W`, forwards and backwards, for each length and dimension."""
    if not lengths or not dimensions:
        raise ValueError("lengths and dimensions must each hold at least one number")
    if max(dimensions) > W.size:
        raise ValueError(f"dimensions has {max(dimensions)}, but W has {W.size} numbers")
    here, gradient = svm_loss_and_gradient(W, X, y)
    if not gradient.any():
        raise ValueError("the gradient at W is 0: no direction leads down")
    downhill = -gradient / np.linalg.norm(gradient)
    others = _orthogonal_directions(downhill, pairs, rng)
    planes = [svm_slice(W, downhill, X, y, other) for other in others]
    cosines = [_random_cosines(d, pairs, rng) for d in dimensions]
    falls = np.array([[here - _losses(planes, r, c) for c in cosines] for r in lengths])
    straight = np.array([here - _losses(planes[:1], r, np.ones(1))[0] for r in lengths])
    share, gain = (falls > 0).mean(axis=2), np.maximum(falls, 0).mean(axis=2)
    return RandomSteps(share, gain, straight)


def expected_gain(dimension):
    """Mean gain of a random step over that of the gradient, on a linear loss: about 1/√(2πd)."""
    # the mean of max(0, c)
    return exp(lgamma(dimension / 2) - lgamma((dimension + 1) / 2)) / (2 * sqrt(pi))


def _orthogonal_directions(downhill, count, rng):
    """Random directions of length 1, at right angles to `downhill`."""
    others = rng.standard_normal((count, downhill.size), dtype=np.float32)
    along = downhill.ravel().astype(np.float32)
    others -= np.outer(others @ along, along)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    return others.reshape(count, *downhill.shape)


def _random_cosines(dimension, count, rng):
    """One coordinate of random directions in so many dimensions."""
    first = rng.standard_normal(count)
    return first / np.sqrt(first**2 + rng.chisquare(dimension - 1, count))


def _losses(planes, length, cosines):
    """The loss after each step, and after each step backwards: (2 pairs,)."""
    places = zip(planes, length * cosines, length * np.sqrt(1 - cosines**2), strict=True)
    return np.array([plane.loss(sign * a, sign * b) for plane, a, b in places for sign in (1, -1)])
