"""Explorer: a plane through the loss landscape, for as many images and directions as you like."""

import numpy as np

from losslab.descent import gradient_descent
from losslab.kit.explorer import Explorer, choice_slider, toggles
from losslab.kit.maps import draw_templates, template_sheet
from losslab.lessons.landscape.figures import draw_plane
from losslab.kit.style import HERE, MINIMUM
from losslab.hinges import hinge_plane, svm_hinges
from losslab.kit.words import text
from losslab.losses import accuracy, svm_gradient, svm_loss_and_gradient
from losslab.slices import penalty_plane

DIRECTIONS = ("random", "gradient", "solutions", "flat")
_GRID = np.linspace(-1, 1, 33)


def plane_directions(kind, X, y, *, rng):
    """A base point and two directions of one length, for a slice.

    Parameters
    ----------
    kind : {"random", "gradient", "solutions", "flat"}
        The first direction: drawn at random; minus the gradient; a tenth of the way from one
        trained classifier to another; one row added to all classes. The second is random.
    X, y : ndarrays, shapes (D, N) and (N,)
    rng : numpy.random.Generator

    Returns
    -------
    tuple of 3 ndarrays, shape (10, D)
        ``W, U, V``
    """
    shape = (10, len(X))
    W, U, V = (rng.standard_normal(shape, dtype=X.dtype) * X.dtype.type(1e-4) for _ in range(3))
    if kind == "gradient":
        U = -svm_gradient(W, X, y)
    elif kind == "flat":
        U = np.tile(U[:1], (10, 1))
    elif kind == "solutions":
        train = {"step_size": 1e-7, "steps": 150, "batch_size": 256, "rng": rng}
        W, other = (
            gradient_descent(svm_loss_and_gradient, start / 10, X, y, **train).W for start in (W, V)
        )
        U = (other - W) / 10
        return W, U, V * (np.linalg.norm(U) / np.linalg.norm(V))
    return W, U * (np.linalg.norm(V) / np.linalg.norm(U)), V


class SliceExplorer(Explorer):
    """The loss on ``W + a U + b V``; press a point to see its ten templates.

    Parameters
    ----------
    data : Cifar10
    seed : int
        Of the random directions.
    """

    height = 4.6
    clickable = True

    def __init__(self, data, *, seed=0):
        self.data, self.seed = data, seed
        self._planes = {}
        self._shown = self._place = None
        self.a = self.b = 0.0
        super().__init__()

    def controls(self):
        n = len(self.data.y_train)
        counts = [k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if k < n]
        named = [(f"{k:,}", k) for k in (*counts, n)]
        self.images = choice_slider(text("landscape.slices.images"), named, 100)
        named = [(f"± {r}", r) for r in (1, 2, 5, 10, 20, 50)]
        self.range = choice_slider(text("landscape.slices.range"), named, 20)
        named = [(f"{r:,}", r) for r in (0, 1, 10, 100, 1000)]
        self.reg = choice_slider(text("kit.regularization"), named, 0)
        named = [(text(f"landscape.slices.{kind}"), kind) for kind in DIRECTIONS]
        self.direction = toggles(text("landscape.slices.direction"), named)
        rows = ((self.images, self.range), (self.reg,), (self.direction,))
        return [self.listen(*row) for row in rows]

    def build(self, figure):
        self.map_ax, self.templates_ax = figure.subplots(1, 2, width_ratios=(1.05, 1))
        self.map_ax.set_title(text("kit.maps.plane"))
        self.map_ax.locator_params(nbins=4)
        self.templates = draw_templates(self.templates_ax, np.eye(10, 3073), columns=4)
        marks = (("*", MINIMUM, 17), ("o", HERE, 13))
        self.lowest, self.hiker = (
            self.map_ax.plot([0], [0], marker, color=colour, markeredgecolor="white",
                             markersize=size, markeredgewidth=1.5)[0]
            for marker, colour, size in marks
        )  # fmt: skip
        self.map = self._draw_map()
        return self._moving()

    def _moving(self):
        return [*self.map, self.lowest, self.hiker, self.templates]

    def _draw_map(self):
        """Draw the map for the controls; remember its numbers for the sentence."""
        self._shown = (self.images.value, self.range.value, self.reg.value, self.direction.value)
        n, reach, reg, kind = self._shown
        self.background_key = reach  # the numbers on its axes
        if kind not in self._planes:
            rng = np.random.default_rng(self.seed)
            X, y = self.data.X_train, self.data.y_train
            W, U, V = plane_directions(kind, X, y, rng=rng)
            self._planes[kind] = W, U, V, svm_hinges(X, y, W, U, V)
        W, U, V, hinges = self._planes[kind]
        grid = reach * _GRID
        terms = (part[: n * (len(W) - 1)] for part in hinges)
        loss = hinge_plane(*terms, grid, grid) / n + penalty_plane(W, U, V, grid, grid, reg)
        row, column = np.unravel_index(loss.argmin(), loss.shape)
        self.lowest.set_data([grid[column]], [grid[row]])
        self._lowest = loss[row, column]
        self.a, self.b = (float(np.clip(t, -reach, reach)) for t in (self.a, self.b))
        image, contours, labels = draw_plane(self.map_ax, grid, grid, loss, levels=6)
        return [image, contours, *labels]

    def update(self):
        wanted = (self.images.value, self.range.value, self.reg.value, self.direction.value)
        if wanted != self._shown:
            for artist in self.map[:2]:  # the contours take their labels along
                artist.remove()
            self.map = self._draw_map()
            self.moving = self._moving()
            for artist in self.map:
                artist.set_animated(True)
        n, _, reg, kind = self._shown
        W, _, _, hinges = self._planes[kind]
        a, b = np.float32(self.a), np.float32(self.b)
        if (a, b, kind) != self._place:
            self._place = a, b, kind
            self._stand()
        h, u, v = (part[: n * (len(W) - 1)] for part in hinges)
        loss = np.maximum(0, h + a * u + b * v).sum() / n + reg * self._square
        numbers = {"loss": loss, "lowest": self._lowest, "accuracy": self._accuracy}
        numbers["direction"] = text(f"landscape.slices.{kind}")
        return text("landscape.slices.sentence", a=self.a, b=self.b, n=n, **numbers)

    def _stand(self):
        """Show the templates at the hiker's place; what is known there is kept for the sentence."""
        a, b, kind = self._place
        W, U, V, _ = self._planes[kind]
        here = W + a * U + b * V
        self._square = float((here**2).sum())
        self._accuracy = accuracy(here, self.data.X_test, self.data.y_test)
        self.hiker.set_data([self.a], [self.b])
        self.templates.set_data(template_sheet(here, columns=4))

    def pressed(self, ax, x, y):
        if ax is self.map_ax:
            self.a, self.b = float(x), float(y)
            self.refresh()

    def key(self, name, shift):
        step = self.range.value / (5 if shift else 20)
        moves = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowUp": (0, 1)}
        right, up = moves.get(name, (0, -1))
        reach = self.range.value
        self.a = float(np.clip(self.a + right * step, -reach, reach))
        self.b = float(np.clip(self.b + up * step, -reach, reach))
        self.refresh()
