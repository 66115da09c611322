"""Explorer: how much a random step gains, from 2 to 30,730 dimensions."""

from math import exp, lgamma, pi, sqrt

import numpy as np

from losslab.kit.explorer import Explorer, choice_slider
from losslab.kit.style import HERE, INK, PATH, QUIET
from losslab.kit.words import text
from losslab.lessons.search.descent_probability import random_steps

LENGTHS = (1e-5, 1e-4, 1e-3, 2e-3, 5e-3, 0.0175)
DIMENSIONS = (2, 3, 5, 10, 30, 100, 300, 1000, 3000, 10000, 30730)


def gain_on_even_slope(dimension):
    """Mean gain of a random step, over that of the step straight down, where nothing bends.

    That is the mean of ``max(0, c)``, where ``c`` is one coordinate of a random direction: about
    ``1 / sqrt(2 pi d)`` in ``d`` dimensions.

    Examples
    --------
    >>> round(gain_on_even_slope(2) * pi, 6), round(gain_on_even_slope(3), 6)
    (1.0, 0.25)
    """
    return exp(lgamma(dimension / 2) - lgamma((dimension + 1) / 2)) / (2 * sqrt(pi))


class DimensionDial(Explorer):
    """Random steps from `W`: how many go down, and how far, beside a step along the gradient.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
    X, y : ndarrays, shapes (3073, N) and (N,)
    pairs : int
        Steps tried, each forwards and backwards, for each length and dimension.
    """

    height = 4.3

    def __init__(self, W, X, y, *, pairs=100):
        rng = np.random.default_rng(0)
        kinds = {"lengths": LENGTHS, "dimensions": DIMENSIONS}
        self.tried = random_steps(W, X, y, pairs=pairs, rng=rng, **kinds)
        self.tries = 2 * pairs
        super().__init__()

    def controls(self):
        words = [(f"{d:,}", k) for k, d in enumerate(DIMENSIONS)]
        self.dimension = choice_slider(text("search.dimensions.dimension"), words, 0)
        words = [(f"{r:g}", k) for k, r in enumerate(LENGTHS)]
        self.length = choice_slider(text("search.dimensions.length"), words, 2)
        return [self.listen(self.dimension, self.length)]

    def build(self, figure):
        self.share_ax, self.gain_ax = axes = figure.subplots(1, 2)
        for ax, name in zip(axes, ("share", "gain"), strict=True):
            ax.set(xscale="log", xlim=(1.6, 5e4), xlabel=text("search.dimensions.dimension"))
            ax.set(title=text(f"search.dimensions.{name}"), ylabel=text(f"search.dimensions.{name}_y"))
        self.share_ax.set(ylim=(0, 1), yticks=np.linspace(0, 1, 5))
        self.share_ax.axhline(0.5, color=INK, linewidth=1, linestyle=":")
        self.gain_ax.set(yscale="log", ylim=(1e-5, 30))
        look = {"color": PATH, "marker": "o", "markersize": 5}
        (self.share,) = self.share_ax.plot([], [], **look)
        (self.gain,) = self.gain_ax.plot([], [], label=text("search.dimensions.random"), **look)
        (self.law,) = self.gain_ax.plot([], [], "--", color=QUIET, label=text("search.dimensions.law"))
        (self.gradient,) = self.gain_ax.plot(
            [1, 1e5], [1, 1], color=INK, linewidth=3, label=text("search.dimensions.gradient")
        )
        self.here = [ax.plot([], [], "o", color=HERE, markersize=12, zorder=4)[0] for ax in axes]
        self.gain_ax.legend(loc="lower left")
        self.legend = self.gain_ax.get_legend()
        return [self.share, self.gradient, self.law, self.gain, *self.here, self.legend]

    def update(self):
        k, i = self.dimension.value, self.length.value
        tried, ahead = self.tried, self.tried.gradient_gain[i]
        share, gain = tried.downhill[i], tried.gain[i]
        self.share.set_data(DIMENSIONS, share)
        self.gain.set_data(DIMENSIONS, gain)
        self.here[0].set_data([DIMENSIONS[k]], [share[k]])
        self.here[1].set_data([DIMENSIONS[k]], [gain[k]])
        for line in (self.gradient, self.law):
            line.set_visible(ahead > 0)
        self.gradient.set_ydata([ahead, ahead])
        self.law.set_data(DIMENSIONS, [ahead * gain_on_even_slope(d) for d in DIMENSIONS])
        values = {"d": DIMENSIONS[k], "length": LENGTHS[i], "tries": self.tries}
        values |= {"share": share[k], "gain": gain[k], "ahead": abs(ahead)}
        values["times"] = ahead / gain[k] if gain[k] > 0 else np.inf
        return text("search.dimensions.sentence" if ahead > 0 else "search.dimensions.too_long", **values)
