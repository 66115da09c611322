"""A class on one server: what needs no Node and no hub; `run.py classroom` shows the rest."""

import json
import subprocess
import sys
import threading
import time
import tomllib
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from importlib import import_module
from pathlib import Path

import psutil
import pytest
from traitlets.config import PyFileConfigLoader

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "classroom"
CONFIGURATIONS = "jupyterhub_config.py", "tryout_config.py"
BESIDE = "console", "processes", "proxy", "server", "student", "try_out"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def beside(monkeypatch):
    """A function that gives a module of the folder by its name; they are no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    yield import_module
    for name in BESIDE:
        sys.modules.pop(name, None)


@pytest.fixture
def load(monkeypatch, tmp_path, beside):
    """A function that loads a configuration, in an environment of its own."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(beside("proxy"), "node_package", lambda: tmp_path)
    monkeypatch.setenv("LOSSLAB_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("LOSSLAB_TRYOUT", str(tmp_path / "tryout"))
    monkeypatch.setenv("LOSSLAB_TRYOUT_PORTS", "1 2 3")
    monkeypatch.setenv("LOSSLAB_TRYOUT_PASSWORD", "secret")
    return lambda name: PyFileConfigLoader(str(FOLDER / name)).load_config()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_students_share_data_and_code_and_are_given_notebooks(load, tmp_path, name):
    c = load(name)
    assert c.Spawner.environment["OPENBLAS_NUM_THREADS"] == "1"
    assert Path(c.Spawner.environment["LOSSLAB_SHARED"], "X_train.npy").is_file()
    assert c.ConfigurableHTTPProxy.command[0] == str(tmp_path / "bin/node")
    assert c.Spawner.cmd == [sys.executable, str(FOLDER / "server.py")]
    assert c.JupyterHub.bind_url.startswith("http://127.0.0.1:")
    (service,), (role,) = c.JupyterHub.services, c.JupyterHub.load_roles
    assert role["services"] == [service["name"]] == ["idle-culler"]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_jupyterhub_knows_every_setting(load, name):
    auth = pytest.importorskip("jupyterhub.auth", reason="only `run.py classroom` installs it")
    parts = "app", "spawner", "proxy", "authenticators.shared"
    places = [auth, *(import_module(f"jupyterhub.{part}") for part in parts)]
    for owner, settings in load(name).items():
        (known, *_) = [vars(place)[owner] for place in places if owner in vars(place)]
        assert set(settings) <= set(known.class_traits(config=True)), owner


def test_only_the_try_out_lets_students_share_a_user_and_it_says_so(load):
    real, tryout = map(load, CONFIGURATIONS)
    assert real.JupyterHub.authenticator_class == "pam"
    assert real.PAMAuthenticator.allowed_groups == {"losslab", "losslab-instructors"}
    assert "Simple" in tryout.JupyterHub.spawner_class
    assert "Simple" not in real.JupyterHub.spawner_class
    first = (FOLDER / CONFIGURATIONS[1]).read_text(encoding="utf-8").splitlines()[0]
    assert "ISOLATES NOBODY" in first


@pytest.fixture
def served(beside, tmp_path, monkeypatch):
    """A Jupyter server on a folder, without a hub: a `student.Server`."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    (port,) = beside("try_out").free_ports(1)
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={tmp_path}", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=secret"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = beside("student").Server(f"http://127.0.0.1:{port}", {"Authorization": "token secret"})
    try:
        while process.poll() is None:
            try:
                server.session.get(f"{server.url}/api/status", timeout=5).raise_for_status()
                break
            except OSError:
                time.sleep(0.2)
        yield server
    finally:
        # not asked to stop: it would wait, at times for ever, for a kernel that is being restarted
        for member in beside("processes").family(psutil.Process(process.pid)):
            with suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait()


def test_cells_that_fail_are_counted_also_when_the_kernel_dies(served, tmp_path):
    def cell(name, source, *tags):
        stored = {"id": name, "cell_type": "code", "source": source, "metadata": {"tags": tags}}
        return stored | {"outputs": [], "execution_count": None}

    cells = [cell("good", "print(1)"), cell("bad", "1 / 0"), cell("still-good", "x = 1")]
    cells += [cell("meant", "1 / 0", "raises-exception"), cell("empty", "")]
    cells += [cell("dies", "import os; os._exit(1)")]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "book.ipynb").write_text(json.dumps(notebook))
    read = served.read("book.ipynb")
    run = served.start_kernel("book.ipynb").run_notebook(read)
    assert run.cells == 5
    assert run.failed == ["bad: ZeroDivisionError: division by zero", "dies: the kernel died"]
    served.write("book.ipynb", read)


@pytest.mark.parametrize(("failed", "status"), [([], 0), (["cell: NameError: x"], 1)])
def test_the_status_says_whether_a_cell_failed(beside, monkeypatch, capsys, failed, status):
    try_out, student = beside("try_out"), beside("student")
    row = try_out.Row("student01", student.Run(31, failed, 9.5), 5.25, 100.0, 50.0)
    monkeypatch.setattr(try_out.proxy, "install", lambda: None)
    monkeypatch.setattr(try_out, "hub", lambda: nullcontext(("", "", None)))
    monkeypatch.setattr(try_out, "attend", lambda *given: row)
    monkeypatch.setattr(try_out, "weigh", lambda *given: None)
    monkeypatch.setattr(try_out, "watch", lambda *given: None)
    monkeypatch.setattr(try_out, "others_of", lambda process: [])
    monkeypatch.setattr(try_out.processes, "megabytes", lambda given: 0.0)
    assert try_out.main(["--students", "2"]) == status
    said = capsys.readouterr().out
    assert ("No cell failed." in said) == (not failed)
    assert all(f"student01, cell {line}" in said for line in failed)
    assert "150.0" in said, "kernel and server together"


def test_without_node_it_is_said_what_is_missing(beside, monkeypatch):
    proxy = beside("proxy")
    monkeypatch.setattr(proxy, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"Node is missing.*run.py classroom"):
        proxy.command()


def test_versions_of_hub_and_proxy_are_fixed_and_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["classroom"]
    assert all("==" in package for package in extra)
    assert f" {extra[0]} " in (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    wanted = json.loads((FOLDER / "proxy/package.json").read_text())["dependencies"]
    locked = json.loads((FOLDER / "proxy/package-lock.json").read_text())["packages"]
    (version,) = wanted.values()
    assert locked.pop("")["dependencies"] == wanted
    assert locked["node_modules/configurable-http-proxy"]["version"] == version
    assert all("integrity" in package for package in locked.values())


def test_the_table_adds_up_what_was_measured(beside):
    try_out, student = beside("try_out"), beside("student")
    runs = student.Run(31, [], 10.0), student.Run(31, ["x: NameError"], 20.0)
    one, two = try_out.Row("one", runs[0], 4.0, 100.0, 50.0), try_out.Row("two", runs[1], 5.0)
    peaks = {}
    for now in {"one": 170.0, "two": 90.0}, {"one": 150.0, "two": 130.0}, {"two": 125.0}:
        try_out.note_peaks(peaks, now)
    assert peaks == {"one": 170.0, "two": 130.0, "": 280.0}
    one.peak, two.peak = peaks["one"], peaks["two"]
    first, *lines = (line.split("  ") for line in try_out.table([one, two]))
    lines = [[text.strip() for text in line if text.strip()] for line in lines]
    assert [text.strip() for text in first if text.strip()] == try_out.say("columns").split("|")
    assert lines == [
        ["one", "31", "0", "10.0", "4.0", "100.0", "50.0", "150.0", "170.0"],
        ["two", "31", "1", "20.0", "5.0", "0.0", "0.0", "0.0", "130.0"],
        ["mean", "31.0", "0.5", "15.0", "4.5", "50.0", "25.0", "75.0", "150.0"],
        ["most", "31", "1", "20.0", "5.0", "100.0", "50.0", "150.0", "170.0"],
    ]


def test_the_table_is_straight_in_japanese_too(beside, monkeypatch):
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    try_out, student = beside("try_out"), beside("student")
    lines = try_out.table([try_out.Row("student01", student.Run(31, [], 10.0), 4.0)])
    assert lines[0].startswith("   受講者  セル") and lines[-1].startswith("     最大    31")
    assert len({try_out.width(line) for line in lines}) == 1


def test_a_student_who_could_not_start_is_named_not_those_who_waited(beside):
    waited, broken = Future(), Future()
    waited.set_exception(threading.BrokenBarrierError())
    broken.set_exception(RuntimeError("the server of two did not start"))
    with pytest.raises(
        SystemExit, match=r"stopped\. RuntimeError: the server of two did not start"
    ):
        beside("try_out").results([waited, broken])


def test_bad_numbers_of_students_are_refused(beside, capsys):
    with pytest.raises(SystemExit):
        beside("try_out").main(["--students", "0"])
    assert "--students is 0, expected 1 to 100" in capsys.readouterr().err
