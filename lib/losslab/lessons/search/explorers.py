"""Explorers of notebook 2: the blindfolded hiker, a local search to watch, the dimension dial."""

from functools import cache, partialmethod

import ipywidgets as widgets
import numpy as np
from traitlets import link

from losslab.kit.controls import button, choice_slider, slider, toggles, whole_slider
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, PATH
from losslab.kit.words import text
from losslab.lessons.search import figures
from losslab.lessons.search.descent_probability import descent_probability
from losslab.lessons.search.figures import EDGE, dial_words, hiker_words, player_words
from losslab.lessons.search.hiker import SIDE, Game, heading, local_search, numbered_map

IMAGES = 500  # that make a map
BUDGET = 20  # steps of the hiker
WAYS = {"ArrowLeft": "west", "ArrowRight": "east", "ArrowUp": "north", "ArrowDown": "south"}
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
ATTEMPTS = 60  # of the search to watch
LENGTHS = (1e-5, 1e-4, 1e-3, 2e-3, 5e-3, 0.0175)
DIMENSIONS = (2, 3, 5, 10, 30, 100, 300, 1000, 3000, 10000, 30730)


class HikerGame(Explorer):
    """Find low ground with 20 steps, feeling only the loss, or also the slope; then look."""

    height = 4.8
    clickable, arrow_keys = True, list(WAYS)

    def __init__(self, data, *, mountain=1):
        self.X, self.y = data.X_train[:, :IMAGES], data.y_train[:IMAGES]
        self.classes = len(data.class_names)
        self._begin(mountain)
        super().__init__()

    def controls(self):
        modes = [(hiker_words(mode), mode) for mode in ("loss", "slope")]
        length = slider(hiker_words("length"), 3.0, 0.25, 8.0, 0.25, width=340)
        buttons = (*WAYS.values(), "follow"), ("look", "again", "new")
        return [
            {"mode": toggles(hiker_words("mode"), modes), "length": length},
            *({name: button(hiker_words(name)) for name in row} for row in buttons),
        ]

    def step(self, east, north):
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

    def again(self, further=0):
        self._begin(self.model.number + further)
        self.refresh()

    new = partialmethod(again, 1)

    def adapt(self, name):
        if name == "mode":
            self._begin(self.model.number)

    def _begin(self, number):
        found = numbered_map(self.X, self.y, number, classes=self.classes)
        self.model = Game(found, number=number, budget=BUDGET)

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        self.map_ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[], yticks=[])
        self.map_ax.set(xlabel=hiker_words("across"), ylabel=hiker_words("up"), aspect="equal")
        self.ax.set(xlim=(-0.6, BUDGET + 0.6), title=hiker_words("altimeter"))
        self.ax.set(xlabel=hiker_words("step"), ylabel=text("kit.loss"))
        return [self.map_ax.set_title(" "), self.ax.yaxis]

    def scene(self, mode, length):
        game, feels = self.model, mode == "slope" and not self.model.score
        self.named["follow"].disabled = not feels
        if game.score:
            self.keep(figures.draw_unveiled_map, self.map_ax, game.map)
            figures.draw_paths(self.map_ax, game)
        else:
            self.keep(figures.draw_blindfold, self.map_ax)
            figures.draw_senses(self.map_ax, length, game.downhill if feels else None)
        self.map_ax.set_title(hiker_words("seen" if game.score else "blind", number=game.number))
        figures.draw_altimeter(self.ax, game)
        return _verdict(game) if game.score else _report(game, length, feels)


def _report(game, length, feels_slope):
    """What the hiker notices with the blindfold on."""
    loss, names = game.losses[-1], hiker_words("headings")
    values = {"number": game.number, "left": game.left, "length": length, "loss": loss}
    if game.headings:
        change = loss - game.losses[-2]
        values |= {"taken": len(game.headings), "heading": names[game.headings[-1]]}
        values |= {"change": abs(change), "best": min(game.losses)}
        moved = game.places[-1] != game.places[-2]
        word = ("went_up" if change > 0 else "went_down") if moved else "held_back"
        said = [hiker_words(word, **values)]
    else:
        said = [hiker_words("begin", **values)]
    if max(map(abs, game.places[-1])) >= SIDE:
        said.append(hiker_words("fence"))
    if feels_slope:
        way, slope = game.downhill
        said.append(hiker_words("feel", slope=slope, heading=names[heading(*way)]))
    return text("kit.between_sentences").join(said)


def _verdict(game):
    """How the hiker did, beside chance."""
    score = game.score
    said = hiker_words(
        "verdict", number=game.number, budget=game.budget, best=min(game.losses),
        lowest=score.lowest, share=score.share_above,
        guesses=score.guesses.best[-1], steps=score.steps.best[-1], taken=len(game.headings),
    )  # fmt: skip
    return text("kit.between_sentences").join([said, hiker_words("beaten")[score.beaten]])


class SearchPlayer(Explorer):
    """Local search on a map of this number: play it or step through it; change its steps."""

    height = 4.8

    def __init__(self, data, *, mountain=7):
        some, classes = (data.X_train[:, :IMAGES], data.y_train[:IMAGES]), len(data.class_names)
        self.map = numbered_map(*some, mountain, classes=classes)
        self.walk = cache(self._walk)
        super().__init__()

    def _walk(self, step, run):
        """The local search of this run of chance, with steps of this size."""
        return local_search(self.map, tries=ATTEMPTS, step=step, rng=np.random.default_rng(run))

    def controls(self):
        attempt = whole_slider(player_words("attempt"), 20, 0, ATTEMPTS)
        play = widgets.Play(
            20, min=0, max=ATTEMPTS, interval=250, description=text("kit.play"), show_repeat=False
        )
        link((play, "value"), (attempt, "value"))
        widgets.jslink((play, "playing"), (self.picture, "playing"))  # read aloud now and then
        size = choice_slider(player_words("size"), STEPS, 1.0, fmt="{:g}")
        run = choice_slider(player_words("run"), range(1, 10), 1)
        return [{"play": play, "attempt": attempt}, {"size": size, "run": run}]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        figures.draw_hiker_map(self.map_ax, self.map)
        self.map_ax.set_title(player_words("map"))
        self.ax.set(xlim=(-1, ATTEMPTS + 1), xlabel=player_words("attempt"))
        self.ax.set(ylabel=text("kit.loss"), title=player_words("losses"))
        figures.draw_losses(self.ax, self.walk(1.0, 1).until(-1))  # none, for the legend
        self.ax.legend(loc="upper right")
        return [self.ax.yaxis]

    def scene(self, attempt, size, run):
        walk = self.walk(size, run)
        tried = walk.until(attempt)
        figures.draw_walk(self.map_ax, tried)
        figures.draw_losses(self.ax, tried)
        # a far try may be very high; what matters is what lies between start and bottom
        start, low = walk.losses[0], walk.best[-1]
        self.ax.set_ylim(low - 0.1 * (start - low) - 0.05, start + 0.5 * (start - low) + 0.2)
        taken = tried.accepted
        return player_words(
            "start" if not attempt else "step_taken" if taken[-1] else "step_refused",
            attempt=attempt, size=size, run=run, loss=tried.losses[-1], best=tried.best[-1],
            accepted=int(taken[1:].sum()), refused=int((~taken).sum()),
        )  # fmt: skip


class DimensionDial(Explorer):
    """Random steps from `W`: how many go down, and how far, beside a step along the gradient."""

    height = 4.3

    def __init__(self, W, X, y, *, pairs=100):
        self.dimensions = sorted({min(d, W.size) for d in DIMENSIONS})
        grid = {"lengths": LENGTHS, "dimensions": self.dimensions, "pairs": pairs}
        self.tried = descent_probability(W, X, y, rng=np.random.default_rng(0), **grid)
        self.tries = 2 * pairs
        super().__init__()

    def controls(self):
        dimension = choice_slider(dial_words("dimension"), self.dimensions, self.dimensions[0])
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
        figures.draw_gains(self.gain_ax, [], [], np.nan)  # none, for the legend
        self.gain_ax.legend(loc="lower left")

    def scene(self, dimension, length):
        row, k = LENGTHS.index(length), self.dimensions.index(dimension)
        share, gain = self.tried.downhill[row], self.tried.gain[row]
        straight = self.tried.gradient_gain[row]
        self.share_ax.plot(self.dimensions, share, "o-", color=PATH, markersize=5)
        figures.draw_gains(
            self.gain_ax, self.dimensions, gain, straight if straight > 0 else np.nan
        )
        for ax, height in ((self.share_ax, share[k]), (self.gain_ax, gain[k])):
            ax.plot(dimension, height, "o", color=HERE, markersize=12, zorder=4)
        return dial_words(
            "sentence" if straight > 0 else "too_long", d=dimension, length=length,
            tries=self.tries, share=share[k], gain=gain[k], ahead=abs(straight),
            times=straight / gain[k] if gain[k] > 0 else np.inf,
        )  # fmt: skip
