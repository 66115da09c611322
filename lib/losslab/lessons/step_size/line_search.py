"""The SVM loss along the line of one gradient step, for every length of the step at once."""

from dataclasses import dataclass

import numpy as np

from losslab.losses import svm_loss_and_gradient
from losslab.slices import LineMinimum, SvmSlice, svm_slice


@dataclass(frozen=True, eq=False)
class GradientLine:
    """The loss on ``W - step · gradient``; made by `gradient_line`."""

    gradient: np.ndarray  # (C, D)
    loss: float  # where the line starts
    slope: float  # there, per unit of step: minus the squared length of the gradient
    best: LineMinimum  # the step `a` with the lowest loss on the line, and that loss
    slice: SvmSlice  # the hinges on the line

    def loss_after(self, steps):
        """The loss after steps of these lengths, shape (S,)."""
        return self.slice.line(steps)

    @property
    def far_slope(self):
        """The slope that is reached when every hinge has bent: constant from there on."""
        return self.slice.far_slope


def gradient_line(W, X, y):
    """The line from `W` along minus the gradient of the SVM loss, without regularization."""
    loss, gradient = svm_loss_and_gradient(W, X, y)
    slope = -float(np.square(gradient, dtype=float).sum())
    hinges = svm_slice(W, -gradient, X, y)
    return GradientLine(gradient, loss, slope, hinges.minimum(), hinges)


def orthogonal_direction(line, W, X, y):
    """Where the hiker would turn at the lowest point of the line: (C, D), as long as the gradient.

    It stands at a right angle to the gradient; the new gradient does but for rounding and kinks.
    """
    lowest = W - np.float32(line.best.a) * line.gradient
    turn = -svm_loss_and_gradient(lowest, X, y)[1]
    square = np.vdot(line.gradient, line.gradient)
    turn -= line.gradient * (np.vdot(turn, line.gradient) / square)
    return turn * np.sqrt(square / np.vdot(turn, turn))
