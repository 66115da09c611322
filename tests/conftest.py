"""The data, languages and axes that many tests use.

Tests marked `full_data` run where LOSSLAB_DATA names a folder that has all of CIFAR-10.
"""

import os
import tempfile
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from colour_blind import assert_told_apart
from figure_checks import assert_readable

from losslab import use_language
from losslab.cifar10 import load_cifar10

# Looking for doctests, pytest would import each folder's conftest.py under one name, and stop.
collect_ignore_glob = ["*conftest.py"]

# What a test solves is no student's: kernels that are started here keep no record in notebooks/.
_kept = tempfile.TemporaryDirectory(prefix="losslab-", ignore_cleanup_errors=True)
# Notebooks that are compared with what is stored find nothing solved: no test writes this record.
os.environ["LOSSLAB_PROGRESS"] = str(Path(_kept.name, "empty.json"))


@pytest.fixture(autouse=True)
def record_of_the_tests(monkeypatch):
    monkeypatch.setenv("LOSSLAB_PROGRESS", str(Path(_kept.name, "progress.json")))


def pytest_runtest_setup(item):
    if item.get_closest_marker("full_data") and not os.environ.get("LOSSLAB_DATA"):
        pytest.skip("LOSSLAB_DATA names no folder")


@pytest.fixture(scope="session")
def data():
    """The embedded part; nothing in the library changes it."""
    return load_cifar10()


@pytest.fixture(scope="module")
def whole():
    """The full data."""
    return load_cifar10("full")


@pytest.fixture(params=["en", "ja"])
def language(request):
    use_language(request.param)
    yield request.param
    use_language("en")


@pytest.fixture
def figure(language):
    """A figure to draw on; afterwards, nothing is cut off, or told apart by colour alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        figure = plt.figure(figsize=(9, 4))
        yield figure
        assert_readable(figure)
        assert_told_apart(figure)
    plt.close(figure)


@pytest.fixture
def axes(figure):
    return figure.subplots()
