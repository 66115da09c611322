"""The SVM loss as one weight changes: which hinges move, and where each of them bends.

Adding ``t`` to ``W[c, k]`` adds ``t X[k, i]`` to the score of class c for every image i. An image
of another class has one hinge that notices; an image of class c itself has all of its hinges.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import checked
from losslab.slices import SvmSlice


@dataclass(frozen=True, eq=False)
class RowHinges:
    """The hinges that depend on one row of the weights; made by `row_hinges`."""

    margins: np.ndarray  # (K,): what stands inside ``max(0, …)``
    pull: np.ndarray  # (K, P): what adding 1 to the weight of pixel p adds to it
    example: np.ndarray  # (K,): the image that pays
    label: np.ndarray  # (K,): the wrong class that it pays for
    n: int  # images

    def losses(self, t):
        """What these hinges add to the loss after adding `t` to each weight in turn, (P,)."""
        return np.maximum(0, self.margins[:, None] + t * self.pull).sum(axis=0) / self.n

    def counts(self, h):
        """How many kinks lie within ``± h`` of each weight of the row, (P,)."""
        return (np.abs(self.margins)[:, None] < h * np.abs(self.pull)).sum(axis=0)

    def along(self, pixel):
        """These hinges as the weight of one pixel changes: an `SvmSlice` with 0 at that weight."""
        return SvmSlice(self.margins, self.pull[:, pixel], 0.0, self.n)

    def kinks(self, pixel, h):
        """The kinks within ``± h`` for one pixel: offsets and hinge numbers, nearest first."""
        offsets, hinges = self.along(pixel).kinks()
        inside = np.flatnonzero(np.abs(offsets) < h)
        nearest = inside[np.argsort(np.abs(offsets[inside]), kind="stable")]
        return offsets[nearest], hinges[nearest]

    def above_tangent(self, pixel, reach):
        """How far the loss lies above its tangent, up to ``± reach``: an `SvmSlice`, too.

        Only hinges that bend on the way add to it. Those that are active here are turned over:
        so all are 0 here, and each rises from its kink on.
        """
        _, bending = self.kinks(pixel, reach)
        margins, pull = self.margins[bending], self.pull[bending, pixel]
        turned = np.where(margins > 0, -1.0, 1.0)
        return SvmSlice(turned * margins, turned * pull, 0.0, self.n)


@checked
def row_hinges(W, X, y, label, *, pixels=slice(None), margin=1.0):
    """Collect the hinges that row `label` of the weights has a part in, at some `pixels`.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> hinges = row_hinges(np.zeros((3, 2)), X, y, 0)
    >>> hinges.counts(0.6), hinges.along(0).loss(0.0)
    (array([1, 0]), 1.5)
    """
    images, own = X.astype(float), y == label
    scores = W @ images
    table = scores - scores[y, np.arange(len(y))] + margin
    involved = np.tile(own, (len(W), 1))
    involved[label] = ~own
    classes, examples = np.nonzero(involved)
    sign = np.where(classes == label, 1.0, -1.0)[:, None]
    pull = sign * images[pixels][:, examples].T
    return RowHinges(table[classes, examples], pull, examples, classes, len(y))
