"""The SVM loss along the ray of one gradient step, for every length of the step at once.

The scores are linear in the step, so two matrix products serve all steps: each hinge is then
``max(0, h + step u)``, and the lowest point of the ray is known exactly.
"""

from dataclasses import dataclass

import numpy as np

from losslab.hinges import hinge_plane, line_minimum, svm_hinges
from losslab.losses import svm_loss_and_gradient
from losslab.slices import LineMinimum


@dataclass(frozen=True, eq=False)
class DescentRay:
    """The loss on ``W - step · gradient``; made by `descent_ray`.

    Attributes
    ----------
    gradient : ndarray, shape (C, D)
    loss : float
        Where the ray starts.
    slope : float
        There, per unit of step: minus the squared length of the gradient.
    best : LineMinimum
        The step ``a`` with the lowest loss on the ray, and that loss.
    h, u : ndarray, shape (N (C - 1),)
        The hinges at the start, and what a step of 1 adds to them.
    n : int
        Number of images.
    """

    gradient: np.ndarray
    loss: float
    slope: float
    best: LineMinimum
    h: np.ndarray
    u: np.ndarray
    n: int

    def loss_after(self, steps):
        """The loss after steps of these lengths, shape (S,)."""
        still = np.zeros_like(self.u)
        return hinge_plane(self.h, self.u, still, np.asarray(steps, float), np.zeros(1))[0] / self.n

    @property
    def far_slope(self):
        """The slope that is reached when every hinge has bent: constant from there on."""
        return float(self.u[self.u > 0].sum(dtype=float)) / self.n


def descent_ray(W, X, y):
    """The ray from `W` along minus the gradient of the SVM loss, without regularization.

    Parameters
    ----------
    W : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
    y : ndarray, shape (N,), integer

    Returns
    -------
    DescentRay

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range or a value is not finite.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> ray = descent_ray(np.zeros((2, 2)), X, y)
    >>> ray.loss, ray.slope, ray.best
    (1.0, -4.0, LineMinimum(a=0.25, loss=0.0))
    >>> ray.loss_after([0.125, 0.5])
    array([0.5, 0. ])
    """
    loss, gradient = svm_loss_and_gradient(W, X, y)
    h, u = svm_hinges(X, y, W, -gradient)
    slope = -float(np.square(gradient, dtype=float).sum())
    return DescentRay(gradient, loss, slope, line_minimum(h, u, len(y)), h, u, len(y))


def across(ray, W, X, y):
    """A second direction for a map: where the hiker would turn at the lowest point of the ray.

    There the new gradient stands at a right angle to the old one, but for rounding and kinks.

    Returns
    -------
    ndarray, shape (C, D)
        As long as the gradient, and at a right angle to it.
    """
    lowest = W - np.float32(ray.best.a) * ray.gradient
    turn = -svm_loss_and_gradient(lowest, X, y)[1]
    turn -= ray.gradient * (np.vdot(turn, ray.gradient) / np.vdot(ray.gradient, ray.gradient))
    return turn * np.sqrt(np.vdot(ray.gradient, ray.gradient) / np.vdot(turn, turn))
