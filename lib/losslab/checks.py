"""Checks of arguments, by their names: a wrong one gets a ValueError before a broadcast runs on.

`RULES` says what each name must be, the same in every function; `@checked` lets the arguments of
a function through these rules. Each `check_…` returns the value as it is to be used. The pixels
of `X` are not looked at: that would cost as much as the loss. See `explain_overflow`.
"""

import functools
import inspect
import math
import types
from numbers import Integral, Real

import numpy as np

SCHEMES = ("centered", "forward")
MANY = 10**8  # an array of so many numbers still fits into a small computer


def checked(function):
    """Let the arguments of a function through `RULES` before it runs.

    The function gets each value as its rule returns it. A name without a rule passes as it is,
    and so does a default: None where None is the default, for instance.

    Examples
    --------
    >>> @checked
    ... def shrink(W, *, reg=0.0):
    ...     return W * (1 - reg)
    >>> shrink(np.eye(2, dtype=np.float32), reg=np.float64(0.5)).dtype
    dtype('float32')
    >>> shrink(np.eye(2), reg=-1)
    Traceback (most recent call last):
        ...
    ValueError: reg is -1, expected at least 0
    """
    parameters = dict(inspect.signature(function).parameters)
    positional = [k for k, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    defaults = {k: p.default for k, p in parameters.items() if p.default is not p.empty}
    rules = [(k, rule, parameters[k].default) for k, rule in RULES.items() if k in parameters]

    def wrapper(*args, **options):
        given = dict(zip(positional, args, strict=False), **options)
        values = {**defaults, **given}
        if len(given) < len(args) + len(options) or values.keys() != parameters.keys():
            return function(*args, **options)  # the call does not fit: Python says why
        for name, rule, default in rules:
            if values[name] is not default:
                values[name] = rule(values[name], name, values)
        return function(**values)

    # Doctest passes over a function whose globals are not those of the module that it reads.
    twin = types.FunctionType(wrapper.__code__, function.__globals__, closure=wrapper.__closure__)
    return functools.update_wrapper(twin, function)


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


def _alone(check, **options):
    """A rule that looks at no other argument."""
    return lambda value, name, others: check(value, name, **options)


def _weights(W, name, others):
    """A finite matrix; beside a function `f` of the reader's own, any shape."""
    if "f" not in others:
        check_array(W, name, ndim=2, axes="(C, D)")
    return _point(W, name, others)


def _direction(U, name, others):
    return check_same_shape(_weights(U, name, others), name, others["W"], "W")


def _n_classes(others):
    """As many as W has rows; where neither W nor n_classes is given, the ten of CIFAR-10."""
    return len(others["W"]) if "W" in others else others.get("n_classes", 10)


def _label(label, name, others):
    label, n_classes = check_count(label, name, low=0), _n_classes(others)
    if label >= n_classes:
        raise ValueError(f"{name} is {label}, expected 0 to {n_classes - 1}")
    return label


def _labels(y, name, others):
    """Integers 0 .. C - 1, one for each image; and the images fit the weights."""
    if not isinstance(y, np.ndarray) or isinstance(y, np.ma.MaskedArray):
        raise ValueError(f"y is a {type(y).__name__}, expected a NumPy array (N,)")
    if y.ndim != 1:
        raise ValueError(f"y has shape {y.shape}, expected one dimension (N,)")
    if y.dtype.kind not in "iu":
        raise ValueError(f"y holds {y.dtype} numbers, expected integers")
    if y.size == 0:
        raise ValueError("y is empty: it holds no labels")
    low, high, n_classes = int(y.min()), int(y.max()), _n_classes(others)
    if low < 0 or high >= n_classes:
        wrong = low if low < 0 else high
        raise ValueError(f"y holds the label {wrong}, expected 0 to {n_classes - 1}")
    rows, columns = others["X"].shape
    if len(y) != columns:
        raise ValueError(f"y has {len(y)} labels, but X has {columns} columns")
    if "W" in others and others["W"].shape[1] != rows:
        raise ValueError(f"W has {others['W'].shape[1]} columns, but X has {rows} rows")
    return y


def _point(x, name, others):
    return check_finite(check_floating(x, name), name)


def _positions(a, name, others):
    row = as_numbers(a)
    if row is None or row.ndim != 1 or not row.size or not np.isfinite(row).all():
        raise ValueError(f"{name} must be a row of finite numbers, got {a!r:.60}")
    return row.astype(float)


def _coordinates(coordinates, name, others):
    flat, size = as_numbers(coordinates), others["x"].size
    if flat is None or flat.ndim != 1 or flat.size == 0 or flat.dtype.kind == "f":
        raise ValueError(f"{name} is {coordinates!r}, expected integers in one dimension")
    if flat.min() < 0 or flat.max() >= size:
        raise ValueError(f"{name} holds {flat.min()} to {flat.max()}, x has {size} numbers")
    return flat


def _batch_size(value, name, others):
    value, n = check_count(value, name), others.get("n", math.inf)
    if value > n:
        raise ValueError(f"{name} is {value}, but there are only {n} examples")
    return value


def _numbers(check, **limits):
    return lambda values, name, others: tuple(check(value, name, **limits) for value in values)


# A rule gets the value, its name and all arguments, and returns the value as it is to be used.
# The rules run in this order: each may rely on those above it.
RULES = {
    "f": _alone(check_callable, given=["x"]),
    "gradient": _alone(check_callable, given=["x"]),
    "loss_and_gradient": _alone(check_callable, given=["W", "X", "y"]),
    "on_step": _alone(check_callable, given=["step", "W", "loss"]),
    "on_attempt": _alone(check_callable, given=["k", "loss", "best_loss"]),
    "W": _weights,
    "n_classes": _alone(check_count, low=2, high=MANY // 1000),
    "X": _alone(check_array, ndim=2, axes="(D, N)"),
    "y": _labels,
    "U": _direction,
    "V": _direction,
    "label": _label,
    "x": _point,
    "coordinates": _coordinates,
    "a": _positions,
    "b": _positions,
    "margin": _alone(check_number, low=0),
    "reg": _alone(check_number, low=0),
    "h": _alone(check_number, above=0),
    "scheme": _alone(check_choice, choices=SCHEMES),
    "scale": _alone(check_number, above=0),
    "step": _alone(check_number, above=0),
    "step_size": _alone(check_number, above=0),
    **dict.fromkeys(("steps", "attempts", "n_coordinates"), _alone(check_count)),
    **dict.fromkeys(("n", "stations", "tries", "pairs", "budget"), _alone(check_count, high=MANY)),
    "batch_size": _batch_size,
    "rng": _alone(check_rng),
    "lengths": _numbers(check_number, above=0),
    "dimensions": _numbers(check_count, low=2),
}
