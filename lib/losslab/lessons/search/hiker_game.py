"""The game of the blindfolded hiker, without its pictures: steps on a map, and the score."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked
from losslab.lessons.search.hiker_map import SIDE, Walk, local_search, random_search

LOCAL_STEP = 1.5  # of the local search that the hiker is compared with


class Game:
    """A walk on a map, a step at a time, with a budget of steps; when it is over, it has a score.

    `places`, `losses` and `headings` (angles from east) are lists, the last one shorter by one.

    Examples
    --------
    >>> from losslab.lessons.search.hiker_map import HikerMap
    >>> hinge = np.array([1.0])
    >>> game = Game(HikerMap(hinge, hinge, 0 * hinge, 1, (5.0, 0.0)), number=1, budget=2)
    >>> game.step(-1, 0, 3.0)
    >>> game.places[-1], game.losses[-1], game.left
    ((2.0, 0.0), 3.0, 1)
    """

    @checked
    def __init__(self, hiker_map, *, number, budget):
        self.map, self.number, self.budget = hiker_map, number, budget
        self.places, self.headings, self.score = [hiker_map.start], [], None
        self.losses = [hiker_map.loss(*hiker_map.start)]

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

    @property
    def at_fence(self):
        """Whether the hiker stands at the edge of the map."""
        return max(map(abs, self.places[-1])) >= SIDE

    def step(self, east, north, length):
        """Go in that direction, as far as the fence around the map; the last step ends the game."""
        norm = np.hypot(east, north)
        if self.score or not norm:
            return
        move = np.array([east, north]) * (length / norm)
        a, b = np.clip(np.add(self.places[-1], move), -SIDE, SIDE).tolist()
        self.places.append((a, b))
        self.headings.append(float(np.arctan2(north, east)))
        self.losses.append(self.map.loss(a, b))
        if not self.left:
            self.end()

    def end(self):
        """Take off the blindfold: no step counts any more."""
        self.score = score(self, rng=np.random.default_rng([self.number, self.budget]))


@dataclass(frozen=True, eq=False)
class Score:
    """A walk beside what chance reaches with as many tries."""

    lowest: float  # of the map
    share_above: float  # part of the map that is higher than the best place of the walk
    guesses: Walk  # random search
    steps: Walk  # local search
    beaten: int  # how many of the two the walk did better than


def score(game, *, rng):
    """Compare a game with random search and local search on the same map: a `Score`."""
    guesses = random_search(game.map, tries=game.budget, rng=rng)
    steps = local_search(game.map, tries=game.budget, step=LOCAL_STEP, rng=rng)
    grid = np.linspace(-SIDE, SIDE, 81)
    loss, best = game.map.plane(grid, grid), min(game.losses)
    beaten = sum(best < walk.best[-1] for walk in (guesses, steps))
    share_above = float(np.mean(loss > best))
    return Score(float(min(loss.min(), best)), share_above, guesses, steps, beaten)
