"""A function that somebody brings, asked on a plane: what it gives, how long it takes, what not."""

import time
from dataclasses import dataclass

import numpy as np

from losslab.checks import check_callable, check_finite, check_floating, check_same_shape

HUGE = 1e100  # a height beyond this is not drawn
PLACES = 33, 17, 9  # a side of a map: the quicker the function, the more
PATIENCE = 10  # seconds that a map may take


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
            self.W = _array(W, "W")
            check_callable(f, "f", given=["W"])
        except ValueError as error:
            self.trouble = "argument", {"error": str(error)}
        else:
            self._try()

    def _try(self):
        """Call `f` twice where it stands: what comes out, and whether the same comes out again."""
        first, error = _call(self.f, self.W)
        start = time.thread_time()  # not the clock: other programs run, too
        second, _ = _call(self.f, self.W)
        seconds = time.thread_time() - start
        if error is not None:
            self.trouble = "raised", {"error": error}
        elif _number(first) is None:
            self.trouble = _kind_of(first)
        elif _number(first) != _number(second):
            self.trouble = "chance", {"first": _number(first), "second": _number(second) or np.nan}
        else:
            self.places = next((n for n in PLACES if n * n * seconds <= PATIENCE), 0)
            if not self.places:
                self.trouble = "slow", {"seconds": seconds, "places": PLACES[-1] ** 2}

    def cut(self, U, V, reach):
        """The plane ``W + a U + b V``, for a and b within ``± reach``: a `Cut`."""
        grid, last = reach * np.linspace(-1, 1, self.places), None
        heights = np.full((len(grid), len(grid)), np.nan)
        places = grid.tolist()  # Python's floats: NumPy's would turn float32 weights into float64
        for row, b in enumerate(places):
            for column, a in enumerate(places):
                value, error = _call(self.f, self.W + a * U + b * V)
                last = error or last
                if (number := _number(value)) is not None:
                    heights[row, column] = number
        return Cut(grid, heights, last)


def _array(value, name):
    """Finite numbers as an array of floats, or a ValueError that names it."""
    if value is None:
        raise ValueError(f"{name} is None, expected an array of numbers")
    array = np.asarray(value)
    array = array.astype(float) if array.dtype.kind in "iu" else array
    return check_finite(check_floating(array, name), name)


def direction(U, name, W):
    """A direction of the shape of `W`, or a ValueError that names it."""
    return check_same_shape(_array(U, name), name, W, "W")


def spread(scale, W):
    """How far random directions reach in each number of `W`: that far, or as far as `W` itself."""
    scale = _array((float(W.std()) or 1.0) if scale is None else scale, "scale")
    try:
        return np.broadcast_to(scale, W.shape)
    except ValueError:
        raise ValueError(f"scale has shape {scale.shape}, but W has {W.shape}") from None


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
