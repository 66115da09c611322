"""The explorers of momentum: on a bowl that can be solved, and on the loss of real images."""

import numpy as np

from losslab.kit import style
from losslab.kit.controls import choice_slider, slider, step_slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.maps import draw_plane
from losslab.kit.style import HERE, QUIET
from losslab.kit.words import text, words_of
from losslab.lessons.step_size import figures
from losslab.lessons.step_size.momentum import (
    best_momentum,
    momentum_descent,
    momentum_factors,
    momentum_rate,
)
from losslab.lessons.step_size.quadratic import quadratic_loss
from losslab.lessons.step_size.ravine import Ravine

words = words_of("step_size.momentum")


def _kinds():
    """The control of the two variants."""
    return {"kind": toggles(words("kind"), ("polyak", "nesterov"), words=words)}


class MomentumExplorer(Explorer):
    """A walk in ``½ (x₁² + k x₂²)`` with momentum, and its factors in the complex plane."""

    height = 4.6
    start, longest = (1.1, 0.6), 0.4

    def controls(self):
        steep = choice_slider(text("step_size.quadratic.steep"), (1, 4, 10, 20, 50), 20)
        count = choice_slider(text("step_size.quadratic.count"), (1, 2, 5, 10, 20, 40, 80), 40)
        step = slider(text("kit.step_size"), 0.05, 0.005, self.longest, 0.005, fmt=".3f")
        beta = slider(words("beta"), 0.7, 0, 0.99, 0.01)
        return [{"steep": steep, "count": count}, {"step": step, "beta": beta}, _kinds()]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1.25, 1))
        figures.frame_bowl(self.map_ax)
        self.map_ax.set_title(words("walk"))
        figures.frame_complex(self.ax)

    def scene(self, steep, count, step, beta, kind):
        curvature, nesterov = (1, steep), kind == "nesterov"
        self.keep(figures.draw_bowl, self.map_ax, curvature)
        path = momentum_descent(curvature, self.start, step, beta, count, nesterov=nesterov)
        figures.draw_path(self.map_ax, np.clip(path, -9, 9))  # far outside is outside
        factors = momentum_factors(curvature, step, beta, nesterov=nesterov)
        figures.draw_complex_factors(self.ax, factors)
        rate = momentum_rate(curvature, step, beta, nesterov=nesterov)
        start, end = quadratic_loss(curvature, path[[0, -1]])
        best = best_momentum(*curvature, nesterov=nesterov)
        word = "escapes" if rate > 1 else "closer"
        return words(
            f"bowl_{word}", gentle=_pair(factors[0]), steep=_pair(factors[1]), rate=rate,
            count=count, start=start, loss=end, beta=best.beta, step=best.step_size,
        )  # fmt: skip


def _pair(factors):
    """Two factors in words: a complex pair, or two real numbers."""
    one, other = factors
    if one.imag:
        size = {"re": one.real, "im": abs(one.imag), "size": abs(one)}
        return words("complex_pair", **size)
    return words("real_pair", one=one.real, other=other.real)


class RavineExplorer(Explorer):
    """The softmax loss of a few images: a walk with momentum, beside one without."""

    height = 4.6
    steps = 60
    losses = 0.001, 30  # shown
    along, across = (-0.2, 3.2), (-0.14, 0.14)  # of the map

    def __init__(self, W, X, y):
        self.ravine = Ravine(W, X, y)
        self.a, self.b = np.linspace(*self.along, 35), np.linspace(*self.across, 29)
        self.plane = self.ravine.plane(self.a, self.b)
        super().__init__()

    def controls(self):
        beta = slider(words("beta"), 0.8, 0, 0.98, 0.01)
        return [{"step": step_slider(10**-5.5, -7, -4)}, {"beta": beta}, _kinds()]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1.15, 1))
        self.map_ax.set_aspect("auto")
        draw_plane(self.map_ax, self.a, self.b, self.plane)
        self.map_ax.set(xlim=self.a[[0, -1]], ylim=self.b[[0, -1]])
        style.entitle(self.map_ax, words, "ravine")
        self.ax.set(yscale="log", xlim=(0, self.steps), ylim=self.losses)
        style.plain_log_axis(self.ax.yaxis)
        self.ax.set(xlabel=text("step_size.figures.iterations"), ylabel=text("kit.line_y"))
        self.ax.set_title(words("curves"))
        for name, look in self._looks().items():
            self.ax.plot([], [], label=words(name), **look)
        self.ax.legend(loc="upper right")

    def _looks(self):
        return {
            "without": {"color": QUIET, "linestyle": "--"},
            "with": {"color": HERE, "linewidth": 3},
        }

    def scene(self, step, beta, kind):
        plain, plain_way = self.ravine.walk(step, 0.0, self.steps)
        heavy, way = self.ravine.walk(step, beta, self.steps, nesterov=kind == "nesterov")
        looks = zip((plain, heavy), (plain_way, way), self._looks().values(), strict=True)
        for losses, steps, look in looks:
            self.ax.plot(np.clip(losses, *self.losses), **look)
            path = np.clip(self.ravine.shadow(steps), -9, 9)
            look = {**look, "color": "white", "linewidth": 2}
            self.map_ax.plot(*path.T, scalex=False, scaley=False, **look)
        inside = self._mark_end(path[-1])
        values = {"step": step, "count": self.steps, "plain": plain[-1], "loss": heavy[-1]}
        sentence = words("ravine_sentence", **values, beta=beta)
        sooner = np.flatnonzero(heavy <= plain[-1])
        if beta and len(sooner) and sooner[0] < self.steps:
            sentence += words("sooner", count=int(sooner[0]))
        return sentence if inside else sentence + words("off_the_map")

    def _mark_end(self, end):
        """Mark where the walk ends, at the edge if that lies beyond it; return whether it does."""
        edges = np.array([self.along, self.across]).T
        margin = 0.02 * (edges[1] - edges[0])
        shown = np.clip(end, edges[0] + margin, edges[1] - margin)
        inside = bool(np.all(end == shown))
        style.mark_here(self.map_ax, *shown, marker="o" if inside else "X")
        return inside
