"""Checks of single values: a wrong one gets a ValueError with its name, before a broadcast runs on.

Each `check_…` returns the value as it is to be used. The pixels of `X` are not looked at: that
would cost as much as the loss. See `explain_overflow`. What each argument must be is in `rules`.
"""

import inspect
import math
from numbers import Integral, Real

import numpy as np


def check_floating(array, name):
    """Refuse anything but a non-empty floating-point array."""
    if not isinstance(array, np.ndarray) or isinstance(array, np.ma.MaskedArray):
        raise ValueError(f"{name} is a {type(array).__name__}, expected a NumPy array")
    if array.dtype.kind != "f" or array.itemsize not in (4, 8):
        raise ValueError(f"{name} holds {array.dtype} numbers, expected float32 or float64")
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    return array


def check_array(array, name, *, ndim, axes):
    """Refuse anything but a non-empty floating-point array of `ndim` dimensions."""
    check_floating(array, name)
    if array.ndim != ndim:
        raise ValueError(f"{name} has shape {array.shape}, expected {ndim} dimensions {axes}")
    return array


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
    return array


def check_same_shape(array, name, other, other_name):
    """Refuse a direction whose shape is not that of the weights."""
    if np.shape(array) != np.shape(other):
        shapes = f"{name} has shape {np.shape(array)}, but {other_name} has {np.shape(other)}"
        raise ValueError(shapes)
    return array


def check_number(value, name, *, low=-math.inf, above=-math.inf):
    """Return `value` as a Python float; refuse what is not finite, under `low`, or not `above`."""
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} is {value!r}, expected a number")
    try:
        number = float(value)  # a NumPy scalar would turn float32 arrays into float64
    except OverflowError:  # an int of hundreds of digits
        raise ValueError(f"{name} is larger than any float, expected a finite number") from None
    if not math.isfinite(number):
        raise ValueError(f"{name} is {value}, expected a finite number")
    if number < low:
        raise ValueError(f"{name} is {value}, expected at least {low}")
    if number <= above:
        raise ValueError(f"{name} is {value}, expected more than {above}")
    return number


def check_count(value, name, *, low=1, high=10**18):
    """Return `value` as a Python int; refuse what is not a whole number from `low` to `high`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}, expected a whole number")
    if value < low:
        raise ValueError(f"{name} is {value}, expected at least {low}")
    if value > high:
        raise ValueError(f"{name} is {float(min(value, 1e300)):.3g}, expected at most {high:,}")
    return int(value)


def check_choice(value, name, choices):
    """Refuse a word that is not one of `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(map(repr, choices))}")
    return value


def check_callable(value, name, *, given):
    """Refuse what cannot be called with what it will be `given`: names such as W, X, y."""
    wanted = f"expected a function of ({', '.join(given)})"
    if not callable(value):
        raise ValueError(f"{name} is a {type(value).__name__}, {wanted}")
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):  # some that are written in C do not tell
        return value
    try:
        signature.bind(*given)
    except TypeError:
        raise ValueError(f"{name} takes {signature}, {wanted}") from None
    return value


def check_rng(rng, name="rng"):
    """Refuse anything but a NumPy random generator, the only source of chance here."""
    if not isinstance(rng, np.random.Generator):
        got = type(rng).__name__
        raise ValueError(f"{name} is a {got}, expected a Generator: numpy.random.default_rng(0)")
    return rng


def as_numbers(value):
    """The value as an array, or None where it is not one of real numbers."""
    if isinstance(value, np.ma.MaskedArray):  # NumPy would show what is masked
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # parts of different lengths
        return None
    return array if array.dtype.kind in "iuf" else None


def check_real(value, name):
    """Return real and finite numbers as a float64 array."""
    array = as_numbers(value)
    if array is None:
        raise ValueError(f"{name} is {value!r:.80}, expected real numbers")
    return check_finite(array.astype(np.float64), name)


def check_value(value, name="f"):
    """Return what a function gave as a Python float; refuse anything but one finite number."""
    number = as_numbers(value)
    if number is None or number.ndim or not math.isfinite(number):
        raise ValueError(f"{name} gives {value!r:.80}, expected one finite number")
    return float(number)


def explain_overflow(loss, X):
    """Return a loss that is finite; of another, find out why.

    A NaN among the pixels is found by what it does to the loss. With finite weights and images
    the loss can only have overflowed: infinity.
    """
    if not math.isfinite(loss):
        check_finite(X, "X")
        return math.inf
    return loss
