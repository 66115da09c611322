"""run.py: what it sets up, for which commands, and what it says, in whose language."""

import ast
import ctypes
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import entry_points
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
        env={**os.environ, "LC_ALL": "en_US.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        errors="replace",
    )


def module(name):
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


messages = module("tools/messages.py")


@pytest.fixture
def empty_course(tmp_path):
    """The files that run.py needs, in a folder where nothing was set up."""
    (tmp_path / "tools").mkdir()
    for name in ("run.py", "requirements.txt", "pyproject.toml", "tools/messages.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", ["run.py", "tools/messages.py"])
def test_run_is_short_and_needs_nothing_but_python(name):
    source = read(name)
    tree = ast.parse(source, feature_version=(3, 7))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert len(source.splitlines()) < 250
    needed = {name.name for node in imports for name in node.names}
    needed |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert needed - sys.stdlib_module_names <= {"messages", "say", "language"}
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
    "tools/own_copy.py "*) echo "$@" > copy-arguments
        exit $(cat copy-fails 2> /dev/null || echo 0) ;;
esac
"""


@pytest.fixture
def course(empty_course):
    """A course whose pip copies the lock, and whose every other program prints that copy."""
    python = empty_course / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(PIP_AND_PYTHON)
    python.chmod(0o755)
    (empty_course / "tools/jupyter").mkdir()
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
        env={**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(slow)},
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


# -- in the reader's language


def test_every_message_has_the_same_values_in_both_languages_and_fits_a_console_of_windows():
    for key, (english, japanese) in messages.MESSAGES.items():
        assert english.isascii() and japanese.encode("cp932"), key
        assert re.search("[ぁ-ん]", japanese), key
        if key != "usage":
            assert re.findall(r"{.*?}", english) == re.findall(r"{.*?}", japanese), key
    said = set(re.findall(r'"([a-z ]+)"', read("run.py") + read("tools/own_copy.py")))
    assert set(messages.MESSAGES) <= said, "a message that nobody says"


def test_both_languages_name_the_same_commands():
    _, japanese = messages.MESSAGES["usage"]
    for pattern in (r"^python run\.py \w+", r" (?:build|data|benchmarks)/[\w.]+", r"--\w+"):
        english = ast.get_docstring(ast.parse(read("run.py")), clean=False)
        assert [found.strip() for found in re.findall(pattern, english, re.M)] == [
            found.strip() for found in re.findall(pattern, japanese.replace("：", " "), re.M)
        ]


CONSOLES = [("utf-8", True), ("cp932", True), ("ascii", False), ("latin-1", False)]


@pytest.mark.parametrize(("encoding", "shows"), CONSOLES)
def test_a_japanese_system_is_answered_in_japanese_where_it_can_be_shown(encoding, shows):
    done = start(ROOT, LC_ALL="", LC_MESSAGES="", LANG="ja_JP.UTF-8", PYTHONIOENCODING=encoding)
    _, japanese = messages.MESSAGES["usage"]
    assert (japanese in done.stderr) == shows
    assert ("Set up Loss Lab in .venv" in done.stderr) != shows
    assert "Traceback" not in done.stderr and "\\u" not in done.stderr and "�" not in done.stderr


@needs_a_shell
@pytest.mark.parametrize(("encoding", "shows"), CONSOLES)
def test_so_is_a_reader_without_a_network(course, encoding, shows):
    (course / "fails").write_text("no network")
    done = start(course, "lab", LC_ALL="ja_JP.UTF-8", PYTHONIOENCODING=encoding)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    for key in ("setting up", "no packages"):
        assert messages.MESSAGES[key][shows] in done.stderr


def test_a_folder_that_the_console_cannot_show_ends_nothing(tmp_path):
    folder = tmp_path / "学習 ñ"
    (folder / "tools").mkdir(parents=True)
    for name in ("run.py", "requirements.txt", "pyproject.toml", "tools/messages.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").touch()
    for encoding in ("cp932", "ascii"):
        done = start(folder, "lab", LC_ALL="ja_JP.UTF-8", PYTHONIOENCODING=encoding)
        assert "Traceback" not in done.stderr and ".venv" in done.stderr


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja"}, "ja"),
        ({"LANG": "Japanese_Japan.932"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "jam_JM.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_first_setting_that_names_a_language_counts(monkeypatch, settings, expected):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, settings.get(name, ""))
    assert messages.language() == expected


@pytest.fixture
def no_locale(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("answer", "expected"), [(0x0411, "ja"), (0x0409, "en"), (0x0412, "en")])
def test_windows_is_asked_for_the_language_of_its_menus(monkeypatch, no_locale, answer, expected):
    class Windows:
        class kernel32:
            GetUserDefaultUILanguage = staticmethod(lambda: answer)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", Windows, raising=False)
    assert messages.language() == expected


@pytest.mark.parametrize(("first", "expected"), [("ja-JP", "ja"), ("en-JP", "en")])
def test_macos_is_asked_for_the_first_of_its_languages(monkeypatch, no_locale, first, expected):
    answer = f'(\n    "{first}",\n    "ja-JP",\n    "en-US"\n)\n'.encode()
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(messages.subprocess, "check_output", lambda _: answer)
    assert messages.language() == expected


def test_a_macos_without_an_answer_is_taken_for_english(monkeypatch, no_locale):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("PATH", os.devnull)
    assert messages.language() == "en"


def test_the_bare_console_of_linux_has_no_japanese_letters(monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setenv("TERM", "linux")
    assert messages.can_show("はい", console)  # a file: somebody reads it elsewhere
    monkeypatch.setattr(console, "isatty", lambda: True, raising=False)
    assert not messages.can_show("はい", console)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert messages.can_show("はい", console)


@needs_a_shell
@pytest.mark.parametrize(
    ("system", "asked", "expected"),
    [
        ("en_US.UTF-8", [], "en"),
        ("ja_JP.UTF-8", [], "ja"),
        ("en_US.UTF-8", ["--lang", "ja"], "ja"),
        ("ja_JP.UTF-8", ["--lang=en"], "en"),
    ],
)
def test_jupyterlab_opens_in_the_systems_language_or_the_one_asked_for(
    course, system, asked, expected
):
    done = start(course, "lab", *asked, "--no-browser", "--port=8890", LC_ALL=system)
    assert done.returncode == 0
    said = (course / "lab-arguments").read_text().split()
    begin = "my-course/ja" if expected == "ja" else "my-course"
    assert f"--ServerApp.root_dir={course}/my-course" in said
    assert f"--ServerApp.preferred_dir={course}/{begin}" in said
    assert f"--LabApp.app_settings_dir={course}/tools/languages/{expected}" in said
    assert (course / "copy-arguments").read_text().split() == ["tools/own_copy.py", expected]
    assert said[-2:] == ["--no-browser", "--port=8890"]  # JupyterLab's own, and last, so they win


@needs_a_shell
def test_a_language_that_the_course_has_not_is_refused(course):
    done = start(course, "lab", "--lang", "fr")
    assert done.returncode == 2 and "--lang" in done.stderr and "'ja'" in done.stderr
    assert not (course / "lab-arguments").exists()


@pytest.mark.parametrize(("lang", "locale"), [("en", "en"), ("ja", "ja_JP")])
def test_jupyterlab_has_the_language_that_it_is_told(lang, locale):
    settings = json.loads(read(f"tools/languages/{lang}/overrides.json"))
    ((plugin, values),) = settings.items()
    package, name = plugin.split(":")
    schemas = Path(sys.prefix, "share/jupyter/lab/schemas")
    schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
    assert values == {"locale": locale} and "locale" in schema["properties"]
    packs = {"en", *(found.name for found in entry_points(group="jupyterlab.languagepack"))}
    assert locale in packs
