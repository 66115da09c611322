"""What each argument must be, by its name: `@checked` lets a function's arguments through.

`RULES` are the same in every function, so that a wrong array is named before a broadcast runs on.
"""

import functools
import inspect
import math
import types

import numpy as np

from losslab.checks import (
    as_numbers,
    check_array,
    check_callable,
    check_choice,
    check_count,
    check_finite,
    check_floating,
    check_number,
    check_rng,
    check_same_shape,
)

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
