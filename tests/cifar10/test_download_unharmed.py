"""Full disks, hostile archives, runs that are stopped, and runs at once: nothing is left behind."""

import errno
import itertools
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import pytest
from made_up import NAMES, contents, packed, refused

from losslab.cifar10 import download
from losslab.cifar10.__main__ import main
from losslab.cifar10.npm import unpack

POSIX = os.name == "posix"


# The disk


def full_disk(until):
    """Stand for `Path.write_bytes` on a disk that takes one part of the `until`-th file."""
    counted = itertools.count(1)
    write_bytes = Path.write_bytes

    def write(path, content):
        if next(counted) < until:
            return write_bytes(path, content)
        write_bytes(path, content[:1000])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return write


@pytest.mark.parametrize("until", [1, 4])
def test_full_disk_leaves_nothing_and_is_explained(files, folder, home, capsys, monkeypatch, until):
    home.put(packed(files))
    monkeypatch.setattr(Path, "write_bytes", full_disk(until))
    assert "disk is full" in refused(folder, capsys)


def test_disk_full_while_downloading_is_explained(files, folder, home, capsys, monkeypatch):
    def update(self, size):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    home.put(packed(files))
    monkeypatch.setattr(download.Progress, "update", update)
    assert "disk is full" in refused(folder, capsys)


@pytest.mark.skipif(not POSIX, reason="folders cannot be write-protected so")
@pytest.mark.skipif(POSIX and os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_is_explained(files, folder, home, capsys):
    folder.mkdir(mode=0o500)
    assert str(folder) in refused(folder, capsys)


# Paths in the archive


def link(name, target, kind):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, str(target)
    return info


@pytest.mark.parametrize("path", ["../{}", "/tmp/{}", "cifar-10-batches-bin/../../{}", "x/{}"])
def test_path_outside_is_not_followed(files, folder, home, capsys, tmp_path, path):
    name = "test_batch.bin"
    info = tarfile.TarInfo(path.format(name))
    info.size = len(files[name])
    content = {**files, info: files.pop(name)}
    del content[name]
    home.put(packed(content))
    before = sorted(tmp_path.rglob("*"))
    assert "no plain file named cifar-10-batches-bin/test_batch.bin" in refused(folder, capsys)
    assert sorted({*tmp_path.rglob("*")} - {folder}) == before


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_link_out_of_the_archive_is_not_followed(files, folder, home, capsys, tmp_path, kind):
    secret = tmp_path / "secret"
    secret.write_bytes(files.pop("test_batch.bin"))
    info = link("cifar-10-batches-bin/test_batch.bin", secret, kind)
    home.put(packed({**files, info: b""}))
    assert "no plain file named" in refused(folder, capsys)


# Runs that are stopped, and runs at once


def test_interrupted_run_leaves_nothing(files, folder, home, capsys, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    home.put(packed(files))
    with monkeypatch.context() as patch:
        patch.setattr(download, "unpack", interrupt)
        assert main(["download"]) == 130
    assert not any(folder.iterdir())
    assert main(["download"]) == 0
    assert contents(folder) == files


STOPPED = """
import runpy, sys
from losslab.cifar10 import download

def slow(folder):
    (folder / "half").write_bytes(b"half")
    print("ready", flush=True)
    sys.stdin.read()

download.fetch = slow
sys.argv = ["cifar10", "download"]
runpy.run_module("losslab.cifar10", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(not POSIX, reason="Windows ends a process without telling it")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_terminated_run_leaves_nothing(folder, how):
    command = [sys.executable, "-c", STOPPED]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "ready\n"
        assert any(folder.rglob("half"))
        run.send_signal(getattr(signal, how))
        _, said = run.communicate()
    assert run.returncode == 130 and "nothing is left behind" in said
    assert not any(folder.iterdir())


def test_two_downloads_at_once(files, folder, home, monkeypatch):
    home.put(packed(files))
    barrier = threading.Barrier(2, timeout=60)

    def together(*arguments):
        barrier.wait()
        unpack(*arguments)
        barrier.wait()

    monkeypatch.setattr(download, "unpack", together)
    results = []
    runs = [threading.Thread(target=lambda: results.append(main(["download"]))) for _ in "ab"]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert results == [0, 0]
    assert contents(folder) == files


def test_leftover_of_a_killed_run_goes_after_a_day(files, folder, home):
    home.put(packed(files))
    for name, hours in (("unfinished-old", 25), ("unfinished-young", 1)):
        (folder / name).mkdir(parents=True)
        (folder / name / "half").write_bytes(b"half")
        then = time.time() - 3600 * hours
        os.utime(folder / name, (then, then))
    assert main(["download"]) == 0
    assert {file.name for file in folder.iterdir()} == {*NAMES, "unfinished-young"}
