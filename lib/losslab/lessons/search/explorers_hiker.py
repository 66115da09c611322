"""Explorer: the blindfolded hiker, a game on a hidden piece of the real landscape."""

import ipywidgets as widgets
import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from losslab.kit.explorer import Explorer, slider, toggles
from losslab.lessons.landscape.figures import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH, QUIET
from losslab.lessons.search.hiker_game import Hike, numbered_mountain, score
from losslab.kit.words import text
from losslab.lessons.search.hiker_map import SIDE

BUDGET = 20
_IMAGES = 500
_MOVES = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowUp": (0, 1), "ArrowDown": (0, -1)}
_SIGNS = "→↗↑↖←↙↓↘"
_GRID = np.linspace(-SIDE, SIDE, 41)


class HikerGame(Explorer):
    """Find low ground with 20 steps, feeling only the loss, or also the slope; then look.

    Parameters
    ----------
    data : Cifar10
    mountain : int
        The number of the first mountain.
    """

    height = 4.8
    clickable = True

    def __init__(self, data, *, mountain=1):
        self.X, self.y = data.X_train[:, :_IMAGES], data.y_train[:_IMAGES]
        self.number = mountain
        self.map = []
        self._begin()
        super().__init__()

    def _begin(self):
        self.hike = Hike(numbered_mountain(self.X, self.y, self.number), BUDGET)
        self.score = None

    # the controls

    def controls(self):
        words = [(text(f"search.hiker.{mode}"), mode) for mode in ("loss", "slope")]
        self.mode = toggles(text("search.hiker.mode"), words)
        self.length = slider(text("search.hiker.length"), 3.0, 0.25, 8.0, 0.25)
        signs = zip(_MOVES, "←→↑↓", strict=True)
        self.moves = [
            _button(f"{sign} {text(f'hiker.{name}')}", lambda _, name=name: self.key(name, False))
            for name, sign in signs
        ]
        self.follow = _button(text("search.hiker.follow"), lambda _: self._follow())
        self.look = _button(text("search.hiker.look"), lambda _: self._look())
        self.again = _button(text("search.hiker.again"), lambda _: self._restart(self.number))
        self.new = _button(text("search.hiker.new"), lambda _: self._restart(self.number + 1))
        self.mode.observe(lambda _: self._restart(self.number), names="value")
        row = widgets.HBox([*self.moves, self.follow], layout=widgets.Layout(flex_flow="row wrap"))
        last = widgets.HBox([self.look, self.again, self.new])
        return [widgets.HBox([self.mode]), self.listen(self.length), row, last]

    def key(self, name, shift):
        self._step(*_MOVES[name])

    def pressed(self, ax, x, y):
        if ax is self.map_ax:
            self._step(x, y)

    def dragged(self, ax, x, y):
        """A hand that slips is not another step."""

    def _follow(self):
        if self.mode.value == "slope":
            self._step(*self.hike.downhill[0])

    def _step(self, east, north):
        if self.score is None:
            self.hike.step(east, north, self.length.value)
            if not self.hike.left:
                self._judge()
            self.refresh()

    def _look(self):
        if self.score is None:
            self._judge()
            self.refresh()

    def _restart(self, number):
        self.number = number
        self._begin()
        self._clear_map()
        self.refresh()

    # the pictures

    def build(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        self._build_blindfold()
        self._build_map()
        ax = self.ax
        ax.set(xlim=(-0.6, BUDGET + 0.6), xlabel=text("search.hiker.step"), ylabel=text("kit.loss"))
        ax.set_title(text("search.hiker.altimeter"))
        (self.curve,) = ax.plot([], [], color=PATH, zorder=2)
        (self.down,) = ax.plot([], [], "o", color=PATH, markersize=8, zorder=3)
        (self.up,) = ax.plot(
            [], [], "X", color=HERE, markersize=9, zorder=3, markerfacecolor="white"
        )
        (self.now,) = ax.plot([], [], "o", color=HERE, markersize=12, zorder=4)
        self.signs = [
            ax.text(k + 1, 0.94, "", transform=ax.get_xaxis_transform(), ha="center", size=12)
            for k in range(BUDGET)
        ]
        self.rivals = [
            ax.plot([], [], style, color=colour, linewidth=1.6, label=text(f"search.hiker.{name}"))[0]
            for name, style, colour in (("guesses", ":", INK), ("steps", "--", QUIET))
        ]
        self.legend = ax.legend(handles=self.rivals, loc="upper right", bbox_to_anchor=(1, 0.93))
        return self._moving()

    def _build_blindfold(self):
        ax = self.map_ax
        edge = SIDE * (1 + 1 / (len(_GRID) - 1))  # half a cell of the map beyond its last points
        ax.set(xlim=(-edge, edge), ylim=(-edge, edge), xticks=[], yticks=[], aspect="equal")
        ax.set(xlabel=text("search.hiker.across"), ylabel=text("search.hiker.up"))
        self.title = ax.set_title(" ")
        self.night = ax.add_patch(Rectangle((-edge, -edge), 2 * edge, 2 * edge, color="#2B2F38"))
        self.reach = ax.add_patch(Circle((0, 0), 1, fill=False, color=PATH, linestyle="--"))
        places = ((-9, 0), (9, 0), (0, 9), (0, -9))
        self.compass = [
            ax.text(a, b, sign, color="white", ha="center", va="center", size=22)
            for (a, b), sign in zip(places, "←→↑↓", strict=True)
        ]
        self.arrow = ax.add_patch(
            FancyArrowPatch(
                (0, 0), (1, 1), arrowstyle="simple,head_width=1.1,head_length=1.1,tail_width=0.35",
                mutation_scale=16, color="white", shrinkA=9, shrinkB=0,
            )
        )  # fmt: skip
        self.steepness = ax.text(0, -5.2, "", color="white", ha="center", va="center", size=13)

    def _build_map(self):
        ax, edge = self.map_ax, {"markeredgecolor": "white", "markeredgewidth": 1.2}
        (self.dots,) = ax.plot([], [], "x", color="white", markersize=6, markeredgewidth=1.4)
        (self.wandering,) = ax.plot([], [], "--", color="white", linewidth=1.4)
        (self.path,) = ax.plot([], [], "-o", color=PATH, markersize=5, linewidth=2.5)
        (self.lowest,) = ax.plot([], [], "*", color=MINIMUM, markersize=18, **edge)
        (self.hiker,) = ax.plot([0], [0], "o", color=HERE, markersize=13, zorder=5, **edge)

    def _moving(self):
        dark = [self.night, self.reach, *self.compass, self.arrow, self.steepness]
        light = [self.dots, self.wandering, self.path, self.lowest]
        strip = [self.curve, self.down, self.up, *self.rivals, self.now, *self.signs, self.legend]
        map_axes = [self.map_ax.xaxis, self.map_ax.yaxis, self.title]
        return [*map_axes, *self.map, *dark, *light, self.hiker, self.ax.yaxis, *strip]

    # what they show

    def _judge(self):
        self.score = score(self.hike, rng=np.random.default_rng([self.number, BUDGET]))
        loss = self.hike.mountain.map(_GRID)
        image, contours, labels = draw_plane(self.map_ax, _GRID, _GRID, loss, title="plane")
        self.map_ax.set(xlabel=text("search.hiker.across"), ylabel=text("search.hiker.up"), aspect="equal")
        row, column = np.unravel_index(loss.argmin(), loss.shape)
        self.lowest.set_data([_GRID[column]], [_GRID[row]])
        self.map = [image, contours, *labels]
        for artist in self.map:
            artist.set_animated(True)
        self.moving = self._moving()

    def _clear_map(self):
        for artist in self.map[:2]:  # the contours take their labels along
            artist.remove()
        self.map = []
        self.moving = self._moving()

    def update(self):
        seen = self.score is not None
        self._draw_night(seen)
        self._draw_day(seen)
        self._draw_strip(seen)
        return self._verdict() if seen else self._report()

    def _draw_night(self, seen):
        (east, north), steepness = self.hike.downhill
        self.title.set_text(text("search.hiker.seen" if seen else "search.hiker.blind", number=self.number))
        feels = self.mode.value == "slope" and not seen
        self.follow.disabled = not feels
        for artist in (self.night, self.reach, *self.compass):
            artist.set_visible(not seen)
        self.reach.set_radius(self.length.value)
        for artist in (self.arrow, self.steepness):
            artist.set_visible(feels)
        self.arrow.set_positions((0, 0), (5.5 * east, 5.5 * north))
        self.steepness.set_text(text("search.hiker.slope_here", slope=steepness))
        self.steepness.set_y(-5.2 if north > -0.3 else 5.2)

    def _draw_day(self, seen):
        self.hiker.set_data(*([t] for t in (self.hike.places[-1] if seen else (0, 0))))
        for artist in (self.dots, self.wandering, self.path, self.lowest):
            artist.set_visible(seen)
        if seen:
            self.path.set_data(*zip(*self.hike.places, strict=True))
            self.dots.set_data(*self.score.guesses.places[1:].T)
            self.wandering.set_data(*self.score.steps.places[self.score.steps.accepted].T)

    def _draw_strip(self, seen):
        losses = np.array(self.hike.losses)
        steps, fell = np.arange(len(losses)), np.r_[True, np.diff(losses) < 0]
        self.curve.set_data(steps, losses)
        self.down.set_data(steps[fell], losses[fell])
        self.up.set_data(steps[~fell], losses[~fell])
        self.now.set_data(steps[-1:], losses[-1:])
        shown = self.hike.headings + [None] * self.hike.left
        for sign, heading in zip(self.signs, shown, strict=True):
            sign.set_text("" if heading is None else _SIGNS[_octant(heading)])
        walks = (self.score.guesses, self.score.steps) if seen else ()
        for line in (*self.rivals, self.legend):
            line.set_visible(seen)
        for line, walk in zip(self.rivals, walks, strict=False):
            line.set_data(np.arange(BUDGET + 1), walk.best)
        lowest = min(losses.min(), *(walk.best[-1] for walk in walks)) if seen else losses.min()
        height = max(np.ptp(np.r_[losses, lowest]), 1.0)
        self.ax.set_ylim(lowest - 0.08 * height, losses.max() + 0.25 * height)

    def _report(self):
        hike, taken = self.hike, len(self.hike.headings)
        values = {"number": self.number, "left": hike.left, "length": self.length.value}
        values |= {"loss": hike.losses[-1], "best": min(hike.losses), "taken": taken}
        if taken:
            change = hike.losses[-1] - hike.losses[-2]
            values["change"] = abs(change)
            values["heading"] = text("search.hiker.headings")[_octant(hike.headings[-1])]
            words = [text("search.hiker.went_up" if change > 0 else "search.hiker.went_down", **values)]
        else:
            words = [text("search.hiker.begin", **values)]
        if hike.at_fence:
            words.append(text("search.hiker.fence"))
        if self.mode.value == "slope":
            (east, north), slope = hike.downhill
            heading = text("search.hiker.headings")[_octant(np.arctan2(north, east))]
            words.append(text("search.hiker.feel", slope=slope, heading=heading))
        return text("kit.between_sentences").join(words)

    def _verdict(self):
        s = self.score
        values = {"best": min(self.hike.losses), "lowest": s.lowest, "share": s.share_above}
        values |= {"guesses": s.guesses.best[-1], "steps": s.steps.best[-1], "budget": BUDGET}
        values |= {"length": self.length.value, "number": self.number}
        words = text("search.hiker.verdict", **values), text("search.hiker.beaten")[s.beaten]
        return text("kit.between_sentences").join(words)


def _octant(angle):
    """The nearest of eight directions, counted from east against the clock."""
    return round(angle / (np.pi / 4)) % 8


def _button(label, act):
    button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))
    button.on_click(act)
    return button
