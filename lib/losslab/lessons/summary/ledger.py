"""The ledger: each number that the lecture note quotes, beside what was measured."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist, fmean

from losslab.checks import check_number
from losslab.kit.words import text

PATH = Path(__file__).parents[4] / "data" / "ledger.csv"
COLUMNS = ("quantity", "published", "conditions", "median", "low", "high", "seeds", "verdict")
MEAN, RAW = "mean-subtracted", "raw pixels"


@dataclass(frozen=True)
class Entry:
    """A line of the ledger: what was published, if it was, and what several seeds gave."""

    quantity: str
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
    def mark(self):
        """The verdict as a sign: ✓ inside, ✗ outside, – not published."""
        return "–" if self.gap is None else "✗" if self.gap else "✓"

    @property
    def shown_published(self):
        """The published value as a reader wants it: shares in percent, counts in full."""
        return "–" if self.published is None else self._shown(self.published, ".4g") + self._unit

    @property
    def shown_range(self):
        """The measured range, likewise, in the reader's language."""
        low, high = (self._shown(end, ".1f") for end in (self.low, self.high))
        return (low if low == high else text("kit.range", low=low, high=high)) + self._unit

    @property
    def _unit(self):
        return " %" if self.quantity.endswith(("_accuracy", "_check")) else ""

    def _shown(self, value, percent_format):
        if self._unit:
            return format(100 * value, percent_format)
        return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def pooled(ledger):
    """The same entries; the seven random losses, alike in distribution, have one range of all.

    The 5 % point of few seeds lies too far in: of 20, near the second lowest. So the means of the
    ends are stretched from the median, by what normally distributed values would ask for.
    """
    alike = {}
    for entry in ledger:
        if entry.quantity.startswith("random_loss_"):
            alike.setdefault(entry.conditions, []).append(entry)
    ranges = {conditions: _range_of(entries) for conditions, entries in alike.items()}
    return [
        replace(entry, **ranges[entry.conditions])
        if entry.quantity.startswith("random_loss_")
        else entry
        for entry in ledger
    ]


def _range_of(entries):
    seeds = sum(entry.seeds for entry in entries)
    low, median, high = (fmean(getattr(e, k) for e in entries) for k in ("low", "median", "high"))
    stretch = 1 / _seen_of_the_spread(seeds / len(entries))
    ends = {"low": median - stretch * (median - low), "high": median + stretch * (high - median)}
    return {"median": median, "seeds": seeds, **ends}


def _seen_of_the_spread(n):
    """How far out the 5 % point of `n` normal values lies, as a share of the true one."""
    place = 1 + 0.05 * (n - 1)  # among the sorted values, from 1; then Blom's rule
    normal = NormalDist()
    return normal.inv_cdf((place - 0.375) / (n + 0.25)) / normal.inv_cdf(0.05) if n > 1 else 1.0


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
