"""The embedded part as arrays that a class shares."""

import os
import stat

import numpy as np
import pytest

from losslab.cifar10 import __main__, load_cifar10, share_cifar10

NAMES = ("X_train", "y_train", "X_test", "y_test", "mean_image")


@pytest.fixture
def shared(tmp_path, monkeypatch):
    folder = tmp_path / "shared"
    monkeypatch.setenv("LOSSLAB_SHARED", str(folder))
    assert __main__.main(["share", str(folder)]) == 0
    return folder


def test_what_is_shared_is_the_same_and_mapped(shared, monkeypatch):
    mapped = load_cifar10()
    monkeypatch.delenv("LOSSLAB_SHARED")
    plain = load_cifar10()
    for name in NAMES:
        there, here = getattr(mapped, name), getattr(plain, name)
        np.testing.assert_array_equal(there, here)
        assert (there.dtype, there.strides) == (here.dtype, here.strides)
        assert isinstance(there.base, np.memmap) or isinstance(there.base.base, np.memmap)


def test_what_one_student_writes_no_other_sees(shared):
    mine, other = load_cifar10(), load_cifar10()
    before = other.X_train[0, 0]
    mine.X_train[0, 0] = 1234
    assert other.X_train[0, 0] == load_cifar10().X_train[0, 0] == before


@pytest.mark.skipif(os.name != "posix", reason="Windows could not replace a read-only file")
def test_all_can_read_the_files_and_nobody_write_whatever_the_umask_says(tmp_path):
    before = os.umask(0o077)
    try:
        for _ in range(2):  # the hub makes them anew at each start
            share_cifar10(tmp_path / "shared")
    finally:
        os.umask(before)
    files = list((tmp_path / "shared").iterdir())
    assert {path.name for path in files} == {*(f"{name}.npy" for name in NAMES), "SHA256SUMS"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_what_is_stale_or_half_written_is_not_read(shared):
    sums = shared / "SHA256SUMS"
    sums.unlink()
    sums.write_text("of other data")
    with pytest.raises(ValueError, match=r"made of other data.*share FOLDER.*LOSSLAB_SHARED"):
        load_cifar10()
    sums.unlink()
    with pytest.raises(FileNotFoundError, match=r"SHA256SUMS is missing.*share FOLDER"):
        load_cifar10()


def test_a_place_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert __main__.main(["share", str(tmp_path / "file/below")]) == 1
    assert "was not written" in capsys.readouterr().err
