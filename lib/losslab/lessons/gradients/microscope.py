"""The microscope of notebook 03: the kinks that one weight meets."""

from functools import lru_cache, partial

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm

from losslab.kit.controls import choice_slider
from losslab.kit.explorer import Explorer
from losslab.kit.naming import names_of, shape_of
from losslab.kit.style import HERE, INK, MAP, QUIET, TERMS, TEST, entitle
from losslab.kit.words import words_of
from losslab.lessons.gradients.lines import RowHinges


class KinkMicroscope(Explorer):
    """The SVM loss of a few hundred images against one weight; press the map to choose it."""

    height = 4.8
    drags = {"map_ax": ("column", "row")}
    arrows = "column", "row"
    leap = 1
    near = np.linspace(-1.5, 1.5, 241)  # in units of h
    counts = ScalarMappable(LogNorm(1, 300), MAP)
    most_names = 4  # of more kinks, only the nearest has its name
    words = staticmethod(words_of("gradients.microscope"))

    def __init__(self, W, X, y, data=None):
        self.y, self.names = y, names_of(data, len(W))
        self.side, colours = shape_of(data, W)[:2], len(shape_of(data, W)) > 2
        self.held = {"row": self.side[0] // 2, "column": self.side[1] // 2}
        self.plane = "green" if colours else "grey"
        first = self.side[0] * self.side[1] * colours
        green = slice(first, 2 * first or W.shape[1] - 1)  # one colour is enough for a map
        self.hinges_of = lru_cache(1)(partial(RowHinges, W, X, y, pixels=green))
        super().__init__()

    def controls(self):
        steps = [float(f"{m}e{e}") for e in range(-2, -13, -1) for m in (3, 1)][1:]
        classes = [(name, c) for c, name in enumerate(self.names)]
        label = choice_slider(self.words("label"), classes, min(3, len(classes) - 1))
        return [{"h": choice_slider("h", steps, 3e-4, fmt="{:g}"), "label": label}]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.35))
        self.map_ax.set(xticks=[], yticks=[], facecolor="#F2F2F2", aspect="equal")
        height, width = self.side
        self.map_ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        self.map_ax.grid(False)
        figure.colorbar(self.counts, ax=self.map_ax, shrink=0.75, label=self.words("count"))
        entitle(self.ax, self.words, "near")
        self.ax.set_xlim(self.near[[0, -1]])
        for end in (-1, 1):
            self.ax.axvline(end, color=QUIET, linewidth=1)
        self.ax.axhline(0, color=QUIET, linestyle="--")
        return [self.map_ax.set_title(""), self.ax.yaxis]

    def scene(self, h, label, row, column):
        hinges, pixel = self.keep(self._draw_map, h, label), self.side[1] * row + column
        pixel = min(pixel, hinges.pull.shape[1] - 1)
        look = {"color": "none", "markeredgecolor": HERE, "markeredgewidth": 3}
        self.map_ax.plot(column, row, "s", **look, markersize=12)
        offsets, found = hinges.kinks(pixel, h)
        values = {
            "name": self.names[label],
            "plane": self.words(self.plane),
            "row": row,
            "column": column,
            "h": h,
        }
        values["slope"], _ = hinges.along(pixel).slope(0.0)
        behind, ahead = self._draw_bend(hinges, pixel, h, offsets, found)
        values |= {"forward": ahead, "centered": abs(ahead - behind) / 2, "count": len(found)}
        if not len(found):
            return self.words("none", **values)
        return self.words("some", **values, nearest=self._name("long", hinges, found[0]))

    def _draw_map(self, h, label):
        """Draw how many kinks each weight of a class meets; return the hinges of the class."""
        hinges = self.hinges_of(label)
        counts, found = np.zeros(self.side), hinges.counts(h)
        counts.flat[: len(found)] = found
        self.map_ax.imshow(
            np.ma.masked_equal(counts, 0), norm=self.counts.norm, cmap=MAP, interpolation="none"
        )
        self.map_ax.set_title(self.words("map", name=self.names[label]))
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
        names, image = self.names, hinges.example[hinge]
        truth, label = names[self.y[image]], names[hinges.wrong[hinge]]
        return self.words(key, image=image, truth=truth, label=label)

    def nearest(self, name, value):
        return int(np.clip(round(value), 0, self.side[name == "column"] - 1))

    def moved(self, name, places):
        return self.nearest(name, self.held[name] + (places if name == "column" else -places))
