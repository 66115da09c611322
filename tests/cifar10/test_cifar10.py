"""The embedded part, as the conventions of the course want it."""

import hashlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
from made_up import DATA, pixels, records
from PIL import Image

from losslab.cifar10 import embedded, load_cifar10, to_image


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


def run_in(folder, code):
    command = [sys.executable, "-c", f"from losslab.cifar10 import load_cifar10; {code}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_data_is_found_from_any_folder(tmp_path):
    done = run_in(tmp_path, "print(load_cifar10().X_test.shape)")
    assert done.stdout == "(3073, 1000)\n", done.stderr


def test_pooch_is_not_imported_for_the_embedded_part(tmp_path):
    """It takes 0.1 s, which each notebook would wait."""
    code = "import sys; load_cifar10(); print({'pooch', 'requests'} & {*sys.modules})"
    done = run_in(tmp_path, code)
    assert done.stdout == "set()\n", done.stderr


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


@pytest.mark.parametrize(
    "harm",
    [
        lambda line: b"\xff\xfe" + line,  # no UTF-8
        lambda line: line[:40],
        lambda line: line[1:],
        lambda line: b"x" + line[1:],
        lambda line: line.replace(b"  ", b" "),
        lambda line: line.replace(b"cat", b"c\xe4t"),
        lambda line: b"",
    ],
)
def test_damaged_sum_is_not_blamed_on_the_picture(copied, harm):
    lines = (copied / "SHA256SUMS").read_bytes().splitlines()
    harmed = [harm(line) if line.endswith(b"train/3-cat.png") else line for line in lines]
    (copied / "SHA256SUMS").write_bytes(b"\n".join(harmed))
    with pytest.raises(ValueError, match=r"SHA256SUMS is damaged.*train/3-cat.png") as caught:
        load_cifar10(folder=copied)
    assert "git checkout -- data" in str(caught.value)


def test_sum_of_another_file_leaves_open_which_is_damaged(copied):
    """A changed digit is no less a sum: then picture and list are both named."""
    sums = (copied / "SHA256SUMS").read_text()
    digit = sums[0]
    (copied / "SHA256SUMS").write_text(("1" if digit == "0" else "0") + sums[1:])
    with pytest.raises(ValueError, match=r"test.csv is damaged.*SHA256SUMS") as caught:
        load_cifar10(folder=copied)
    assert "git checkout -- data" in str(caught.value)


@pytest.mark.parametrize("which", ["half", "", None, ["full"]])
def test_unknown_part_is_refused(which):
    with pytest.raises(ValueError, match=r"which is .* expected one of 'embedded', 'full'"):
        load_cifar10(which)


@pytest.mark.parametrize(
    "dtype", [np.float16, np.int64, "uint8", "nonsense", None, [], np.zeros(2)]
)
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
