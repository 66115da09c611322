"""The part of CIFAR-10 that comes with the course, as picture sheets one can look at.

The rule: of each class the first 500 images of the training files and the first 100 of the test
file. A sheet shows one class, its images in file order, row by row.
"""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from .official import CLASS_NAMES, PIXELS, SIDE, to_planes, verified_bytes

FOLDER = Path(__file__).parents[3] / "data"
SUMS = "SHA256SUMS"
COLUMNS = 25
PER_CLASS = {"train": 500, "test": 100}
REMEDY = "Get the course's data folder again: run `git checkout -- data`, or download the course."


def sheet_name(split, label):
    """Say which file shows a class.

    Examples
    --------
    >>> sheet_name("train", 3)
    'train/3-cat.png'
    """
    return f"{split}/{label}-{CLASS_NAMES[label]}.png"


def tiles(sheet):
    """Cut a sheet into its images, row by row: (32 r, 32 c, 3) makes (r·c, 32, 32, 3).

    Examples
    --------
    >>> tiles(np.zeros((128, 800, 3), np.uint8)).shape
    (100, 32, 32, 3)
    """
    rows, columns = sheet.shape[0] // SIDE, sheet.shape[1] // SIDE
    grid = sheet.reshape(rows, SIDE, columns, SIDE, 3).swapaxes(1, 2)
    return grid.reshape(-1, SIDE, SIDE, 3)


def sheet(images):
    """Lay images out in rows of 25, the inverse of `tiles`."""
    grid = images.reshape(-1, COLUMNS, SIDE, SIDE, 3).swapaxes(1, 2)
    return grid.reshape(-1, COLUMNS * SIDE, 3)


def read_embedded(split, folder=None):
    """Read and verify a split, mixed again into the order of the official files.

    Parameters
    ----------
    split : {"train", "test"}
    folder : path, optional
        Instead of the course's own ``data``.

    Returns
    -------
    list of one pair
        labels, a (n,) uint8 array, and planes, (n, 3072) in the official layout.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is missing or damaged.
    """
    folder = FOLDER if folder is None else Path(folder)
    sums = _read_sums(folder)
    labels = _read_table(folder, f"{split}.csv", sums)[:, 1].astype(np.uint8)
    planes = np.empty((len(labels), PIXELS), np.uint8)
    for label in range(len(CLASS_NAMES)):
        planes[labels == label] = to_planes(tiles(_read_sheet(folder, split, label, sums)))
    return [(labels, planes)]


def _read_sums(folder):
    path = folder / SUMS
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. {REMEDY}")
    lines = path.read_text().splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _read_table(folder, name, sums):
    text = _content(folder, name, sums).decode()
    return np.array([line.split(",") for line in text.splitlines()[1:]], int)


def _read_sheet(folder, split, label, sums):
    content = _content(folder, sheet_name(split, label), sums)
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture)


def _content(folder, name, sums):
    if name not in sums:
        raise ValueError(f"{folder / SUMS} is damaged: it has no sum for {name}. {REMEDY}")
    return verified_bytes(folder / name, sums[name], REMEDY)
