"""A small mountain to walk on: a plane through the real loss, with a valley somewhere on it.

The map is a square, ``|a|`` and ``|b|`` up to 10. One of its directions is downhill from random
weights, the other is random; both are turned and moved by chance, so that no two are alike.
"""

from dataclasses import dataclass

import numpy as np

from losslab import _validate
from losslab.hinges import hinge_plane, svm_hinges
from losslab.losses import svm_gradient

SIDE = 10.0
_ACROSS, _ALONG = 6e-4, 25e-4  # length in weight space of one unit, across and along the valley
_SMALL = 1e-4  # scale of the weights where the plane is cut


@dataclass(frozen=True, eq=False)
class Mountain:
    """The loss on a square map, known from its hinges ``max(0, h + a u + b v)``.

    Attributes
    ----------
    h, u, v : ndarray, shape (K,)
    n : int
        How many images the loss is averaged over.
    start : tuple (float, float)
        Where a walk begins: high up.
    """

    h: np.ndarray
    u: np.ndarray
    v: np.ndarray
    n: int
    start: tuple[float, float]

    def loss(self, a, b):
        """The loss at one place."""
        return float(np.maximum(0, self.h + a * self.u + b * self.v).sum() / self.n)

    def slope(self, a, b):
        """The gradient at one place, along `a` and along `b`."""
        active = (self.h + a * self.u + b * self.v) > 0
        return float(self.u[active].sum() / self.n), float(self.v[active].sum() / self.n)

    def map(self, grid):
        """The loss on a square grid; row ``i`` belongs to ``b = grid[i]``."""
        return hinge_plane(self.h, self.u, self.v, grid, grid) / self.n


def make_mountain(X, y, *, rng):
    """Cut a mountain out of the loss of these images.

    Parameters
    ----------
    X, y : ndarrays, shapes (D, N) and (N,)
        A few hundred images are enough.
    rng : numpy.random.Generator

    Returns
    -------
    Mountain

    Examples
    --------
    >>> X, y = np.random.default_rng(1).normal(size=(40, 30)) * 60, np.arange(30) % 10
    >>> mountain = make_mountain(X, y, rng=np.random.default_rng(0))
    >>> bool(mountain.loss(*mountain.start) > mountain.map(np.linspace(-10, 10, 21)).min())
    True
    """
    _validate.check_rng(rng)
    shape = (10, len(X))
    W, other = (rng.standard_normal(shape, dtype=np.float32) * np.float32(_SMALL) for _ in "WV")
    downhill = -svm_gradient(W, X, y)
    h, p, q = svm_hinges(X, y, W, _unit(downhill), _unit(other))
    angle = rng.uniform(0, 2 * np.pi)
    p, q = _ACROSS * p, _ALONG * q
    u = np.cos(angle) * p - np.sin(angle) * q
    v = np.sin(angle) * p + np.cos(angle) * q
    return _placed(h, u, v, len(y), rng)


def _unit(direction):
    return direction / np.linalg.norm(direction)


def _placed(h, u, v, n, rng):
    """Move the lowest point of the map somewhere near its middle; start high up."""
    grid = np.linspace(-SIDE, SIDE, 41)
    row, column = _lowest(hinge_plane(h, u, v, grid, grid))
    to_a, to_b = rng.uniform(-SIDE / 2, SIDE / 2, 2)
    h = h + (grid[column] - to_a) * u + (grid[row] - to_b) * v
    loss = hinge_plane(h, u, v, grid, grid)
    low, high = np.quantile(loss, (0.7, 0.95))
    rows, columns = np.nonzero((loss > low) & (loss < high))
    k = rng.integers(len(rows))
    return Mountain(h, u, v, n, (float(grid[columns[k]]), float(grid[rows[k]])))


def _lowest(loss):
    return np.unravel_index(loss.argmin(), loss.shape)


@dataclass(frozen=True, eq=False)
class Walk:
    """Places that were tried on a map, one after the other.

    Attributes
    ----------
    places : ndarray, shape (T + 1, 2)
        The start, then where each attempt went.
    losses : ndarray, shape (T + 1,)
    accepted : ndarray, shape (T + 1,), bool
        Whether it was lower than all before; the start is.
    """

    places: np.ndarray
    losses: np.ndarray
    accepted: np.ndarray

    @property
    def best(self):
        """The lowest loss up to each attempt."""
        return np.minimum.accumulate(self.losses)


def guess(mountain, *, tries, rng):
    """Random search on the map: each attempt is anywhere.

    Examples
    --------
    >>> hinge = np.array([1.0])
    >>> slope = Mountain(hinge, hinge, 0 * hinge, 1, (5.0, 0.0))
    >>> guess(slope, tries=3, rng=np.random.default_rng(0)).places.round(1)
    array([[ 5. ,  0. ],
           [ 2.7, -4.6],
           [-9.2, -9.7],
           [ 6.3,  8.3]])
    """
    tries = _validate.check_count(tries, "tries")
    _validate.check_rng(rng)
    anywhere = rng.uniform(-SIDE, SIDE, (tries, 2))
    return _walked(mountain, lambda here, k: anywhere[k], tries)


def wander(mountain, *, tries, size, rng):
    """Local search on the map: each attempt is a step from the best place so far.

    Parameters
    ----------
    mountain : Mountain
    tries : int
    size : float
        Standard deviation of a step, along either axis.
    rng : numpy.random.Generator

    Returns
    -------
    Walk

    Examples
    --------
    >>> hinge = np.array([1.0])
    >>> slope = Mountain(hinge, hinge, 0 * hinge, 1, (5.0, 0.0))
    >>> wander(slope, tries=4, size=2.0, rng=np.random.default_rng(0)).accepted
    array([ True, False, False,  True, False])
    """
    tries = _validate.check_count(tries, "tries")
    size = _validate.check_number(size, "size", above=0)
    _validate.check_rng(rng)
    steps = rng.standard_normal((tries, 2)) * size
    return _walked(mountain, lambda here, k: np.clip(here + steps[k], -SIDE, SIDE), tries)


def _walked(mountain, next_place, tries):
    here = np.array(mountain.start)
    places, losses, accepted = [here], [mountain.loss(*here)], [True]
    for k in range(tries):
        place = next_place(here, k)
        loss = mountain.loss(*place)
        lower = loss < min(losses)
        if lower:
            here = place
        places.append(place)
        losses.append(loss)
        accepted.append(lower)
    return Walk(np.array(places), np.array(losses), np.array(accepted))
