"""Explorer: one weight under the microscope, and the kinks that a difference would meet."""

import numpy as np
from matplotlib.colors import LogNorm

from losslab.kit.explorer import Explorer, choice_slider
from losslab.kit.style import HERE, INK, MAP, QUIET, TERMS, TEST
from losslab.kit.words import text
from losslab.lessons.gradients.weight_kinks import row_hinges

_GREEN = slice(1024, 2048)  # one colour plane is enough for a map
_STEPS = [float(f"{m}e{e}") for e in range(-2, -13, -1) for m in (3, 1)][1:]
_WINDOW = np.linspace(-1.5, 1.5, 241)  # in units of h
_NAMED = 4  # so many kinks get a label each; of more, only the nearest


class KinkMicroscope(Explorer):
    """The SVM loss against one weight within ± h; press the map to choose the weight.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
    X, y : ndarrays, shapes (3073, N) and (N,)
        A few hundred images.
    """

    height = 4.8
    clickable = True

    def __init__(self, W, X, y):
        self.W, self.X, self.y = W, X, y
        self.pixel = 16 * 32 + 16
        self._rows = {}
        super().__init__()

    @property
    def hinges(self):
        """The hinges of the chosen class, found once."""
        c = self.label.value
        if c not in self._rows:
            self._rows = {c: row_hinges(self.W, self.X, self.y, c, pixels=_GREEN)}
        return self._rows[c]

    def controls(self):
        self.h = choice_slider("h", [(f"{h:g}", h) for h in _STEPS], 3e-4)
        named = [(name, c) for c, name in enumerate(text("kit.class_names"))]
        self.label = choice_slider(text("gradients.microscope.label"), named, 3)
        return [self.listen(self.h, self.label)]

    def build(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2, width_ratios=(1, 1.35))
        colours = figure.colorbar(self._build_map(), ax=self.map_ax, shrink=0.75)
        colours.set_label(text("gradients.microscope.count"))
        self.ax.set(xlim=_WINDOW[[0, -1]], title=text("gradients.microscope.near"))
        self.ax.set(xlabel=text("gradients.microscope.x"), ylabel=text("gradients.microscope.y"))
        for end in (-1, 1):
            self.ax.axvline(end, color=QUIET, linewidth=1)
        self.ax.axhline(0, color=QUIET, linestyle="--", linewidth=2)
        (self.curve,) = self.ax.plot([], [], color=INK, linewidth=2.5)
        (self.dots,) = self.ax.plot([], [], "o", color=TEST, markeredgecolor=INK, markersize=8)
        (self.ahead,) = self.ax.plot([], [], "s", color=TERMS[0], markersize=9)
        (self.behind,) = self.ax.plot(
            [], [], "s", color="white", markeredgecolor=TERMS[0], markersize=9, markeredgewidth=2
        )
        self.here = self.ax.plot([0], [0], "o", color=HERE, markersize=11)[0]
        across = self.ax.get_xaxis_transform()
        self.names = [
            self.ax.text(0, 0.94 - 0.085 * k, "", transform=across, size=11, ha="center",
                         va="center", bbox={"color": "white", "pad": 1, "alpha": 0.8})
            for k in range(_NAMED)
        ]  # fmt: skip
        self.stalks = [
            self.ax.plot([0, 0], [0, 1], ":", color=QUIET, linewidth=1.2)[0] for _ in range(_NAMED)
        ]
        moving = [self.map, self.map_title, self.mark, self.ax.yaxis, self.curve, *self.stalks]
        return [*moving, self.dots, self.behind, self.ahead, self.here, *self.names]

    def _build_map(self):
        self.map = self.map_ax.imshow(
            np.zeros((32, 32)), norm=LogNorm(1, 300), cmap=MAP, interpolation="nearest"
        )
        self.map_ax.set(xticks=[], yticks=[])
        self.map_title = self.map_ax.set_title("")
        self.map_ax.set_facecolor("#F2F2F2")
        self.map_ax.grid(False)
        (self.mark,) = self.map_ax.plot(
            [], [], "s", markerfacecolor="none", markeredgecolor=HERE, markersize=12,
            markeredgewidth=3,
        )  # fmt: skip
        return self.map

    def update(self):
        hinges, h = self.hinges, self.h.value
        counts = hinges.counts(h).reshape(32, 32)
        self.map.set_data(np.ma.masked_equal(counts, 0))
        self.mark.set_data([self.pixel % 32], [self.pixel // 32])
        name = text("kit.class_names")[self.label.value]
        self.map_title.set_text(text("gradients.microscope.map", name=name))
        bend = hinges.bend(self.pixel, h * _WINDOW) / h
        behind, ahead = hinges.bend(self.pixel, np.array([-h, h])) / h
        self.curve.set_data(_WINDOW, bend)
        self.ahead.set_data([1], [ahead])
        self.behind.set_data([-1], [behind])
        top = max(bend.max(), 0.05)  # less would need tick labels too long for their room
        self.ax.set_ylim(-0.08 * top, 1.75 * top)
        offsets, found = hinges.kinks(self.pixel, h)
        self._draw_kinks(offsets, found, h, top)
        return self._sentence(hinges.slope(self.pixel), ahead, (ahead - behind) / 2, found)

    def _draw_kinks(self, offsets, found, h, top):
        """Mark the kinks inside, and name the nearest ones."""
        if len(offsets):
            self.dots.set_data(offsets / h, self.hinges.bend(self.pixel, offsets) / h)
        else:
            self.dots.set_data([], [])
        for k, (name, stalk) in enumerate(zip(self.names, self.stalks, strict=True)):
            shown = k < len(found) and (k == 0 or len(found) <= _NAMED)
            name.set_visible(shown)
            stalk.set_visible(shown)
            if shown:
                x = offsets[k] / h
                name.set_x(x)
                name.set_text(self._name(found[k], "kink"))
                stalk.set_data([x, x], [0, 1.75 * top * (0.94 - 0.085 * k)])

    def _name(self, hinge, key):
        names, hinges = text("kit.class_names"), self.hinges
        image = hinges.example[hinge]
        values = {"truth": names[self.y[image]], "label": names[hinges.label[hinge]]}
        return text(f"gradients.microscope.{key}", image=image, **values)

    def _sentence(self, slope, forward, centered, found):
        row, column = divmod(self.pixel, 32)
        names = text("kit.class_names")
        values = {"name": names[self.label.value], "row": row, "column": column}
        values |= {"h": self.h.value, "slope": slope, "count": len(found)}
        if not len(found):
            return text("gradients.microscope.none", **values)
        values |= {"forward": forward, "centered": abs(centered)}
        return text("gradients.microscope.some", nearest=self._name(found[0], "long"), **values)

    def pressed(self, ax, x, y):
        if ax is self.map_ax:
            column, row = (int(np.clip(round(v), 0, 31)) for v in (x, y))
            self.pixel = 32 * row + column
            self.refresh()

    def key(self, name, shift):
        right, down = {
            "ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowUp": (0, -1), "ArrowDown": (0, 1),
        }[name]  # fmt: skip
        self.pressed(self.map_ax, self.pixel % 32 + right, self.pixel // 32 + down)
