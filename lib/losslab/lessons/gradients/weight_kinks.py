"""The SVM loss as one weight changes: which hinges move, and where each of them bends.

Adding ``t`` to ``W[c, k]`` adds ``t X[k, i]`` to the score of class c for every image i. An image
of another class has one hinge that notices; an image of class c itself has all of its hinges.
"""

import numpy as np

from losslab.checks import checked
from losslab.slices import SvmSlice


class RowHinges:
    """The hinges (K of them) that row `label` of the weights has a part in, at some `pixels` (P).

    Hinge k is ``max(0, margins[k])``; its image is `example[k]`, its wrong class `wrong[k]`, and
    adding 1 to the weight of a pixel adds ``pull[k, pixel]`` to what stands inside.
    """

    @checked
    def __init__(self, W, X, y, label, *, pixels=slice(None)):
        self.n, images, own = len(y), X.astype(float), y == label
        scores = W @ images
        table = scores - scores[y, np.arange(self.n)] + 1
        involved = np.tile(own, (len(W), 1))
        involved[label] = ~own
        self.margins = table[involved]
        self.wrong, self.example = np.nonzero(involved)
        sign = np.where(self.wrong == label, 1.0, -1.0)
        self.pull = sign[:, None] * images[pixels][:, self.example].T

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
