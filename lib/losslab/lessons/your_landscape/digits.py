"""Handwritten digits, 8 × 8: a second data set, small enough to lie beside the course.

They are those of scikit-learn's ``load_digits``, from the UCI repository; see data/README.md.
"""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parents[4] / "data" / "digits"
SIDE, COLUMNS, SHADE = 8, 45, 15  # pixels of a digit, digits in a row of the sheet, grey of a 1


def load_digits(folder=FOLDER):
    """The pictures (1797, 8, 8), whole numbers 0 to 16, and the digits (1797,) that they show."""
    labels = np.loadtxt(Path(folder) / "labels.csv", dtype=np.int64)
    with Image.open(Path(folder) / "digits.png") as image:
        sheet = np.asarray(image) // SHADE
    grid = sheet.reshape(-1, SIDE, COLUMNS, SIDE).swapaxes(1, 2)
    return grid.reshape(-1, SIDE, SIDE)[: len(labels)].astype(float), labels
