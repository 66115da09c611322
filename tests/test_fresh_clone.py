"""A person's first start: a fresh clone, nothing installed, and JupyterLab serves the course."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOKEN = "fresh-clone"
PATIENCE = 600  # seconds until the packages are there; a slow network is no failure

pytestmark = [
    pytest.mark.skipif("CI" not in os.environ, reason="needs a network; set CI=1 to run it"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git repository"),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path, method="GET", *, api="api"):
    """What the server answers, as an object."""
    headers = {"Authorization": f"token {TOKEN}"}
    url = f"http://127.0.0.1:{port}/{api}/{path}"
    request = urllib.request.Request(url, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or "null")


def wait_until_it_serves(process, port, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            return ask(port, "status")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    pytest.fail(f"nothing served in {PATIENCE} s\n{log.read_text(errors='replace')}")


def stop(process):
    """End run.py and what it started, whatever state they are in."""
    if process.poll() is not None:
        return
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def lab(tmp_path):
    """A started `run.py lab` of a fresh clone: the process, its port, its log, its folder."""
    clone, log, port = tmp_path / "clone", tmp_path / "log.txt", free_port()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    command = [sys.executable, "run.py", "lab", "--lang=ja", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--allow-root")
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path / "no-config")}
    with open(log, "w") as output:
        process = subprocess.Popen(
            command,
            cwd=clone,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process, port, log, clone
    finally:
        stop(process)
        shutil.rmtree(clone, ignore_errors=True)  # .venv is half a gigabyte


def test_a_fresh_clone_serves_the_course_in_both_languages(lab):
    process, port, log, clone = lab
    wait_until_it_serves(process, port, log)

    for language in ("en", "ja"):
        folder = ask(port, f"contents/{language}")
        served = {item["name"] for item in folder["content"] if item["type"] == "notebook"}
        there = {path.name for path in (clone / "notebooks" / language).glob("*.ipynb")}
        assert served == there
        assert "01_loss_landscape.ipynb" in served
        notebook = ask(port, f"contents/{language}/01_loss_landscape.ipynb")
        cells = notebook["content"]["cells"]
        assert cells and not any(cell.get("outputs") for cell in cells)  # one's own copy
    assert (clone / "my-course/en").is_dir()

    plugin = "settings/@jupyterlab/translation-extension:plugin"
    locale = ask(port, plugin, api="lab/api")["schema"]["properties"]["locale"]["default"]
    words = ask(port, f"translations/{locale}", api="lab/api")["data"]["jupyterlab"]
    assert words["menu\x04File"] == ["ファイル"]

    kernel = ask(port, "kernels", method="POST")
    assert kernel["name"] == "python3"

    ask(port, "shutdown", method="POST")
    assert process.wait(timeout=60) == 0


@pytest.mark.skipif(os.name != "posix", reason="a locale of C and a home of /dev/null are POSIX")
def test_a_machine_that_is_not_clean_runs_the_course_all_the_same(tmp_path):
    """Settings that readers have for other programs, all at once, in a folder of another script."""
    clone, other = tmp_path / "学習 1", tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    for name in ("numpy", "matplotlib", "losslab"):  # what PYTHONPATH has is not what we need
        (other / name).mkdir(parents=True)
        (other / name / "__init__.py").write_text("raise ImportError('not this one')")
    (other / "config").mkdir()
    elsewhere = {"ServerApp": {"preferred_dir": "/"}}
    (other / "config" / "jupyter_server_config.json").write_text(json.dumps(elsewhere))
    (other / "matplotlibrc").write_text("text.usetex: True\nfigure.dpi: 300\n")
    environment = {
        **os.environ,
        "HOME": "/dev/null",
        "JUPYTER_CONFIG_DIR": str(other / "config"),
        "LC_ALL": "C",
        "MATPLOTLIBRC": str(other / "matplotlibrc"),
        "MPLBACKEND": "no such backend",
        "PIP_TARGET": str(other / "packages"),
        "PIP_USER": "1",
        "PYTHONPATH": str(other),
    }
    del environment["LOSSLAB_PROGRESS"]  # of the tests that run beside this one
    try:
        command = [sys.executable, "run.py", "test", "notebooks/en/06_summary.ipynb"]
        done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert not (other / "packages").exists()
    finally:
        shutil.rmtree(clone, ignore_errors=True)
