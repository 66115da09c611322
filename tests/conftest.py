"""Tests marked `full_data` run where LOSSLAB_DATA names a folder that has all of CIFAR-10."""

import os

import pytest

from losslab.cifar10 import load_cifar10

# Looking for doctests, pytest would import each folder's conftest.py under one name, and stop.
collect_ignore_glob = ["*conftest.py"]


def pytest_runtest_setup(item):
    if item.get_closest_marker("full_data") and not os.environ.get("LOSSLAB_DATA"):
        pytest.skip("LOSSLAB_DATA names no folder")


@pytest.fixture(scope="module")
def whole():
    return load_cifar10("full")
