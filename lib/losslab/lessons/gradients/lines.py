"""The loss on a line: softmax along any line, the SVM as one weight changes."""

import numpy as np

from losslab.rules import checked
from losslab.slices import SvmSlice


@checked
def softmax_line(W, U, X, y):
    """A function of `a`, (A,), that gives the losses at ``W + a U`` and their slopes, (A,) each."""
    X, columns = X.astype(float), np.arange(len(y))
    scores = (matrix.astype(float) @ X for matrix in (W, U))
    base, change = (part - part[y, columns] for part in scores)

    def losses_and_slopes(a):
        scores = base + a[:, None, None] * change
        top = scores.max(axis=1, keepdims=True)
        exponentials = np.exp(scores - top)
        totals = exponentials.sum(axis=1)
        slopes = (exponentials * change).sum(axis=1) / totals  # the mean of u, by probabilities
        return (top[:, 0] + np.log(totals)).mean(axis=1), slopes.mean(axis=1)

    return losses_and_slopes


class RowHinges:
    """The SVM hinges (K) of row `label` of the weights, as one of the weights changes.

    Adding ``t`` to ``W[c, k]`` adds ``t X[k, i]`` to the score of class c for every image i. An
    image of another class has one hinge that notices; one of class c itself, all of its hinges.
    """

    @checked
    def __init__(self, W, X, y, label, *, pixels=slice(None)):
        self.n, images, own = len(y), X.astype(float), y == label
        scores = W @ images
        table = scores - scores[y, np.arange(self.n)] + 1
        involved = np.tile(own, (len(W), 1))
        involved[label] = ~own
        self.margins = table[involved]  # (K,): what stands inside ``max(0, …)``
        self.wrong, self.example = np.nonzero(involved)  # (K,): a wrong class, and the image's own
        sign = np.where(self.wrong == label, 1.0, -1.0)
        # (K, P): what adding 1 to the weight of a pixel adds to the margins
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
        """How far the loss lies above its tangent, up to ``± reach``: an `SvmSlice`, too."""
        _, bending = self.kinks(pixel, reach)  # only these add to it
        margins, pull = self.margins[bending], self.pull[bending, pixel]
        # those active here are turned over: so all are 0 here, and each rises from its kink on
        turned = np.where(margins > 0, -1.0, 1.0)
        return SvmSlice(turned * margins, turned * pull, 0.0, self.n)
