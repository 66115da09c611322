"""How data/ledger.csv is made: the numbers of the lecture note, and a line for each.

What a notebook reads of it is in `losslab.lessons.summary.ledger`.
"""

import csv
from pathlib import Path

import numpy as np

from losslab.lessons.summary.ledger import COLUMNS, PATH, Entry

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


def summarise(quantity, conditions, values):
    """Make an entry of what several seeds gave, in six significant digits."""
    points = np.quantile(np.asarray(values, dtype=np.float64), (0.5, 0.05, 0.95))
    # the verdict comes from the digits that are written, so that a reader can check it
    points = [float(f"{point:.6g}") for point in points]
    return Entry(quantity, PUBLISHED[quantity], conditions, *points, len(values))


def verdict(entry):
    """What the numbers of an entry say, in words: inside, or by how much not."""
    if entry.gap is None:
        return "not published"
    side = "above" if entry.gap > 0 else "below"
    return f"{side} by {abs(entry.gap):.3g}" if entry.gap else "inside"


def write_ledger(entries, path=PATH):
    """Write entries as CSV, each with its verdict."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for entry in entries:
            published = "" if entry.published is None else f"{entry.published:.10g}"
            points = [f"{point:.6g}" for point in (entry.median, entry.low, entry.high)]
            line = (entry.quantity, published, entry.conditions, *points, entry.seeds)
            lines.writerow((*line, verdict(entry)))
