"""The loss functions of a linear classifier, and their gradients.

Everywhere in this library, weights `W` are (C, D), one row a class; images `X` are (D, N), one
*column* an example, the last row ones (the bias trick); labels `y` are (N,) integers 0 .. C - 1.
The scores are `W @ X`. `margin` is by how much the right score must win before an SVM's hinge is
0; `reg` is the strength of the regularization `R(W) = sum of W**2`, whose gradient is `2 W`.

The losses are means over the examples, plus `reg * R(W)`. Products run in the arrays' own
precision, float32 or float64, sums over examples in float64. What does not fit, or holds NaN,
gets a ValueError that names the argument.
"""

import numpy as np

from losslab.checks import check_finite, explain_overflow
from losslab.rules import checked

SMALL_PRODUCT, SMALL_BATCH = 1_000_000, 1024


@checked
def svm_loss(W, X, y, *, margin=1.0, reg=0.0):
    """Multiclass support vector machine loss.

    An example of class `y` pays `max(0, s_j - s_y + margin)` for each wrong class `j`
    (Weston and Watkins, 1999).

    Returns
    -------
    float
        The loss; infinity where finite weights are so large that the scores overflow.

    Raises
    ------
    ValueError
        Naming the argument.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> svm_loss(np.zeros((3, 2)), X, y)
    2.0
    """
    with np.errstate(over="ignore", invalid="ignore"):
        loss = _mean(hinges(scores_of(W, X), y, margin)) + _penalty(W, reg)
    return explain_overflow(loss, X)


def svm_gradient(W, X, y, *, margin=1.0, reg=0.0):
    """Gradient of `svm_loss`, (C, D), in the precision of `W`; NaN where the loss is infinite.

    At a kink, where a hinge is exactly 0, that hinge adds nothing: one of the subgradients.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> svm_gradient(np.zeros((3, 2)), X, y)
    array([[ 0. , -0.5],
           [ 1.5,  1. ],
           [-1.5, -0.5]])
    """
    return svm_loss_and_gradient(W, X, y, margin=margin, reg=reg)[1]


@checked
def svm_loss_and_gradient(W, X, y, *, margin=1.0, reg=0.0):
    """`svm_loss` and `svm_gradient` together, for little more than the gradient alone.

    Each hinge above 0 adds the example to the row of its class and takes it from the row of the
    right class. These counts are the coefficients; the gradient is `coefficients @ X.T / N`.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> loss, gradient = svm_loss_and_gradient(np.zeros((3, 2)), X, y)
    >>> loss, gradient.shape
    (2.0, (3, 2))
    """
    with np.errstate(over="ignore", invalid="ignore"):
        table = hinges(scores_of(W, X), y, margin)
        loss = _mean(table) + _penalty(W, reg)
        coefficients = np.greater(table, 0, out=table)
        coefficients[y, np.arange(len(y))] = -coefficients.sum(axis=0)
        gradient = _product(coefficients, X, W, reg)
    return _explained(loss, gradient, X)


@checked
def softmax_loss(W, X, y, *, reg=0.0):
    """Softmax (cross-entropy) loss: the mean of `-log p_y`, plus `reg * R(W)`.

    The probabilities are `p = exp(s) / sum(exp(s))`; the largest score is taken off first, which
    changes nothing but keeps `exp` from overflowing.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> round(softmax_loss(np.zeros((3, 2)), X, y), 6)  # log 3
    1.098612
    """
    with np.errstate(over="ignore", invalid="ignore"):
        loss = _cross_entropy(scores_of(W, X), y)[0] + _penalty(W, reg)
    return explain_overflow(loss, X)


def softmax_gradient(W, X, y, *, reg=0.0):
    """Gradient of `softmax_loss`, (C, D), in the precision of `W`; NaN where the loss is infinite.

    Examples
    --------
    >>> X, y = np.array([[3.0], [6.0]]), np.array([0])
    >>> softmax_gradient(np.zeros((3, 2)), X, y).round(6)
    array([[-2., -4.],
           [ 1.,  2.],
           [ 1.,  2.]])
    """
    return softmax_loss_and_gradient(W, X, y, reg=reg)[1]


@checked
def softmax_loss_and_gradient(W, X, y, *, reg=0.0):
    """`softmax_loss` and `softmax_gradient` together.

    The coefficient of an example in a class's row is the probability of that class, less 1 in the
    right row.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> loss, gradient = softmax_loss_and_gradient(np.zeros((3, 2)), X, y)
    >>> round(loss, 6), gradient.shape
    (1.098612, (3, 2))
    """
    with np.errstate(over="ignore", invalid="ignore"):
        loss, coefficients = _cross_entropy(scores_of(W, X), y)
        loss += _penalty(W, reg)
        coefficients[y, np.arange(len(y))] -= 1
        gradient = _product(coefficients, X, W, reg)
    return _explained(loss, gradient, X)


@checked
def accuracy(W, X, y):
    """Share of the examples whose own class has the highest score (the first of equals).

    Examples
    --------
    >>> accuracy(np.eye(2), np.array([[3.0, 1.0], [2.0, 5.0]]), np.array([0, 0]))
    0.5
    """
    with np.errstate(over="ignore", invalid="ignore"):
        scores = scores_of(W, X)
    if not np.isfinite(scores).all():
        check_finite(X, "X")
        raise ValueError("W is so large that the scores overflow, so no class is the highest")
    return float(np.mean(scores.argmax(axis=0) == y))


def scores_of(W, X):
    """The scores `W @ X`, (C, N).

    With one example contiguous in memory, BLAS computes `X.T @ W.T` up to twice as fast.
    """
    n = X.shape[1]
    scores = np.empty((n, len(W)), np.result_type(W, X))
    for part in _parts(n, W.size, n):
        np.matmul(X.T[part], W.T, out=scores[part])
    return np.ascontiguousarray(scores.T)


def hinges(scores, y, margin):
    """Hinge terms (C, N) of scores (C, N), overwritten; 0 in the row of the right class."""
    columns = np.arange(len(y))
    scores -= scores[y, columns]
    scores += margin
    scores[y, columns] = 0
    return np.maximum(scores, 0, out=scores)


def _explained(loss, gradient, X):
    """Loss and gradient; of scores that overflow there is no gradient, so it is all NaN."""
    loss = explain_overflow(loss, X)
    if loss == np.inf:
        gradient[...] = np.nan
    return loss, gradient


def _mean(table):
    return float(table.sum(dtype=np.float64)) / table.shape[1]


def _penalty(W, reg):
    return reg * float(np.square(W, dtype=np.float64).sum()) if reg else 0.0


def _cross_entropy(scores, y):
    """Mean loss, and the probabilities, for which the scores are overwritten."""
    scores -= scores.max(axis=0)
    right = scores[y, np.arange(len(y))]
    np.exp(scores, out=scores)
    totals = scores.sum(axis=0)
    scores /= totals
    return float(np.mean(np.log(totals) - right, dtype=np.float64)), scores


def _parts(rows, each, n_examples):
    """Slices of the rows of a result that take `each` products a row: small ones for a batch.

    OpenBLAS multiplies matrices of up to a million products as they are, and on one thread. For
    a batch that is as fast as two threads, which wait for each other on a busy machine.
    """
    size = SMALL_PRODUCT // each if n_examples <= SMALL_BATCH else 0
    return [slice(k, k + size) for k in range(0, rows, size)] if size else [slice(None)]


def _product(coefficients, X, W, reg):
    """Gradient of the mean from each example's coefficients, without a copy of the images."""
    gradient = np.empty(W.shape, np.result_type(coefficients, X))
    for part in _parts(len(X), coefficients.size, X.shape[1]):
        np.matmul(coefficients, X.T[:, part], out=gradient[:, part])
    gradient = gradient.astype(W.dtype, copy=False)
    gradient /= X.shape[1]
    if reg:
        gradient += 2 * reg * W
    return gradient
