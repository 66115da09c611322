"""The ledger: each number that the lecture note quotes, beside what was measured."""

import csv
from dataclasses import dataclass
from pathlib import Path

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
