"""All differences of the SVM loss at once, from the structure, and the kinks they meet.

Adding `h` to `W[c, k]` adds `h X[k]` to one row of scores and leaves the others alone. So the
hinge `m` of example i in class j becomes `m + d` when row j changes and `m - d` when the row of
the right class changes, with `d = h X[k, i]`. A coordinate costs O(N), not O(N D C). Arguments and
errors are those of `losses` and of `numerical_gradient`.
"""

import numpy as np

from losslab.checks import check_finite
from losslab.rules import checked

ROWS, COLUMNS = 32, 512  # pixels and examples at once: the working arrays stay in the cache


@checked
def svm_numerical_gradient(W, X, y, *, h=1e-5, scheme="centered", margin=1.0, reg=0.0):
    """What `numerical_gradient` of `svm_loss` gives at all coordinates, hundreds of times faster.

    Each hinge is really evaluated at both ends of each interval; what is saved are the scores
    that do not change. Computed in float64 whatever the precision of the arguments.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> svm_numerical_gradient(np.zeros((3, 2)), X, y).round(6) + 0.0
    array([[ 0. , -0.5],
           [ 1.5,  1. ],
           [-1.5, -0.5]])
    """
    check_finite(X, "X")
    forward = scheme == "forward"
    slopes = np.zeros(W.shape)
    for columns in _blocks(len(y), COLUMNS):
        table, members = _margins(W, X[:, columns], y[columns], margin)
        for rows in _blocks(len(X), ROWS):
            shift = h * X[rows, columns].astype(np.float64, order="C")
            slopes[:, rows] += _differences(table, members, shift, forward)
    penalty = reg * (2 * W.astype(np.float64) + (h if forward else 0.0))
    return slopes / (len(y) * (h if forward else 2 * h)) + penalty


@checked
def svm_kinks_within(W, X, y, *, h=1e-5, margin=1.0):
    """How many kinks of the SVM loss lie inside `W[c, k] ± h`, for each coordinate, (C, D).

    A hinge `m` has its kink inside when `|m| < h |X[k, i]|`. A difference over an interval
    without a kink equals the gradient; one with kinks mixes the slopes of several pieces.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> svm_kinks_within(np.zeros((3, 2)), X, y, h=0.6)
    array([[1, 0],
           [1, 0],
           [2, 0]])
    """
    check_finite(X, "X")
    kinks = np.zeros(W.shape, dtype=np.int64)
    for columns in _blocks(len(y), COLUMNS):
        images = X[:, columns].astype(np.float64)
        reach = h * np.abs(images)
        table, members = _margins(W, images, y[columns], margin)
        classes, examples = np.nonzero(np.abs(table) < reach.max(axis=0))  # few pass this sieve
        for some in _blocks(len(examples), COLUMNS):
            i, j = examples[some], classes[some]
            inside = (np.abs(table[j, i])[:, None] < reach[:, i].T).astype(np.float64)
            owners = (j == np.arange(len(W))[:, None]) + members[i].T
            kinks += np.rint(owners @ inside).astype(np.int64)
    return kinks


def _differences(table, members, shift, forward):
    """Sums over the examples of the change of each hinge, (C, rows), by the row of `W` changed."""
    slopes = np.empty((len(table), len(shift)))
    behind_right = np.zeros_like(slopes)
    for j, margins in enumerate(table):
        ahead = np.maximum(margins + shift, 0)
        behind = np.maximum(margins - shift, 0)
        if forward:
            start = np.maximum(margins, 0)
            slopes[j] = (ahead - start).sum(axis=1)
            behind_right += ((behind - start) @ members).T
        else:
            by_right_class = (ahead - behind) @ members
            slopes[j] = by_right_class.sum(axis=1)
            behind_right -= by_right_class.T
    return slopes + behind_right


def _margins(W, X, y, margin):
    """Hinge arguments (C, n), -inf for the right class, and each example's class as a row of 0/1.

    -inf stays under every kink, so that the right class never counts.
    """
    scores = W.astype(np.float64) @ X.astype(np.float64)
    examples = np.arange(len(y))
    table = scores - scores[y, examples] + margin
    table[y, examples] = -np.inf
    return table, np.eye(len(W))[y]


def _blocks(total, size):
    return [slice(start, min(start + size, total)) for start in range(0, total, size)]
