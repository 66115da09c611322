"""A function that somebody brings, asked on a plane: what it gives, how long it takes, what not."""

import time
from dataclasses import dataclass

import numpy as np

from losslab.checks import check_callable, check_finite, check_floating, check_same_shape

HUGE = 1e100  # a height beyond this is not drawn
PLACES = 33, 17, 9  # a side of a map, the quicker the function, the more
SECONDS = 30, 10, 3  # that so many places may take: a map of 33 x 33 within 30 ms each


@dataclass(frozen=True)
class Cut:
    """A plane through a landscape, on a grid of positions."""

    grid: np.ndarray  # (P,): positions along both directions
    heights: np.ndarray  # (P, P), row by row of the second; NaN where there is no number
    error: str | None = None  # the last one that the function raised

    @property
    def missing(self):
        """At how many places there is no number."""
        return int(np.isnan(self.heights).sum())


class Probed:
    """A function of weights of any shape, at a place `W` of its landscape.

    `trouble` is None, or the name of the words for what keeps a map from being drawn, with its
    values; nothing else is to be asked then.
    """

    def __init__(self, f, W):
        self.f, self.trouble, self.places = f, None, PLACES[0]
        try:
            self.W = _weights(W)
            check_callable(f, "f", given=["W"])
        except ValueError as error:
            self.trouble = "argument", {"error": str(error)}
        else:
            self._try()

    def _try(self):
        """Call `f` twice where it stands: what comes out, and whether the same comes out again."""
        start = time.perf_counter()
        results = [_call(self.f, self.W) for _ in range(2)]
        seconds = (time.perf_counter() - start) / 2
        (first, error), (second, _) = results
        if error is not None:
            self.trouble = "raised", {"error": error}
        elif _number(first) is None:
            self.trouble = _kind_of(first)
        elif _number(first) != _number(second):
            self.trouble = "chance", {"first": _number(first), "second": _number(second) or np.nan}
        else:
            limits = zip(PLACES, SECONDS, strict=True)
            fitting = [n for n, limit in limits if n * n * seconds <= limit]
            self.places = fitting[0] if fitting else 0
            if not fitting:
                self.trouble = "slow", {"seconds": seconds}

    def cut(self, U, V, reach):
        """The plane ``W + a U + b V``, for a and b within ``± reach``: a `Cut`."""
        grid, last = reach * np.linspace(-1, 1, self.places), None
        heights = np.full((len(grid), len(grid)), np.nan)
        for row, b in enumerate(grid):
            for column, a in enumerate(grid):
                value, error = _call(self.f, self.W + a * U + b * V)
                last = error or last
                if (number := _number(value)) is not None:
                    heights[row, column] = number
        return Cut(grid, heights, last)


def _weights(W):
    W = np.asarray(W)
    W = W.astype(float) if W.dtype.kind in "iu" else W
    return check_finite(check_floating(W, "W"), "W")


def direction(U, name, W):
    """A direction of the shape of `W`, or a ValueError that names it."""
    return check_same_shape(_weights(U), name, W, "W")


def _call(f, W):
    """What `f` gives for a copy, which it may change, and what it raised, in words."""
    try:
        with np.errstate(all="ignore"):
            return f(W.copy()), None
    except Exception as error:  # a student's code may raise anything but a stop
        return None, f"{type(error).__name__}: {error}"[:120]


def _number(value):
    """A real number of a size that can be drawn, as a float; else None."""
    try:
        array = np.asarray(value)
    except Exception:  # of lengths that differ
        return None
    if array.dtype.kind not in "iuf" or array.ndim or not abs(array) < HUGE:
        return None
    return float(array)


def _kind_of(value):
    if value is None:
        return "none", {}
    array = value if isinstance(value, np.ndarray) else None
    if array is not None and array.ndim:
        return "array", {"shape": array.shape}
    return "no_number", {"value": f"{value!r:.60}"}
