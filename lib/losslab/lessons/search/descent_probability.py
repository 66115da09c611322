"""How often a random step goes down, and how far, in as many dimensions as you like."""

from dataclasses import dataclass
from math import exp, lgamma, pi, sqrt

import numpy as np

from losslab.checks import checked
from losslab.losses import svm_loss_and_gradient
from losslab.slices import SvmSlice


@dataclass(frozen=True, eq=False)
class RandomSteps:
    """What random steps did to the loss, for each of L lengths and D numbers of dimensions."""

    lengths: tuple[float, ...]  # of the steps, in weight space
    dimensions: tuple[int, ...]
    downhill: np.ndarray  # (L, D): share of the steps that ended lower
    gain: np.ndarray  # (L, D): mean fall; a step that went up is refused and gains 0
    gradient_gain: np.ndarray  # (L,): fall of a step against the gradient; below 0 if too long


@checked
def descent_probability(W, X, y, *, lengths, dimensions, pairs=100, rng):
    """Try random steps from `W` in subspaces that contain the gradient: `RandomSteps`.

    In ``d`` dimensions, from 2 to ``C · D``, a step is ``r (c e + s v)``: its length is ``r``,
    ``e`` is minus the gradient and ``v`` a random direction at right angles to it, both of length
    1, and ``c`` is distributed as one coordinate of a random direction in ``d`` dimensions. For
    each length and dimension `pairs` steps are tried, forwards and backwards.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, y, W = rng.normal(size=(20, 50)), np.arange(50) % 3, np.zeros((3, 20))
    >>> tried = descent_probability(W, X, y, lengths=[1e-4], dimensions=[2, 60], rng=rng)
    >>> tried.downhill
    array([[0.5, 0.5]])
    >>> bool(tried.gain[0, 0] > tried.gain[0, 1])
    True
    """
    if not lengths or not dimensions:
        raise ValueError("lengths and dimensions must each hold at least one number")
    if max(dimensions) > W.size:
        raise ValueError(f"dimensions has {max(dimensions)}, but W has {W.size} numbers")
    here, gradient = svm_loss_and_gradient(W, X, y)
    if not gradient.any():
        raise ValueError("the gradient at W is 0: no direction leads down")
    downhill = -gradient / np.linalg.norm(gradient)
    planes = _planes(W, downhill, _orthogonal_directions(downhill, pairs, rng), X, y)
    cosines = [_random_cosines(d, pairs, rng) for d in dimensions]
    falls = np.array([[here - _losses(planes, r, c) for c in cosines] for r in lengths])
    straight = np.array([here - planes[0].loss(r) for r in lengths])
    share, gain = (falls > 0).mean(axis=2), np.maximum(falls, 0).mean(axis=2)
    return RandomSteps(lengths, dimensions, share, gain, straight)


def expected_gain(dimension):
    """Mean gain of a random step, over that of a step down the gradient, on a linear loss.

    That is the mean of ``max(0, c)``, where ``c`` is one coordinate of a random direction: about
    ``1 / sqrt(2 pi d)`` in ``d`` dimensions.
    """
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


def _planes(W, downhill, others, X, y):
    """The loss on the plane of `downhill` and each other direction: a `SvmSlice` for each."""
    weights = np.stack([W, downhill, *others])
    scores = (weights.reshape(-1, W.shape[1]) @ X).reshape(len(weights), len(W), -1)
    hinges = (scores - scores[:, y, np.arange(len(y))][:, None]).astype(float)
    hinges[0] += 1
    hinges[0, y, np.arange(len(y))] = 0  # there the others are 0, too: this hinge is none
    h, u, *vs = hinges.reshape(len(hinges), -1)
    return [SvmSlice(h, u, v, len(y)) for v in vs]


def _losses(planes, length, cosines):
    """The loss after each step, and after each step backwards: (2 pairs,)."""
    places = zip(planes, length * cosines, length * np.sqrt(1 - cosines**2), strict=True)
    return np.array([plane.loss(sign * a, sign * b) for plane, a, b in places for sign in (1, -1)])
