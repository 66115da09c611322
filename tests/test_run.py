"""run.py: what it sets up, for which commands, and what it says where that cannot be done."""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
needs_a_shell = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def start(folder, *arguments, before="pass", **environment):
    """Start a run.py in a Python of its own, after the statements `before`."""
    path = str(folder / "run.py")
    code = f"import sys, runpy; {before}; sys.argv = {[path, *arguments]!r}; "
    code += f"runpy.run_path({path!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


@pytest.fixture
def empty_course(tmp_path):
    """The files that run.py needs, in a folder where nothing was set up."""
    for name in ("run.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_run_is_short_and_needs_nothing_but_python():
    source = read("run.py")
    tree = ast.parse(source, feature_version=(3, 7))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert len(source.splitlines()) < 250
    assert {name.name for node in imports for name in node.names} <= sys.stdlib_module_names
    # A Python 2 reads the whole file before it can say that it is too old.
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(tree))


def test_run_without_a_command_says_which_there_are():
    done = start(ROOT)
    assert done.returncode != 0
    commands = re.findall(r"^python run\.py (\w+)", done.stderr, re.MULTILINE)
    assert commands == re.findall(r'^ {4}"(\w+)": \(', read("run.py"), re.MULTILINE)
    assert {"lab", "test", "browser", "notebooks"} <= set(commands)


def test_an_old_python_is_told_so(empty_course):
    done = start(empty_course, "lab", before="sys.version_info = (3, 9, 2)")
    assert done.returncode != 0
    assert done.stderr.startswith("Loss Lab needs Python 3.11 or newer")
    assert "is Python 3.9" in done.stderr
    assert not (empty_course / ".venv").exists()


def test_a_missing_venv_is_explained(empty_course):
    broken = empty_course / "broken"
    broken.mkdir()
    (broken / "venv.py").write_text("raise SystemExit('ensurepip is not available')")
    done = start(empty_course, "lab", PYTHONPATH=str(broken))
    assert done.returncode != 0
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_network_is_explained_and_not_taken_for_done(empty_course):
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "1"}
    done = start(empty_course, "lab", **offline)
    assert done.returncode != 0
    assert "The first start needs a network" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((empty_course / ".venv").glob("*.stamp"))


PIP_AND_PYTHON = """#!/bin/sh
case "$*" in
    *" pip install "*) echo "$@" >> pip-runs; env > pip-environment; cp requirements.txt packages
        if test -e fails; then cat fails >&2; exit 1; fi ;;
    *" pip config list") cat pip-config 2> /dev/null ;;
    "-m jupyterlab"*) env > lab-environment; echo "$@" > lab-arguments; cat packages ;;
    "-m "*) cat packages ;;
    tools/own_copy.py) exit $(cat copy-fails 2> /dev/null || echo 0) ;;
esac
"""


@pytest.fixture
def course(empty_course):
    """A course whose pip copies the lock, and whose every other program prints that copy."""
    python = empty_course / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP_AND_PYTHON)
    python.chmod(0o755)
    (empty_course / "tools/jupyter").mkdir(parents=True)
    return empty_course


def starts_with(course, command, version):
    """Say which packages a command of a version of the course meets."""
    (course / "requirements.txt").write_text(version)
    return start(course, command, LOSSLAB_BROWSER=sys.executable).stdout


@needs_a_shell
def test_after_half_an_update_the_version_before_is_installed_again(course):
    assert starts_with(course, "lab", "v1") == "v1"
    (course / "fails").write_text("no network")
    assert starts_with(course, "lab", "v2") == ""
    (course / "fails").unlink()
    assert starts_with(course, "lab", "v1") == "v1"


@needs_a_shell
def test_another_command_may_have_changed_the_version(course):
    for command, version in (("browser", "v1"), ("lab", "v2"), ("browser", "v1"), ("lab", "v2")):
        assert starts_with(course, command, version) == version


@needs_a_shell
def test_commands_of_one_version_install_once_each(course):
    for command in ("lab", "browser", "lab", "browser"):
        assert starts_with(course, command, "v1") == "v1"
    said = (course / "pip-runs").read_text().splitlines()
    assert len(said) == 2
    for name in ("playwright", "sphinx", "jupyterlab-slideshow"):  # of all the extras it needs
        assert name not in said[0] and name in said[1]


# -- a reader's machine is not clean


def environment(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


@needs_a_shell
def test_settings_that_send_packages_elsewhere_are_not_passed_on(course):
    settings = "global.index-url='https://mirror.example/simple'\nglobal.target='/elsewhere'\n"
    settings += ":env:.user='1'\ninstall.prefix='/elsewhere'\nglobal.proxy='proxy.example:80'\n"
    (course / "pip-config").write_text(settings)
    start(course, "lab", PIP_USER="1", PIP_TARGET="/elsewhere", PIP_REQUIRE_VIRTUALENV="0")
    pip = {k: v for k, v in environment(course / "pip-environment").items() if k[:4] == "PIP_"}
    assert pip == {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_PROXY": "proxy.example:80",
    }


@needs_a_shell
def test_other_pythons_and_figures_do_not_reach_the_course(course):
    other = {"PYTHONPATH": "/elsewhere", "MPLBACKEND": "pdf", "MATPLOTLIBRC": "/elsewhere"}
    start(course, "lab", EDITOR="mine", **other)
    passed = environment(course / "lab-environment")
    assert passed["EDITOR"] == "mine" and not set(other) & set(passed)


@needs_a_shell
def test_the_start_page_is_the_courses_whatever_jupyter_was_told(course):
    start(course, "lab")
    said = (course / "lab-arguments").read_text()
    assert f"--ServerApp.preferred_dir={course}/my-course" in said


@needs_a_shell
def test_the_published_notebooks_are_opened_on_request(course):
    (course / "copy-fails").write_text("1")  # nor is a copy made
    start(course, "lab", "--published", "--no-browser")
    said = (course / "lab-arguments").read_text()
    assert f"--ServerApp.root_dir={course}/notebooks" in said
    assert "--no-browser" in said and "--published" not in said


@needs_a_shell
def test_without_a_copy_of_ones_own_nothing_is_opened(course):
    (course / "copy-fails").write_text("1")
    assert start(course, "lab").returncode == 1
    assert not (course / "lab-arguments").exists()


@needs_a_shell
@pytest.mark.parametrize("home", ["/dev/null", "/nowhere/at/all"])
def test_without_a_home_the_course_has_its_own(course, home):
    start(course, "lab", HOME=home)
    assert environment(course / "lab-environment")["HOME"] == str(course / ".venv/home")


@needs_a_shell
def test_the_place_of_the_library_is_written_without_the_folders_name(course):
    site = course / ".venv/lib/python3.11/site-packages"
    site.mkdir(parents=True)
    start(course, "lab")
    assert (site / "losslab.pth").read_bytes() == b"../../../../lib\n"
    assert (site / "../../../../lib").resolve() == course / "lib"


@needs_a_shell
def test_what_jupyter_shall_know_of_the_course_is_kept_up_to_date(course):
    name = "share/jupyter/labextensions/losslab/static/remoteEntry.js"
    ours, copy = course / "tools/jupyter" / name, course / ".venv" / name
    ours.parent.mkdir(parents=True)
    for words in ("// old", "// new"):
        ours.write_text(words)
        start(course, "lab")
        assert copy.read_text() == words


def test_a_file_named_venv_is_told_apart_from_a_missing_venv(empty_course):
    (empty_course / ".venv").touch()
    done = start(empty_course, "lab")
    assert done.returncode != 0 and ".venv is a file" in done.stderr
    assert "apt install" not in done.stderr and "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_to_is_told_apart_from_a_missing_venv(empty_course):
    # root may write anywhere, so the refusal is made up
    locked = "import os\ndef refuse(*a, **k): raise PermissionError\nos.makedirs = refuse\npass"
    done = start(empty_course, "lab", before=f"exec({locked!r})")
    assert done.returncode != 0 and "cannot write into its folder" in done.stderr
    assert "apt install" not in done.stderr and "Traceback" not in done.stderr


@needs_a_shell
def test_a_full_disk_is_no_missing_network(course):
    (course / "fails").write_text("ERROR: [Errno 28] No space left on device\n")
    done = start(course, "lab")
    assert done.returncode != 0 and "The disk is full" in done.stderr
    assert "needs a network" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal of its own elsewhere")
def test_ctrl_c_while_venv_is_made_ends_in_one_line(empty_course):
    slow = empty_course / "slow"
    slow.mkdir()
    (slow / "venv.py").write_text(
        "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(empty_course / "run.py"), "lab"],
        cwd=empty_course,
        env={**os.environ, "PYTHONPATH": str(slow)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (empty_course / "begun").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to all of the group
    _, said = process.communicate()
    assert process.returncode == 130
    assert "Stopped" in said and "Traceback" not in said


@needs_a_shell
@pytest.mark.parametrize(("command", "asks"), [("lab", False), ("browser", True)])
def test_wheels_beside_the_course_are_used_and_only_an_extra_asks_a_network(course, command, asks):
    (course / "wheels").mkdir()
    starts_with(course, command, "v1")
    said = (course / "pip-runs").read_text()
    assert "--find-links wheels" in said
    assert ("--no-index" not in said) == asks
