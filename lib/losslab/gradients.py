"""Gradients by differences of the loss, how to compare two gradients, and how to check one.

The ways for any loss are here; those for the SVM loss, from its structure, in `svm_gradients`.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_real, check_value
from losslab.rules import checked
from losslab.svm_gradients import svm_kinks_within as svm_kinks_within
from losslab.svm_gradients import svm_numerical_gradient as svm_numerical_gradient


@checked
def numerical_gradient(f, x, *, h=1e-5, scheme="centered", coordinates=None):
    """Gradient of any function of an array, by changing one number at a time.

    Parameters
    ----------
    f : callable
        `f(x)` gives one number. It gets a copy; yours is never touched.
    x : floating-point array of any shape
        Where to take the gradient.
    h : float
        Length of the step, in the units of `x`. A step that is too small for the precision of `x`
        is rounded away, and the slope is 0: give `x` in float64.
    scheme : {"centered", "forward"}
        `(f(x + h) - f(x - h)) / 2h` or `(f(x + h) - f(x)) / h`.
    coordinates : integer array (k,), optional
        Positions in `x.ravel()`; all by default, which costs `2 x.size` evaluations centred,
        `x.size + 1` forward.

    Returns
    -------
    float64 array
        The gradient in the shape of `x`, or (k,) for the `coordinates` alone.

    Raises
    ------
    ValueError
        Naming the argument; also when `f` gives anything but a finite number.

    Examples
    --------
    >>> numerical_gradient(lambda x: float(x @ x), np.array([1.0, 2.0])).round(6)
    array([2., 4.])
    >>> x = np.array([1.0, 2.0])
    >>> numerical_gradient(lambda x: float(x @ x), x, h=0.5, scheme="forward", coordinates=[1])
    array([4.5])
    """
    flat = np.arange(x.size) if coordinates is None else coordinates
    work = np.array(x)  # f may keep or change what it gets: it is set right before each call

    def value(position=None, step=0.0):
        np.copyto(work, x)
        if position is not None:
            work.flat[position] += step
        return check_value(f(work))

    start = value() if scheme == "forward" else None
    slopes = np.empty(len(flat))
    for i, position in enumerate(flat):
        behind, length = (start, h) if scheme == "forward" else (value(position, -h), 2 * h)
        slopes[i] = (value(position, h) - behind) / length
    return slopes.reshape(x.shape) if coordinates is None else slopes


def relative_error(a, b):
    """How far two numbers differ against the larger: `|a - b| / max(|a|, |b|)`, elementwise.

    Two zeros differ by 0; a number and a zero by 1; a number and its negative by 2.

    Parameters
    ----------
    a, b : floats or arrays of one shape

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        If the shapes differ: a broadcast would compare numbers that do not belong together. If a
        number is not finite.

    Examples
    --------
    >>> relative_error(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 0.0, -1.0, 1.0]))
    array([0. , 1. , 2. , 0.5])
    """
    a, b = check_real(a, "a"), check_real(b, "b")
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape}, but b has {b.shape}")
    larger = np.maximum(np.abs(a), np.abs(b))
    half = np.where(larger > 1, 0.5, 1.0)  # halves are exact, and their difference is no infinity
    errors = np.abs(a * half - b * half) / np.where(larger == 0, 1, larger * half)
    return errors if errors.ndim else float(errors)


@dataclass(frozen=True)
class GradientCheck:
    """What `check_gradient` compared; the arrays have one entry a coordinate looked at."""

    coordinates: np.ndarray  # positions in x.ravel(), ascending
    analytic: np.ndarray
    numerical: np.ndarray
    errors: np.ndarray  # relative

    @property
    def max_error(self):
        """The largest relative error."""
        return float(self.errors.max())

    @property
    def worst(self):
        """The coordinate where it is."""
        return int(self.coordinates[self.errors.argmax()])


@checked
def check_gradient(f, gradient, x, *, h=1e-5, scheme="centered", n_coordinates=10, rng):
    """Compare a gradient function with differences of the loss at some random coordinates.

    Parameters
    ----------
    f : callable
        The loss, `f(x)`.
    gradient : callable
        `gradient(x)`, an array of the shape of `x`: the code on trial.
    x : floating-point array
    h, scheme
        As in `numerical_gradient`.
    n_coordinates : int
        How many different coordinates to draw; all of them when there are no more.
    rng : numpy.random.Generator

    Returns
    -------
    GradientCheck

    Raises
    ------
    ValueError
        Naming the argument; also when `gradient` gives another shape, or NaN.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> forgot_the_two = check_gradient(lambda x: float(x @ x), lambda x: x, np.ones(5), rng=rng)
    >>> round(forgot_the_two.max_error, 6)
    0.5
    """
    count = min(n_coordinates, x.size)
    coordinates = np.sort(rng.choice(x.size, size=count, replace=False))
    analytic = check_real(gradient(x.copy()), "gradient")
    if analytic.shape != x.shape:
        raise ValueError(f"gradient gives shape {analytic.shape}, but x has {x.shape}")
    analytic = analytic.ravel()[coordinates]
    numerical = numerical_gradient(f, x, h=h, scheme=scheme, coordinates=coordinates)
    return GradientCheck(coordinates, analytic, numerical, relative_error(analytic, numerical))
