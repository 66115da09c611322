"""What the commands for instructors say, in whose language, and on which console."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

import instructors  # noqa: E402

COMMANDS = {
    "present": "tools/present.py",
    "grade": "tools/grade.py",
    "offline": "tools/offline.py",
    "classroom": "classroom/try_out.py",
}
CONSOLES = [("utf-8", True), ("cp932", True), ("ascii", False)]


def start(command, *arguments, encoding="utf-8"):
    """Run a command on a Japanese system, whose console has this encoding."""
    return subprocess.run(
        [sys.executable, str(ROOT / COMMANDS[command]), *map(str, arguments)],
        env=os.environ | {"LC_ALL": "ja_JP.UTF-8", "PYTHONIOENCODING": encoding},
        cwd=ROOT,
        capture_output=True,
        encoding=encoding,
    )


def test_every_message_has_the_same_values_in_both_languages_and_fits_a_console_of_windows():
    for key, (english, japanese) in instructors.SAID.items():
        assert english.isascii() and japanese.encode("cp932"), key
        assert re.search("[ぁ-んァ-ヶ一-龠]", japanese) or key == "fetching", key
        for values in (r"{.*?}", r"--\w+", r"\|", r"\w+\.py", r"^\n"):
            assert re.findall(values, english) == re.findall(values, japanese), key
    for english, japanese in instructors.ARGPARSE.items():
        assert japanese.encode("cp932")
        for values in (r"%\(\w+\)[sr]|%s", r"\n"):
            assert set(re.findall(values, japanese)) <= set(re.findall(values, english)), english


def test_every_message_is_said_and_all_that_is_said_is_there():
    files = [*ROOT.glob("classroom/*.py"), *(ROOT / "tools").glob("grade*.py")]
    files += [ROOT / "tools" / name for name in ("present.py", "offline.py")]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = re.findall(r'\b(?:say|parser|Over|ValueError)\("([^"]*)"', sources)
    assert set(named) <= set(instructors.SAID)
    assert set(instructors.SAID) <= set(re.findall(r'"([\w ]+)"', sources))


@pytest.mark.parametrize(("encoding", "shows"), CONSOLES)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_the_readers_language_where_the_console_can_show_it(command, encoding, shows):
    done = start(command, "--help", encoding=encoding)
    assert done.returncode == 0 and not done.stderr
    said = "".join(done.stdout.split())
    english, japanese = ("".join(words.split()) for words in instructors.SAID[command])
    assert (japanese in said) == shows and (english in said) != shows
    for words in ("options", "usage: "):  # of argparse
        assert (instructors.ARGPARSE[words] in done.stdout) == shows
        assert (words in done.stdout) != shows


@pytest.mark.parametrize(("encoding", "shows"), CONSOLES)
@pytest.mark.parametrize(
    ("command", "arguments", "key"),
    [
        ("present", ["99"], "no lesson"),
        ("grade", ["nowhere ñ"], "no folder"),
        ("offline", ["stick"], "inside"),
        ("classroom", ["--students", "0"], "no students"),
    ],
)
def test_so_are_mistakes(command, arguments, key, encoding, shows):
    done = start(command, *arguments, encoding=encoding)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    for said, expected in zip(instructors.SAID[key], (not shows, shows), strict=True):
        longest = max(re.split(r"{.*?}", said), key=len)
        assert (longest in done.stderr) == expected


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ([], "the following arguments are required: %s"),
        (["x", "y"], "unrecognized arguments: %s"),
        (["x", "--seconds"], "expected one argument"),
        (["x", "--seconds", "soon"], "invalid %(type)s value: %(value)r"),
    ],
)
def test_so_are_mistakes_that_argparse_finds(arguments, key):
    said = start("grade", *arguments).stderr
    longest = max(re.split(r"%(?:\(\w+\))?[sr]", instructors.ARGPARSE[key]), key=len)
    assert longest in said and "エラー" in said and "error" not in said


@pytest.mark.parametrize(("encoding", "shows"), CONSOLES)
def test_remarks_on_submissions_are_on_the_console_and_in_the_table(tmp_path, encoding, shows):
    folder, output = tmp_path / "submissions", tmp_path / "scores.csv"
    folder.mkdir()
    (folder / "学生 ñ.txt").touch()  # no console of Windows has both
    done = start("grade", folder, "-o", output, encoding=encoding)
    assert done.returncode == 0 and not done.stderr
    assert done.stdout.rstrip().endswith(instructors.SAID["not a notebook"][shows])
    with output.open(encoding="utf-8-sig", newline="") as file:  # which shows all letters
        heads, row = csv.reader(file)
    assert heads == ["submission", "notebook", "sum", "remark"]
    assert row == ["学生 ñ.txt", "", "0", instructors.SAID["not a notebook"][1]]
