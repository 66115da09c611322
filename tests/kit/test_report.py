"""What is solved is kept beside the notebooks across restarts, and shown as a small table."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import losslab
from losslab.kit import record, table
from losslab.kit.words import text
from losslab.lessons.landscape import questions

ROOT = Path(__file__).parents[2]
KEY = "landscape.loss_at_zero"
UNTOUCHED = {"state": "open", "hints": 0, "solution": False}
MANY_NOTES = """
import sys
from losslab.kit import record

for k in range(30):
    record.note(f"landscape.{sys.argv[1]}{k}", state="solved")
"""
IN_A_KERNEL = """
import os
from ipykernel.inprocess.manager import InProcessKernelManager

manager = InProcessKernelManager()
manager.start_kernel()
client = manager.client()
client.start_channels()
client.execute("import os; os.makedirs('elsewhere'); os.chdir('elsewhere')")
client.execute("from losslab.lessons.landscape import questions")
client.execute("questions.loss_at_zero.check(lambda n_classes, margin: (n_classes - 1) * margin)")
"""


def right(n_classes, margin):
    return (n_classes - 1) * margin


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A record that is empty, in a kernel that has just started."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv(record.VARIABLE, str(path))
    restart(monkeypatch)
    return path


def restart(monkeypatch):
    monkeypatch.setattr(record, "_known", {})
    for name in ("loss_at_zero", "image_loss"):
        monkeypatch.setattr(vars(questions)[name], "_hints_given", 0)


def row(name="loss_at_zero"):
    (found,) = [row for row in questions.report().rows if row.name == name]
    return found


def test_an_untouched_copy_writes_nothing_and_has_solved_nothing(file):
    questions.loss_at_zero.check(lambda n_classes, margin: ...)
    questions.loss_at_zero.check(...)
    assert {r.state for r in losslab.report().rows} == {"open"}
    assert not file.exists()


def test_what_was_solved_outlasts_a_restart_and_later_mistakes(file, monkeypatch):
    questions.loss_at_zero.check(lambda *_: 0)
    assert row().state == "tried" and questions.report().solved == 0
    assert questions.loss_at_zero.check(right).correct
    for _ in range(5):
        questions.image_loss.hint()
    questions.image_loss.solution()
    restart(monkeypatch)
    questions.loss_at_zero.check(lambda *_: 0)
    questions.image_loss.hint()
    assert (row().state, row().hints, row().solution) == ("solved", 0, False)
    looked_at = row("image_loss")
    assert (looked_at.state, looked_at.hints, looked_at.solution) == ("open", 2, True)
    assert questions.report().solved == 1


def test_two_notebooks_with_one_file_spoil_nothing_of_each_other(file, monkeypatch):
    questions.loss_at_zero.check(right)
    restart(monkeypatch)  # another kernel, which knows nothing
    questions.image_loss.hint()
    kept = json.loads(file.read_text())
    assert kept[KEY]["state"] == "solved"
    assert kept["landscape.image_loss"]["hints"] == 1


def test_nothing_is_lost_when_notebooks_write_at_the_same_time(file):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    command = [sys.executable, "-c", MANY_NOTES]
    writers = [subprocess.Popen([*command, name], env=environment) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(json.loads(file.read_text())) == 3 * 30
    assert list(file.parent.iterdir()) == [file]


def test_a_lock_that_a_killed_kernel_left_holds_nobody_up_for_long(file, monkeypatch):
    monkeypatch.setattr(record, "PATIENCE", 0.05)
    file.with_name(f".{file.name}.lock").touch()
    questions.loss_at_zero.check(right)
    assert json.loads(file.read_text())[KEY]["state"] == "solved"
    assert list(file.parent.iterdir()) == [file]


def test_a_disk_that_fills_up_leaves_the_old_file_whole(file, monkeypatch):
    questions.loss_at_zero.check(right)
    before = file.read_bytes()

    def full(part, path):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    questions.image_loss.hint()
    assert questions.report().problem == "unwritable"
    assert file.read_bytes() == before and list(file.parent.iterdir()) == [file]


def test_each_damaged_file_is_set_aside(file):
    for content in ("first", "second"):
        file.write_text(content)
        losslab.report()
    aside = [file.with_name(f"progress-damaged-{k}.json").read_text() for k in (1, 2)]
    assert aside == ["first", "second"]


def test_a_file_that_an_editor_of_windows_has_saved_is_read(file, monkeypatch):
    questions.loss_at_zero.check(right)
    file.write_text(file.read_text(), encoding="utf-8-sig")
    restart(monkeypatch)
    assert (row().state, losslab.report().problem) == ("solved", None)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_nothing_is_lost(file, content, language):
    questions.loss_at_zero.check(right)
    file.write_bytes(content)
    shown = questions.report()
    assert shown.solved == 1
    assert str(file) in str(shown)
    assert json.loads(file.read_text())[KEY]["state"] == "solved"
    assert (file.parent / "progress-damaged-1.json").read_bytes() == content


@pytest.mark.parametrize(
    "entry",
    [5, None, {}, UNTOUCHED | {"state": "won"}]
    + [UNTOUCHED | {"state": "solved", "hints": hints} for hints in (-1, True, 0.5, "2")]
    + [UNTOUCHED | {"state": "solved", "solution": looked_at} for looked_at in (1, "no", None)],
)
def test_an_entry_that_is_none_is_nothing_known_and_others_are_kept(file, entry):
    file.write_text(json.dumps({KEY: entry, "of another version": [1]}))
    assert row().state == "open"
    questions.loss_at_zero.check(right)
    assert json.loads(file.read_text())["of another version"] == [1]


def test_a_file_that_cannot_be_written_fails_no_check_and_is_said(file, language):
    file.mkdir()
    assert questions.loss_at_zero.check(right).correct
    shown = questions.report()
    assert shown.solved == 1
    assert text("kit.report.unwritable", file=file) in str(shown)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_outside_of_a_notebook_nothing_is_written(file, monkeypatch, tmp_path):
    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.chdir(tmp_path)
    questions.loss_at_zero.check(right)
    assert questions.report().problem is None
    assert not list(tmp_path.iterdir())


def test_in_a_kernel_the_file_stands_beside_the_notebook(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != record.VARIABLE}
    environment |= {"PYTHONPATH": str(ROOT / "lib"), "IPYTHONDIR": str(tmp_path / "ipython")}
    command = [sys.executable, "-c", IN_A_KERNEL]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    assert json.loads((tmp_path / record.FILE).read_text())[KEY]["state"] == "solved"


def test_the_table_of_the_course(file, language):
    questions.loss_at_zero.check(right)
    shown = losslab.report()
    assert len(shown.rows) == 28
    titles = [text(f"{room}.title") for room in dict.fromkeys(row.room for row in shown.rows)]
    assert [title[0] for title in titles] == list("1234567")
    plain, page = str(shown), shown._repr_html_()
    for words in (*titles, text("kit.report.solved"), "climb_down"):
        assert words in plain
        assert words in page
    assert text("kit.report.sum", solved=1, total=28) in plain
    states = [text(f"kit.report.{state}") for state in ("solved", "open")]
    starts = {
        table._width(line[: line.index(state)])
        for line in plain.splitlines()
        for state in states
        if state in line
    }
    assert len(starts) == 1  # a column, whatever the width of its characters


def test_a_row_says_how_many_hints_were_used_and_whether_the_solution_was_seen(file, language):
    looked_at = UNTOUCHED | {"hints": 1, "solution": True}
    more_than_there_are = UNTOUCHED | {"state": "tried", "hints": 9}
    file.write_text(json.dumps({"landscape.image_loss": looked_at, KEY: more_than_there_are}))
    rows = {
        "en": [("✗ not yet", "2 of 2", "–"), ("… open", "1 of 2", "looked at")],
        "ja": [("✗ まだ", "2 / 2", "–"), ("… 未着手", "1 / 2", "見た")],
    }
    assert [row().cells()[1:], row("image_loss").cells()[1:]] == rows[language]


def test_titles_are_those_of_the_notebooks(language):
    titles = []
    for path in sorted((ROOT / "notebooks" / language).glob("*.ipynb")):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0]
        titles.append(first.removeprefix("# ").strip())
    assert titles == list(dict.fromkeys(text(f"{r.room}.title") for r in losslab.report().rows))


def test_the_record_is_not_part_of_the_repository():
    assert "losslab-progress" in (ROOT / ".gitignore").read_text(encoding="utf-8")
