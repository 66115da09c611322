"""The full data: made up in small, and the real one where LOSSLAB_DATA names a folder."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from made_up import DATA, pixels, records

from losslab.cifar10 import download, load_cifar10, official


@pytest.fixture
def made_up(files, tmp_path, monkeypatch):
    """A folder with the six small files; the cache is another."""
    folder = tmp_path / "made-up"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.delenv("LOSSLAB_DATA", raising=False)
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache")
    return folder


def check_made_up(data, folder):
    train = np.concatenate([np.fromfile(folder / n, np.uint8) for n in official.FILES["train"]])
    test = np.fromfile(folder / "test_batch.bin", np.uint8)
    for X, y, expected in ((data.X_train, data.y_train, train), (data.X_test, data.y_test, test)):
        np.testing.assert_array_equal(records(X, y, data.mean_image), expected.reshape(-1, 3073))
    mean = train.reshape(-1, 3073)[:, 1:].mean(axis=0)
    np.testing.assert_allclose(data.mean_image, mean, rtol=1e-6)


def test_full_data_is_read_in_order(made_up):
    data = load_cifar10("full", folder=made_up)
    assert data.X_train.shape == (3073, 100) and data.X_test.shape == (3073, 20)
    assert data.X_train.T.flags.c_contiguous and data.X_train.dtype == np.float32
    check_made_up(data, made_up)


def test_full_data_is_looked_for_in_the_folder_then_the_cache(made_up, tmp_path, monkeypatch):
    monkeypatch.setenv("LOSSLAB_DATA", str(made_up))
    check_made_up(load_cifar10("full"), made_up)
    shutil.copytree(made_up, tmp_path / "cache")
    assert download.find() == made_up
    (made_up / "test_batch.bin").unlink()
    assert download.find() == tmp_path / "cache"
    monkeypatch.delenv("LOSSLAB_DATA")
    check_made_up(load_cifar10("full"), tmp_path / "cache")


def test_missing_full_data_says_which_command_gets_it(made_up, tmp_path, monkeypatch):
    monkeypatch.setenv("LOSSLAB_DATA", str(made_up))
    (made_up / "data_batch_4.bin").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        load_cifar10("full")
    message = str(caught.value)
    assert f"{made_up} lacks data_batch_4.bin;" in message
    assert f"{tmp_path / 'cache'} lacks data_batch_1.bin" in message
    assert "`python -m losslab.cifar10 download`" in message


@pytest.mark.parametrize("harm", [lambda b: b[:-3073], lambda b: b[:-1] + b"x", lambda b: b""])
@pytest.mark.parametrize("name", ["data_batch_2.bin", "test_batch.bin"])
def test_damaged_full_data_is_named(made_up, harm, name):
    file = made_up / name
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(ValueError, match="is damaged") as caught:
        load_cifar10("full", folder=made_up)
    for part in (str(file), official.SHA256[name], "`python -m losslab.cifar10 download`"):
        assert part in str(caught.value)


# The full data, where there is some


@pytest.mark.full_data
def test_full_data_is_all_of_cifar10(whole):
    assert whole.X_train.shape == (3073, 50_000) and whole.X_test.shape == (3073, 10_000)
    assert (np.bincount(whole.y_train) == 5000).all() and (np.bincount(whole.y_test) == 1000).all()


@pytest.mark.full_data
@pytest.mark.parametrize("split", ["train", "test"])
def test_embedded_part_is_part_of_the_full_data(data, whole, split):
    index, label = np.loadtxt(DATA / f"{split}.csv", int, delimiter=",", skiprows=1).T
    X, y = getattr(whole, f"X_{split}"), getattr(whole, f"y_{split}")
    np.testing.assert_array_equal(y[index], label)
    np.testing.assert_array_equal(getattr(data, f"y_{split}"), label)
    np.testing.assert_array_equal(
        pixels(X[:, index], whole.mean_image),
        pixels(getattr(data, f"X_{split}"), data.mean_image),
    )


MEASURE = """
import json
from losslab.cifar10 import load_cifar10
data = load_cifar10("full")
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps([1024 * int(status[key].split()[0]) for key in ("VmHWM", "VmRSS")]))
"""


@pytest.mark.full_data
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_full_data_fits_into_memory():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True)
    peak, held = json.loads(done.stdout)
    assert peak < 1.1e9 and held < 0.8e9
