"""Explorers of notebook 2: a local search to watch, the dimension dial; the game is imported."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection
from traitlets import link

from losslab.kit.controls import choice_slider, whole_slider
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, MINIMUM, PATH, QUIET
from losslab.kit.words import text, words_of
from losslab.lessons.search.descent_probability import descent_probability, expected_gain
from losslab.lessons.search.figures import RIM, draw_hiker_map
from losslab.lessons.search.hiker_explorer import IMAGES, HikerGame
from losslab.lessons.search.hiker_map import local_search, numbered_map

__all__ = ["DimensionDial", "HikerGame", "SearchPlayer"]

words, dial_words = words_of("search.player"), words_of("search.dimensions")
LENGTHS = (1e-5, 1e-4, 1e-3, 2e-3, 5e-3, 0.0175)
DIMENSIONS = (2, 3, 5, 10, 30, 100, 300, 1000, 3000, 10000, 30730)
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
ATTEMPTS = 60  # of the search to watch


class DimensionDial(Explorer):
    """Random steps from `W`: how many go down, and how far, beside a step along the gradient.

    `pairs` steps are tried, each forwards and backwards, for each length and dimension.
    """

    height = 4.3

    def __init__(self, W, X, y, *, pairs=100):
        grid = {"lengths": LENGTHS, "dimensions": DIMENSIONS, "pairs": pairs}
        self.tried = descent_probability(W, X, y, rng=np.random.default_rng(0), **grid)
        self.tries = 2 * pairs
        super().__init__()

    def controls(self):
        dimension = choice_slider(dial_words("dimension"), DIMENSIONS, DIMENSIONS[0])
        length = choice_slider(dial_words("length"), LENGTHS, 1e-3, fmt="{:g}")
        return [{"dimension": dimension, "length": length}]

    def ground(self, figure):
        self.share_ax, self.gain_ax = axes = figure.subplots(1, 2)
        for ax, name in zip(axes, ("share", "gain"), strict=True):
            ax.set(xscale="log", xlim=(1.6, 5e4), xlabel=dial_words("dimension"))
            ax.set(title=dial_words(name), ylabel=dial_words(f"{name}_y"))
        self.share_ax.set(ylim=(0, 1), yticks=np.linspace(0, 1, 5))
        self.share_ax.axhline(0.5, color=INK, linewidth=1, linestyle=":")
        self.gain_ax.set(yscale="log", ylim=(1e-5, 30))
        _draw_gains(self.gain_ax, np.full(len(DIMENSIONS), np.nan), np.nan)  # for the legend
        self.gain_ax.legend(loc="lower left")

    def scene(self, dimension, length):
        row, k = LENGTHS.index(length), DIMENSIONS.index(dimension)
        share, gain = self.tried.downhill[row], self.tried.gain[row]
        straight = self.tried.gradient_gain[row]
        self.share_ax.plot(DIMENSIONS, share, "o-", color=PATH, markersize=5)
        _draw_gains(self.gain_ax, gain, straight if straight > 0 else np.nan)
        for ax, height in ((self.share_ax, share[k]), (self.gain_ax, gain[k])):
            ax.plot(dimension, height, "o", color=HERE, markersize=12, zorder=4)
        values = {"d": dimension, "length": length, "tries": self.tries, "share": share[k]}
        values |= {"gain": gain[k], "ahead": abs(straight)}
        values["times"] = straight / gain[k] if gain[k] > 0 else np.inf
        return dial_words("sentence" if straight > 0 else "too_long", **values)


def _draw_gains(ax, gain, straight):
    """Draw the gains (D,) of random steps, what the law says, and the gain of the gradient."""
    law = [straight * expected_gain(d) for d in DIMENSIONS]
    ax.plot(DIMENSIONS, gain, "o-", color=PATH, markersize=5, label=dial_words("random"))
    ax.plot(DIMENSIONS, law, "--", color=QUIET, zorder=1.9, label=dial_words("law"))
    ax.plot((1, 1e5), (straight, straight), color=INK, linewidth=3, label=dial_words("gradient"))


class SearchPlayer(Explorer):
    """Local search on a map of this number: play it or step through it; change its steps."""

    height = 4.8

    def __init__(self, data, *, mountain=7):
        self.map = numbered_map(data.X_train[:, :IMAGES], data.y_train[:IMAGES], mountain)
        super().__init__()

    def controls(self):
        attempt = whole_slider(words("attempt"), 20, 0, ATTEMPTS)
        play = widgets.Play(
            20, min=0, max=ATTEMPTS, interval=250, description=text("kit.play"), show_repeat=False
        )
        link((play, "value"), (attempt, "value"))
        size = choice_slider(words("size"), STEPS, 1.0, fmt="{:g}")
        run = choice_slider(words("run"), range(1, 10), 1)
        return [{"play": play, "attempt": attempt}, {"size": size, "run": run}]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        draw_hiker_map(self.map_ax, self.map)
        self.map_ax.set_title(words("map"))
        self.ax.set(xlim=(-1, ATTEMPTS + 1), xlabel=words("attempt"))
        self.ax.set(ylabel=text("kit.loss"), title=words("losses"))
        _draw_losses(self.ax, search_walk(self.map, 1.0, 1).until(-1))  # none, for the legend
        self.ax.legend(loc="upper right")
        return [self.ax.yaxis]

    def scene(self, attempt, size, run):
        walk = search_walk(self.map, size, run)
        tried = walk.until(attempt)
        _draw_walk(self.map_ax, tried)
        _draw_losses(self.ax, tried)
        # a far try may be very high; what matters is what lies between start and bottom
        start, low = walk.losses[0], walk.best[-1]
        self.ax.set_ylim(low - 0.1 * (start - low) - 0.05, start + 0.5 * (start - low) + 0.2)
        taken = tried.accepted
        values = {"attempt": attempt, "size": size, "run": run, "loss": tried.losses[-1]}
        values |= {"accepted": int(taken[1:].sum()), "refused": int((~taken).sum())}
        word = ("step_taken" if taken[-1] else "step_refused") if attempt else "start"
        return words(word, best=tried.best[-1], **values)


@lru_cache(maxsize=len(STEPS) * 9)
def search_walk(hiker_map, step, run):
    """The local search of this run of chance, with steps of this size."""
    rng = np.random.default_rng(run)
    return local_search(hiker_map, tries=ATTEMPTS, step=step, rng=rng)


def _draw_walk(ax, walk):
    """Draw a walk on its map: the path of the hiker, and each refused try as a spoke."""
    refused = ~walk.accepted
    stood = walk.stations[np.cumsum(walk.accepted) - 1]  # where the hiker was at each attempt
    spokes = np.stack([stood, walk.places], axis=1)[refused]
    ax.add_collection(LineCollection(spokes, colors="white", linewidths=1.2), autolim=False)
    ax.plot(*walk.places[refused].T, "x", color="white", markersize=6, markeredgewidth=1.5)
    ax.plot(*walk.stations.T, "-o", color=PATH, markersize=5, linewidth=2.5)
    ax.plot(*walk.stations[-1], "o", color=HERE, markersize=13, **RIM)


def _draw_losses(ax, walk):
    """Draw the loss of each attempt of a walk, and the best so far as a stair."""
    attempts, taken = np.arange(len(walk.losses)), walk.accepted
    high, low = (attempts[~taken], walk.losses[~taken]), (attempts[taken], walk.losses[taken])
    ax.plot(*high, "x", color=INK, markersize=6, label=words("refused"))
    ax.plot(*low, "o", color=PATH, markersize=7, label=words("accepted"))
    ax.plot(attempts, walk.best, color=MINIMUM, drawstyle="steps-post", label=words("best"))
