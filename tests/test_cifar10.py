"""The images, embedded and full, as the conventions of the course want them."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from losslab.cifar10 import embedded, full, load_cifar10, official, to_image

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
NO_FULL_DATA = not os.environ.get("LOSSLAB_DATA")
needs_full_data = pytest.mark.skipif(NO_FULL_DATA, reason="LOSSLAB_DATA names no folder")


@pytest.fixture(scope="module")
def data():
    return load_cifar10()


@pytest.fixture(scope="module")
def whole():
    return load_cifar10("full")


@pytest.fixture(scope="module")
def build_data():
    spec = importlib.util.spec_from_file_location("build_data", ROOT / "tools/build_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pixels(X, mean_image):
    """Undo the conventions: (3073, n) columns become (n, 3072) bytes."""
    restored = X[:-1].T + mean_image
    np.testing.assert_allclose(restored, np.rint(restored), atol=1e-4)
    return np.rint(restored).astype(np.uint8)


def records(X, y, mean_image):
    return official.to_records(y, pixels(X, mean_image))


# The embedded part


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_columns_follow_the_conventions(dtype):
    data = load_cifar10(dtype=dtype)
    for X, y, n in ((data.X_train, data.y_train, 5000), (data.X_test, data.y_test, 1000)):
        assert X.shape == (3073, n) and X.dtype == dtype
        assert X.T.flags.c_contiguous, "an example must be contiguous"
        assert (X[-1] == 1).all()
        assert y.shape == (n,) and y.dtype == np.int64
        assert (np.bincount(y) == n // 10).all()
    assert data.mean_image.shape == (3072,) and data.mean_image.dtype == dtype
    assert len(data.class_names) == 10


def test_the_training_mean_is_subtracted_from_both_parts(data):
    train = pixels(data.X_train, data.mean_image)
    np.testing.assert_allclose(data.mean_image, train.mean(axis=0), rtol=1e-6)
    assert np.abs(data.X_train[:-1].mean(axis=1, dtype=float)).max() < 1e-4
    assert np.abs(data.X_test[:-1].mean(axis=1, dtype=float)).max() > 1
    pixels(data.X_test, data.mean_image)  # whole numbers again


@pytest.mark.parametrize("split", ["train", "test"])
def test_content_has_the_published_sum(data, build_data, split):
    X, y = getattr(data, f"X_{split}"), getattr(data, f"y_{split}")
    found = hashlib.sha256(records(X, y, data.mean_image).tobytes()).hexdigest()
    assert found == build_data.CONTENT_SHA256[split]
    assert found in (DATA / "README.md").read_text(encoding="utf-8")


def test_first_hundred_examples_show_every_class(data):
    assert set(data.y_train[:100]) == set(data.y_test[:100]) == set(range(10))


@pytest.mark.parametrize("split", ["train", "test"])
def test_sheets_can_be_looked_at(data, split):
    X, y = getattr(data, f"X_{split}"), getattr(data, f"y_{split}")
    for label in range(10):
        with Image.open(DATA / embedded.sheet_name(split, label)) as sheet:
            assert (sheet.format, sheet.mode, sheet.width) == ("PNG", "RGB", 800)
            tile = np.asarray(sheet)[32:64, 64:96]  # second row, third column: image 27
        column = X[:, np.flatnonzero(y == label)[27]]
        np.testing.assert_array_equal(to_image(column, mean_image=data.mean_image), tile)


def test_embedded_part_is_small_enough():
    assert sum(file.stat().st_size for file in DATA.rglob("*") if file.is_file()) <= 15_000_000


def test_data_is_found_from_any_folder(tmp_path):
    code = "from losslab.cifar10 import load_cifar10; print(load_cifar10().X_test.shape)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "(3073, 1000)\n", done.stderr


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.mark.parametrize("name", ["SHA256SUMS", "train.csv", "test/9-truck.png"])
def test_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(FileNotFoundError) as caught:
        load_cifar10(folder=copied)
    assert str(copied / name) in str(caught.value) and "git checkout -- data" in str(caught.value)


@pytest.mark.parametrize("name", ["test.csv", "train/3-cat.png"])
@pytest.mark.parametrize("harm", [lambda b: b[:-7], lambda b: b[:-1] + b"x", lambda b: b""])
def test_damaged_file_is_named(copied, name, harm):
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(harm(content))
    with pytest.raises(ValueError, match="is damaged") as caught:
        load_cifar10(folder=copied)
    expected = hashlib.sha256(content).hexdigest()
    for part in (str(copied / name), expected, "git checkout -- data"):
        assert part in str(caught.value)


def test_damaged_sums_are_named(copied):
    (copied / "SHA256SUMS").write_text("what is this\n")
    with pytest.raises(ValueError, match=r"SHA256SUMS is damaged: it has no sum for train.csv"):
        load_cifar10(folder=copied)


@pytest.mark.parametrize("which", ["half", "", None, ["full"]])
def test_unknown_part_is_refused(which):
    with pytest.raises(ValueError, match=r"which is .* expected one of 'embedded', 'full'"):
        load_cifar10(which)


@pytest.mark.parametrize("dtype", [np.float16, np.int64, "uint8", "nonsense"])
def test_other_types_are_refused(dtype):
    with pytest.raises(ValueError, match=r"dtype is .* expected float32 or float64"):
        load_cifar10(dtype=dtype)


# Pictures


def test_image_has_its_planes_in_the_right_places():
    column = np.zeros(3073)
    column[5 * 32 + 7] = 10
    column[1024 + 5 * 32 + 7] = 20
    column[2048 + 5 * 32 + 7] = 30
    image = to_image(column)
    assert image.dtype == np.uint8
    assert image[5, 7].tolist() == [10, 20, 30] and image.sum() == 60


def test_image_is_rounded_and_cut_off():
    column = np.zeros(3072)
    column[:3] = [-4, 254.6, 300]
    assert to_image(column)[0, :3, 0].tolist() == [0, 255, 255]


def test_weights_are_stretched():
    row = np.linspace(-3e-4, 2e-4, 3073)
    before = row.copy()
    image = to_image(row, stretch=True)
    assert (image.min(), image.max()) == (0, 255)
    np.testing.assert_array_equal(row, before)
    assert not to_image(np.zeros(3072), stretch=True).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((32, 32, 3)), None), r"column has shape \(32, 32, 3\)"),
        ((np.zeros(0), None), r"column has shape \(0,\)"),
        ((np.zeros(3073), np.zeros(1)), r"mean_image has shape \(1,\)"),
        ((np.full(3073, np.nan), None), "column holds NaN"),
    ],
)
def test_wrong_columns_are_refused(arguments, message):
    column, mean_image = arguments
    with pytest.raises(ValueError, match=message):
        to_image(column, mean_image=mean_image)


# The tool that makes the embedded part


def test_tool_takes_the_first_of_each_class(build_data):
    labels = np.tile(np.arange(10), 5)[::-1]
    chosen = build_data.choose(labels, 2)
    np.testing.assert_array_equal(chosen, np.arange(20))
    labels = np.concatenate([np.zeros(7, int), np.arange(10)])
    np.testing.assert_array_equal(build_data.choose(labels, 1), [0, *range(8, 17)])


def test_tool_draws_the_same_sheets_again(build_data, tmp_path):
    ((labels, planes),) = embedded.read_embedded("test")
    build_data.write_split("test", labels, planes, tmp_path)
    for label in range(10):
        name = embedded.sheet_name("test", label)
        with Image.open(tmp_path / name) as ours, Image.open(DATA / name) as theirs:
            np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_tool_refuses_other_content(build_data, tmp_path):
    ((labels, planes),) = embedded.read_embedded("test")
    with pytest.raises(ValueError, match="test: content"):
        build_data.write_split("test", labels, planes ^ 1, tmp_path)
    assert not list(tmp_path.iterdir())


# The full data, made up


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """Six small files in a folder, whose sums count as the official ones."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "made-up"
    folder.mkdir()
    for name in official.SHA256:
        content = rng.integers(0, 256, (20, 3073), np.uint8)
        content[:, 0] %= 10
        content.tofile(folder / name)
        monkeypatch.setitem(official.SHA256, name, hashlib.sha256(content).hexdigest())
    monkeypatch.delenv("LOSSLAB_DATA", raising=False)
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache")
    return folder


def check_made_up(data, folder):
    train = np.concatenate([np.fromfile(folder / n, np.uint8) for n in official.TRAIN_FILES])
    test = np.fromfile(folder / official.TEST_FILE, np.uint8)
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
    assert full.find() == made_up
    (made_up / "test_batch.bin").unlink()
    assert full.find() == tmp_path / "cache"
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


@needs_full_data
def test_full_data_is_all_of_cifar10(whole):
    assert whole.X_train.shape == (3073, 50_000) and whole.X_test.shape == (3073, 10_000)
    assert (np.bincount(whole.y_train) == 5000).all() and (np.bincount(whole.y_test) == 1000).all()


@needs_full_data
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


@needs_full_data
def test_tool_makes_the_data_again(build_data, tmp_path):
    build_data.main(["--from-folder", os.environ["LOSSLAB_DATA"], "--output", str(tmp_path)])
    again = load_cifar10(folder=tmp_path)
    np.testing.assert_array_equal(again.X_test, load_cifar10().X_test)
    for name in ("train.csv", "test.csv"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
    if f"Pillow {Image.__version__} " in (DATA / "README.md").read_text(encoding="utf-8"):
        assert (tmp_path / "SHA256SUMS").read_text() == (DATA / "SHA256SUMS").read_text()


MEASURE = """
import json
from losslab.cifar10 import load_cifar10
data = load_cifar10("full")
lines = (line.split() for line in open("/proc/self/status"))
print(json.dumps({line[0]: 1024 * int(line[1]) for line in lines if line[0] in ("VmHWM:", "VmRSS:")}))
"""


@needs_full_data
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_full_data_fits_into_memory():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True)
    memory = json.loads(done.stdout)
    assert memory["VmHWM:"] < 1.1e9, "peak"
    assert memory["VmRSS:"] < 0.8e9, "held"
