"""The game of the blindfolded hiker, without its pictures: steps on a map, and the score."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked
from losslab.lessons.search.hiker_map import SIDE, Walk, local_search, random_search

LOCAL_STEP = 1.5  # of the local search that the hiker is compared with


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
