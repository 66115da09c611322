"""What a budget keeps: the images it draws, those it holds back, and what it was spent on."""

import math
from dataclasses import dataclass, field
from statistics import multimode

import numpy as np

from losslab.checks import as_numbers, check_count
from losslab.descent import columns_of
from losslab.kit.table import Table
from losslab.kit.words import words_of
from losslab.losses import accuracy, svm_gradient

_STATIONS = 20  # of a climb: where its weights are kept
_PATIENCE = 10_000  # requests after the last image: a loop without an end would ask forever

words = words_of("summary.climb")


@dataclass(eq=False)
class Attempt:
    """What a budget was spent on."""

    spent: int = 0
    sizes: list = field(default_factory=list)  # of each batch
    regs: list = field(default_factory=list)
    step_sizes: list = field(default_factory=list)  # as far as the next weights show them
    validation: float | None = None  # the last that was asked for

    def cells(self, number):
        """Its cells in the table of attempts."""
        batch, reg = (_usual(values) for values in (self.sizes, self.regs))
        step = f"{np.median(self.step_sizes):.1e}" if self.step_sizes else "–"
        share = "–" if self.validation is None else f"{100 * self.validation:.1f} %"
        return (str(number), f"{self.spent:,}", f"{len(self.sizes):,}", batch, step, reg, share)


class Account:
    """The images of a budget and the looks at them."""

    def __init__(self, X, y, images):
        self.images, self.attempt = check_count(images, "images"), Attempt()
        self.edited = False  # whether somebody tried to
        self._X, self._y, self._rng = X, y, np.random.default_rng(0)
        order = self._rng.permutation(len(y))
        kept = len(y) // 5
        self.held, self._order = columns_of(X, y, order[:kept]), order[kept:]
        self.stations = []  # pairs of looks and weights, on the way
        self._at, self._empty, self._last = 0, 0, None

    def gradient(self, W, batch_size, reg):
        """The gradient on the next images, after which they are spent."""
        size = min(_whole(batch_size), self.images - self.attempt.spent)
        if size == 0:
            self._empty += 1
            if self._empty > _PATIENCE:
                raise RuntimeError(words("endless", images=self.images))
            return np.zeros_like(W)
        if self._at == len(self._order):  # an epoch is over; its last batch may have been short
            self._order, self._at = self._rng.permutation(self._order), 0
        chosen = self._order[self._at : self._at + size]
        if isinstance(W, np.ndarray) and not np.isfinite(W).all():
            gradient = np.full_like(W, np.nan)  # thrown out by a step that was much too large
        else:
            gradient = svm_gradient(W, *columns_of(self._X, self._y, chosen), reg=reg)
        self._note(W, gradient, len(chosen), reg)
        self._at += len(chosen)
        return gradient

    def _note(self, W, gradient, size, reg):
        """Keep what was asked, and find out the step that led from the last weights to these."""
        attempt = self.attempt
        if attempt.spent * _STATIONS >= len(self.stations) * self.images:
            self.stations.append((attempt.spent, W.copy()))
        if self._last is not None:
            before, last, square = self._last
            with np.errstate(invalid="ignore"):  # of weights that were thrown out
                step = (before - np.vdot(last, W)) / square if square else math.nan
            attempt.step_sizes += [float(step)] if math.isfinite(step) else []
        self._last = np.vdot(gradient, W), gradient.copy(), np.vdot(gradient, gradient)
        attempt.sizes.append(size)
        attempt.regs.append(reg)
        attempt.spent += size

    def validate(self, W):
        self.attempt.validation = accuracy(W, *self.held)
        return self.attempt.validation


def table_of(attempts):
    """A `Table` of the attempts that were begun."""
    begun = [attempt for attempt in attempts if attempt.spent]
    rows = [attempt.cells(number) for number, attempt in enumerate(begun, 1)]
    best = max((a.validation for a in begun if a.validation is not None), default=None)
    said = words("none_yet") if best is None else words("best", best=best)
    return Table(tuple(words("heads")), ((None, rows),), (said,))


def _usual(values):
    """The commonest of some numbers."""
    return f"{multimode(values)[0]:,g}" if values else "–"


def _whole(batch_size):
    """A number of images, at least 1; a ValueError names what is none."""
    number = as_numbers(batch_size)
    if number is None or number.ndim or not number > 0:
        raise ValueError(f"batch_size is {batch_size!r:.80}, expected a number above 0")
    return max(1, math.floor(min(number, 10**9)))
