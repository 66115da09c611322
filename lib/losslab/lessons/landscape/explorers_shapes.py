"""Explorer: which numbers of ``W`` meet which numbers of ``X`` in one score."""

import numpy as np
from matplotlib.patches import Rectangle

from losslab.cifar10 import to_image
from losslab.kit.explorer import Explorer, choice_slider
from losslab.kit.style import HERE, INK, TRAINING
from losslab.kit.words import text

_SHOWN = 12  # columns of X that are drawn


class ShapeExplorer(Explorer):
    """``S = W @ X``: choose a class and an image, see the row, the column and their product.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
    data : Cifar10
    """

    height = 4.0

    def __init__(self, W, data):
        self.W, self.data = W, data
        super().__init__()

    def controls(self):
        names = text("kit.class_names")
        named = [(f"{k} {name}", k) for k, name in enumerate(names)]
        self.label = choice_slider(text("landscape.shapes.label"), named, 3)
        self.image = choice_slider(text("landscape.shapes.image"), [(str(i), i) for i in range(_SHOWN)], 0)
        return [self.listen(self.label, self.image)]

    def build(self, figure):
        figure.set_layout_engine("none")
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 90), ylim=(40, 0))
        ax.set_axis_off()
        n = self.data.X_train.shape[1]
        boxes = (("S", 3, 10, 12, 10), ("W", 21, 10, 30, 10), ("X", 57, 10, 12, 26))
        shapes = (f"10 × {n:,}", "10 × 3,073", f"3,073 × {n:,}")
        for (name, x, y, width, height), shape in zip(boxes, shapes, strict=True):
            ax.add_patch(Rectangle((x, y), width, height, facecolor="#EEF3F8", edgecolor=INK))
            ax.text(x + width / 2, y - 3.4, name, ha="center", size=18, weight="bold")
            ax.text(x + width / 2, y - 1, shape, ha="center", size=12)
        for x, sign in ((18, "="), (54, "@")):
            ax.text(x, 15, sign, ha="center", va="center", size=22)
        self.row = ax.add_patch(Rectangle((21, 10), 30, 1, color=TRAINING))
        self.column = ax.add_patch(Rectangle((57, 10), 1, 25, color=HERE))
        self.bias = ax.add_patch(Rectangle((57, 35), 1, 1, color=INK))
        self.cell = ax.add_patch(Rectangle((3, 10), 1, 1, color=INK))
        self.score = ax.text(3, 23, "", size=13, va="top")
        ax.text(71.5, 34.7, text("landscape.shapes.bias"), size=12, va="center")
        self.row_image, self.column_image = (
            figure.add_axes(box).imshow(np.zeros((32, 32, 3), np.uint8)) for box in
            ((0.30, 0.06, 0.14, 0.32), (0.81, 0.42, 0.14, 0.32))
        )  # fmt: skip
        self.captions = [
            artist.axes.set_title("", size=12, loc="center", weight="normal", pad=4)
            for artist in (self.row_image, self.column_image)
        ]
        for artist in (self.row_image, self.column_image):
            artist.axes.set_axis_off()
        boxes = [self.row, self.column, self.bias, self.cell]
        return [*boxes, self.score, self.row_image, self.column_image, *self.captions]

    def update(self):
        names = text("kit.class_names")
        c, i = self.label.value, self.image.value
        x, w = self.data.X_train[:, i], self.W[c]
        truth = names[self.data.y_train[i]]
        self.row.set_y(10 + c)
        self.column.set_x(57 + i)
        self.bias.set_x(57 + i)
        self.cell.set_xy((3 + i, 10 + c))
        self.row_image.set_data(to_image(w, stretch=True))
        self.column_image.set_data(to_image(x, mean_image=self.data.mean_image))
        self.captions[0].set_text(text("landscape.shapes.row", c=c, name=names[c]))
        self.captions[1].set_text(text("landscape.shapes.column", i=i, name=truth))
        score, bias = float(w @ x), float(w[-1])
        self.score.set_text(text("landscape.shapes.score", c=c, i=i, score=score))
        values = {"c": c, "i": i, "name": names[c], "truth": truth, "score": score, "bias": bias}
        return text("landscape.shapes.sentence", **values)
