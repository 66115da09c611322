"""Explorer: a museum of wrong gradients, to be diagnosed from the gradient check alone."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from losslab.kit.explorer import Explorer, choice_slider, toggles
from losslab.kit.style import HERE, INK, QUIET, TERMS, TRAINING
from losslab.lessons.gradients.planted_bugs import BUGS, PLACES, Museum
from losslab.gradients import relative_error
from losslab.kit.words import text

ORDER = (
    "healthy", "wrong_axis", "no_factor_two", "stale_mask", "sign", "not_restored", "true_class",
    "float32", "no_mean",
)  # fmt: skip
_THRESHOLD = 1e-6
_COLUMNS = np.r_[np.linspace(40, 3000, 23).astype(int), 3072]
_BOXES = ((0.09, 0.56), (0.59, 0.56), (0.09, 0.09), (0.59, 0.09))
_VIEWS = ("pairs", "errors", "sums", "differences")


class BugMuseum(Explorer):
    """Four views of a gradient check; the student says which bug it shows.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
    X, y : ndarrays, shapes (3073, N) and (N,)
        A few hundred images.
    """

    height = 6.4

    def __init__(self, W, X, y):
        self.museum = Museum(W, X, y, columns=_COLUMNS)
        self.found = set()
        self._shown = ORDER[0]
        super().__init__()

    def controls(self):
        named = [(text("gradients.museum.healthy"), "healthy")]
        named += [(str(k), bug) for k, bug in enumerate(ORDER[1:], start=1)]
        self.exhibit = toggles(text("gradients.museum.exhibit"), named)
        steps = [(f"1e-{k}", float(f"1e-{k}")) for k in range(2, 10)]
        self.h = choice_slider("h", steps, 1e-6)
        named = [(f"{r:g}", r) for r in (0, 1e-3, 1, 100, 1000)]
        self.reg = choice_slider(text("kit.regularization"), named, 0)
        named = [(text(f"gradients.museum.{place}"), place) for place in PLACES]
        self.place = toggles(text("gradients.museum.place"), named, "later")
        named = [(text("gradients.museum.unknown"), "unknown")]
        named += [(text(f"gradients.museum.names.{bug}"), bug) for bug in BUGS]
        self.diagnosis = toggles(text("gradients.museum.diagnosis"), named)
        rows = (self.exhibit,), (self.h, self.reg), (self.place,), (self.diagnosis,)
        return [self.listen(*row) for row in rows]

    def build(self, figure):
        figure.set_layout_engine("none")  # tick labels of all sizes need the same room
        self.axes = [figure.add_axes((x, y, 0.39, 0.34)) for x, y in _BOXES]
        for ax, view in zip(self.axes, _VIEWS, strict=True):
            ax.set_title(text(f"gradients.museum.{view}"))
            ax.set_xlabel(text(f"gradients.museum.{view}_x"))
            ax.set_ylabel(text(f"gradients.museum.{view}_y"))
        pairs, errors, sums, differences = self.axes
        (self.diagonal,) = pairs.plot([], [], "--", color=QUIET)
        marks = zip(self.axes, ("o", ".", "o", "o"), (5, 5, 6, 5), strict=True)
        self.dots = [
            ax.plot([], [], mark, color=TRAINING, markersize=size, alpha=0.7)[0]
            for ax, mark, size in marks
        ]
        errors.set(
            xlim=(-5, 245), ylim=(1e-17, 10), yscale="log", yticks=10.0 ** np.arange(-16, 1, 4)
        )
        errors.axhline(_THRESHOLD, color=HERE, linestyle="--", linewidth=1.5)
        sums.set(xlim=(-1, 24), xticks=(0, 5, 10, 15, 20))
        for ax in (sums, differences):
            ax.axhline(0, color=QUIET, linestyle="--", linewidth=1.5)
        weights = np.concatenate([w.ravel() for w in self.museum.weights.values()])
        differences.set(xlim=np.array([-0.05, 1.05]) * np.ptp(weights) + weights.min())
        differences.set_xticks((0, 0.0005, 0.001))
        for axis in (pairs.xaxis, pairs.yaxis, sums.yaxis, differences.yaxis):
            axis.set_major_formatter("{x:g}")
            axis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10)))  # ticks take time
        self.stamp = figure.text(0.09, 0.966, "", size=14, weight="bold", va="center")
        self.settings = figure.text(0.98, 0.966, "", size=12, ha="right", va="center", color=INK)
        axes = (pairs.xaxis, pairs.yaxis, sums.yaxis, differences.yaxis)
        return [*axes, self.diagonal, *self.dots, self.stamp, self.settings]

    def update(self):
        if self.exhibit.value != self._shown:
            self._shown = self.exhibit.value
            self.set_quietly(diagnosis="unknown")
        shown = self.museum.exhibit(
            self._shown, place=self.place.value, h=self.h.value, reg=self.reg.value
        )
        analytic, numerical = shown.analytic.ravel(), shown.numerical.ravel()
        errors = relative_error(analytic, numerical)
        order = np.arange(len(errors))
        self._spread(0, numerical, analytic)
        self.dots[1].set_data(order, np.maximum(errors, 1e-16))
        self._spread(2, np.arange(len(shown.sums)), shown.sums)
        self._spread(3, shown.weights.ravel(), analytic - numerical)
        settings = {"place": text(f"gradients.museum.{self.place.value}")}
        settings |= {"h": self.h.value, "reg": self.reg.value}
        self.settings.set_text(text("gradients.museum.settings", **settings))
        numbers = {
            "ratio": _median_ratio(analytic, numerical),
            "median": _in_words(np.median(errors)), "share": np.mean(errors > _THRESHOLD),
        }  # fmt: skip
        said = text("gradients.museum.sentence", **settings, **numbers)
        return text("kit.between_sentences").join([said, *self._verdict()])

    def _spread(self, k, x, y):
        """Put points into panel `k`, and fit its limits."""
        self.dots[k].set_data(x, y)
        least = (1.0, None, 1.0, 1e-12)[k]
        reach = 1.15 * max(np.abs(y).max(), least)
        self.axes[k].set_ylim(-reach, reach)
        if k == 0:
            width = 1.15 * max(np.abs(x).max(), 1.0)
            self.axes[0].set_xlim(-width, width)
            self.diagonal.set_data([-width, width], [-width, width])

    def _verdict(self):
        """Compare the diagnosis with the exhibit, and stamp the picture; return the sentences."""
        guess, number = self.diagnosis.value, ORDER.index(self._shown)
        name = text("gradients.museum.healthy") if number == 0 else str(number)
        mark, colour = "", INK
        if guess == "unknown":
            verdict = [text("gradients.museum.ask" if number else "gradients.museum.compare")]
        elif guess == self._shown:
            self.found.add(guess)
            mark, colour = f"  ✓ {text(f'gradients.museum.names.{guess}')}", TERMS[2]
            verdict = [
                text(f"gradients.museum.because.{guess}", n=len(self.museum.y)),
                text("gradients.museum.found", found=len(self.found)),
            ]
        else:
            mark, colour = f"  ✗ {text(f'gradients.museum.names.{guess}')}", HERE
            verdict = [text(f"gradients.museum.instead.{guess}", n=len(self.museum.y))]
        self.stamp.set_text(text("gradients.museum.stamp", name=name) + mark)
        self.stamp.set_color(colour)
        return verdict


def _in_words(error):
    """A relative error to two digits; rounding has none that are worth showing."""
    return f"{error:.1e}" if error >= 1e-8 else text("gradients.museum.tiny")


def _median_ratio(analytic, numerical):
    fit = numerical != 0
    return float(np.median(analytic[fit] / numerical[fit])) if fit.any() else float("nan")
