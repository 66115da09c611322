"""The game of the blindfolded hiker, without its pictures: steps on a mountain, and the score."""

from dataclasses import dataclass

import numpy as np

from losslab import _validate
from losslab.lessons.search.hiker_map import SIDE, Walk, guess, make_mountain, wander

LOCAL_SIZE = 1.5  # of the local search that a hiker is compared with


class Hike:
    """A walk on a mountain, a step at a time, with a budget.

    Parameters
    ----------
    mountain : Mountain
    budget : int
        How many steps the hiker has.

    Attributes
    ----------
    places : list of tuples (float, float)
    losses, headings : lists
        The loss at each place; the direction of each step, an angle from east.

    Examples
    --------
    >>> from losslab.lessons.search.hiker_map import Mountain
    >>> hinge = np.array([1.0])
    >>> hike = Hike(Mountain(hinge, hinge, 0 * hinge, 1, (5.0, 0.0)), budget=2)
    >>> hike.step(-1, 0, 3.0)
    >>> hike.places[-1], hike.losses[-1], hike.left
    ((2.0, 0.0), 3.0, 1)
    """

    def __init__(self, mountain, budget):
        self.mountain, self.budget = mountain, _validate.check_count(budget, "budget")
        self.places, self.headings = [mountain.start], []
        self.losses = [mountain.loss(*mountain.start)]

    @property
    def left(self):
        """How many steps are left."""
        return self.budget - len(self.headings)

    @property
    def downhill(self):
        """The direction of steepest descent, of length 1 (0 on level ground), and the slope."""
        gradient = np.array(self.mountain.slope(*self.places[-1]))
        steepness = float(np.hypot(*gradient))
        return (-gradient / steepness if steepness else gradient), steepness

    @property
    def at_fence(self):
        """Whether the hiker stands at the edge of the map."""
        return max(map(abs, self.places[-1])) >= SIDE

    def step(self, east, north, length):
        """Go in that direction, as far as the fence around the map; no step left, no move."""
        norm = np.hypot(east, north)
        if not self.left or not norm:
            return
        move = np.array([east, north]) * (length / norm)
        place = np.clip(np.add(self.places[-1], move), -SIDE, SIDE)
        self.places.append((float(place[0]), float(place[1])))
        self.headings.append(float(np.arctan2(north, east)))
        self.losses.append(self.mountain.loss(*place))


@dataclass(frozen=True, eq=False)
class Score:
    """A hike beside what chance reaches with as many tries.

    Attributes
    ----------
    lowest : float
        Of the map.
    share_above : float
        Part of the map that is higher than the best place of the hike.
    guesses, steps : Walk
        Random search and local search.
    beaten : int
        How many of the two the hike did better than.
    """

    lowest: float
    share_above: float
    guesses: Walk
    steps: Walk
    beaten: int


def score(hike, *, rng):
    """Compare a hike with random search and local search on the same mountain.

    Parameters
    ----------
    hike : Hike
    rng : numpy.random.Generator

    Returns
    -------
    Score

    Examples
    --------
    >>> from losslab.lessons.search.hiker_map import Mountain
    >>> hinge = np.array([1.0])
    >>> hike = Hike(Mountain(hinge, hinge, 0 * hinge, 1, (5.0, 0.0)), budget=1)
    >>> hike.step(-1, 0, 6.0)
    >>> score(hike, rng=np.random.default_rng(0)).lowest
    0.0
    """
    guesses = guess(hike.mountain, tries=hike.budget, rng=rng)
    steps = wander(hike.mountain, tries=hike.budget, size=LOCAL_SIZE, rng=rng)
    heights = hike.mountain.map(np.linspace(-SIDE, SIDE, 81))
    best = min(hike.losses)
    beaten = sum(best < walk.best[-1] for walk in (guesses, steps))
    share_above = float(np.mean(heights > best))
    return Score(float(min(heights.min(), best)), share_above, guesses, steps, beaten)


def numbered_mountain(X, y, number):
    """The mountain of this number, always the same for the same images."""
    return make_mountain(X, y, rng=np.random.default_rng(number))
