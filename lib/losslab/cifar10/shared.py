"""The embedded part as arrays on disk, which all who sit at one server share in its memory.

An array that is mapped costs each process nothing but the pages that it writes to: those are then
its own, so nobody can change what others see.
"""

import os
import shutil
from pathlib import Path

import numpy as np

from .embedded import FOLDER, SUMS

VARIABLE = "LOSSLAB_SHARED"
REMEDY = "Make it with `python -m losslab.cifar10 share FOLDER`, or unset the variable {}."


def shared_folder():
    """The folder that LOSSLAB_SHARED names, or None."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def write_shared(folder, arrays):
    """Write arrays by name, then what the data's files were: without that, nothing is read."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o755)
    (folder / SUMS).unlink(missing_ok=True)
    for name, array in arrays.items():
        fresh = folder / f"new-{name}.npy"  # who has mapped the old file keeps it
        np.save(fresh, array)
        _for_reading(fresh)
        fresh.replace(folder / f"{name}.npy")
    shutil.copyfile(FOLDER / SUMS, folder / SUMS)
    _for_reading(folder / SUMS)


def _for_reading(path):
    """Let all read it and nobody write, whatever the umask says."""
    if os.name == "posix":  # Windows could not replace such a file
        path.chmod(0o444)


def read_shared(folder, names):
    """Map the arrays of these names."""
    sums = folder / SUMS
    if not sums.is_file():
        raise FileNotFoundError(f"{sums} is missing. {REMEDY.format(VARIABLE)}")
    if sums.read_bytes() != (FOLDER / SUMS).read_bytes():
        raise ValueError(f"{folder} was made of other data. {REMEDY.format(VARIABLE)}")
    return [np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c")) for name in names]
