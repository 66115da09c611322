"""The part of CIFAR-10 that comes with the course, as picture sheets one can look at.

A sheet shows one class, its images in the order of the official files, row by row.
"""

import io
import re
from pathlib import Path

import numpy as np
from PIL import Image

from .official import CLASS_NAMES, PIXELS, SIDE, to_planes, verified_bytes

FOLDER = Path(__file__).parents[3] / "data"
SUMS = "SHA256SUMS"
COLUMNS = 25
REMEDY = "Get the course's data folder again: run `git checkout -- data`, or download the course."


def read_embedded(folder=None):
    """Read and verify the labels (n,) and planes (n, 3072) of the training part and the test."""
    return [_read_split(split, Path(folder or FOLDER)) for split in ("train", "test")]


def sheet_name(split, label):
    """Say which file shows a class: `train/3-cat.png`."""
    return f"{split}/{label}-{CLASS_NAMES[label]}.png"


def _read_split(split, folder):
    table = io.BytesIO(_content(folder, f"{split}.csv"))
    labels = np.loadtxt(table, np.uint8, delimiter=",", skiprows=1, usecols=1)
    planes = np.empty((len(labels), PIXELS), np.uint8)
    for label in range(len(CLASS_NAMES)):
        sheet = Image.open(io.BytesIO(_content(folder, sheet_name(split, label))))
        grid = np.asarray(sheet).reshape(-1, SIDE, COLUMNS, SIDE, 3).swapaxes(1, 2)
        planes[labels == label] = to_planes(grid.reshape(-1, SIDE, SIDE, 3))
    return labels, planes


def _content(folder, name):
    """Read a file that has its sum of SHA256SUMS; that list may be the damaged one, too."""
    sums = folder / SUMS
    if not sums.is_file():
        raise FileNotFoundError(f"{sums} is missing. {REMEDY}")
    line = rf"^([0-9a-f]{{64}})  {re.escape(name)}$"
    found = re.search(line, sums.read_text("utf-8", errors="replace"), re.MULTILINE)
    if not found:
        raise ValueError(f"{sums} is damaged: it has no sum for {name}. {REMEDY}")
    return verified_bytes(folder / name, found[1], REMEDY, f" (unless {SUMS} is damaged)")
