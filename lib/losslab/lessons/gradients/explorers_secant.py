"""Explorer: a secant turns into the tangent as h shrinks, until the digits of the loss run out."""

import numpy as np

from losslab.kit.explorer import Explorer, choice_slider, move_to, slider, toggles
from losslab.kit.style import HERE, INK, QUIET, TERMS
from losslab.kit.words import text
from losslab.lessons.gradients.softmax_line import softmax_line

_REACH = 10.0
_STEPS = [float(f"{m}e{e}") for e in range(0, -17, -1) for m in (3, 1)]
_WINDOW = np.linspace(-1.5, 1.5, 91)  # in units of h
_STAIR = 1e-3  # from here on one sees the steps between neighbouring numbers


class SecantExplorer(Explorer):
    """The softmax loss along ``W + a U``: the point can be dragged.

    Parameters
    ----------
    W, U : ndarray, shape (10, D)
    X, y : ndarrays, shapes (D, N) and (N,)
        About a hundred images are enough.
    """

    height = 4.6
    clickable = True

    def __init__(self, W, U, X, y):
        self.line = softmax_line(W, U, X, y)
        self.whole = np.linspace(-_REACH, _REACH, 161)
        self.heights = self.line.loss(self.whole)
        self.steepest = np.abs(self.line.slope(self.whole)).max()
        super().__init__()

    def controls(self):
        named = [(f"{h:g}", h) for h in _STEPS]
        self.h = choice_slider("h", named, 1.0)
        self.place = slider(text("gradients.secant.place"), -4.0, -_REACH, _REACH, 0.1, fmt=".1f")
        schemes = ("forward", "centered")
        named = [(text(f"gradients.figures.{scheme}"), scheme) for scheme in schemes]
        self.scheme = toggles(text("gradients.secant.scheme"), named)
        return [self.listen(self.h, self.place), self.listen(self.scheme)]

    def build(self, figure):
        self.ax, self.near_ax = figure.subplots(1, 2)
        room = 0.08 * np.ptp(self.heights)
        self.ax.set(xlim=(-_REACH, _REACH))
        self.ax.set_ylim(self.heights.min() - 3 * room, self.heights.max() + room)
        self.ax.set(xlabel=text("gradients.secant.x"), ylabel=text("gradients.secant.y"))
        self.ax.set_title(text("gradients.secant.whole"))
        self.ax.plot(self.whole, self.heights, color=INK)
        self.near_ax.set(xlim=_WINDOW[[0, -1]], ylim=np.array([-2.2, 2.2]) * self.steepest)
        self.near_ax.set(xlabel=text("gradients.secant.near_x"))
        self.near_ax.set(ylabel=text("gradients.secant.near_y"))
        self.near_ax.set_title(text("gradients.secant.near"))
        axes = (self.ax, self.near_ax)
        self.tangents = [ax.plot([], [], "--", color=QUIET, linewidth=2)[0] for ax in axes]
        self.secants = [ax.plot([], [], color=TERMS[0], linewidth=2)[0] for ax in axes]
        look = {"color": "white", "markeredgecolor": TERMS[0], "markersize": 8}
        self.ends = [ax.plot([], [], "o", markeredgewidth=2, **look)[0] for ax in axes]
        self.hikers = [ax.plot([], [], "o", color=HERE, markersize=11)[0] for ax in axes]
        (self.near,) = self.near_ax.plot([], [], color=INK, linewidth=3)
        self.tangents[1].set_label(text("gradients.secant.tangent"))
        self.secants[1].set_label(text("gradients.secant.secant"))
        self.near.set_label(text("gradients.secant.curve"))
        self.near_ax.legend(
            handles=[self.near, self.tangents[1], self.secants[1]], loc="upper center"
        )
        return [self.near, *self.tangents, *self.secants, *self.ends, *self.hikers]

    def update(self):
        a, h = self.place.value, self.h.value
        loss, slope = self.line.loss([a])[0], self.line.slope([a])[0]
        ends = np.array([0.0, 1.0] if self.scheme.value == "forward" else [-1.0, 1.0])
        losses = self.line.loss(a + h * ends)
        secant = (losses[1] - losses[0]) / (h * (ends[1] - ends[0]))
        away = self.whole - a
        self.tangents[0].set_data(self.whole, loss + slope * away)
        self.secants[0].set_data(self.whole, losses[0] + secant * (away - h * ends[0]))
        self.ends[0].set_data(a + h * ends, losses)
        self.hikers[0].set_data([a], [loss])
        self._draw_near(a, h, slope, secant, loss, ends)
        return self._sentence(a, h, slope, secant, loss)

    def _draw_near(self, a, h, slope, secant, loss, ends):
        """Fill the magnifying glass: distances in units of h, heights over h."""
        rise = (self.line.loss(a + h * np.r_[_WINDOW, ends]) - loss) / h
        near, heights = rise[: len(_WINDOW)], rise[len(_WINDOW) :]
        self.near.set_data(_WINDOW, near)
        self.tangents[1].set_data(_WINDOW, slope * _WINDOW)
        self.secants[1].set_data(_WINDOW, heights[0] + secant * (_WINDOW - ends[0]))
        self.ends[1].set_data(ends, heights)
        self.hikers[1].set_data([0], [0])

    def _sentence(self, a, h, slope, secant, loss):
        error = abs(secant - slope)
        if np.spacing(loss) / h > _STAIR * self.steepest:
            state = "stairs"
        else:
            state = "close" if error < 0.01 * self.steepest else "apart"
        values = {"a": a, "h": h, "slope": slope, "secant": secant, "error": error}
        values["scheme"] = text(f"gradients.figures.{self.scheme.value}")
        return text(f"gradients.secant.{state}", **values)

    def pressed(self, ax, x, y):
        if ax is self.ax:
            move_to(self.place, x)

    def key(self, name, shift):
        step = {"ArrowLeft": -0.1, "ArrowRight": 0.1}.get(name, 0)
        move_to(self.place, self.place.value + (5 * step if shift else step))
