"""The blindfolded hiker without pictures: a map of real loss, walks on it, the game and its score.

A map is a square plane, ``|a|`` and ``|b|`` up to 10. One of its directions is downhill from
random weights, the other is random; both are turned and moved by chance, so no two are alike.
"""

from dataclasses import dataclass

import numpy as np

from losslab.losses import svm_gradient
from losslab.rules import checked
from losslab.slices import SvmSlice, svm_slice

SIDE = 10.0
GRID = np.linspace(-SIDE, SIDE, 41)
_ACROSS, _ALONG = 6e-4, 25e-4  # length in weight space of one unit, across and along the valley
_SMALL = 1e-4  # scale of the weights where the plane is cut
LOCAL_STEP = 1.5  # of the local search that the hiker is compared with


@dataclass(frozen=True, eq=False)
class HikerMap(SvmSlice):
    """The loss on a square map, and where a walk on it begins: high up."""

    start: tuple[float, float]


@checked
def numbered_map(X, y, number, *, classes=10):
    """Cut the `HikerMap` of this number, always the same, out of the loss of these images."""
    rng = np.random.default_rng(number)
    W, other = _SMALL * rng.standard_normal((2, classes, len(X)), dtype=np.float32)
    downhill = -svm_gradient(W, X, y)
    plane = svm_slice(W, downhill / np.linalg.norm(downhill), X, y, other / np.linalg.norm(other))
    p, q, angle = _ACROSS * plane.u, _ALONG * plane.v, rng.uniform(0, 2 * np.pi)
    u = np.cos(angle) * p - np.sin(angle) * q
    v = np.sin(angle) * p + np.cos(angle) * q
    return _placed(SvmSlice(plane.h, u, v, plane.n), rng)


def _placed(plane, rng):
    """Move the lowest point of the map somewhere near its middle; start high up."""
    a, b = lowest_point(plane)
    to_a, to_b = rng.uniform(-SIDE / 2, SIDE / 2, 2)
    h = plane.h + (a - to_a) * plane.u + (b - to_b) * plane.v
    loss = SvmSlice(h, plane.u, plane.v, plane.n).plane(GRID, GRID)
    low, high = np.quantile(loss, (0.7, 0.95))
    places = np.argwhere((loss > low) & (loss < high))
    row, column = places[rng.integers(len(places))]
    return HikerMap(h, plane.u, plane.v, plane.n, (float(GRID[column]), float(GRID[row])))


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
    """Local search on the map: a `Walk` of steps from the best place, `step` their deviation."""
    places, losses = [np.array(hiker_map.start)], [hiker_map.loss(*hiker_map.start)]
    for move in rng.standard_normal((tries, 2)) * step:
        best = places[np.argmin(losses)]
        places.append(np.clip(best + move, -SIDE, SIDE))
        losses.append(hiker_map.loss(*places[-1]))
    return Walk(np.array(places), np.array(losses))


@dataclass(frozen=True, eq=False)
class Score:
    """A walk beside what chance reaches with as many tries."""

    lowest: float  # of the map
    share_above: float  # part of the map that is higher than the best place of the walk
    guesses: Walk  # random search
    steps: Walk  # local search
    beaten: int  # how many of the two the walk did better than


class Game:
    """A walk on a map with a budget of steps; when it is over, it has a score."""

    @checked
    def __init__(self, hiker_map, *, number, budget):
        self.map, self.number, self.budget, self.score = hiker_map, number, budget, None
        self.places, self.losses = [hiker_map.start], [hiker_map.loss(*hiker_map.start)]
        self.headings = []  # of the steps

    @property
    def left(self):
        """How many steps are left."""
        return self.budget - len(self.headings)

    @property
    def downhill(self):
        """The direction of steepest descent, of length 1 (0 on level ground), and the slope."""
        gradient = np.array(self.map.slope(*self.places[-1]))
        steepness = float(np.hypot(*gradient))
        return (-gradient / steepness if steepness else gradient), steepness

    def step(self, east, north, length):
        """Go in that direction, as far as the fence around the map; the last step ends the game."""
        norm = np.hypot(east, north)
        if self.score or not norm:
            return
        move = np.array([east, north]) * (length / norm)
        self.places.append(tuple(np.clip(self.places[-1] + move, -SIDE, SIDE).tolist()))
        self.losses.append(self.map.loss(*self.places[-1]))
        self.headings.append(heading(east, north))
        if not self.left:
            self.end()

    def end(self):
        """Take off the blindfold: no step counts any more, and chance gets as many tries."""
        rng = np.random.default_rng([self.number, self.budget])
        guesses = random_search(self.map, tries=self.budget, rng=rng)
        steps = local_search(self.map, tries=self.budget, step=LOCAL_STEP, rng=rng)
        grid = np.linspace(-SIDE, SIDE, 81)
        loss, best = self.map.plane(grid, grid), min(self.losses)
        beaten = sum(best < walk.best[-1] for walk in (guesses, steps))
        share_above = float(np.mean(loss > best))
        self.score = Score(float(min(loss.min(), best)), share_above, guesses, steps, beaten)


def heading(east, north):
    """The nearest of eight directions, counted from east against the clock."""
    return round(np.arctan2(north, east) / (np.pi / 4)) % 8
