"""The live figures of notebook 03: the secant, the kinks of one weight, the museum of bugs."""

from functools import lru_cache, partial

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.ticker import MaxNLocator

from losslab.kit.charts import fit_height
from losslab.kit.controls import choice_slider, slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, MAP, QUIET, TERMS, TEST, TRAINING, entitle
from losslab.kit.words import text, words_of
from losslab.lessons.gradients import figures
from losslab.lessons.gradients.lines import RowHinges, softmax_line
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


class KinkMicroscope(Explorer):
    """The SVM loss of a few hundred images against one weight; press the map to choose it."""

    height = 4.8
    drags = {"map_ax": ("column", "row")}
    arrows = "column", "row"
    leap = 1
    held = {"row": 16, "column": 16}
    near = np.linspace(-1.5, 1.5, 241)  # in units of h
    counts = ScalarMappable(LogNorm(1, 300), MAP)
    most_names = 4  # of more kinks, only the nearest has its name
    words = staticmethod(words_of("gradients.microscope"))

    def __init__(self, W, X, y):
        self.y = y
        green = slice(1024, 2048)  # one colour plane is enough for a map
        self.hinges_of = lru_cache(1)(partial(RowHinges, W, X, y, pixels=green))
        super().__init__()

    def controls(self):
        steps = [float(f"{m}e{e}") for e in range(-2, -13, -1) for m in (3, 1)][1:]
        classes = [(name, c) for c, name in enumerate(text("kit.class_names"))]
        label = choice_slider(self.words("label"), classes, 3)
        return [{"h": choice_slider("h", steps, 3e-4, fmt="{:g}"), "label": label}]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.35))
        self.map_ax.set(xticks=[], yticks=[], facecolor="#F2F2F2", aspect="equal")
        self.map_ax.set(xlim=(-0.5, 31.5), ylim=(31.5, -0.5))
        self.map_ax.grid(False)
        figure.colorbar(self.counts, ax=self.map_ax, shrink=0.75, label=self.words("count"))
        entitle(self.ax, self.words, "near")
        self.ax.set_xlim(self.near[[0, -1]])
        for end in (-1, 1):
            self.ax.axvline(end, color=QUIET, linewidth=1)
        self.ax.axhline(0, color=QUIET, linestyle="--")
        return [self.map_ax.set_title(""), self.ax.yaxis]

    def scene(self, h, label, row, column):
        hinges, pixel = self.keep(self._draw_map, h, label), 32 * row + column
        look = {"color": "none", "markeredgecolor": HERE, "markeredgewidth": 3}
        self.map_ax.plot(column, row, "s", **look, markersize=12)
        offsets, found = hinges.kinks(pixel, h)
        values = {"name": text("kit.class_names")[label], "row": row, "column": column, "h": h}
        values["slope"], _ = hinges.along(pixel).slope(0.0)
        behind, ahead = self._draw_bend(hinges, pixel, h, offsets, found)
        values |= {"forward": ahead, "centered": abs(ahead - behind) / 2, "count": len(found)}
        if not len(found):
            return self.words("none", **values)
        return self.words("some", **values, nearest=self._name("long", hinges, found[0]))

    def _draw_map(self, h, label):
        """Draw how many kinks each weight of a class meets; return the hinges of the class."""
        hinges = self.hinges_of(label)
        counts = np.ma.masked_equal(hinges.counts(h).reshape(32, 32), 0)
        self.map_ax.imshow(counts, norm=self.counts.norm, cmap=MAP, interpolation="nearest")
        self.map_ax.set_title(self.words("map", name=text("kit.class_names")[label]))
        return hinges

    def _draw_bend(self, hinges, pixel, h, offsets, found):
        """Draw how far the loss lies above its tangent, over h; return that at -h and at h."""
        above = hinges.above_tangent(pixel, h * self.near[-1])
        curve, kinks = above.line(h * self.near) / h, [above.loss(a) / h for a in offsets]
        top = max(curve.max(), 0.05)  # less would need tick labels too long for their room
        self.ax.set_ylim(-0.08 * top, 1.75 * top)
        self.ax.plot(self.near, curve, color=INK, linewidth=2.5)
        self._draw_names(hinges, offsets / h, found if len(found) <= self.most_names else found[:1])
        self.ax.plot(offsets / h, kinks, "o", color=TEST, markeredgecolor=INK, markersize=8)
        behind, ahead = above.loss(-h) / h, above.loss(h) / h
        look = {"markeredgecolor": TERMS[0], "markeredgewidth": 2, "markersize": 9}
        self.ax.plot(-1, behind, "s", color="white", **look)
        self.ax.plot(1, ahead, "s", color=TERMS[0], **look)
        self.ax.plot(0, 0, "o", color=HERE, markersize=11)
        return behind, ahead

    def _draw_names(self, hinges, places, found):
        """Name some kinks, each a line lower than the one before."""
        box = {"color": "white", "pad": 1, "alpha": 0.8}
        look = {"size": 11, "ha": "center", "va": "center", "bbox": box}
        across, top = self.ax.get_xaxis_transform(), self.ax.get_ylim()[1]
        for k, (x, hinge) in enumerate(zip(places, found, strict=False)):
            y = 0.94 - 0.085 * k
            self.ax.plot([x, x], [0, y * top], ":", color=QUIET, linewidth=1.2)
            self.ax.text(x, y, self._name("kink", hinges, hinge), transform=across, **look)

    def _name(self, key, hinges, hinge):
        names, image = text("kit.class_names"), hinges.example[hinge]
        truth, label = names[self.y[image]], names[hinges.wrong[hinge]]
        return self.words(key, image=image, truth=truth, label=label)

    def nearest(self, name, value):
        return int(np.clip(round(value), 0, 31))

    def moved(self, name, places):
        return self.nearest(name, self.held[name] + (places if name == "column" else -places))


class BugMuseum(Explorer):
    """Four views of a gradient check: which bug do they show? The `model` holds those found."""

    height = 5.3  # with its controls it fits a window of 900 pixels
    columns = np.r_[np.linspace(40, 3000, 23).astype(int), 3072]
    threshold = 1e-6
    words = staticmethod(words_of("gradients.museum"))

    def __init__(self, W, X, y):
        self.checks = GradientChecks(W, X, y, columns=self.columns)
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
        errors.set(xlim=(-5, 245), ylim=(1e-17, 10), yscale="log", yticks=np.logspace(-16, 0, 5))
        sums.set(xlim=(-1, 24), xticks=(0, 5, 10, 15, 20))
        weights = np.array(list(self.checks.weights.values()))
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
