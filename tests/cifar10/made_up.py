"""What the tests of the images share."""

import gzip
import io
import tarfile
from pathlib import Path

import numpy as np

from losslab.cifar10 import official
from losslab.cifar10.__main__ import main

DATA = Path(__file__).parents[2] / "data"
NAMES = list(official.SHA256)


def pixels(X, mean_image):
    """Undo the conventions: (3073, n) columns become (n, 3072) bytes."""
    restored = X[:-1].T + mean_image
    np.testing.assert_allclose(restored, np.rint(restored), atol=1e-4)
    return np.rint(restored).astype(np.uint8)


def records(X, y, mean_image):
    """In the official binary form: a label byte, then the pixels, a row an image."""
    return np.column_stack([y.astype(np.uint8), pixels(X, mean_image)])


def packed(files, prefix="cifar-10-batches-bin/"):
    """Pack names and contents, or TarInfo and contents, as a .tar.gz."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            info = name
            if isinstance(name, str):
                info = tarfile.TarInfo(prefix + name)
                info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)  # the time would change the sum


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def refused(folder, capsys, *arguments):
    """Run the command, which must fail and leave nothing; return what it says."""
    assert main(["download", *arguments]) == 1
    assert not any(folder.iterdir())
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said
