"""The live figures of notebook 03: the secant, the kinks of one weight, the museum of bugs."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from losslab.kit.charts import fit_height
from losslab.kit.controls import choice_slider, slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, QUIET, TERMS, TRAINING, entitle
from losslab.kit.words import text, words_of
from losslab.lessons.gradients import figures
from losslab.lessons.gradients.lines import softmax_line
from losslab.lessons.gradients.microscope import KinkMicroscope as KinkMicroscope
from losslab.lessons.gradients.planted_bugs import BUGS, EXHIBITS, PLACES, GradientChecks


class SecantExplorer(Explorer):
    """The softmax loss of some hundred images along ``W + a U``, a tangent and a secant."""

    height = 4.6
    drags = {"ax": ("place", None)}
    arrows = "place", None
    leap = 5
    whole = np.linspace(-10, 10, 161)
    near = np.linspace(-1.5, 1.5, 91)  # in units of h
    looks = {
        "curve": {"color": INK, "linewidth": 3},
        "tangent": {"color": QUIET, "linestyle": "--"},
        "secant": {"color": TERMS[0]},
    }
    words = staticmethod(words_of("gradients.secant"))

    def __init__(self, W, U, X, y):
        self.line = softmax_line(W, U, X, y)
        self.losses, slopes = self.line(self.whole)
        self.steepest = np.abs(slopes).max()
        super().__init__()

    def controls(self):
        steps = [float(f"{m}e{e}") for e in range(0, -17, -1) for m in (3, 1)]
        h = choice_slider("h", steps, 1.0, fmt="{:g}")
        place = slider(self.words("place"), -4.0, *self.whole[[0, -1]], 0.1, fmt=".1f")
        scheme = toggles(self.words("scheme"), ("forward", "centered"), words=figures.words)
        return [{"h": h, "place": place}, {"scheme": scheme}]

    def ground(self, figure):
        self.ax, self.near_ax = figure.subplots(1, 2)
        self.ax.plot(self.whole, self.losses, color=INK)
        self.ax.set_xlim(self.whole[[0, -1]])
        fit_height(self.ax, self.losses, below=0.24, above=0.08)
        entitle(self.ax, self.words, "whole")
        for name, look in self.looks.items():
            self.near_ax.plot([], [], **look, label=self.words(name))
        self.near_ax.legend(loc="upper center")
        self.near_ax.set(xlim=self.near[[0, -1]], ylim=2.2 * self.steepest * np.array([-1, 1]))
        entitle(self.near_ax, self.words, "near")

    def scene(self, h, place, scheme):
        ends = np.array([0, 1] if scheme == "forward" else [-1, 1])  # in units of h
        at = np.r_[0, ends, self.near]  # the point, both ends, and the curve
        losses, (slope, *_) = self.line(place + h * at)
        rises, secant = (losses - losses[0]) / h, (losses[2] - losses[1]) / (h * np.ptp(ends))
        self.near_ax.plot(self.near, rises[3:], **self.looks["curve"])
        self._draw_slopes(self.ax, place + h * at[:3], losses, slope, secant)
        self._draw_slopes(self.near_ax, at[:3], rises, slope, secant)
        error = abs(secant - slope)
        if np.spacing(losses[0]) / h > 1e-3 * self.steepest:
            word = "stairs"  # of rounding
        else:
            word = "close" if error < 0.01 * self.steepest else "apart"
        values = {"slope": slope, "secant": secant, "error": error}
        return self.words(word, a=place, h=h, scheme=figures.words(scheme), **values)

    def _draw_slopes(self, ax, x, y, slope, secant):
        """Draw the tangent through the first of three points, the secant through the others."""
        edges = np.array(ax.get_xlim())
        ax.plot(edges, y[0] + slope * (edges - x[0]), **self.looks["tangent"])
        ax.plot(edges, y[1] + secant * (edges - x[1]), **self.looks["secant"])
        look = {"color": "white", "markeredgecolor": TERMS[0], "markeredgewidth": 2}
        ax.plot(x[1:], y[1:3], "o", **look, markersize=8)
        ax.plot(x[0], y[0], "o", color=HERE, markersize=11)


class BugMuseum(Explorer):
    """Four views of a gradient check: which bug do they show? The `model` holds those found."""

    height = 5.3  # with its controls it fits a window of 900 pixels
    threshold = 1e-6
    words = staticmethod(words_of("gradients.museum"))

    def __init__(self, W, X, y):
        last = len(X) - 1  # the bias; 23 pixels besides
        some = np.linspace(40, 3000, 23) * (last / 3072)
        self.checks = GradientChecks(W, X, y, columns=np.r_[some.astype(int), last])
        self.model = set()
        super().__init__()

    def controls(self):
        steps = [(f"1e-{k}", float(f"1e-{k}")) for k in range(2, 10)]
        reg = choice_slider(text("kit.regularization"), (0, 1e-3, 1, 100, 1000), 0, fmt="{:g}")
        guesses = [(self.words("unknown"), "unknown")]
        guesses += [(self.words(f"names.{bug}"), bug) for bug in BUGS]
        place = toggles(self.words("place"), PLACES, "later", words=self.words)
        return [
            {
                "exhibit": toggles(self.words("exhibit"), EXHIBITS, words=self._label),
                "place": place,
            },
            {"h": choice_slider("h", steps, 1e-6), "reg": reg},
            {"diagnosis": toggles(self.words("diagnosis"), guesses)},
        ]

    def adapt(self, name):
        if name == "exhibit":
            self.put(diagnosis="unknown")
        elif self.values["diagnosis"] == self.values["exhibit"]:
            self.model.add(self.values["exhibit"])

    def ground(self, figure):
        figure.set_layout_engine("none")  # tick labels of all sizes need the same room
        boxes = [(x, y, 0.385, 0.31) for y in (0.58, 0.105) for x in (0.095, 0.595)]
        self.axes = [figure.add_axes(box) for box in boxes]
        for ax, view in zip(self.axes, ("pairs", "errors", "sums", "differences"), strict=True):
            entitle(ax, self.words, view)
        pairs, errors, sums, differences = self.axes
        pairs.axline((0, 0), slope=1, color=QUIET, linestyle="--")
        errors.axhline(self.threshold, color=HERE, linestyle="--", linewidth=1.5)
        for ax in (sums, differences):
            ax.axhline(0, color=QUIET, linestyle="--", linewidth=1.5)
        weights = np.array(list(self.checks.weights.values()))
        errors.set(
            xlim=(-5, 24 * len(weights[0]) + 5),
            ylim=(1e-17, 10),
            yscale="log",
            yticks=np.logspace(-16, 0, 5),
        )
        sums.set(xlim=(-1, 24), xticks=(0, 5, 10, 15, 20))
        differences.set(xlim=np.array([-0.05, 1.05]) * np.ptp(weights) + weights.min())
        differences.set_xticks((0, 0.0005, 0.001))
        live = pairs.xaxis, pairs.yaxis, sums.yaxis, differences.yaxis
        for axis in live:
            axis.set_major_formatter("{x:g}")
            axis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10)))  # ticks take time
        return live

    def scene(self, exhibit, h, reg, place, diagnosis):
        check = self.checks.check(exhibit, place=place, h=h, reg=reg)
        self._draw_check(check)
        settings = {"place": self.words(place), "h": h, "reg": reg}
        look = {"size": 12, "va": "center"}
        said = self.words("settings", **settings)
        self.figure.text(0.98, 0.966, said, color=INK, ha="right", **look)
        median, share = np.median(check.errors), np.mean(check.errors > self.threshold)
        mark, colour, verdict = self._verdict(exhibit, diagnosis)
        stamp = self.words("stamp", name=self._label(exhibit)) + mark
        self.figure.text(0.02, 0.966, stamp, color=colour, weight="bold", **look)
        settings["median"] = f"{median:.1e}" if median >= 1e-8 else self.words("tiny")
        ratio = self.words("no_ratio") if np.isnan(check.ratio) else f"{check.ratio:.3g}"
        said = [self.words("sentence", **settings, ratio=ratio, share=share), *verdict]
        if exhibit == "healthy" and share > 0:
            said.append(self.words("kinks" if h > 1e-7 else "rounding"))
        return text("kit.between_sentences").join(said)

    def _draw_check(self, check):
        pairs, errors, sums, differences = self.axes
        look = {"color": TRAINING, "alpha": 0.7}
        analytic, numerical = check.analytic.ravel(), check.numerical.ravel()
        pairs.plot(numerical, analytic, "o", **look, markersize=5)
        pairs.set(xlim=_around_zero(numerical, 1.0), ylim=_around_zero(analytic, 1.0))
        errors.plot(np.maximum(check.errors.ravel(), 1e-16), ".", **look, markersize=5)
        sums.plot(check.sums, "o", **look, markersize=6)
        sums.set_ylim(_around_zero(check.sums, 1.0))
        differences.plot(check.weights.ravel(), analytic - numerical, "o", **look, markersize=5)
        differences.set_ylim(_around_zero(analytic - numerical, 1e-12))

    def _label(self, exhibit):
        return self.words("healthy") if exhibit == "healthy" else str(EXHIBITS.index(exhibit))

    def _verdict(self, exhibit, diagnosis):
        """What a diagnosis is worth: a mark for the picture, its colour, and sentences."""
        if diagnosis == "unknown":
            return "", INK, [self.words("compare" if exhibit == "healthy" else "ask")]
        name, n = self.words(f"names.{diagnosis}"), len(self.checks.y)
        if diagnosis != exhibit:
            return f"  ✗ {name}", HERE, [self.words(f"instead.{diagnosis}", n=n)]
        found = self.words("found", found=len(self.model))
        return f"  ✓ {name}", TERMS[2], [self.words(f"because.{diagnosis}", n=n), found]


def _around_zero(values, least):
    """Limits with 0 in the middle that hold all values."""
    reach = 1.15 * max(np.abs(values).max(), least)
    return -reach, reach
