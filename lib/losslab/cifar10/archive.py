"""Unpack only the files that were asked for, wherever an archive claims to put them."""

import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def reading(path):
    """Make a ValueError that names the file of whatever its damage makes a reader raise."""
    try:
        yield
    except Exception as error:  # compressions, tar and Pillow each have several of their own
        if getattr(error, "errno", None) is not None:
            raise  # it is the disk that failed
        raise ValueError(f"{path} is damaged: {error}") from error


def unpack(archive, members, folder):
    """Unpack some members of a tar archive under names of our own.

    Nothing else is written: neither what lies beside them, nor what points outside `folder`.

    Parameters
    ----------
    archive : path
        A tar archive, compressed or not.
    members : dict of str to str
        Name inside the archive to the plain file name to give it.
    folder : path
        Where to put the files; it must exist.

    Raises
    ------
    ValueError
        If the archive is damaged or lacks a member, or one is not a plain file.
    """
    missing = dict(members)
    with reading(archive), tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name in missing:
                target = Path(folder) / missing.pop(member.name)
                with tar.extractfile(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
    if missing:
        raise ValueError(f"{archive} holds no plain file named {', '.join(sorted(missing))}")
