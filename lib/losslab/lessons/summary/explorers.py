"""Explorer: one real image on its way through the classifier, forward and back."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from losslab.cifar10 import to_image
from losslab.lessons.summary.dataflow import data_flow
from losslab.kit.explorer import Explorer, choice_slider, toggles
from losslab.kit.style import HERE, INK, QUIET
from losslab.kit.words import text

_SHOWN = 30  # images to choose from
_DOTS = 150  # an inch: more than other explorers have, for a projector
_GROUND = "#F3F6F9"
_BOXES = {"W": (1, 35, 33, 24), "x": (1, 11, 24, 21), "y": (1, 1, 24, 7)}
_BOXES |= {"f": (41, 8, 25, 37), "L": (76, 15, 23, 24)}
_ROWS = np.linspace(36.5, 10.4, 10)  # of the ten scores
_PICTURES = ((0.025, 0.69, 0.13, 0.195), (0.195, 0.69, 0.13, 0.195), (0.11, 0.225, 0.13, 0.195))
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


def _words(key, **values):
    return text(f"summary.flow.{key}", **values)


class DataFlowExplorer(Explorer):
    """The data flow of the lecture note, with the shapes and numbers of a real image.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
    data : Cifar10
    reg : float
        Strength of the regularization.
    """

    height = 6.0

    def __init__(self, W, data, *, reg=0.0):
        self.W, self.data, self.reg = W, data, reg
        super().__init__()

    def controls(self):
        named = [(f"{k} {name}", k) for k, name in enumerate(text("kit.class_names"))]
        self.image = choice_slider(_words("image"), [(str(i), i) for i in range(_SHOWN)], 0)
        self.label = choice_slider(_words("label"), named, 3)
        ways = [(_words(way), way) for way in ("forward", "backward")]
        self.way = toggles(_words("way"), ways)
        return [self.listen(self.image, self.label), self.listen(self.way)]

    def build(self, figure):
        figure.set_dpi(_DOTS)
        figure.set_layout_engine("none")
        self.ax = figure.add_axes((0, 0, 1, 1))
        self.ax.set(xlim=(0, 100), ylim=(0, 60))
        self.ax.set_axis_off()
        self._draw_boxes()
        for arrow in _FORWARD:
            self._draw_arrow(*arrow, back=False)
        self.back = [self._draw_arrow(*arrow, back=True) for arrow in _BACK]
        self.back += self._draw_names_of_the_way_back()
        blank = np.zeros((32, 32, 3), np.uint8)
        self.pictures = [figure.add_axes(box).imshow(blank) for box in _PICTURES]
        for picture in self.pictures:
            picture.axes.set_axis_off()
        self._make_numbers()
        columns = [self.mark, *self.scores, *self.slopes]
        return [*self.pictures, *self.texts, self.slope, *columns, self.frame]

    def _draw_boxes(self):
        for x, y, width, height in _BOXES.values():
            box = FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=1")
            self.ax.add_patch(box).set(facecolor=_GROUND, edgecolor=INK, linewidth=1.5, zorder=2)
        for x, y, name, shape in (
            (2, 56.5, "$W$", "10 × 3,073"),
            (2, 29.3, "$x_i$", "3,073 × 1"),
            (42, 42, "$f$", "10 × 1"),
            (77, 36, "$L$", _words("one_number")),
        ):
            self._put(x, y, name, size=18)
            self._put(x + 4.5, y, shape)
        self._put(2, 4.5, "$y_i$", size=18)
        self._put(33, 24, _words("score_function"), ha="center")
        self._put(71, 28.6, _words("data_loss"), ha="center")
        self._put(58, 51, _words("reg_loss"), ha="center")

    def _draw_arrow(self, start, end, bend, *, back):
        """Forward: a thin line. Back: thick and dashed, so that no colour is needed."""
        style = {"color": HERE, "linestyle": (0, (2.2, 1.1)), "linewidth": 3} if back else {}
        arrow = FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=18, shrinkA=0, shrinkB=0,
            connectionstyle=bend, **{"color": INK, "linewidth": 1.6, **style}, zorder=1,
        )  # fmt: skip
        return self.ax.add_patch(arrow)

    def _draw_names_of_the_way_back(self):
        places = (
            (71, 19, r"$\partial L/\partial f$", "center"),
            (39.5, 47.6, r"$\cdot\; x_i^T$", "center"),
            (58, 58.4, r"$2\,\alpha\,W$", "center"),
            (65, 42, r"$\partial L/\partial f$", "right"),
            (26, 56.5, r"$\partial L/\partial W$", "center"),
        )
        return [self._put(x, y, word, ha=side, size=14) for x, y, word, side in places]

    def _make_numbers(self):
        put, names = self._put, text("kit.class_names")
        self.caption, self.weight = put(9, 39.4, "", ha="center"), put(9, 36.9, "", ha="center")
        self.shape_back = put(26, 39.4, "", ha="center")
        self.slope = put(26, 36.9, "", ha="center")
        self.pixels = put(9, 19.5, "", ha="right", linespacing=1.6)
        self.truth = put(6.5, 4.5, "", size=13)
        self.sums = put(77, 29, "", linespacing=2)
        self.total = put(77, 19.5, "", size=15, weight="bold")
        self.texts = [self.caption, self.weight, self.pixels, self.truth, self.sums, self.total]
        self.back.append(self.shape_back)
        for y, name in zip(_ROWS, names, strict=True):
            put(42, y, name)
        self.mark = put(59, 0, "◀", ha="center")
        self.scores = [put(57, y, "", ha="right") for y in _ROWS]
        self.slopes = [put(64.5, y, "", ha="right", weight="bold") for y in _ROWS]
        self.frame = FancyBboxPatch(
            (41.6, 0), 23.8, 2.6, boxstyle="round,pad=0,rounding_size=0.4", fill=False,
            edgecolor=QUIET, linewidth=1.5, zorder=3,
        )  # fmt: skip
        self.ax.add_patch(self.frame)

    def _put(self, x, y, words, **look):
        return self.ax.text(x, y, words, **{"va": "center", "size": 12, "zorder": 4, **look})

    def update(self):
        c, i = self.label.value, self.image.value
        x, y = self.data.X_train[:, i], int(self.data.y_train[i])
        flow = data_flow(self.W, x, y, reg=self.reg)
        back = self.way.value == "backward"
        self._show_pictures(flow, x, c, back)
        self._show_numbers(flow, x, c, y, back)
        return self._sentence(flow, c, i, y, back)

    def _show_numbers(self, flow, x, c, y, back):
        names = text("kit.class_names")
        self.truth.set_text(f"= {y}  {names[y]}")
        self.pixels.set_text(f"{x[0]:.1f}\n{x[1]:.1f}\n{x[2]:.1f}\n⋮\n{x[-1]:.0f}")
        self.caption.set_text(_words("row", c=c, name=names[c]))
        self.weight.set_text(f"{self.W[c, 0]:.1e} …")
        self.shape_back.set_text("10 × 3,073")
        self.slope.set_text(f"{flow.weight_gradient[c, 0]:.2f} …")
        self.frame.set_y(_ROWS[c] - 1.3)
        self.mark.set_y(_ROWS[y])
        for k in range(10):
            self.scores[k].set_text(f"{flow.scores[k]:.2f}")
            slope = flow.score_gradient[k]
            self.slopes[k].set_text(f"{slope:+.0f}" if slope else "0")
        self.background_key = back  # its arrows stay
        for artist in (*self.back, self.slope, *self.slopes):
            artist.set_visible(back)
        parts = (("data_part", flow.data_loss), ("reg_part", flow.reg_loss))
        self.sums.set_text("\n".join(_words(name, value=value) for name, value in parts))
        self.total.set_text(f"$L$ = {flow.loss:.3f}")

    def _show_pictures(self, flow, x, c, back):
        row, row_back, image = self.pictures
        row.set_data(to_image(self.W[c], stretch=True))
        image.set_data(to_image(x, mean_image=self.data.mean_image))
        row_back.set_visible(back)
        row_back.set_data(to_image(flow.weight_gradient[c], stretch=True))

    def _sentence(self, flow, c, i, y, back):
        names = text("kit.class_names")
        values = {"i": i, "truth": names[y], "name": names[c], "score": flow.scores[c]}
        if not back:
            paying = int(np.sum(flow.hinges > 0))
            values |= {"loss": flow.loss, "paying": paying, "answer": names[flow.scores.argmax()]}
            return _words("says_forward", **values)
        slope, pixel = flow.score_gradient[c], self.data.X_train[0, i]
        kind = "truth" if c == y else "wrong"
        if slope == 0:
            kind = "none_truth" if c == y else "none"
        values |= {"c": c, "slope": slope, "pixel": pixel, "along": flow.reg_gradient[c, 0]}
        return _words(f"says_{kind}", total=flow.weight_gradient[c, 0], **values)
