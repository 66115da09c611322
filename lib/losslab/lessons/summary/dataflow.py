"""One image on its way through the classifier: forward to the loss, and backward to the weights."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_array
from losslab.rules import checked


@dataclass(frozen=True, eq=False)
class DataFlow:
    """All that is computed on the way, in float64; made by `data_flow`."""

    scores: np.ndarray  # (C,)
    hinges: np.ndarray  # (C,): what each class adds to the data loss
    data_loss: float
    reg_loss: float
    loss: float  # both together, as `svm_loss` has it
    score_gradient: np.ndarray  # (C,)
    data_gradient: np.ndarray  # (C, D): how the loss changes with the weights, through the scores
    reg_gradient: np.ndarray  # (C, D): and through the regularization
    weight_gradient: np.ndarray  # (C, D): both together, as `svm_gradient` has it


@checked
def data_flow(W, x, label, *, reg=0.0):
    """Send one image `x` (D,) forward to its SVM loss, and the loss backward to the weights."""
    check_array(x, "x", ndim=1, axes="(D,)")
    if len(x) != W.shape[1]:
        raise ValueError(f"x has {len(x)} numbers, but W has {W.shape[1]} columns")
    W, x = W.astype(np.float64), x.astype(np.float64)
    scores = W @ x
    hinges = np.maximum(0, scores - scores[label] + 1)
    hinges[label] = 0
    score_gradient = (hinges > 0).astype(np.float64)
    score_gradient[label] = -score_gradient.sum()
    losses = float(hinges.sum()), reg * float(np.square(W).sum())
    gradients = np.outer(score_gradient, x), 2 * reg * W
    return DataFlow(
        scores, hinges, *losses, sum(losses), score_gradient, *gradients, sum(gradients)
    )
