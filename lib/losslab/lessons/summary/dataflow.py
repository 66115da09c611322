"""One image on its way through the classifier: forward to the loss, and backward to the weights."""

from dataclasses import dataclass

import numpy as np

from losslab._validate import check_array, check_class, check_finite, check_number, check_weights


@dataclass(frozen=True, eq=False)
class DataFlow:
    """All that is computed on the way; made by `data_flow`.

    Attributes
    ----------
    scores, hinges : ndarray, shape (C,)
        The scores, and what each class adds to the data loss.
    data_loss, reg_loss, loss : float
        ``loss = data_loss + reg_loss``.
    score_gradient : ndarray, shape (C,)
        How the loss changes with each score.
    data_gradient, reg_gradient, weight_gradient : ndarray, shape (C, D)
        How the loss changes with each weight: through the scores, along the top, and together.
    """

    scores: np.ndarray
    hinges: np.ndarray
    data_loss: float
    reg_loss: float
    loss: float
    score_gradient: np.ndarray
    data_gradient: np.ndarray
    reg_gradient: np.ndarray
    weight_gradient: np.ndarray


def data_flow(W, x, label, *, margin=1.0, reg=0.0):
    """Send one image forward to its SVM loss, and the loss backward to the weights.

    Parameters
    ----------
    W : array (C, D)
    x : array (D,)
        One image, a column of `X`.
    label : int
    margin, reg : float
        As in `svm_loss`.

    Returns
    -------
    DataFlow
        In float64. Its `loss` and `weight_gradient` are those of `svm_loss_and_gradient`.

    Raises
    ------
    ValueError
        Naming the argument that does not fit.

    Examples
    --------
    >>> flow = data_flow(np.zeros((3, 2)), np.array([2.0, 1.0]), 1)
    >>> flow.loss, flow.score_gradient
    (2.0, array([ 1., -2.,  1.]))
    >>> flow.weight_gradient
    array([[ 2.,  1.],
           [-4., -2.],
           [ 2.,  1.]])
    """
    check_weights(W)
    check_array(x, "x", ndim=1, axes="(D,)")
    check_finite(x, "x")
    if len(x) != W.shape[1]:
        raise ValueError(f"x has {len(x)} numbers, but W has {W.shape[1]} columns")
    label = check_class(label, "label", len(W))
    margin, reg = check_number(margin, "margin", low=0), check_number(reg, "reg", low=0)
    W, x = W.astype(np.float64), x.astype(np.float64)
    scores = W @ x
    hinges = np.maximum(0, scores - scores[label] + margin)
    hinges[label] = 0
    score_gradient = (hinges > 0).astype(np.float64)
    score_gradient[label] = -score_gradient.sum()
    through, along = np.outer(score_gradient, x), 2 * reg * W
    data_loss, reg_loss = float(hinges.sum()), reg * float(np.square(W).sum())
    losses = data_loss, reg_loss, data_loss + reg_loss
    return DataFlow(scores, hinges, *losses, score_gradient, through, along, through + along)
