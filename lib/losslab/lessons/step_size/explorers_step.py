"""Explorer: one step down the real loss, as long as you like."""

import ipywidgets as widgets
import numpy as np

from losslab.kit.explorer import Explorer, move_to
from losslab.lessons.landscape.figures import draw_plane
from losslab.lessons.step_size.figures import draw_arrow, draw_ray, plain_log_axis
from losslab.kit.style import HERE, MINIMUM, TRAINING
from losslab.hinges import hinge_plane, svm_hinges
from losslab.kit.words import text
from losslab.lessons.step_size.line_search import across, descent_ray

UNIT = 1e-6  # of the map's axes, in steps
SHORTEST, LONGEST = -9, -3  # powers of ten
_CORNERS = (-1.1, 3.9), (-1.4, 3.4)  # of the map, in best steps


PLACES = 20  # of the slider, in a power of ten


def step_slider(value, shortest, longest):
    """A logarithmic slider for the step size."""
    return widgets.FloatLogSlider(
        value, base=10, min=shortest, max=longest, step=1 / PLACES, readout_format=".1e",
        description=text("kit.step_size"), style={"description_width": "initial"},
        layout=widgets.Layout(width="560px"),
    )  # fmt: skip


class StepExplorer(Explorer):
    """A map that holds the whole gradient, and the loss along it; the step is yours.

    Parameters
    ----------
    W : ndarray, shape (10, D)
        Where the hiker stands.
    X, y : ndarrays, shapes (D, N) and (N,)
    """

    height = 4.6
    clickable = True

    def __init__(self, W, X, y):
        self.ray = descent_ray(W, X, y)
        self.map = self._map(W, X, y)
        super().__init__()

    def _map(self, W, X, y):
        """Positions and losses of the map, ready to draw."""
        turn = across(self.ray, W, X, y)
        a, b = (np.linspace(*corner, 61) * self.ray.best.a for corner in _CORNERS)
        hinges = svm_hinges(X, y, W, -self.ray.gradient, turn)
        return a / UNIT, b / UNIT, hinge_plane(*hinges, a, b) / len(y)

    def controls(self):
        self.step = step_slider(10**-6.5, SHORTEST, LONGEST)
        return [self.listen(self.step)]

    def build(self, figure):
        self.map_ax, self.ray_ax = figure.subplots(1, 2, width_ratios=(1, 1.1))
        a, b, loss = self.map
        draw_plane(self.map_ax, a, b, loss)
        draw_arrow(self.map_ax, (0, 0), (0.75 * self.ray.best.a / UNIT, 0), reach=5)
        self.map_ax.set_xlim(a[0], a[-1])
        words = {"xlabel": "map_x", "ylabel": "map_y", "title": "map"}
        self.map_ax.set(**{k: text(f"step_size.explorer.{word}") for k, word in words.items()})
        self.map_ax.plot(self.ray.best.a / UNIT, 0, "*", color=MINIMUM, markersize=17, zorder=5)
        look = {"color": HERE, "markeredgecolor": "white", "markersize": 13, "zorder": 6}
        (self.hiker,) = self.map_ax.plot([0], [0], "o", **look)
        return [self.hiker, *self._build_ray(look)]

    def _build_ray(self, look):
        ax, steps = self.ray_ax, np.geomspace(10.0**SHORTEST, 10.0**LONGEST, 241)
        ax.set(xscale="log", yscale="log", ylim=(self.ray.best.loss / 5, 4e3))
        draw_ray(ax, steps, self.ray.loss_after(steps), self.ray.best)
        plain_log_axis(ax.yaxis)
        promise = self.ray.loss + self.ray.slope * steps
        ax.plot(steps[promise > 0], promise[promise > 0], "--", color=TRAINING, zorder=2)
        ax.annotate(
            text("step_size.explorer.promise"), (10.0**SHORTEST, self.ray.loss), xytext=(8, -10),
            textcoords="offset points", va="top", color=TRAINING, weight="bold",
        )  # fmt: skip
        (self.drop,) = ax.plot([], [], color=HERE, linewidth=2.5)
        (self.here,) = ax.plot([], [], "o", **look)
        return [self.drop, self.here]

    def update(self):
        step, edge = self.step.value, self.map[0][-1]
        loss = float(self.ray.loss_after([step])[0])
        inside = step / UNIT <= edge
        self.hiker.set_marker("o" if inside else ">")
        self.hiker.set_data([step / UNIT if inside else 0.98 * edge], [0])
        self.here.set_data([step], [loss])
        self.drop.set_data([step, step], [self.ray.loss, loss])
        return self._report(step, loss, inside)

    def _report(self, step, loss, inside):
        best = self.ray.best
        gain = (self.ray.loss - loss) / (self.ray.loss - best.loss)
        if loss > self.ray.loss:
            word = "worse" if inside else "off_the_map"
        elif step > 1.1 * best.a:
            word = "past"
        else:
            word = "best" if gain > 0.99 else "before"
        values = {"step": step, "start": self.ray.loss, "loss": loss, "gain": gain}
        values |= {"times": step / best.a, "grown": loss / self.ray.loss}
        verdict = text(f"step_size.explorer.{word}", **values)
        return text("step_size.explorer.sentence", verdict=verdict, **values)

    def pressed(self, ax, x, y):
        move_to(self.step, x if ax is self.ray_ax else max(x * UNIT, 10.0**SHORTEST))

    def key(self, name, shift):
        places = {"ArrowLeft": -1, "ArrowRight": 1}.get(name, 0) * (10 if shift else 1)
        move_to(self.step, self.step.value * 10.0 ** (places / PLACES))
