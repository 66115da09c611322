"""A class without a network: which wheels, which files, and how run.py finds them."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
sys.path.append(str(ROOT / "tools"))
_spec = importlib.util.spec_from_file_location("offline", ROOT / "tools/offline.py")
offline = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(offline)


def chosen(platform, python="3.12"):
    names, machine, _ = offline.PLATFORMS[platform]
    return {line.partition("==")[0] for line in offline.wanted(LOCK, names, machine, python)}


def test_each_system_gets_its_own_packages_wherever_the_folder_is_filled():
    only = {"pywinpty", "colorama", "appnope", "pexpect", "ptyprocess"}
    assert chosen("windows") & only == {"pywinpty", "colorama"}
    assert chosen("linux") & only == {"pexpect", "ptyprocess"}
    for mac in offline.GROUPS["macos"]:
        assert chosen(mac) & only == {"appnope", "pexpect", "ptyprocess"}
    everywhere = {"jupyterlab", "jupyterlab-language-pack-ja-jp", "numpy", "psutil"}
    assert everywhere <= chosen("windows") & chosen("linux")


def test_every_line_of_the_lock_is_for_some_system_or_python():
    every = set()
    for names, machine, _ in offline.PLATFORMS.values():
        for python in offline.PYTHONS:
            every |= set(offline.wanted(LOCK, names, machine, python))
    assert every == {line.partition(";")[0].strip() for line in LOCK}


def test_releases_of_one_python_may_need_two_versions():
    lock = [
        "a==1 ; python_full_version < '3.11.5'",
        "a==2 ; python_full_version >= '3.11.5'",
        "b==1",
    ]
    names, machine, _ = offline.PLATFORMS["linux"]
    both = offline.wanted(lock, names, machine, "3.11")
    assert both == ["a==1", "a==2", "b==1"]
    assert offline._apart(both) == [["a==1", "b==1"], ["a==2"]]


def test_the_course_is_copied_as_git_knows_it(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    command = [sys.executable, "tools/offline.py", str(tmp_path / "stick"), "--no-wheels"]
    japanese = os.environ | {"LC_ALL": "ja_JP.UTF-8", "PYTHONIOENCODING": "cp932"}
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=japanese)
    assert "MB。中にある START-HERE.ja.md" in done.stdout.decode("cp932")
    course = tmp_path / "stick/loss-lab"
    assert (course / "run.py").read_bytes() == (ROOT / "run.py").read_bytes()
    assert (course / "notebooks/ja/01_loss_landscape.ipynb").is_file()
    assert not (course / ".git").exists() and not (course / ".venv").exists()
    for language in ("en", "ja"):
        said = (tmp_path / f"stick/START-HERE.{language}.md").read_text(encoding="utf-8")
        assert "python run.py lab" in said and "`loss-lab/wheels`" in said


def test_a_place_inside_the_course_is_refused():
    command = [sys.executable, "tools/offline.py", "stick", "--no-wheels"]
    english = os.environ | {"LC_ALL": "en_US.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=english)
    assert done.returncode != 0 and "expected a place outside" in done.stderr
    assert not (ROOT / "stick").exists()
