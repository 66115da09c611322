"""The same work in other ways: plain loops, the usual vectorised NumPy, PyTorch, scikit-learn."""

import numpy as np
import torch
from sklearn.linear_model import SGDClassifier

from losslab.losses import svm_loss


def plane_points(W, U, V, X, y, points):
    """The loss at points of a plane, one after the other."""
    return [svm_loss(W + a * U + b * V, X, y) for a, b in points]


def forward_differences(W, X, y, coordinates, h=1e-5):
    """Slopes one by one: move a weight, evaluate, put it back."""
    start, slopes, moved = svm_loss(W, X, y), [], W.copy()
    for place in coordinates:
        kept = moved.flat[place]
        moved.flat[place] = kept + h
        slopes.append((svm_loss(moved, X, y) - start) / h)
        moved.flat[place] = kept
    return slopes


def plain_random_search(X, y, attempts, rng):
    """Draw weights, keep the best."""
    lowest, best = np.inf, None
    for _ in range(attempts):
        W = rng.standard_normal((10, len(X)), dtype=np.float32) * np.float32(1e-4)
        if (loss := svm_loss(W, X, y)) < lowest:
            lowest, best = loss, W
    return best


def plain_local_search(X, y, attempts, rng):
    """Take a random step where it leads down."""
    W = rng.standard_normal((10, len(X)), dtype=np.float32) * np.float32(1e-3)
    lowest = svm_loss(W, X, y)
    for _ in range(attempts):
        there = W + rng.standard_normal(W.shape, dtype=np.float32) * np.float32(1e-4)
        if (loss := svm_loss(there, X, y)) < lowest:
            lowest, W = loss, there
    return W


def usual_numpy(W, images, labels):
    """Loss and gradient as students of the course's assignments write them: images in rows."""
    n = len(labels)
    scores = images @ W.T
    margins = np.maximum(0, scores - scores[np.arange(n), labels][:, None] + 1)
    margins[np.arange(n), labels] = 0
    pushes = (margins > 0).astype(images.dtype)
    pushes[np.arange(n), labels] = -pushes.sum(axis=1)
    return margins.sum() / n, pushes.T @ images / n


def torch_loss(weights, images, labels):
    """The SVM loss of PyTorch; it divides by the number of classes."""
    return 10 * torch.nn.functional.multi_margin_loss(images @ weights.T, labels)


def torch_gradient(weights, images, labels):
    """Loss and gradient by autograd."""
    weights.grad = None
    loss = torch_loss(weights, images, labels)
    loss.backward()
    return loss


def two_products(weights, images, coefficients):
    """What no way around the loss can save: the scores, and the images summed by coefficients.

    Of NumPy's arrays and of PyTorch's tensors alike.
    """
    return images @ weights.T, coefficients @ images


def tensors(X, y):
    """Images in rows and labels as tensors, over the same memory."""
    return torch.from_numpy(X.T), torch.from_numpy(y)


def hinge_sgd(seed=0):
    """Scikit-learn's linear SVM by gradient descent, one image at a time, one class against all.

    Its step size is the best of a few decades for the accuracy after ten epochs.
    """
    return SGDClassifier(
        loss="hinge", learning_rate="constant", eta0=1e-9, fit_intercept=False,
        random_state=np.random.RandomState(seed),
    )  # fmt: skip
