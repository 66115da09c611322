"""Explorer: drag three points and three weights, see the hinges and their sum."""

import numpy as np

from losslab.kit.explorer import Explorer, move_to, slider
from losslab.kit.style import HERE, INK, QUIET, TERMS
from losslab.kit.words import text
from losslab.lessons.landscape.three_points import HINGES_WITH_W0, three_points

_W0 = np.linspace(-4, 4, 401)
_TOP = 9.0


class ThreePointExplorer(Explorer):
    """The loss of three points against ``w0``; the points and the hiker can be dragged."""

    height = 5.4
    clickable = True

    def controls(self):
        self.x = [
            slider(f"x{i}", start, -3, 3, 0.05) for i, start in enumerate((1.0, -0.6, 1.6))
        ]  # fmt: skip
        self.w = [
            slider(f"w{j}", start, -4, 4, 0.05) for j, start in enumerate((2.4, -0.4, 0.5))
        ]  # fmt: skip
        self.held = self.w[0]
        for control in (*self.x, *self.w):
            control.layout.width = "290px"
        return [self.listen(*self.x), self.listen(*self.w)]

    def build(self, figure):
        grid = figure.add_gridspec(2, 2, height_ratios=(1, 4.6))
        self.points_ax = figure.add_subplot(grid[0, :])
        self.terms_ax, self.sum_ax = (figure.add_subplot(grid[1, k]) for k in (0, 1))
        self._frame()
        look = {"color": INK, "markersize": 15, "markerfacecolor": "white"}
        points = [self.points_ax.plot([], [], marker, **look)[0] for marker in "os^"]
        labels = [self.points_ax.text(0, 0, f"x{i}", ha="center", size=12) for i in range(3)]
        self.points = list(zip(points, labels, strict=True))
        looks = zip(("-", "--", "-.", ":"), TERMS, HINGES_WITH_W0, strict=False)
        self.lines = [
            self.terms_ax.plot([], [], style, color=colour, linewidth=2.5, label=f"L{i}, {j}")[0]
            for style, colour, (i, j) in looks
        ]
        self.terms_ax.legend(loc="upper center", ncols=2)
        self.bands = [
            self.sum_ax.fill(_W0, _W0, color=colour, alpha=alpha, linewidth=0)[0]
            for colour, alpha in zip(("#CCCCCC", *TERMS[:4]), (0.7, *[0.55] * 4), strict=True)
        ]
        (self.curve,) = self.sum_ax.plot([], [], color=INK, linewidth=2.5)
        self.hikers = [
            ax.plot([], [], marker, color=HERE, markersize=size, zorder=5)[0]
            for ax, marker, size in ((self.terms_ax, "|", 0), (self.sum_ax, "o", 12))
        ]
        self.uprights = [
            ax.axvline(0, color=HERE, linewidth=1.2, linestyle=":")
            for ax in (self.terms_ax, self.sum_ax)
        ]
        moving = [*points, *labels, *self.lines, *self.bands, self.curve]
        return moving + self.uprights + self.hikers

    def _frame(self):
        self.points_ax.set(xlim=(-3.3, 3.3), ylim=(-1, 1.6), yticks=[])
        self.points_ax.axhline(0, color=QUIET, linewidth=1)
        self.points_ax.set_title(text("landscape.three_points.points"))
        self.points_ax.spines["left"].set_visible(False)
        for ax, title in ((self.terms_ax, "hinges"), (self.sum_ax, "sum")):
            ax.set(xlim=(-4, 4), ylim=(-0.25, _TOP), xlabel="w₀", title=text(f"landscape.figures.{title}"))
        self.terms_ax.set_ylabel(text("landscape.figures.hinges_y"))
        self.sum_ax.set_ylabel(text("landscape.figures.sum_y"))

    def update(self):
        x = [control.value for control in self.x]
        w0, w1, w2 = (control.value for control in self.w)
        result = three_points(_W0, x, w1=w1, w2=w2)
        here = three_points([w0], x, w1=w1, w2=w2)
        for (marker, label), value in zip(self.points, x, strict=True):
            marker.set_data([value], [0])
            label.set_position((value, 0.65))
        for line, term in zip(self.lines, result.terms, strict=True):
            line.set_data(_W0, term)
        self._stack(result)
        self.curve.set_data(_W0, result.loss)
        self.hikers[1].set_data([w0], here.loss)
        for upright in self.uprights:
            upright.set_xdata([w0, w0])
        active = [n for n, t in zip(here.names, here.terms[:, 0], strict=True) if t > 0]
        names = text("kit.between_items").join(active) if active else text("landscape.three_points.none")
        numbers = {"w0": w0, "w1": w1, "w2": w2, "x0": x[0], "x1": x[1], "x2": x[2]}
        return text("landscape.three_points.sentence", loss=here.loss[0], active=names, **numbers)

    def _stack(self, result):
        below = np.zeros_like(_W0)
        heights = [np.full_like(_W0, result.constant), *result.terms]
        for band, height in zip(self.bands, heights, strict=True):
            above = below + height / 3
            band.set_xy(np.column_stack([np.r_[_W0, _W0[::-1]], np.r_[below, above[::-1]]]))
            below = above

    def pressed(self, ax, x, y):
        on_points = ax is self.points_ax
        nearest = min(self.x, key=lambda control: abs(control.value - x))
        self.held = nearest if on_points else self.w[0]  # until the next press, however it moves
        self.dragged(ax, x, y)

    def dragged(self, ax, x, y):
        if (ax is self.points_ax) == (self.held in self.x):
            move_to(self.held, x)

    def key(self, name, shift):
        step = {"ArrowLeft": -0.05, "ArrowRight": 0.05}.get(name, 0)
        move_to(self.w[0], self.w[0].value + (10 * step if shift else step))
