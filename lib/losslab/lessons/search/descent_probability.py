"""How much good a random step does, measured on the real loss in as many dimensions as you like."""

from dataclasses import dataclass

import numpy as np

from losslab import _validate
from losslab.losses import svm_loss_and_gradient


@dataclass(frozen=True, eq=False)
class RandomSteps:
    """What random steps did to the loss, for each length and each number of dimensions.

    Attributes
    ----------
    lengths : tuple of float
        Of the steps, in weight space.
    dimensions : tuple of int
    downhill : ndarray, shape (lengths, dimensions)
        Share of the steps that ended lower.
    gain : ndarray, shape (lengths, dimensions)
        Mean fall of the loss, where a step that went up is refused and gains 0.
    gradient_gain : ndarray, shape (lengths,)
        Fall of the loss after one step of that length against the gradient; below 0 if the
        step was so long that it climbed the other side.
    """

    lengths: tuple[float, ...]
    dimensions: tuple[int, ...]
    downhill: np.ndarray
    gain: np.ndarray
    gradient_gain: np.ndarray


def random_steps(W, X, y, *, lengths, dimensions, pairs=100, rng):
    """Try random steps from `W` in subspaces that contain the gradient.

    In ``d`` dimensions the walker may go along the gradient, along ``d - 1`` random directions
    at right angles to it, and any mixture: a step is ``r (c e + s v)``, where ``e`` is minus the
    gradient and ``v`` a random direction at right angles, both of length 1, and ``c`` is
    distributed as one coordinate of a random direction in ``d`` dimensions. Every step is also
    tried backwards.

    Parameters
    ----------
    W : ndarray, shape (C, D)
    X, y : ndarrays, shapes (D, N) and (N,)
    lengths : sequence of float
    dimensions : sequence of int
        From 2 to ``C · D``.
    pairs : int
        How many steps are tried forwards and backwards, for each length and dimension.
    rng : numpy.random.Generator

    Returns
    -------
    RandomSteps

    Raises
    ------
    ValueError
        If a length is not positive, there are not so many dimensions, or the gradient is 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(20, 50)), np.arange(50) % 3
    >>> tried = random_steps(np.zeros((3, 20)), X, y, lengths=[1e-4], dimensions=[2, 60], rng=rng)
    >>> tried.downhill
    array([[0.5, 0.5]])
    >>> bool(tried.gain[0, 0] > tried.gain[0, 1])
    True
    """
    lengths = tuple(_validate.check_number(r, "lengths", above=0) for r in lengths)
    dimensions = tuple(_validate.check_count(d, "dimensions", low=2) for d in dimensions)
    _validate.check_rng(rng)
    if not lengths or not dimensions:
        raise ValueError("lengths and dimensions must each hold at least one number")
    if max(dimensions) > W.size:
        raise ValueError(f"dimensions has {max(dimensions)}, but W has {W.size} numbers")
    here, gradient = svm_loss_and_gradient(W, X, y)
    if not gradient.any():
        raise ValueError("the gradient at W is 0: no direction leads down")
    downhill = -gradient / np.linalg.norm(gradient)
    others = _right_angles(downhill, _validate.check_count(pairs, "pairs"), rng)
    h, e = (_relative_scores(V[None], X, y)[0] for V in (W, downhill))
    v = _relative_scores(others, X, y)
    h += 1
    h[y, np.arange(len(y))] = 0  # e and v are 0 there: this hinge is none
    cosines = [_first_coordinates(d, pairs, rng) for d in dimensions]
    falls = np.array(
        [[_falls(here, h, e, v, r, c) for c in cosines] for r in lengths]
    )  # (lengths, dimensions, 2 pairs)
    ahead = np.array([here - _loss(h + np.float32(r) * e) for r in lengths])
    lower, gain = (falls > 0).mean(axis=2), np.maximum(falls, 0).mean(axis=2)
    return RandomSteps(lengths, dimensions, lower, gain, ahead)


def _right_angles(downhill, count, rng):
    """Random directions of length 1, at right angles to `downhill`."""
    others = rng.standard_normal((count, downhill.size), dtype=np.float32)
    along = downhill.ravel().astype(np.float32)
    others -= np.outer(others @ along, along)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    return others.reshape(count, *downhill.shape)


def _relative_scores(V, X, y):
    """Scores (K, C, N) of K weights in one product, less those of the right classes."""
    scores = (V.reshape(-1, V.shape[-1]) @ X).reshape(len(V), -1, X.shape[1])
    return scores - scores[:, y, np.arange(len(y))][:, None, :]


def _first_coordinates(dimension, count, rng):
    """One coordinate of random directions in so many dimensions."""
    first = rng.standard_normal(count)
    return first / np.sqrt(first**2 + rng.chisquare(dimension - 1, count))


def _falls(here, h, e, v, length, cosines):
    """How far the loss falls after each step, and after each step backwards."""
    falls = []
    for c, other in zip(cosines, v, strict=True):
        step = np.float32(length * c) * e + np.float32(length * np.sqrt(1 - c**2)) * other
        falls += [here - _loss(h + step), here - _loss(h - step)]
    return falls


def _loss(table):
    return float(np.maximum(table, 0).sum(dtype=np.float64)) / table.shape[1]
