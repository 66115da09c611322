"""A small map for the hiker: a plane through the real loss, with a valley somewhere on it.

The map is a square, ``|a|`` and ``|b|`` up to 10. One of its directions is downhill from random
weights, the other is random; both are turned and moved by chance, so that no two are alike.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked
from losslab.losses import svm_gradient
from losslab.slices import SvmSlice, svm_slice

SIDE = 10.0
GRID = np.linspace(-SIDE, SIDE, 41)
_ACROSS, _ALONG = 6e-4, 25e-4  # length in weight space of one unit, across and along the valley
_SMALL = 1e-4  # scale of the weights where the plane is cut


@dataclass(frozen=True, eq=False)
class HikerMap(SvmSlice):
    """The loss on a square map, and where a walk on it begins: high up."""

    start: tuple[float, float]


@checked
def numbered_map(X, y, number):
    """Cut the `HikerMap` of this number, always the same, out of the loss of these images."""
    rng, shape = np.random.default_rng(number), (10, len(X))
    W, other = (rng.standard_normal(shape, dtype=np.float32) * np.float32(_SMALL) for _ in "WV")
    plane = svm_slice(W, _unit(-svm_gradient(W, X, y)), X, y, _unit(other))
    p, q, angle = _ACROSS * plane.u, _ALONG * plane.v, rng.uniform(0, 2 * np.pi)
    u = np.cos(angle) * p - np.sin(angle) * q
    v = np.sin(angle) * p + np.cos(angle) * q
    return _placed(SvmSlice(plane.h, u, v, plane.n), rng)


def _unit(direction):
    return direction / np.linalg.norm(direction)


def _placed(plane, rng):
    """Move the lowest point of the map somewhere near its middle; start high up."""
    a, b = lowest_point(plane)
    to_a, to_b = rng.uniform(-SIDE / 2, SIDE / 2, 2)
    h = plane.h + (a - to_a) * plane.u + (b - to_b) * plane.v
    loss = SvmSlice(h, plane.u, plane.v, plane.n).plane(GRID, GRID)
    low, high = np.quantile(loss, (0.7, 0.95))
    rows, columns = np.nonzero((loss > low) & (loss < high))
    k = rng.integers(len(rows))
    start = float(GRID[columns[k]]), float(GRID[rows[k]])
    return HikerMap(h, plane.u, plane.v, plane.n, start)


def lowest_point(plane):
    """The point (a, b) of the grid where the loss is lowest."""
    loss = plane.plane(GRID, GRID)
    row, column = np.unravel_index(loss.argmin(), loss.shape)
    return GRID[column], GRID[row]


@dataclass(frozen=True, eq=False)
class Walk:
    """Places that were tried on a map, one after the other; the first is the start."""

    places: np.ndarray  # (T + 1, 2)
    losses: np.ndarray  # (T + 1,)

    @property
    def best(self):
        """The lowest loss up to each attempt."""
        return np.minimum.accumulate(self.losses)

    @property
    def accepted(self):
        """Whether each attempt was lower than all before; the start is."""
        return np.r_[np.inf, self.best][: len(self.losses)] > self.losses

    @property
    def stations(self):
        """The places where the hiker stood: those that were accepted."""
        return self.places[self.accepted]

    def until(self, attempt):
        """The walk up to this attempt."""
        return Walk(self.places[: attempt + 1], self.losses[: attempt + 1])


@checked
def random_search(hiker_map, *, tries, rng):
    """Random search on the map: a `Walk` whose attempts are anywhere."""
    places = np.vstack([hiker_map.start, rng.uniform(-SIDE, SIDE, (tries, 2))])
    return Walk(places, np.array([hiker_map.loss(*place) for place in places]))


@checked
def local_search(hiker_map, *, tries, step, rng):
    """Local search on the map: a `Walk` of random steps from the best place so far.

    `step` is the standard deviation of a step along either axis.
    """
    places, losses = [np.array(hiker_map.start)], [hiker_map.loss(*hiker_map.start)]
    for move in rng.standard_normal((tries, 2)) * step:
        best = places[np.argmin(losses)]
        places.append(np.clip(best + move, -SIDE, SIDE))
        losses.append(hiker_map.loss(*places[-1]))
    return Walk(np.array(places), np.array(losses))
