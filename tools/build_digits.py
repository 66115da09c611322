"""Make the sheet of digits again, from scikit-learn's copy: `pip install scikit-learn` first.

python tools/build_digits.py
"""

import sys

import numpy as np
from PIL import Image

from losslab.lessons.your_landscape.digits import COLUMNS, FOLDER, SHADE, SIDE


def lay_out(pictures):
    """Lay pictures (n, 8, 8) of 0 to 16 out as a sheet, row by row, the last one filled up."""
    empty = np.zeros((-len(pictures) % COLUMNS, SIDE, SIDE), np.uint8)
    grid = np.concatenate([pictures.astype(np.uint8) * SHADE, empty])
    grid = grid.reshape(-1, COLUMNS, SIDE, SIDE).swapaxes(1, 2)
    return grid.reshape(-1, COLUMNS * SIDE)


def main(folder=FOLDER):
    """Write the sheet and the labels; return the exit status."""
    from sklearn.datasets import load_digits

    pictures, labels = load_digits().images, load_digits().target
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(lay_out(pictures)).save(folder / "digits.png", optimize=True)
    (folder / "labels.csv").write_bytes("".join(f"{label}\n" for label in labels).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
