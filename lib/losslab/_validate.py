"""Checks of arguments: a wrong one gets a ValueError that names it, before a broadcast runs on."""

import math
from numbers import Integral, Real

import numpy as np


def check_array(array, name, *, ndim, axes):
    """Refuse anything but a non-empty floating-point array of `ndim` dimensions."""
    check_floating(array, name)
    if array.ndim != ndim:
        raise ValueError(f"{name} has shape {array.shape}, expected {ndim} dimensions {axes}")


def check_floating(array, name):
    """Refuse anything but a non-empty floating-point array."""
    if not isinstance(array, np.ndarray):
        raise ValueError(f"{name} is a {type(array).__name__}, expected a NumPy array")
    if array.dtype.kind != "f" or array.itemsize not in (4, 8):
        raise ValueError(f"{name} holds {array.dtype} numbers, expected float32 or float64")
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")


def check_weights(W, name="W"):
    """Refuse weights that are not a finite floating-point matrix (C, D)."""
    check_array(W, name, ndim=2, axes="(C, D)")
    check_finite(W, name)


def check_data(X, y, n_classes):
    """Refuse images (D, N) and labels (N,) that do not fit each other or `n_classes`.

    The pixels are not looked at: that would cost as much as the loss. See `explain_overflow`.
    """
    check_array(X, "X", ndim=2, axes="(D, N)")
    check_labels(y, n_classes)
    if len(y) != X.shape[1]:
        raise ValueError(f"y has {len(y)} labels, but X has {X.shape[1]} columns")


def check_labels(y, n_classes):
    """Refuse labels that are not integers 0 .. n_classes - 1 in one dimension."""
    if not isinstance(y, np.ndarray):
        raise ValueError(f"y is a {type(y).__name__}, expected a NumPy array (N,)")
    if y.ndim != 1:
        raise ValueError(f"y has shape {y.shape}, expected one dimension (N,)")
    if y.dtype.kind not in "iu":
        raise ValueError(f"y holds {y.dtype} numbers, expected integers")
    if y.size == 0:
        raise ValueError("y is empty: it holds no labels")
    low, high = int(y.min()), int(y.max())
    if low < 0 or high >= n_classes:
        wrong = low if low < 0 else high
        raise ValueError(f"y holds the label {wrong}, expected 0 to {n_classes - 1}")


def check_problem(W, X, y):
    """Refuse weights, images and labels that cannot be scored together."""
    check_weights(W)
    check_data(X, y, W.shape[0])
    if W.shape[1] != X.shape[0]:
        raise ValueError(f"W has {W.shape[1]} columns, but X has {X.shape[0]} rows")


def check_same_shape(array, name, other, other_name):
    """Refuse a direction whose shape is not that of the weights."""
    if np.shape(array) != np.shape(other):
        shapes = f"{name} has shape {np.shape(array)}, but {other_name} has {np.shape(other)}"
        raise ValueError(shapes)


def check_number(value, name, *, low=-math.inf, above=-math.inf):
    """Return `value` as a Python float; refuse what is not finite, under `low`, or not `above`."""
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} is {value!r}, expected a number")
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}, expected a finite number")
    if value < low:
        raise ValueError(f"{name} is {value}, expected at least {low}")
    if value <= above:
        raise ValueError(f"{name} is {value}, expected more than {above}")
    return float(value)  # a NumPy scalar would turn float32 arrays into float64


def check_count(value, name, *, low=1):
    """Return `value` as a Python int; refuse what is not a whole number of at least `low`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}, expected a whole number")
    if value < low:
        raise ValueError(f"{name} is {value}, expected at least {low}")
    return int(value)


def check_class(value, name, n_classes):
    """Return `value` as a Python int; refuse what is not one of the classes 0 .. n_classes - 1."""
    value = check_count(value, name, low=0)
    if value >= n_classes:
        raise ValueError(f"{name} is {value}, expected 0 to {n_classes - 1}")
    return value


def check_choice(value, name, choices):
    """Refuse a word that is not one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(map(repr, choices))}")


def check_rng(rng):
    """Refuse anything but a NumPy random generator, the only source of chance here."""
    if not isinstance(rng, np.random.Generator):
        got = type(rng).__name__
        raise ValueError(f"rng is a {got}, expected a Generator: numpy.random.default_rng(0)")


def is_finite(array):
    """Tell whether all numbers are finite, for the price of one dot product."""
    flat = array.ravel(order="K")
    with np.errstate(over="ignore", invalid="ignore"):
        squares = np.dot(flat, flat)
    # Squares overflow long before the numbers do: only then look at each.
    return math.isfinite(squares) or bool(np.isfinite(flat).all())


def check_finite(array, name):
    """Refuse NaN and infinity."""
    if not is_finite(array):
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers")


def check_value(value, name="f"):
    """Return what a function gave as a Python float; refuse anything but one finite number."""
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "iuf" or not np.isfinite(number):
        raise ValueError(f"{name} gives {value!r:.80}, expected one finite number")
    return float(number)


def explain_overflow(loss, X):
    """Return a loss as it is when finite; else find out why it is not.

    Looking at every pixel on each call would be dear, so a NaN among them is found by what it
    does to the loss. With finite weights and images the loss can only have overflowed: infinity.
    """
    if math.isfinite(loss):
        return loss
    check_finite(X, "X")
    return math.inf
