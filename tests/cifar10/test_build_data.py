"""The tool that makes the embedded part."""

import os

import numpy as np
import pytest
from made_up import DATA
from PIL import Image

from losslab.cifar10 import embedded, load_cifar10


def test_tool_takes_the_first_of_each_class(build_data):
    labels = np.tile(np.arange(10), 5)[::-1]
    chosen = build_data.choose(labels, 2)
    np.testing.assert_array_equal(chosen, np.arange(20))
    labels = np.concatenate([np.zeros(7, int), np.arange(10)])
    np.testing.assert_array_equal(build_data.choose(labels, 1), [0, *range(8, 17)])


def test_tool_draws_the_same_sheets_again(build_data, tmp_path):
    _, (labels, planes) = embedded.read_embedded()
    build_data.write_split("test", labels, planes, tmp_path)
    for label in range(10):
        name = embedded.sheet_name("test", label)
        with Image.open(tmp_path / name) as ours, Image.open(DATA / name) as theirs:
            np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_tool_refuses_other_content(build_data, tmp_path):
    _, (labels, planes) = embedded.read_embedded()
    with pytest.raises(ValueError, match="test: content"):
        build_data.write_split("test", labels, planes ^ 1, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.full_data
def test_tool_makes_the_data_again(build_data, tmp_path):
    build_data.main(["--from-folder", os.environ["LOSSLAB_DATA"], "--output", str(tmp_path)])
    again = load_cifar10(folder=tmp_path)
    np.testing.assert_array_equal(again.X_test, load_cifar10().X_test)
    for name in ("train.csv", "test.csv"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
    if f"Pillow {Image.__version__} " in (DATA / "README.md").read_text(encoding="utf-8"):
        assert (tmp_path / "SHA256SUMS").read_text() == (DATA / "SHA256SUMS").read_text()
