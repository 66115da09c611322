"""Explorer of notebook 06: one real image on its way through the classifier, forward and back."""

import tomllib
from pathlib import Path

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from losslab.kit.controls import choice_slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.naming import example_image, labels_of, names_of, weights_image
from losslab.kit.style import HERE, INK, QUIET
from losslab.kit.words import words_of
from losslab.lessons.summary.dataflow import data_flow

_ROWS = 36.5, 10.4  # first and last of the scores; all other places are in diagram.toml

words = words_of("summary.flow")


class DataFlowExplorer(Explorer):
    """The data flow of the lecture note for an image of `data`, with weights `W` (C, D)."""

    height = 6.0

    def __init__(self, W, data, *, reg=0.0):
        self.W, self.data, self.reg = W, data, reg
        self.names = names_of(data, len(W))
        self.rows = np.linspace(*_ROWS, len(W))
        super().__init__()

    def controls(self):
        labels = labels_of(self.data, len(self.W))
        ways = [(words(way), way) for way in ("forward", "backward")]
        image = choice_slider(words("image"), range(min(30, len(self.data.y_train))), 0)
        label = choice_slider(words("label"), labels, min(3, len(labels) - 1))
        return [{"image": image, "label": label}, {"way": toggles(words("way"), ways)}]

    def ground(self, figure):
        diagram = tomllib.loads(Path(__file__).with_name("diagram.toml").read_text("utf-8"))
        figure.set_layout_engine("none")
        whole = {"xlim": (0, 100), "ylim": (0, 60)}
        self.ax, self.back_ax = (figure.add_axes((0, 0, 1, 1), **whole) for _ in range(2))
        places, (height, width, _) = diagram["pictures"], weights_image(self.data, self.W, 0).shape
        pixels = {"xlim": (-0.5, width - 0.5), "ylim": (height - 0.5, -0.5)}
        self.places = {name: figure.add_axes(places[name], **pixels) for name in places}
        for ax in figure.axes:
            ax.set_axis_off()
        self.ax.set_title(words("whole"), visible=False)  # for those who hear it
        self._draw_way_forward(diagram)
        self._draw_way_back(diagram)

    def scene(self, image, label, way):
        flow = self.keep(self._draw_flow, image, way)
        self.back_ax.set_visible(way == "backward")
        self._draw_row(flow, label, way)
        return self._sentence(flow, image, label, way)

    def _draw_flow(self, image, way):
        """What an image gives, whatever the class."""
        x, truth = self.data.X_train[:, image], int(self.data.y_train[image])
        flow = data_flow(self.W, x, truth, reg=self.reg)
        photo = example_image(self.data, x)
        self.places["image"].imshow(photo, aspect="auto", interpolation="none")
        pixels = f"{x[0]:.1f}\n{x[1]:.1f}\n{x[2]:.1f}\n⋮\n{x[-1]:.0f}"
        self._write(9, 19.5, pixels, ha="right", linespacing=1.6)
        self._write(6.5, 4.5, f"= {truth}  {self.names[truth]}", size=13)
        self._write(59, self.rows[truth], "◀", ha="center")
        for y, score in zip(self.rows, flow.scores, strict=True):
            self._write(57, y, f"{score:.2f}", ha="right")
        self._write(77, 29, words("parts", data=flow.data_loss, reg=flow.reg_loss), linespacing=2)
        self._write(79.3, 19.5, f"= {flow.loss:.3f}", size=15, weight="bold")
        if way == "backward":
            for y, slope in zip(self.rows, flow.score_gradient, strict=True):
                self._write(64.5, y, f"{slope:+.0f}" if slope else "0", ha="right", weight="bold")
        return flow

    def _draw_row(self, flow, label, way):
        """What belongs to a class: its row of the weights and of their gradient."""
        self.places["row"].imshow(
            weights_image(self.data, self.W, label), aspect="auto", interpolation="none"
        )
        self._write(9, 39.4, words("row", c=label, name=self.names[label]), ha="center")
        self._write(9, 36.9, f"{self.W[label, 0]:.1e} …", ha="center")
        look = {"fill": False, "edgecolor": QUIET, "zorder": 3}
        self._draw_box(41.6, self.rows[label] - 1.3, 23.8, 2.6, rounding=0.4, **look)
        if way == "backward":
            slopes = flow.weight_gradient[label]
            self.places["row_back"].imshow(
                weights_image(self.data, flow.weight_gradient, label),
                aspect="auto",
                interpolation="none",
            )
            self._write(26, 39.4, self._sizes()[0], ha="center")
            self._write(26, 36.9, f"{slopes[0]:.2f} …", ha="center")

    def _sentence(self, flow, image, label, way):
        slope, truth = flow.score_gradient[label], int(self.data.y_train[image])
        kind = "wrong" if slope else "none"
        if label == truth:
            kind = "truth" if slope else "none_truth"
        return words(
            "says_forward" if way == "forward" else f"says_{kind}",
            i=image, truth=self.names[truth], c=label, name=self.names[label],
            score=flow.scores[label], others=len(self.W) - 1, paying=int(np.sum(flow.hinges > 0)),
            loss=flow.loss,
            answer=self.names[flow.scores.argmax()], slope=slope,
            pixel=self.data.X_train[0, image], along=flow.reg_gradient[label, 0],
            total=flow.weight_gradient[label, 0],
        )  # fmt: skip

    def _draw_way_forward(self, diagram):
        for box in diagram["boxes"]:
            self._draw_box(*box, rounding=1, facecolor="#F3F6F9", edgecolor=INK, zorder=2)
        for x, y, formula, size in diagram["formulas"]:
            self._write(x, y, formula, size=size)
        for (x, y), shape in zip(diagram["sizes"], self._sizes(), strict=True):
            self._write(x, y, shape)
        for name in ("score_function", "data_loss", "reg_loss", "one_number"):
            x, y, side = diagram["words"][name]
            self._write(x, y, words(name), ha=side)
        for y, name in zip(self.rows, self.names, strict=True):
            self._write(42, y, name)
        self._write(77, 19.5, "$L$", size=15, weight="bold")
        for arrow in diagram["forward"]:
            _draw_arrow(self.ax, *arrow, color=INK, linewidth=1.6)

    def _draw_way_back(self, diagram):
        """Thick and dashed, so that no colour is needed."""
        look = {"color": HERE, "linestyle": (0, (2.2, 1.1)), "linewidth": 3}
        for arrow in diagram["back"]:
            _draw_arrow(self.back_ax, *arrow, **look)
        for x, y, slope, side in diagram["slopes"]:
            self.back_ax.text(x, y, slope, ha=side, va="center", size=14)

    def _sizes(self):
        classes, pixels = self.W.shape
        return f"{classes} × {pixels:,}", f"{pixels:,} × 1", f"{classes} × 1"

    def _draw_box(self, x, y, width, height, *, rounding, **look):
        style = f"round,pad=0,rounding_size={rounding}"
        box = FancyBboxPatch((x, y), width, height, boxstyle=style, linewidth=1.5, **look)
        self.ax.add_patch(box)

    def _write(self, x, y, words, **look):
        self.ax.text(x, y, words, **{"va": "center", "size": 12, "zorder": 4, **look})


def _draw_arrow(ax, start, end, bend="arc3", **look):
    look |= {"arrowstyle": "-|>", "mutation_scale": 18, "shrinkA": 0, "shrinkB": 0, "zorder": 1}
    ax.add_patch(FancyArrowPatch(start, end, connectionstyle=bend, **look))
