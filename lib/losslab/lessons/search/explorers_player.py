"""Explorer: random local search on a mountain that one can see, attempt by attempt."""

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import LineCollection
from traitlets import link

from losslab.kit.explorer import Explorer, choice_slider
from losslab.lessons.landscape.figures import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH
from losslab.lessons.search.hiker_game import numbered_mountain
from losslab.kit.words import text
from losslab.lessons.search.hiker_map import SIDE, wander

ATTEMPTS = 60
_IMAGES = 500
_SIZES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_GRID = np.linspace(-SIDE, SIDE, 41)


class SearchPlayer(Explorer):
    """Local search on a mountain: play it or step through it; change the size of its steps.

    Parameters
    ----------
    data : Cifar10
    mountain : int
        The number of the mountain, as in the game.
    """

    height = 4.8

    def __init__(self, data, *, mountain=7):
        X, y = data.X_train[:, :_IMAGES], data.y_train[:_IMAGES]
        self.mountain = numbered_mountain(X, y, mountain)
        super().__init__()

    def controls(self):
        self.attempt = widgets.IntSlider(
            20, min=0, max=ATTEMPTS, description=text("search.player.attempt"),
            style={"description_width": "initial"}, layout=widgets.Layout(width="420px"),
        )  # fmt: skip
        self.play = widgets.Play(
            20, min=0, max=ATTEMPTS, interval=250, description=text("kit.play"),
            show_repeat=False,
        )  # fmt: skip
        link((self.play, "value"), (self.attempt, "value"))
        words = [(f"{size:g}", size) for size in _SIZES]
        self.size = choice_slider(text("search.player.size"), words, 1.0)
        self.run = choice_slider(text("search.player.run"), [(str(k), k) for k in range(1, 10)], 1)
        first = widgets.HBox([self.play, self.attempt])
        self.listen(self.attempt)
        return [first, self.listen(self.size, self.run)]

    def build(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        ax, edge = self.map_ax, {"markeredgecolor": "white", "markeredgewidth": 1.2}
        draw_plane(ax, _GRID, _GRID, self.mountain.map(_GRID))
        ax.set(aspect="equal", xticks=[], yticks=[], title=text("search.player.map"))
        ax.set(xlabel=text("search.hiker.across"), ylabel=text("search.hiker.up"))
        self.refused = ax.add_collection(LineCollection([], colors="white", linewidths=1.2))
        (self.ends,) = ax.plot([], [], "x", color="white", markersize=6, markeredgewidth=1.5)
        (self.path,) = ax.plot([], [], "-o", color=PATH, markersize=5, linewidth=2.5)
        (self.hiker,) = ax.plot([0], [0], "o", color=HERE, markersize=13, **edge)
        self._build_losses()
        below = [self.refused, self.ends, self.path, self.hiker]
        return [*below, self.ax.yaxis, self.high, self.low, self.best]

    def _build_losses(self):
        ax = self.ax
        ax.set(xlim=(-1, ATTEMPTS + 1), xlabel=text("search.player.attempt"))
        ax.set(ylabel=text("kit.loss"), title=text("search.player.losses"))
        names = [text(f"search.player.{name}") for name in ("refused", "accepted", "best")]
        (self.high,) = ax.plot([], [], "x", color=INK, markersize=6, label=names[0])
        (self.low,) = ax.plot([], [], "o", color=PATH, markersize=7, label=names[1])
        (self.best,) = ax.plot([], [], color=MINIMUM, drawstyle="steps-post", label=names[2])
        ax.legend(loc="upper right")

    def update(self):
        rng = np.random.default_rng(self.run.value)
        walk = wander(self.mountain, tries=ATTEMPTS, size=self.size.value, rng=rng)
        tried = np.arange(ATTEMPTS + 1)[: self.attempt.value + 1]
        taken = walk.accepted[: len(tried)]
        self._draw_walk(walk, tried, taken)
        self._draw_losses(walk, tried, taken)
        return self._report(walk, tried, taken)

    def _draw_walk(self, walk, tried, taken):
        stations = walk.places[tried[taken]]
        before = stations[np.cumsum(taken) - 1]  # where the hiker stood at each attempt
        spokes = np.stack([before, walk.places[tried]], axis=1)[~taken]
        self.refused.set_segments(list(spokes))
        self.ends.set_data(*walk.places[tried[~taken]].T)
        self.path.set_data(*stations.T)
        self.hiker.set_data(*stations[-1:].T)

    def _draw_losses(self, walk, tried, taken):
        losses = walk.losses[tried]
        self.high.set_data(tried[~taken], losses[~taken])
        self.low.set_data(tried[taken], losses[taken])
        self.best.set_data(tried, walk.best[tried])
        # a far try may be very high; what matters is what lies between start and bottom
        start, low = walk.losses[0], walk.best[-1]
        self.ax.set_ylim(low - 0.1 * (start - low) - 0.05, start + 0.5 * (start - low) + 0.2)

    def _report(self, walk, tried, taken):
        values = {"attempt": self.attempt.value, "size": self.size.value, "run": self.run.value}
        values |= {"accepted": int(taken[1:].sum()), "refused": int((~taken).sum())}
        values |= {"best": walk.best[tried[-1]], "loss": walk.losses[tried[-1]]}
        if not self.attempt.value:
            return text("search.player.start", **values)
        word = "step_taken" if taken[-1] else "step_refused"
        return text(f"search.player.{word}", **values)
