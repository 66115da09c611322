"""Loss and gradient over copies of images, of which there may be more than fit into memory."""

import numpy as np

from losslab.descent import columns_of
from losslab.rules import checked


@checked
def mean_over_columns(loss_and_gradient, W, X, y, index, *, batch_size=1024):
    """Loss and gradient over the examples `X[:, index]`, without making that array.

    An index (M,) may name an example many times, so a set of copies costs no memory: the means
    over pieces of `batch_size` are averaged by their length.
    """
    _check_index(index, X.shape[1])
    total_loss, total_gradient = 0.0, np.zeros(W.shape)
    for start in range(0, len(index), batch_size):
        piece = index[start : start + batch_size]
        loss, gradient = loss_and_gradient(W, *columns_of(X, y, piece))
        total_loss += loss * len(piece)
        total_gradient += gradient * float(len(piece))
    return total_loss / len(index), total_gradient / len(index)


def _check_index(index, n):
    if not isinstance(index, np.ndarray) or index.ndim != 1 or index.dtype.kind not in "iu":
        raise ValueError(f"index is {index!r}, expected an integer array (M,)")
    if index.size == 0:
        raise ValueError("index is empty: it names no examples")
    if index.min() < 0 or index.max() >= n:
        raise ValueError(f"index holds {index.min()} to {index.max()}, X has {n} columns")
