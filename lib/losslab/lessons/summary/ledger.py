"""The ledger: each number that the lecture note quotes, beside what was measured."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from losslab.checks import check_number

PATH = Path(__file__).parents[4] / "data" / "ledger.csv"
COLUMNS = ("quantity", "published", "conditions", "median", "low", "high", "seeds", "verdict")
MEAN, RAW = "mean-subtracted", "raw pixels"
_SHARES = ("_accuracy", "_check")

_LOSSES = (9.401632, 8.959668, 9.044034, 9.278948, 8.857370, 8.943151, 8.605604)
_STEPS = (2.200652, 2.200057, 2.194116, 2.135493, 1.647802)
_STEPS += (2.844355, 25.558142, 254.086573, 2539.370888, 25392.214036)

# Every number of the note, then what belongs beside them and is published nowhere.
PUBLISHED = {
    **{f"random_loss_{k}": loss for k, loss in enumerate(_LOSSES)},
    "chance_accuracy": 0.10,
    "random_search_accuracy": 0.1555,
    "local_search_accuracy": 0.214,
    "parameters": 30730,
    "evaluations": 30731,
    "svm_start": 2.200718,
    "svm_best_step": 1e-6,
    "svm_tenfold": 10.0,  # the last loss of the table over the one before: 9.9994
    "softmax_start": 2.200718,
    **{f"softmax_step_{k}": loss for k, loss in zip(range(-10, 0), _STEPS, strict=True)},
    "copies_loss": 1.0,
    "numerical_seconds": None,
    "structured_seconds": None,
    "descent_accuracy": None,
    "minibatch_accuracy": None,
    "svm_check": None,
    "softmax_check": None,
}


@dataclass(frozen=True)
class Entry:
    """A line of the ledger: what was published, and what several seeds gave.

    Examples
    --------
    >>> entry = Entry("local_search_accuracy", 0.214, "full, raw pixels", 0.16, 0.15, 0.18, 20)
    >>> entry.verdict, entry.mark, entry.shown_range
    ('above by 0.034', '✗', '15.0 … 18.0 %')
    """

    quantity: str  # a key of `PUBLISHED`
    published: float | None
    conditions: str  # which data, and which pixels: "embedded, mean-subtracted"
    median: float
    low: float  # the 5 % point
    high: float  # the 95 % point
    seeds: int

    @property
    def gap(self):
        """How far the published value is above (+) or below (-) the range; None without one."""
        if self.published is None:
            return None
        published, low = check_number(self.published, "published"), check_number(self.low, "low")
        high = check_number(self.high, "high", low=low)
        return max(0.0, published - high) + min(0.0, published - low)

    @property
    def verdict(self):
        """What the numbers say, in words: inside, or by how much not."""
        if self.gap is None:
            return "not published"
        side = "above" if self.gap > 0 else "below"
        return f"{side} by {abs(self.gap):.3g}" if self.gap else "inside"

    @property
    def mark(self):
        """The verdict as a sign: ✓ inside, ✗ outside, – not published."""
        return "–" if self.gap is None else "✗" if self.gap else "✓"

    @property
    def shown_published(self):
        """The published value as a reader wants it: shares in percent, counts in full."""
        return _shown(self.quantity, self.published)

    @property
    def shown_range(self):
        """The measured range, likewise."""
        share = self.quantity.endswith(_SHARES)
        ends = self.low, self.high
        low, high = (f"{100 * v:.1f}" if share else _shown(self.quantity, v) for v in ends)
        return (low if low == high else f"{low} … {high}") + (" %" if share else "")


def _shown(quantity, value):
    if value is None:
        return "–"
    if quantity.endswith(_SHARES):
        return f"{100 * value:.4g} %"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def summarise(quantity, conditions, values):
    """Make an entry of what several seeds gave, in six significant digits."""
    points = np.quantile(np.asarray(values, dtype=np.float64), (0.5, 0.05, 0.95))
    # the verdict comes from the digits that are written, so that a reader can check it
    points = [float(f"{point:.6g}") for point in points]
    return Entry(quantity, PUBLISHED[quantity], conditions, *points, len(values))


def write_ledger(entries, path=PATH):
    """Write entries as CSV, each with its verdict."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for entry in entries:
            published = "" if entry.published is None else f"{entry.published:.10g}"
            points = [f"{point:.6g}" for point in (entry.median, entry.low, entry.high)]
            line = (entry.quantity, published, entry.conditions, *points, entry.seeds)
            lines.writerow((*line, entry.verdict))


def read_ledger(path=PATH):
    """Read the ledger, a list of entries; a ValueError says if the columns are others."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        if tuple(lines.fieldnames or ()) != COLUMNS:
            raise ValueError(f"path {path} has columns {lines.fieldnames}, expected {COLUMNS}")
        return [_entry(line) for line in lines]


def _entry(line):
    published = float(line["published"]) if line["published"] else None
    points = (float(line[name]) for name in ("median", "low", "high"))
    return Entry(line["quantity"], published, line["conditions"], *points, int(line["seeds"]))
