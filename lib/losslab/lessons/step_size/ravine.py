"""Walks with momentum on the softmax loss of a few real images, quick enough for a slider.

A step from `W` is a sum of images, so a walk stays on ``W + A Xᵀ``. It is known by `A` (C, N), and
all that it needs of the images is how they overlap, ``XᵀX``: thousands of pixels drop out.
"""

import numpy as np

REFERENCE = 3e-7, 0.9, 100  # step size, momentum and steps of the walk that gives the map its axis
PROBE = 1e-3  # the length at which the bend of the loss is felt


class Ravine:
    """The loss on ``W + A Xᵀ``, and a map with the steepest bend across and a long walk along."""

    def __init__(self, W, X, y):
        X = np.asarray(X, float)
        self.overlap, self.scores, self.y = X.T @ X, np.asarray(W, float) @ X, y
        self.columns = np.arange(len(y))
        self._make_axes()

    def loss(self, scores):
        """The loss of scores (…, C, N)."""
        top = scores.max(axis=-2, keepdims=True)
        sums = np.log(np.exp(scores - top).sum(axis=-2)) + top[..., 0, :]
        return (sums - scores[..., self.y, self.columns]).mean(axis=-1)

    def slope(self, scores):
        """The gradient with regard to the scores, (C, N): with ``Xᵀ`` behind it, that of `W`."""
        shares = np.exp(scores - scores.max(axis=0))
        shares /= shares.sum(axis=0)
        shares[self.y, self.columns] -= 1
        return shares / len(self.y)

    def walk(self, step_size, beta, steps, *, nesterov=False):
        """The losses (steps + 1,) of a walk from rest, and its weights `A` (steps + 1, C, N)."""
        A = np.zeros_like(self.scores)
        v, scores, pace = A, self.scores, A  # the last two: of A, and of v
        way, heights = [A], [scores]
        for _ in range(steps):
            felt = scores + beta * pace if nesterov else scores
            v = beta * v - step_size * self.slope(felt)
            pace = v @ self.overlap
            A, scores = A + v, scores + pace
            way.append(A)
            heights.append(scores)
        return self.loss(np.array(heights)), np.array(way)

    def shadow(self, way):
        """Where weights `A` (…, C, N) lie on the map: along, across, shape (…, 2)."""
        return np.stack([(way * axis).sum(axis=(-1, -2)) for axis in self.measures], axis=-1)

    def plane(self, along, across):
        """The loss on the map, shape (len(across), len(along))."""
        u, v = (axis @ self.overlap for axis in self.axes)
        rows = (self.scores + b * v + np.asarray(along)[:, None, None] * u for b in across)
        return np.array([self.loss(row) for row in rows])

    def _make_axes(self):
        """Along: to the end of a long walk. Across: as long, where the loss bends most halfway."""
        way = self.walk(*REFERENCE[:2], REFERENCE[2])[1]
        u, halfway = way[-1], self.scores + way[len(way) // 2] @ self.overlap
        v = self.slope(self.scores)
        for _ in range(30):  # a power iteration: the direction that the bend stretches most
            v = PROBE * v / np.sqrt(self._dot(v, v))
            v = self.slope(halfway + v @ self.overlap) - self.slope(halfway)
        v = v - self._dot(u, v) / self._dot(u, u) * u
        v = v * np.sqrt(self._dot(u, u) / self._dot(v, v))
        self.axes = u, v
        self.measures = [axis @ self.overlap / self._dot(u, u) for axis in self.axes]

    def _dot(self, A, B):
        """The product of the weights ``A Xᵀ`` and ``B Xᵀ``."""
        return np.vdot(A @ self.overlap, B)
