"""A two-layer network for contrast: its loss is not convex, where the linear classifier's is.

All its weights lie in one flat array, so that it can be sliced like any `f(weights)`.
"""

import numpy as np

from losslab._validate import check_array, check_data, check_finite, check_number, explain_overflow
from losslab.losses import hinges, scores_of


def two_layer_weights(parameters, n_features, *, n_classes=10):
    """The two weight matrices inside the flat array, as views.

    Parameters
    ----------
    parameters : array (H D + C (H + 1),)
        All weights; the number of hidden units H follows from the length.
    n_features : int
        D, the number of rows of the images.
    n_classes : int
        C.

    Returns
    -------
    W1 : array (H, D)
    W2 : array (C, H + 1)
        Its last column is the bias of the output.

    Raises
    ------
    ValueError
        If no whole number of hidden units fits the length.

    Examples
    --------
    >>> W1, W2 = two_layer_weights(np.zeros(2 * 5 + 3 * 3), 5, n_classes=3)
    >>> W1.shape, W2.shape
    ((2, 5), (3, 3))
    """
    check_array(parameters, "parameters", ndim=1, axes="(H D + C (H + 1),)")
    n_hidden, rest = divmod(parameters.size - n_classes, n_features + n_classes)
    if rest or n_hidden < 1:
        expected = f"H * ({n_features} + {n_classes}) + {n_classes} for a whole H"
        raise ValueError(f"parameters holds {parameters.size} numbers, expected {expected}")
    W1, W2 = np.split(parameters, [n_hidden * n_features])
    return W1.reshape(n_hidden, n_features), W2.reshape(n_classes, n_hidden + 1)


def two_layer_loss(parameters, X, y, *, n_classes=10, margin=1.0):
    """Multiclass SVM loss of `W2 @ [max(0, W1 @ X); 1]`: scores after one hidden ReLU layer.

    Parameters
    ----------
    parameters : array (H D + C (H + 1),)
        `W1` and `W2` as `two_layer_weights` splits them.
    X : array (D, N)
    y : integer array (N,)
    n_classes : int
    margin : float

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Naming the argument that does not fit.

    Examples
    --------
    >>> X, y = np.array([[1.0, 2.0], [1.0, 1.0]]), np.array([0, 2])
    >>> two_layer_loss(np.zeros(4 * 2 + 3 * 5), X, y, n_classes=3)
    2.0
    """
    check_data(X, y, n_classes)
    W1, W2 = two_layer_weights(parameters, X.shape[0], n_classes=n_classes)
    check_finite(parameters, "parameters")
    margin = check_number(margin, "margin", low=0)
    with np.errstate(over="ignore", invalid="ignore"):
        hidden = scores_of(W1, X)
        np.maximum(hidden, 0, out=hidden)
        scores = W2[:, :-1] @ hidden + W2[:, -1:]
        total = float(hinges(scores, y, margin).sum(dtype=np.float64))
    return explain_overflow(total / len(y), X)
