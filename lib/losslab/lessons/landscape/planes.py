"""The planes that the explorer of slices cuts through the space of weights."""

import numpy as np

from losslab.descent import gradient_descent
from losslab.losses import svm_gradient, svm_loss_and_gradient
from losslab.slices import svm_slice


def cut_plane(direction, data):
    """A point and two directions of one length, ``W, U, V``, and the SVM loss on their plane."""
    X, y, classes = data.X_train, data.y_train, len(data.class_names)
    rng = np.random.default_rng(0)
    W, U, V = 1e-4 * rng.standard_normal((3, classes, len(X)), dtype=X.dtype)
    if direction == "gradient":
        U = -svm_gradient(W, X, y)
    elif direction == "flat":  # one row added to all classes
        U = np.tile(U[:1], (classes, 1))
    elif direction == "solutions":  # from one trained classifier to another, ten steps away
        W, other = (_trained(start / 10, X, y, rng) for start in (W, V))
        U = (other - W) / 10
        V = V * (np.linalg.norm(U) / np.linalg.norm(V))
    U = U * (np.linalg.norm(V) / np.linalg.norm(U))
    return W, U, V, svm_slice(W, U, X, y, V)


def _trained(start, X, y, rng):
    options = {"step_size": 1e-7, "steps": 150, "batch_size": min(256, len(y)), "rng": rng}
    found = gradient_descent(svm_loss_and_gradient, start, X, y, **options)
    if found.stopped:
        raise KeyboardInterrupt  # a part of a training is no solution to keep
    return found.W
