"""The files around the code agree with each other: lock, environments, commands, layout."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = [Requirement(line) for line in (ROOT / "requirements.txt").read_text().splitlines()]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


# -- the lock and the environments


def test_the_lock_is_exact_and_names_no_host_and_no_hash():
    for requirement in LOCK:
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert requirement.url is None
    text = read("requirements.txt")
    assert not re.search(r"://|--|@|sha256", text)


@pytest.mark.parametrize("wanted", PROJECT["dependencies"] + EXTRAS["test"])
def test_the_lock_is_within_the_ranges(wanted):
    wanted = Requirement(wanted)
    locked = [r for r in LOCK if canonicalize_name(r.name) == canonicalize_name(wanted.name)]
    assert locked, f"{wanted.name} is not in requirements.txt"
    for requirement in locked:
        (version,) = [pin.version for pin in requirement.specifier]
        assert wanted.specifier.contains(version), f"{requirement} is outside of {wanted}"


def test_what_few_need_is_not_in_the_lock():
    locked = {canonicalize_name(requirement.name) for requirement in LOCK}
    few_need = {canonicalize_name(Requirement(r).name) for r in EXTRAS["browser"] + EXTRAS["bench"]}
    assert not locked & few_need


def test_conda_installs_the_python_and_the_lock_of_the_project():
    environment = yaml.safe_load(read("environment.yml"))
    *packages, pip = environment["dependencies"]
    assert environment["name"] == PROJECT["name"]
    assert packages == ["python" + PROJECT["requires-python"], "pip"]
    assert pip == {"pip": ["-r requirements.txt", "-e ."]}


def test_the_oldest_python_is_the_same_everywhere():
    (oldest,) = re.findall(r">=(3\.\d+)", PROJECT["requires-python"])
    assert f"OLDEST = ({oldest.replace('.', ', ')})" in read("run.py")
    assert WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"][0] == oldest
    assert all(f"Python {oldest}" in path.read_text(encoding="utf-8") for path in READMES)


def test_pre_commit_calls_the_ruff_of_the_lock():
    (ruff,) = [str(requirement) for requirement in LOCK if requirement.name == "ruff"]
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    pins = [pin for hook in hooks for pin in hook.get("additional_dependencies", [])]
    assert pins == [ruff, ruff]


def test_the_version_is_the_same_everywhere():
    assert yaml.safe_load(read("CITATION.cff"))["version"] == PROJECT["version"]
    assert re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[1] == PROJECT["version"]


# -- run.py


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
    assert len(source.splitlines()) < 120
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
    *" pip install "*) echo >> pip-runs; cp requirements.txt packages; test ! -e fails ;;
    "-m "*) cat packages ;;
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


needs_a_shell = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")


@needs_a_shell
def test_after_half_an_update_the_version_before_is_installed_again(course):
    assert starts_with(course, "lab", "v1") == "v1"
    (course / "fails").touch()
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
    assert (course / "pip-runs").read_text().count("\n") == 2


# -- what measures and drives


def module(name):
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_a_measurement_that_fails_ends_its_watcher():
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        module("benchmarks/memory.py").peak_during(lambda: 1 / 0)
    assert threading.active_count() == before


def test_the_named_browser_comes_first_and_chrome_is_known(monkeypatch):
    pytest.importorskip("playwright", reason="only `run.py browser` installs it")
    lab, asked = module("tools/lab.py"), []
    monkeypatch.setattr(lab.shutil, "which", asked.append)
    monkeypatch.setattr(lab, "sync_playwright", None)  # no browser shall start
    monkeypatch.setenv("LOSSLAB_BROWSER", "mine")
    with pytest.raises(TypeError), lab.chromium():
        pass
    assert asked == ["mine", "chromium", "chromium-browser", "google-chrome", "chrome"]


# -- what is written about it


DOCUMENTS = [
    "README.md",
    "README.ja.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    ".ci/run",
    ".github/workflows/test.yml",
]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_commands_that_exist(name):
    named = set(re.findall(r"python3? run\.py (\w+)", read(name)))
    assert named
    assert named <= set(re.findall(r"^python run\.py (\w+)", read("run.py"), re.MULTILINE))


def links(text):
    return re.findall(r"\]\(([^)\s]+)\)", text)


def test_the_readmes_have_the_same_shape():
    english, japanese = (path.read_text(encoding="utf-8") for path in READMES)
    for pattern in (r"^#+ ", r"^```\w*", r"^\|", r"^[-*] "):
        assert re.findall(pattern, english, re.M) == re.findall(pattern, japanese, re.M), pattern
    assert re.findall(r"```.*?```", english, re.S) == re.findall(r"```.*?```", japanese, re.S)
    translated = [
        link.replace("notebooks/en/", "notebooks/ja/").replace("README.ja.md", "README.md")
        for link in links(english)
    ]
    assert translated == links(japanese)


@pytest.mark.parametrize("name", DOCUMENTS[:4])
def test_links_in_documents_lead_somewhere(name):
    local = [link for link in links(read(name)) if not link.startswith(("http", "#"))]
    missing = [link for link in local if not (ROOT / link.partition("#")[0]).exists()]
    assert not missing


# -- what is in the repository


def tracked():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = listed.stdout.decode().rstrip("\0").split("\0")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    registries = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "anaconda" + ".org"]
    places = re.compile(r"(?<![\w.~)}\]>])/(root|work)/")
    for path in tracked():
        if path.suffix in {".png", ".svg"}:
            continue
        text = path.read_text(encoding="utf-8")
        assert not [host for host in registries if host in text], path
        assert not places.search(text), f"{path}: {places.search(text)[0]}"


def test_both_languages_have_the_same_notebooks():
    english, japanese = (
        {path.name for path in (ROOT / "notebooks" / language).glob("*.ipynb")}
        for language in ("en", "ja")
    )
    assert english == japanese
    listed = set(re.findall(r"notebooks/en/(\w+\.ipynb)", read("README.md")))
    assert english == listed, "README.md links the notebooks that there are"
