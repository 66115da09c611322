"""The SVM loss as one weight changes: which hinges move, and where each of them bends.

Adding ``t`` to ``W[c, k]`` adds ``t X[k, i]`` to the score of class c for every image i. An image
of another class has one hinge that notices; an image of class c itself has all of its hinges.
"""

from dataclasses import dataclass

import numpy as np

from losslab._validate import check_class, check_number, check_problem


@dataclass(frozen=True, eq=False)
class RowHinges:
    """The hinges that depend on one row of the weights; made by `row_hinges`.

    Attributes
    ----------
    margins : ndarray, shape (K,), float64
        What stands inside ``max(0, …)``.
    pull, distance : ndarray, shape (K, P), float64
        What adding 1 to the weight of pixel p adds to each, and how far that weight must go
        until the hinge bends.
    example, label : ndarray, shape (K,)
        The image that pays, and the wrong class it pays for.
    n : int
        Number of images in the mean.
    """

    margins: np.ndarray
    pull: np.ndarray
    distance: np.ndarray
    example: np.ndarray
    label: np.ndarray
    n: int

    def counts(self, h):
        """How many kinks lie within ``± h`` of each weight of the row, shape (P,)."""
        return (self.distance < h).sum(axis=0)

    def kinks(self, pixel, h):
        """The kinks within ``± h`` for one pixel: offsets and hinge numbers, nearest first."""
        inside = np.flatnonzero(self.distance[:, pixel] < h)
        offsets = -self.margins[inside] / self.pull[inside, pixel]
        nearest = np.argsort(np.abs(offsets), kind="stable")
        return offsets[nearest], inside[nearest]

    def slope(self, pixel):
        """The derivative of the mean loss by the weight of one pixel."""
        return self.pull[self.margins > 0, pixel].sum() / self.n

    def bend(self, pixel, t):
        """How far the loss lies above its tangent after steps `t`, shape (T,).

        Only hinges that cross zero on the way add to it: the rest is exactly straight.
        """
        crossing = np.flatnonzero(self.distance[:, pixel] < np.abs(t).max())
        margins, pull = self.margins[crossing, None], self.pull[crossing, pixel][:, None]
        straight = np.where(margins > 0, margins + pull * t, 0.0)
        return (np.maximum(margins + pull * t, 0) - straight).sum(axis=0) / self.n


def row_hinges(W, X, y, label, *, pixels=slice(None), margin=1.0):
    """Collect the hinges that row `label` of the weights has a part in.

    Parameters
    ----------
    W : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
    y : ndarray, shape (N,), integer
    label : int
        The row.
    pixels : slice or integer array
        The columns of interest.
    margin : float

    Returns
    -------
    RowHinges

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range, or W has no such row.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> hinges = row_hinges(np.zeros((3, 2)), X, y, 0)
    >>> hinges.counts(0.6), float(hinges.slope(0))
    (array([1, 0]), 0.0)
    """
    check_problem(W, X, y)
    margin, label = check_number(margin, "margin", low=0), check_class(label, "label", len(W))
    images = np.asarray(X, dtype=float)
    scores = W @ images
    table = scores - scores[y, np.arange(len(y))] + margin
    involved = np.zeros(table.shape, dtype=bool)
    involved[label] = y != label
    involved[:, y == label] = True
    involved[label, y == label] = False
    classes, examples = np.nonzero(involved)
    sign = np.where(classes == label, 1.0, -1.0)
    margins, pull = table[classes, examples], sign[:, None] * images[pixels][:, examples].T
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(margins[:, None] / pull)  # infinite where the weight has no say
    return RowHinges(margins, pull, distance, examples, classes, len(y))
