"""The files around the code agree with each other: lock, environments, commands, layout."""

import importlib.util
import json
import re
import shutil
import subprocess
import threading
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from losslab.kit.controls import STILL

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = [Requirement(line) for line in (ROOT / "requirements.txt").read_text().splitlines()]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
FRONT_END = "tools/jupyter/share/jupyter/labextensions/losslab"
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
    extras = ("browser", "present", "bench", "authors", "classroom", "site", "slides", "handouts")
    few = [name for extra in extras for name in EXTRAS[extra]]
    few_need = {canonicalize_name(Requirement(name).name) for name in few}
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
    assert json.loads(read(f"{FRONT_END}/package.json"))["version"] == PROJECT["version"]


def test_pip_installs_for_jupyter_what_run_copies():
    tool = tomllib.loads(read("pyproject.toml"))["tool"]
    shared = tool["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    folders = {path.name for path in (ROOT / "tools/jupyter").iterdir()}
    assert shared == {f"tools/jupyter/{name}": name for name in folders}


def test_the_front_end_is_the_file_that_it_names_and_reads_the_type_that_the_kernel_writes():
    build = json.loads(read(f"{FRONT_END}/package.json"))["jupyterlab"]["_build"]
    script = read(f"{FRONT_END}/{build['load']}")
    assert f'const STILL = "{STILL}";' in script
    assert "window._JUPYTERLAB.losslab" in script


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
    "docs/classroom.en.md",
    "docs/classroom.ja.md",
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
    translations = {"/en/": "/ja/", ".en.": ".ja.", "README.ja.md": "README.md"}
    translated = links(english)
    for here, there in translations.items():
        translated = [link.replace(here, there) for link in translated]
    assert translated == links(japanese)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".md")])
def test_links_in_documents_lead_somewhere(name):
    local = [link for link in links(read(name)) if not link.startswith(("http", "#"))]
    folder = (ROOT / name).parent
    missing = [link for link in local if not (folder / link.partition("#")[0]).exists()]
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
