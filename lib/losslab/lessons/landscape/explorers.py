"""Explorers of notebook 1: a score, a plane, three points, and the kinks of a line."""

from contextlib import nullcontext
from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from losslab.kit import charts, maps
from losslab.kit.controls import choice_slider, slider, toggles, whole_slider
from losslab.kit.explorer import Explorer
from losslab.kit.naming import example_image, labels_of, names_of, weights_image
from losslab.kit.style import HERE, INK, QUIET, TEST, TRAINING, mark_here, mark_lowest
from losslab.kit.words import text, words_of
from losslab.lessons.landscape import figures
from losslab.lessons.landscape.planes import cut_plane
from losslab.lessons.landscape.three_points import three_point_kinks, three_points
from losslab.losses import accuracy
from losslab.slices import penalty_plane, svm_line_kinks, svm_slice

shape_words, slice_words, point_words, kink_words = (
    words_of(f"landscape.{table}") for table in ("shapes", "slices", "three_points", "kinks")
)
_ON_A_MAP = {"markeredgecolor": "white", "markeredgewidth": 1.5, "zorder": 2}


class ShapeExplorer(Explorer):
    """``S = W @ X``: choose a class and an image, see the row, the column and their product."""

    height = 4.0

    def __init__(self, W, data):
        self.W, self.data = W, data
        super().__init__()

    def controls(self):
        labels = labels_of(self.data, len(self.W))
        label = choice_slider(shape_words("label"), labels, min(3, len(labels) - 1))
        n = len(self.data.y_train)
        return [
            {"label": label, "image": choice_slider(shape_words("image"), range(min(12, n)), 0)}
        ]

    def ground(self, figure):
        figure.set_layout_engine("none")
        self.ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 90), ylim=(40, 0))
        self.ax.set_axis_off()
        (classes, pixels), n = self.W.shape, self.data.X_train.shape[1]
        _draw_matrix(self.ax, 3, 12, 10, "S", f"{classes} × {n:,}")
        _draw_matrix(self.ax, 21, 30, 10, "W", f"{classes} × {pixels:,}")
        _draw_matrix(self.ax, 57, 12, 26, "X", f"{pixels:,} × {n:,}")
        for x, sign in ((18, "="), (54, "@")):
            self.ax.text(x, 15, sign, ha="center", va="center", size=22)
        self.ax.text(71.5, 34.7, shape_words("bias"), size=12, va="center")
        blank = np.zeros_like(weights_image(self.data, self.W, 0))
        self.row, self.column = (
            figure.add_axes(box, frameon=False, xticks=[], yticks=[]).imshow(
                blank, interpolation="none"
            )
            for box in ((0.30, 0.06, 0.14, 0.32), (0.81, 0.42, 0.14, 0.32))
        )
        return self.row, self.column, self.row.axes.title, self.column.axes.title

    def scene(self, label, image):
        x, w, names = self.data.X_train[:, image], self.W[label], names_of(self.data, len(self.W))
        values = {
            "c": label, "name": names[label], "i": image, "truth": names[self.data.y_train[image]],
            "score": float(w @ x), "bias": float(w[-1]), "pixels": len(w),
        }  # fmt: skip
        high = 10 / len(self.W)  # of a class, in the ten that W and S are high
        top = 10 + high * label
        for corner, width, height, colour, hatch in (
            ((21, top), 30, high, TRAINING, "/////"), ((57 + image, 10), 1, 25, HERE, ""),
            ((57 + image, 35), 1, 1, INK, ""), ((3 + image, top), 1, high, INK, ""),
        ):  # fmt: skip
            look = {"edgecolor": colour, "facecolor": "white" if hatch else colour, "hatch": hatch}
            self.ax.add_artist(Rectangle(corner, width, height, **look))
        self.ax.text(3, 23, shape_words("score", **values), size=13, va="top")
        self.row.set_data(weights_image(self.data, self.W, label))
        self.column.set_data(example_image(self.data, x))
        for picture, word in ((self.row, "row"), (self.column, "column")):
            caption = shape_words(word, **values)
            picture.axes.set_title(caption, size=12, loc="center", weight="normal", pad=4)
        return shape_words("sentence", **values)


def _draw_matrix(ax, x, width, height, name, shape):
    ax.add_patch(Rectangle((x, 10), width, height, facecolor="#EEF3F8", edgecolor=INK))
    ax.text(x + width / 2, 6.6, name, ha="center", size=18, weight="bold")
    ax.text(x + width / 2, 9, shape, ha="center", size=12)


class SliceExplorer(Explorer):
    """The loss on ``W + a U + b V``; press the map to see the templates there."""

    height = 4.6
    drags = {"map_ax": ("a", "b")}
    held = {"a": 0.0, "b": 0.0}
    arrows = "a", "b"
    leap = 4

    def __init__(self, data):
        self.data = data
        self.plane = cache(self._plane)
        super().__init__()

    def _plane(self, direction):
        wait = self.saying(slice_words("training")) if direction == "solutions" else nullcontext()
        with wait:
            return cut_plane(direction, self.data)

    def controls(self):
        n = len(self.data.y_train)
        counts = [k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if k < n]
        kinds = [(slice_words(kind), kind) for kind in ("random", "gradient", "solutions", "flat")]
        return [
            {"images": choice_slider(slice_words("images"), [*counts, n], min(100, n)),
             "range": choice_slider(slice_words("range"), (1, 2, 5, 10, 20, 50), 20, fmt="± {}")},
            {"reg": choice_slider(text("kit.regularization"), (0, 1, 10, 100, 1000), 0)},
            {"direction": toggles(slice_words("direction"), kinds)},
        ]  # fmt: skip

    def ground(self, figure):
        self.map_ax, templates_ax = figure.subplots(1, 2, width_ratios=(1.05, 1))
        self.map_ax.locator_params(nbins=4)
        self.map_ax.set_aspect("equal")
        blank = np.eye(len(self.data.class_names), len(self.data.X_train))
        self.templates = maps.draw_templates(templates_ax, blank, self.data, columns=4)
        return [self.templates]

    def scene(self, images, range, reg, direction, a, b):
        lowest = self.keep(self._draw_map, images, range, reg, direction)
        a, b = float(np.clip(a, -range, range)), float(np.clip(b, -range, range))
        mark_here(self.map_ax, a, b, markersize=13, **_ON_A_MAP)
        W, U, V, plane = self.plane(direction)
        here = W + np.float32(a) * U + np.float32(b) * V
        self.templates.set_data(maps.template_sheet(here, self.data, columns=4))
        return slice_words(
            "sentence", direction=slice_words(direction), a=a, b=b, n=images, lowest=lowest,
            templates=len(W), loss=plane.first(images).loss(a, b) + reg * float((here**2).sum()),
            accuracy=accuracy(here, self.data.X_test, self.data.y_test),
        )  # fmt: skip

    def _draw_map(self, images, range, reg, direction):
        """Draw the loss with a star where it is lowest; return the loss there."""
        W, U, V, plane = self.plane(direction)
        grid = range * np.linspace(-1, 1, 33)
        loss = plane.first(images).plane(grid, grid) + penalty_plane(W, U, V, grid, grid, reg)
        edge = range * 33 / 32  # half a cell further
        self.map_ax.set(xlim=(-edge, edge), ylim=(-edge, edge))  # first: labels need their room
        maps.draw_plane(self.map_ax, grid, grid, loss, levels=6, places=132)
        row, column = np.unravel_index(loss.argmin(), loss.shape)
        mark_lowest(self.map_ax, grid[column], grid[row], **_ON_A_MAP)
        return loss[row, column]

    def moved(self, name, places):
        reach = self.values["range"]
        place = np.clip(self.held[name], -reach, reach) + places * reach / 20
        return float(np.clip(place, -reach, reach))


class ThreePointExplorer(Explorer):
    """The loss of three points against ``w0``; the points and the hiker can be dragged."""

    height = 5.4
    drags = {"terms_ax": ("w0", None), "sum_ax": ("w0", None)}
    arrows = "w0", None
    w0 = np.linspace(-4, 4, 41)

    def controls(self):
        x, w = {"x0": 1.0, "x1": -0.6, "x2": 1.6}, {"w0": 2.4, "w1": -0.4, "w2": 0.5}
        return [
            {name: slider(name, start, -end, end, 0.05, width=270) for name, start in row.items()}
            for row, end in ((x, 3), (w, 4))
        ]

    def ground(self, figure):
        axes = figure.subplot_mosaic("PP;TS", height_ratios=(1, 4.6))
        self.points_ax, self.terms_ax, self.sum_ax = axes.values()
        self.points_ax.set(xlim=(-3.3, 3.3), ylim=(-1, 1.6), yticks=[], title=point_words("points"))
        self.points_ax.axhline(0, color=QUIET, linewidth=1)
        self.points_ax.spines["left"].set_visible(False)
        none = three_points(self.w0, (np.nan, np.nan, np.nan), w1=0, w2=0)  # but titles and legend
        figures.draw_hinges(self.terms_ax, self.w0, none.terms, none.names)
        figures.draw_sum(self.sum_ax, self.w0, none.terms, none.constant)
        for ax in (self.terms_ax, self.sum_ax):
            ax.set(xlim=(-4, 4), ylim=(-0.25, 9))

    def scene(self, w0, w1, w2, **x):
        self.keep(self._draw_curves, w1, w2, *x.values())
        for ax in (self.terms_ax, self.sum_ax):
            ax.axvline(w0, color=HERE, linewidth=1.2, linestyle=":")
        here = three_points([w0], [*x.values()], w1=w1, w2=w2)
        self.sum_ax.plot(w0, here.loss, "o", color=HERE, markersize=12, zorder=5)
        active = [name for name, term in zip(here.names, here.terms, strict=True) if term > 0]
        return point_words(
            "sentence", **x, w0=w0, w1=w1, w2=w2, loss=here.loss[0],
            active=text("kit.between_items").join(active) or point_words("none"),
        )  # fmt: skip

    def _draw_curves(self, w1, w2, *x):
        """Draw the points, and all that does not depend on where the hiker stands."""
        for at, marker in zip(x, "os^", strict=True):
            self.points_ax.plot(at, 0, marker, color=INK, markersize=15, markerfacecolor="white")
        self._name_points(x)
        at = np.union1d(self.w0, np.clip(three_point_kinks(x, w1=w1, w2=w2), -4, 4))
        line = three_points(at, x, w1=w1, w2=w2)
        figures.draw_hinge_lines(self.terms_ax, at, line.terms)
        figures.draw_sum(self.sum_ax, at, line.terms, line.constant)

    def _name_points(self, x):
        """Points that stand close together share a label: names would lie on each other."""
        groups = []
        for at, name in sorted(zip(x, ("x0", "x1", "x2"), strict=True)):
            if not groups or at - groups[-1][-1][1] >= 0.3:
                groups.append([])
            groups[-1].append((name, at))
        for group in groups:
            names, places = zip(*group, strict=True)
            label = text("kit.between_items").join(sorted(names))
            self.points_ax.text(np.mean(places), 0.65, label, ha="center", size=12)

    def pressed(self, ax, x, y):
        nearest = min(("x0", "x1", "x2"), key=lambda name: abs(self.named[name].value - x))
        is_point = ax is self.points_ax  # which drags move until the next press, however it moves
        self.drags = {"points_ax": (nearest, None)} if is_point else ThreePointExplorer.drags
        self.dragged(ax, x, y)


class KinkExplorer(Explorer):
    """The loss of a few images on ``W + a U``, ``|a| < reach``, and the slopes under each kink."""

    height = 4.4

    def __init__(self, W, U, X, y, data=None, *, reach):
        self.names = names_of(data, len(W))
        self.W, self.U, self.X, self.y, self.reach = W, U, X, y, reach
        self.line = cache(self._line)
        super().__init__()

    def _line(self, images):
        """The loss on the line, its kinks, which of them are shown, and the slopes between all."""
        some = self.W, self.U, self.X[:, :images], self.y[:images]
        line, kinks = svm_slice(*some), svm_line_kinks(*some)
        slope = line.u[line.u < 0].sum(dtype=float) / images
        slopes = slope + np.r_[0, np.cumsum(kinks.slope_change)]
        return line, kinks, np.flatnonzero(np.abs(kinks.a) < self.reach), slopes

    def controls(self):
        counts = [k for k in (1, 2, 5, 20, 100, 1000) if k <= len(self.y)]
        places, zooms = self._places(1), (1, 3, 10, 30, 100, 300, 1000)
        return [
            {"images": choice_slider(kink_words("images"), counts, 1),
             "place": whole_slider(kink_words("place"), max(1, places // 2), 1, places)},
            {"zoom": choice_slider(kink_words("zoom"), zooms, 10, fmt="× {:,}")},
        ]  # fmt: skip

    def adapt(self, name):
        if name == "images":
            old, last = self.named["place"], self._places(self.values["images"])
            place = max(1, round(old.value / old.max * last))
            self.replace("place", whole_slider(old.description, place, 1, last))

    def _places(self, images):
        return max(1, len(self.line(images)[2]))

    def ground(self, figure):
        self.ax, self.near_ax = figure.subplots(1, 2)
        self.ax.set_xlim(-self.reach, self.reach)
        self.near_ax.set(title=kink_words("near"), xlabel=figures.words("fan_x"))
        return self.near_ax.xaxis, self.near_ax.yaxis

    def scene(self, images, place, zoom):
        self.keep(self._draw_line, images)
        line, kinks, shown, slopes = self.line(images)
        if not len(shown):
            return kink_words("none")
        k, width = shown[place - 1], self.reach / zoom
        distance = np.linspace(-width, width, 201)
        loss = line.line(kinks.a[k] + distance)
        self.ax.plot(kinks.a[k], loss[100], "o", color=HERE, markersize=11, zorder=5)
        figures.draw_fan(self.near_ax, distance, loss, slopes[k : k + 2])
        charts.fit_height(self.near_ax, loss, below=0.35, above=0.35 / 3)
        self.near_ax.set(xlim=(-width, width), ylabel="", title=kink_words("near"))
        names, image = self.names, kinks.example[k]
        return kink_words(
            "sentence", place=place, count=len(shown), a=kinks.a[k], image=image,
            truth=names[self.y[image]], label=names[kinks.label[k]],
            left=slopes[k], right=slopes[k + 1],
        )  # fmt: skip

    def _draw_line(self, images):
        line, kinks, shown, _ = self.line(images)
        a = np.linspace(-self.reach, self.reach, 301)
        loss = line.line(a)
        figures.draw_line(self.ax, a, loss)
        if len(shown) <= 200:  # more would hide the curve
            dots = kinks.a[shown], np.interp(kinks.a[shown], a, loss)
            self.ax.plot(*dots, "o", color=TEST, markersize=5, zorder=3)
        self.ax.set_title(kink_words("whole"))
