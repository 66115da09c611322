"""One image on its way through the classifier: forward to the loss, and backward to the weights."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_array, checked


@dataclass(frozen=True, eq=False)
class DataFlow:
    """All that is computed on the way, in float64; made by `data_flow`."""

    scores: np.ndarray  # (C,)
    hinges: np.ndarray  # (C,): what each class adds to the data loss
    data_loss: float
    reg_loss: float
    score_gradient: np.ndarray  # (C,)
    data_gradient: np.ndarray  # (C, D): how the loss changes with the weights, through the scores
    reg_gradient: np.ndarray  # (C, D): and through the regularization

    @property
    def loss(self):
        """Both losses together, as `svm_loss` has it."""
        return self.data_loss + self.reg_loss

    @property
    def weight_gradient(self):
        """Both gradients together, (C, D), as `svm_gradient` has it."""
        return self.data_gradient + self.reg_gradient


@checked
def data_flow(W, x, label, *, margin=1.0, reg=0.0):
    """Send one image `x` (D,) forward to its SVM loss, and the loss backward to the weights.

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
    check_array(x, "x", ndim=1, axes="(D,)")
    if len(x) != W.shape[1]:
        raise ValueError(f"x has {len(x)} numbers, but W has {W.shape[1]} columns")
    W, x = W.astype(np.float64), x.astype(np.float64)
    scores = W @ x
    hinges = np.maximum(0, scores - scores[label] + margin)
    hinges[label] = 0
    score_gradient = (hinges > 0).astype(np.float64)
    score_gradient[label] = -score_gradient.sum()
    losses = float(hinges.sum()), reg * float(np.square(W).sum())
    return DataFlow(
        scores, hinges, *losses, score_gradient, np.outer(score_gradient, x), 2 * reg * W
    )
