"""Explorer of notebook 06: one real image on its way through the classifier, forward and back."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from losslab.cifar10 import to_image
from losslab.kit.controls import choice_slider, toggles
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, INK, QUIET
from losslab.kit.words import text, words_of
from losslab.lessons.summary.dataflow import data_flow

_SHOWN = 30  # images to choose from
_GROUND = "#F3F6F9"
# the diagram is 100 wide and 60 high: boxes (x, y, width, height), and what stands in them
_BOXES = (1, 35, 33, 24), (1, 11, 24, 21), (1, 1, 24, 7), (41, 8, 25, 37), (76, 15, 23, 24)
_SYMBOLS = (2, 56.5, "$W$"), (2, 29.3, "$x_i$"), (2, 4.5, "$y_i$"), (42, 42, "$f$"), (77, 36, "$L$")
_SHAPES = (6.5, 56.5, "10 × 3,073"), (6.5, 29.3, "3,073 × 1"), (46.5, 42, "10 × 1")
_ARROWS = (33, 24, "score_function"), (71, 28.6, "data_loss"), (58, 51, "reg_loss")
_ROWS = np.linspace(36.5, 10.4, 10)  # of the ten scores
_PICTURES = {
    "row": (0.025, 0.69, 0.13, 0.195),
    "row_back": (0.195, 0.69, 0.13, 0.195),
    "image": (0.11, 0.225, 0.13, 0.195),
}
_STRAIGHT, _CORNER = "arc3", "angle,angleA=0,angleB=90,rad=8"
_FORWARD = (
    ((34, 42), (41, 37), _STRAIGHT),
    ((25, 21), (41, 21), _STRAIGHT),
    ((66, 27), (76, 27), _STRAIGHT),
    ((25, 4), (84, 15), _CORNER),
    ((34, 53), (86, 39), _CORNER),
)
_BACK = (
    ((76, 22), (66, 22), _STRAIGHT),
    ((41, 42), (34, 47), _STRAIGHT),
    ((92, 39), (34, 56.5), "angle,angleA=90,angleB=0,rad=8"),
)
_SLOPES = (
    (71, 19, r"$\partial L/\partial f$", "center"),
    (39.5, 47.6, r"$\cdot\; x_i^T$", "center"),
    (58, 58.4, r"$2\,\alpha\,W$", "center"),
    (65, 42, r"$\partial L/\partial f$", "right"),
    (26, 56.5, r"$\partial L/\partial W$", "center"),
)

words = words_of("summary.flow")


class DataFlowExplorer(Explorer):
    """The data flow of the lecture note, with the shapes and numbers of a real image.

    The weights `W` are (10, 3073), `data` a Cifar10, `reg` the strength of the regularization.
    """

    height, dots = 6.0, 150  # for a projector

    def __init__(self, W, data, *, reg=0.0):
        self.W, self.data, self.reg = W, data, reg
        self.names = text("kit.class_names")
        super().__init__()

    def controls(self):
        images = [(str(i), i) for i in range(_SHOWN)]
        labels = [(f"{k} {name}", k) for k, name in enumerate(self.names)]
        ways = [(words(way), way) for way in ("forward", "backward")]
        return [
            {
                "image": choice_slider(words("image"), images, 0),
                "label": choice_slider(words("label"), labels, 3),
            },
            {"way": toggles(words("way"), ways)},
        ]

    def ground(self, figure):
        figure.set_layout_engine("none")
        whole = {"xlim": (0, 100), "ylim": (0, 60)}
        self.ax, self.back_ax = (figure.add_axes((0, 0, 1, 1), **whole) for _ in range(2))
        pixels = {"xlim": (-0.5, 31.5), "ylim": (31.5, -0.5)}
        self.places = {name: figure.add_axes(at, **pixels) for name, at in _PICTURES.items()}
        for ax in figure.axes:
            ax.set_axis_off()
        self._draw_boxes()
        for arrow in _FORWARD:
            _draw_arrow(self.ax, *arrow, color=INK, linewidth=1.6)
        self._draw_way_back()

    def scene(self, image, label, way):
        flow = self.keep(self._draw_flow, image, way)
        self.back_ax.set_visible(way == "backward")
        self._draw_row(flow, label, way)
        return self._sentence(flow, image, label, way)

    def _draw_flow(self, image, way):
        """What an image gives, whatever the class."""
        x, truth = self.data.X_train[:, image], int(self.data.y_train[image])
        flow = data_flow(self.W, x, truth, reg=self.reg)
        self._show("image", to_image(x, mean_image=self.data.mean_image))
        pixels = f"{x[0]:.1f}\n{x[1]:.1f}\n{x[2]:.1f}\n⋮\n{x[-1]:.0f}"
        self._write(9, 19.5, pixels, ha="right", linespacing=1.6)
        self._write(6.5, 4.5, f"= {truth}  {self.names[truth]}", size=13)
        self._write(59, _ROWS[truth], "◀", ha="center")
        for y, score in zip(_ROWS, flow.scores, strict=True):
            self._write(57, y, f"{score:.2f}", ha="right")
        parts = ("data_part", flow.data_loss), ("reg_part", flow.reg_loss)
        losses = "\n".join(words(name, value=value) for name, value in parts)
        self._write(77, 29, losses, linespacing=2)
        self._write(77, 19.5, f"$L$ = {flow.loss:.3f}", size=15, weight="bold")
        if way == "backward":
            for y, slope in zip(_ROWS, flow.score_gradient, strict=True):
                self._write(64.5, y, f"{slope:+.0f}" if slope else "0", ha="right", weight="bold")
        return flow

    def _draw_row(self, flow, label, way):
        """What belongs to a class: its row of the weights and of their gradient."""
        self._show("row", to_image(self.W[label], stretch=True))
        self._write(9, 39.4, words("row", c=label, name=self.names[label]), ha="center")
        self._write(9, 36.9, f"{self.W[label, 0]:.1e} …", ha="center")
        frame = FancyBboxPatch(
            (41.6, _ROWS[label] - 1.3), 23.8, 2.6, boxstyle="round,pad=0,rounding_size=0.4",
            fill=False, edgecolor=QUIET, linewidth=1.5, zorder=3,
        )  # fmt: skip
        self.ax.add_patch(frame)
        if way == "backward":
            slopes = flow.weight_gradient[label]
            self._show("row_back", to_image(slopes, stretch=True))
            self._write(26, 39.4, "10 × 3,073", ha="center")
            self._write(26, 36.9, f"{slopes[0]:.2f} …", ha="center")

    def _sentence(self, flow, image, label, way):
        truth = int(self.data.y_train[image])
        values = {"i": image, "truth": self.names[truth], "name": self.names[label]}
        if way == "forward":
            values |= {"score": flow.scores[label], "loss": flow.loss}
            values |= {"paying": int(np.sum(flow.hinges > 0))}
            return words("says_forward", answer=self.names[flow.scores.argmax()], **values)
        slope, pixel = flow.score_gradient[label], self.data.X_train[0, image]
        kind = "truth" if label == truth else "wrong"
        if slope == 0:
            kind = "none_truth" if label == truth else "none"
        values |= {"c": label, "slope": slope, "pixel": pixel}
        values |= {"along": flow.reg_gradient[label, 0], "total": flow.weight_gradient[label, 0]}
        return words(f"says_{kind}", **values)

    def _draw_boxes(self):
        for x, y, width, height in _BOXES:
            box = FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=1")
            self.ax.add_patch(box).set(facecolor=_GROUND, edgecolor=INK, linewidth=1.5, zorder=2)
        for x, y, symbol in _SYMBOLS:
            self._write(x, y, symbol, size=18)
        for x, y, shape in (*_SHAPES, (81.5, 36, words("one_number"))):
            self._write(x, y, shape)
        for x, y, name in _ARROWS:
            self._write(x, y, words(name), ha="center")
        for y, name in zip(_ROWS, self.names, strict=True):
            self._write(42, y, name)

    def _draw_way_back(self):
        """Thick and dashed, so that no colour is needed."""
        look = {"color": HERE, "linestyle": (0, (2.2, 1.1)), "linewidth": 3}
        for arrow in _BACK:
            _draw_arrow(self.back_ax, *arrow, **look)
        for x, y, name, side in _SLOPES:
            self.back_ax.text(x, y, name, ha=side, va="center", size=14)

    def _write(self, x, y, words, **look):
        self.ax.text(x, y, words, **{"va": "center", "size": 12, "zorder": 4, **look})

    def _show(self, place, pixels):
        self.places[place].imshow(pixels, aspect="auto")


def _draw_arrow(ax, start, end, bend, **look):
    arrow = FancyArrowPatch(
        start, end, arrowstyle="-|>", mutation_scale=18, shrinkA=0, shrinkB=0,
        connectionstyle=bend, zorder=1, **look,
    )  # fmt: skip
    ax.add_patch(arrow)
