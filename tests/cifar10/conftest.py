"""Small files that count as the official ones, and a server that stands for their home."""

import functools
import hashlib
import importlib.util
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from made_up import NAMES

from losslab.cifar10 import download, official

TOOL = Path(__file__).parents[2] / "tools/build_data.py"


@pytest.fixture(scope="session")
def build_data():
    """The tool that makes the embedded part, as a module."""
    spec = importlib.util.spec_from_file_location("build_data", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def files(monkeypatch):
    """Six small files by name, whose sums count as the official ones."""
    rng = np.random.default_rng(0)
    made = {}
    for name in NAMES:
        records = rng.integers(0, 256, (20, 3073), np.uint8)
        records[:, 0] %= 10
        made[name] = records.tobytes()
        monkeypatch.setitem(official.SHA256, name, hashlib.sha256(made[name]).hexdigest())
    return made


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the command puts the files; no proxy may stand between it and the test's server."""
    monkeypatch.setenv("LOSSLAB_DATA", str(tmp_path / "target"))
    monkeypatch.setenv("NO_PROXY", "*")
    return tmp_path / "target"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A server that stands for the home of CIFAR-10; `home.put(path)` is what it serves."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            home.requests += 1

    (tmp_path / "served").mkdir()
    handler = functools.partial(Quiet, directory=tmp_path / "served")
    home = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    home.requests = 0
    monkeypatch.setattr(download, "URL", f"http://127.0.0.1:{home.server_port}/cifar.tar.gz")

    def put(content):
        (tmp_path / "served/cifar.tar.gz").write_bytes(content)
        monkeypatch.setattr(download, "ARCHIVE_SHA256", hashlib.sha256(content).hexdigest())

    home.put = put
    thread = threading.Thread(target=home.serve_forever, args=(0.01,))
    thread.start()
    yield home
    home.shutdown()
    thread.join()
    home.server_close()
