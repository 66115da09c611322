"""The ledger: each number that the lecture note quotes, beside what was measured."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from losslab._validate import check_number

PATH = Path(__file__).parents[2] / "data" / "ledger.csv"
COLUMNS = ("quantity", "published", "conditions", "median", "low", "high", "seeds", "verdict")
MEAN, RAW = "mean-subtracted", "raw pixels"
NOT_PUBLISHED = "not published"
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
    """A line of the ledger.

    Attributes
    ----------
    quantity : str
        A key of `PUBLISHED`.
    published : float or None
    conditions : str
        Which data, and which pixels: "embedded, mean-subtracted".
    median, low, high : float
        Over the seeds: the 50, 5 and 95 % points.
    seeds : int
    """

    quantity: str
    published: float | None
    conditions: str
    median: float
    low: float
    high: float
    seeds: int

    @property
    def gap(self):
        """How far the published value is above (+) or below (-) the range; None without one."""
        return None if self.published is None else gap(self.published, self.low, self.high)

    @property
    def verdict(self):
        """What the numbers say, in words."""
        return verdict(self.published, self.low, self.high)

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


def gap(published, low, high):
    """How far a value is above (+) or below (-) the range from `low` to `high`; 0 inside.

    Examples
    --------
    >>> gap(21.0, 20.0, 22.0), gap(23.5, 20.0, 22.0), gap(19.0, 20.0, 22.0)
    (0.0, 1.5, -1.0)
    """
    published = check_number(published, "published")
    low, high = check_number(low, "low"), check_number(high, "high", low=low)
    return max(0.0, published - high) + min(0.0, published - low)


def verdict(published, low, high):
    """Say whether a published value is inside the measured range, or by how much it is not.

    Examples
    --------
    >>> verdict(21.0, 20.0, 22.0), verdict(19.0, 20.0, 22.0), verdict(None, 20.0, 22.0)
    ('inside', 'below by 1', 'not published')
    """
    if published is None:
        return NOT_PUBLISHED
    distance = gap(published, low, high)
    if distance == 0:
        return "inside"
    return f"{'above' if distance > 0 else 'below'} by {abs(distance):.3g}"


def summarise(quantity, conditions, values):
    """Make an entry of what several seeds gave, in six significant digits.

    Examples
    --------
    >>> summarise("parameters", "embedded, raw pixels", [30730.0]).verdict
    'inside'
    """
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
    """Read the ledger.

    Returns
    -------
    list of Entry

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, or its columns are others.

    Examples
    --------
    >>> {entry.seeds > 0 for entry in read_ledger()}
    {True}
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        if tuple(lines.fieldnames or ()) != COLUMNS:
            raise ValueError(f"path {path} has columns {lines.fieldnames}, expected {COLUMNS}")
        return [_entry(line) for line in lines]


def _entry(line):
    published = float(line["published"]) if line["published"] else None
    points = (float(line[name]) for name in ("median", "low", "high"))
    return Entry(line["quantity"], published, line["conditions"], *points, int(line["seeds"]))
