"""Explorer: walk along a line from kink to kink, and zoom in on one."""

import numpy as np

from losslab.kit.explorer import Explorer, choice_slider, whole_slider
from losslab.kit.style import HERE, INK, MINIMUM, QUIET, TEST
from losslab.hinges import hinge_plane, svm_hinges
from losslab.kit.words import text
from losslab.slices import svm_line_kinks

_COUNTS = (1, 2, 5, 20, 100, 1000)
_ZOOMS = (1, 3, 10, 30, 100, 300, 1000)
_FAN = 5


class KinkExplorer(Explorer):
    """The loss of a few images along ``W + a U``, and the slopes that fit under each kink.

    Parameters
    ----------
    W, U : ndarray, shape (10, D)
    X, y : ndarrays, shapes (D, N) and (N,)
        Of which the first 1 to 1000 are used.
    reach : float
        The line is shown for ``|a|`` up to this.
    """

    height = 4.4

    def __init__(self, W, U, X, y, *, reach):
        self.W, self.U, self.X, self.y, self.reach = W, U, X, y, reach
        self._use(1)
        super().__init__()

    def _use(self, n):
        """Keep what does not change while the number of images does not."""
        X, y = self.X[:, :n], self.y[:n]
        h, u = svm_hinges(X, y, self.W, self.U)
        self.n, self.terms = n, (h, u, np.zeros_like(u))
        self.kinks = svm_line_kinks(self.W, self.U, X, y)
        self.inside = np.flatnonzero(np.abs(self.kinks.a) < self.reach)

    def loss_at(self, a):
        """The loss at sorted positions `a`."""
        return hinge_plane(*self.terms, a, np.zeros(1))[0] / self.n

    def controls(self):
        named = [(f"{k:,}", k) for k in _COUNTS if k <= len(self.y)]
        self.images = choice_slider(text("landscape.kinks.images"), named, 1)
        self.place = whole_slider(text("landscape.kinks.place"), 1, 1, 1)
        self._count_kinks(0.5)
        self.zoom = choice_slider(text("landscape.kinks.zoom"), [(f"× {z:,}", z) for z in _ZOOMS], 10)
        return [self.listen(self.images, self.place), self.listen(self.zoom)]

    def build(self, figure):
        self.ax, self.near_ax = figure.subplots(1, 2, width_ratios=(1, 1), sharey=False)
        self.ax.set_xlim(-self.reach, self.reach)
        self.ax.set(title=text("landscape.kinks.whole"), xlabel=text("landscape.figures.line_x"))
        self.ax.set_ylabel(text("kit.line_y"))
        self.near_ax.set(title=text("landscape.kinks.near"), xlabel=text("landscape.figures.fan_x"))
        (self.curve,) = self.ax.plot([], [], color=INK)
        (self.dots,) = self.ax.plot([], [], "o", color=TEST, markersize=5)
        (self.here,) = self.ax.plot([], [], "o", color=HERE, markersize=11)
        (self.near,) = self.near_ax.plot([], [], color=INK, linewidth=3)
        colours = [QUIET, *[MINIMUM] * (_FAN - 2), QUIET]
        self.fan = [self.near_ax.plot([], [], "--", color=c, linewidth=1.5)[0] for c in colours]
        (self.kink,) = self.near_ax.plot([0], [0], "o", color=HERE, markersize=11)
        axes = (self.ax.yaxis, self.near_ax.xaxis, self.near_ax.yaxis)
        return [*axes, self.curve, self.dots, self.here, *self.fan, self.near, self.kink]

    def update(self):
        if self.images.value != self.n:
            share = self.place.value / self.place.max
            self._use(self.images.value)
            self._count_kinks(share)
        self._draw_line()
        if not len(self.inside):
            for line in (self.here, self.near, self.kink, *self.fan):
                line.set_data([], [])
            return text("landscape.kinks.none")
        k = self.inside[self.place.value - 1]
        left, right = self._draw_near(k)
        names = text("kit.class_names")
        return text(
            "landscape.kinks.sentence",
            image=self.kinks.example[k],
            label=names[self.kinks.label[k]],
            truth=names[self.y[self.kinks.example[k]]],
            a=self.kinks.a[k], left=left, right=right, place=self.place.value,
            count=len(self.inside),
        )  # fmt: skip

    def _count_kinks(self, share):
        """Give the slider a step for each kink, and keep its place on the line."""
        count = max(1, len(self.inside))
        self._busy = True
        try:
            self.place.max = count
            self.place.value = max(1, round(share * count))
        finally:
            self._busy = False

    def _draw_line(self):
        a = np.linspace(-self.reach, self.reach, 301)
        loss = self.loss_at(a)
        self.curve.set_data(a, loss)
        at = self.kinks.a[self.inside] if len(self.inside) <= 200 else np.zeros(0)
        self.dots.set_data(at, np.interp(at, a, loss))
        room = 0.08 * np.ptp(loss) + 1e-9
        self.ax.set_ylim(loss.min() - room, loss.max() + room)

    def _draw_near(self, k):
        """Draw the neighbourhood of kink `k`; return the slopes left and right of it."""
        centre, width = self.kinks.a[k], self.reach / self.zoom.value
        distance = np.linspace(-width, width, 201)
        loss = self.loss_at(centre + distance)
        slope = self._slope_left_of(k)
        slopes = np.linspace(slope, slope + self.kinks.slope_change[k], _FAN)
        height = loss[100]
        self.near.set_data(distance, loss)
        for line, s in zip(self.fan, slopes, strict=True):
            line.set_data([-width, width], [height - s * width, height + s * width])
        self.kink.set_data([0], [height])
        self.here.set_data([centre], [height])
        room = 0.35 * np.ptp(loss) + 1e-9
        self.near_ax.set(xlim=(-width, width), ylim=(loss.min() - room, loss.max() + room / 3))
        return slopes[0], slopes[-1]

    def _slope_left_of(self, k):
        u = self.terms[1].astype(float)
        return u[u < 0].sum() / self.n + self.kinks.slope_change[:k].sum()
