"""Explorer: the blindfolded hiker, a game on a hidden piece of the real landscape."""

from functools import partialmethod

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from losslab.kit.controls import button, slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, MINIMUM, PATH, QUIET
from losslab.kit.words import text, words_of
from losslab.lessons.search.figures import RIM, draw_hiker_map
from losslab.lessons.search.hiker_game import Game
from losslab.lessons.search.hiker_map import GRID, SIDE, lowest_point, numbered_map

words = words_of("search.hiker")
BUDGET = 20  # steps
IMAGES = 500  # that make a map
EDGE = SIDE + (GRID[1] - GRID[0]) / 2  # half a cell of the map beyond its last points
WAYS = {"ArrowLeft": "west", "ArrowRight": "east", "ArrowUp": "north", "ArrowDown": "south"}
SIGNS = "→↗↑↖←↙↓↘"
ARROW = "simple,head_width=1.1,head_length=1.1,tail_width=0.35"


class HikerGame(Explorer):
    """Find low ground with 20 steps, feeling only the loss, or also the slope; then look.

    `mountain` is the number of the first map. The model is a `Game`.
    """

    height = 4.8
    clickable = True

    def __init__(self, data, *, mountain=1):
        self.X, self.y = data.X_train[:, :IMAGES], data.y_train[:IMAGES]
        self._begin(mountain)
        super().__init__()

    def controls(self):
        modes = [(words(mode), mode) for mode in ("loss", "slope")]
        ways = zip(WAYS.values(), "←→↑↓", strict=True)
        moves = {way: button(f"{sign} {words(way)}") for way, sign in ways}
        return [
            {"mode": toggles(words("mode"), modes)},
            {"length": slider(words("length"), 3.0, 0.25, 8.0, 0.25)},
            {**moves, "follow": button(words("follow"))},
            {name: button(words(name)) for name in ("look", "again", "new")},
        ]

    # what a hand does

    def step(self, east, north):
        """Go in that direction."""
        self.model.step(east, north, self.values["length"])
        self.refresh()

    west, east = partialmethod(step, -1, 0), partialmethod(step, 1, 0)
    north, south = partialmethod(step, 0, 1), partialmethod(step, 0, -1)

    def follow(self):
        if self.values["mode"] == "slope":
            self.step(*self.model.downhill[0])

    def key(self, name, shift):
        getattr(self, WAYS[name])()

    def pressed(self, ax, x, y):
        if ax is self.map_ax:
            self.step(x, y)

    def dragged(self, ax, x, y):
        """A hand that slips is not another step."""

    def look(self):
        self.model.end()
        self.refresh()

    def again(self):
        self._begin(self.model.number)
        self.refresh()

    def new(self):
        self._begin(self.model.number + 1)
        self.refresh()

    def adapt(self, name):
        if name == "mode":
            self._begin(self.model.number)

    def _begin(self, number):
        self.model = Game(numbered_map(self.X, self.y, number), number=number, budget=BUDGET)

    # what it shows

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        self.map_ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[], yticks=[])
        self.map_ax.set(xlabel=words("across"), ylabel=words("up"), aspect="equal")
        self.ax.set(xlim=(-0.6, BUDGET + 0.6), xlabel=words("step"), ylabel=text("kit.loss"))
        self.ax.set_title(words("altimeter"))
        return [self.map_ax.set_title(" "), self.ax.yaxis]

    def scene(self, mode, length):
        game = self.model
        feels = mode == "slope" and not game.score
        self.named["follow"].disabled = not feels
        if game.score:
            self.keep(self._draw_map, game.map)
            _draw_paths(self.map_ax, game)
        else:
            self.keep(self._draw_blindfold)
            _draw_senses(self.map_ax, game, length, feels)
        self.map_ax.set_title(words("seen" if game.score else "blind", number=game.number))
        _draw_altimeter(self.ax, game)
        return _verdict(game) if game.score else _report(game, length, mode == "slope")

    def _draw_map(self, hiker_map):
        draw_hiker_map(self.map_ax, hiker_map)
        look = {"color": MINIMUM, "markersize": 18, **RIM}
        self.map_ax.plot(*lowest_point(hiker_map), "*", **look)

    def _draw_blindfold(self):
        ax = self.map_ax
        ax.add_patch(Rectangle((-EDGE, -EDGE), 2 * EDGE, 2 * EDGE, color="#2B2F38"))
        for a, b, sign in ((-9, 0, "←"), (9, 0, "→"), (0, 9, "↑"), (0, -9, "↓")):
            ax.text(a, b, sign, color="white", ha="center", va="center", size=22)


def _draw_senses(ax, game, length, feels_slope):
    """Draw what the hiker knows with the blindfold on: how far a step goes, and the slope."""
    ax.add_patch(Circle((0, 0), length, fill=False, color=PATH, linestyle="--"))
    ax.plot(0, 0, "o", color=HERE, markersize=13, zorder=5, **RIM)
    if feels_slope:
        (east, north), slope = game.downhill
        end, look = (5.5 * east, 5.5 * north), {"arrowstyle": ARROW, "mutation_scale": 16}
        ax.add_patch(FancyArrowPatch((0, 0), end, color="white", shrinkA=9, shrinkB=0, **look))
        place, look = (0, -5.2 if north > -0.3 else 5.2), {"ha": "center", "va": "center"}
        ax.text(*place, words("slope_here", slope=slope), color="white", size=13, **look)


def _draw_paths(ax, game):
    """Draw where the hiker went, and where random and local search did."""
    guesses, stations = game.score.guesses.places[1:], game.score.steps.stations
    ax.plot(*guesses.T, "x", color="white", markersize=6, markeredgewidth=1.4)
    ax.plot(*stations.T, "--", color="white", linewidth=1.4)
    ax.plot(*zip(*game.places, strict=True), "-o", color=PATH, markersize=5, linewidth=2.5)
    ax.plot(*game.places[-1], "o", color=HERE, markersize=13, zorder=5, **RIM)


def _draw_altimeter(ax, game):
    """Draw the loss at each step, down or up, and where each step went; set the limits."""
    losses = np.array(game.losses)
    steps, fell = np.arange(len(losses)), np.r_[True, np.diff(losses) < 0]
    ax.plot(steps, losses, color=PATH)
    ax.plot(steps[fell], losses[fell], "o", color=PATH, markersize=8, zorder=3)
    ax.plot(steps[~fell], losses[~fell], "X", color=HERE, markersize=9, zorder=3,
            markerfacecolor="white")  # fmt: skip
    ax.plot(steps[-1], losses[-1], "o", color=HERE, markersize=12, zorder=4)
    for step, heading in enumerate(game.headings, start=1):
        place = {"transform": ax.get_xaxis_transform(), "ha": "center"}
        ax.text(step, 0.94, SIGNS[_octant(heading)], size=12, **place)
    lowest, room = losses.min(), 0.25  # above, for the signs
    if game.score:
        lowest, room = min(lowest, *_draw_rivals(ax, game.score)), 0.4  # and the legend
    height = max(losses.max() - lowest, 1.0)
    ax.set_ylim(lowest - 0.08 * height, losses.max() + room * height)


def _draw_rivals(ax, score):
    """Draw the best so far of random and of local search; return their lowest losses."""
    look = {"linewidth": 1.6}
    ax.plot(score.guesses.best, ":", color=INK, label=words("guesses"), **look)
    ax.plot(score.steps.best, "--", color=QUIET, label=words("steps"), **look)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.93))
    return score.guesses.best[-1], score.steps.best[-1]


def _report(game, length, feels_slope):
    """What the hiker notices with the blindfold on."""
    taken, loss = len(game.headings), game.losses[-1]
    values = {"number": game.number, "left": game.left, "length": length, "loss": loss}
    if taken:
        change, heading = loss - game.losses[-2], _heading(game.headings[-1])
        values |= {"best": min(game.losses), "taken": taken, "change": abs(change)}
        said = [words("went_up" if change > 0 else "went_down", heading=heading, **values)]
    else:
        said = [words("begin", **values)]
    if game.at_fence:
        said.append(words("fence"))
    if feels_slope:
        (east, north), slope = game.downhill
        said.append(words("feel", slope=slope, heading=_heading(np.arctan2(north, east))))
    return text("kit.between_sentences").join(said)


def _verdict(game):
    """How the hiker did, beside chance."""
    score = game.score
    values = {"best": min(game.losses), "lowest": score.lowest, "share": score.share_above}
    values |= {"guesses": score.guesses.best[-1], "steps": score.steps.best[-1]}
    said = words("verdict", number=game.number, budget=game.budget, **values)
    return text("kit.between_sentences").join([said, words("beaten")[score.beaten]])


def _heading(angle):
    return words("headings")[_octant(angle)]


def _octant(angle):
    """The nearest of eight directions, counted from east against the clock."""
    return round(angle / (np.pi / 4)) % 8
