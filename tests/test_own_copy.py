"""The reader's own copy: follows the course where nothing was changed, and loses nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

import messages  # noqa: E402
import own_copy  # noqa: E402

NAME = "en/04_step_size.ipynb"
NEW = "en/04_step_size (new).ipynb"


def notebook(*sources, outputs=True):
    shown = [{"output_type": "stream", "name": "stdout", "text": "7"}] if outputs else []
    cells = [
        {"cell_type": "code", "id": f"c{k}", "metadata": {}, "source": source}
        | {"outputs": shown, "execution_count": 1 if outputs else None}
        for k, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def put(path, *sources, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(*sources, **options)), encoding="utf-8")


def sources(path):
    return [cell["source"] for cell in json.loads(path.read_text("utf-8"))["cells"]]


class Course:
    def __init__(self, folder):
        self.published, self.mine = folder / "notebooks", folder / "my-course"
        put(self.published / NAME, "v1")
        put(self.published / "ja/04_step_size.ipynb", "一")

    def publish(self, *sources):
        put(self.published / NAME, *sources)

    def update(self):
        return own_copy.update(self.published, self.mine)

    def files(self):
        return {
            path.relative_to(self.mine).as_posix(): sources(path)
            for path in self.mine.glob("en/*.ipynb")
        }


@pytest.fixture
def course(tmp_path):
    made = Course(tmp_path)
    assert made.update() == []
    return made


def test_the_first_copy_is_the_course_without_its_outputs(course):
    for name, source in ((NAME, "v1"), ("ja/04_step_size.ipynb", "一")):
        (cell,) = json.loads((course.mine / name).read_text("utf-8"))["cells"]
        assert (cell["source"], cell["outputs"], cell["execution_count"]) == (source, [], None)


def test_real_notebooks_keep_all_but_their_outputs(tmp_path):
    own_copy.update(ROOT / "notebooks", tmp_path)
    published = sorted((ROOT / "notebooks").glob("??/*.ipynb"))
    assert len(published) == len(list(tmp_path.glob("??/*.ipynb"))) > 11
    for path in published:
        ours, copied = (
            json.loads(p.read_text(encoding="utf-8"))
            for p in (path, tmp_path / path.relative_to(ROOT / "notebooks"))
        )
        assert not any(cell.get("outputs") for cell in copied["cells"])
        for cell in ours["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        assert copied == ours


def test_a_copy_of_a_course_that_nobody_can_write_can_be_written(tmp_path):
    course = Course(tmp_path)
    (course.published / NAME).chmod(0o444)
    course.update()
    assert (course.mine / NAME).stat().st_mode & 0o200


def test_a_start_without_an_update_changes_no_byte(course):
    put(course.mine / NAME, "my answer")
    before = {path: path.read_bytes() for path in course.mine.rglob("*") if path.is_file()}
    assert course.update() == []
    assert before == {path: path.read_bytes() for path in course.mine.rglob("*") if path.is_file()}


def test_what_nobody_changed_follows_the_course_even_after_it_was_run(course):
    put(course.mine / NAME, "v1", outputs=True)
    course.publish("v2")
    assert course.update() == []
    assert course.files() == {NAME: ["v2"]}


def test_an_answer_stays_and_the_new_version_comes_beside_it(course):
    put(course.mine / NAME, "my answer")
    course.publish("v2")
    assert course.update() == [NEW]
    assert course.files() == {NAME: ["my answer"], NEW: ["v2"]}
    assert course.update() == []


def test_a_yet_newer_version_replaces_only_what_nobody_changed(course):
    put(course.mine / NAME, "my answer")
    for version in ("v2", "v3"):
        course.publish(version)
        assert course.update() == [NEW]
    assert course.files() == {NAME: ["my answer"], NEW: ["v3"]}
    put(course.mine / NEW, "my second answer")
    course.publish("v4")
    third = "en/04_step_size (new 2).ipynb"
    assert course.update() == [third]
    assert course.files() == {NAME: ["my answer"], NEW: ["my second answer"], third: ["v4"]}


def test_an_update_that_is_taken_back_leaves_the_answer(course):
    put(course.mine / NAME, "my answer")
    course.publish("v2")
    course.update()
    course.publish("v1")
    course.update()
    assert course.files()[NAME] == ["my answer"]


def test_a_deleted_notebook_comes_again(course):
    (course.mine / NAME).unlink()
    assert course.update() == []
    assert course.files() == {NAME: ["v1"]}


def test_a_renamed_answer_stays_beside_a_fresh_notebook(course):
    put(course.mine / NAME, "my answer")
    (course.mine / NAME).rename(course.mine / "en/mine.ipynb")
    assert course.update() == []
    assert course.files() == {NAME: ["v1"], "en/mine.ipynb": ["my answer"]}


def test_a_lesson_that_is_new_is_there(course):
    put(course.published / "en/07_more.ipynb", "seven")
    assert course.update() == []
    assert course.files()["en/07_more.ipynb"] == ["seven"]


@pytest.mark.parametrize("record", [None, "", "{", "[]", "3", '{"en/04_step_size.ipynb": 3}'])
def test_without_its_record_it_overwrites_nothing(course, record):
    put(course.mine / NAME, "my answer")
    place = course.mine / own_copy.RECORD
    place.unlink() if record is None else place.write_text(record)
    assert course.update() == [NEW]
    assert course.files() == {NAME: ["my answer"], NEW: ["v1"]}
    assert course.update() == []


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"cells": [{}]}', '{"cells": 3}'])
def test_a_damaged_notebook_is_somebodys_work(course, damaged):
    (course.mine / NAME).write_text(damaged)
    course.publish("v2")
    assert course.update() == [NEW]
    assert (course.mine / NAME).read_text() == damaged
    assert sources(course.mine / NEW) == ["v2"]
    (course.mine / own_copy.RECORD).unlink()
    course.update()
    assert (course.mine / NAME).read_text() == damaged


def test_stopped_while_it_writes_it_leaves_the_answer_and_goes_on(course, monkeypatch):
    put(course.mine / NAME, "v1")
    course.publish("v2")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(own_copy.os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        course.update()
    assert course.files() == {NAME: ["v1"]} and not list(course.mine.rglob("*.part"))
    monkeypatch.undo()
    assert course.update() == [] and course.files() == {NAME: ["v2"]}


def run(course):
    """Start the tool in a course of its own."""
    (course / "tools").mkdir(parents=True)
    for name in ("own_copy.py", "messages.py"):
        shutil.copy(ROOT / "tools" / name, course / "tools")
    put(course / "notebooks" / NAME, "v1")
    return lambda *lang, encoding="utf-8": subprocess.run(
        [sys.executable, course / "tools/own_copy.py", *lang],
        env=os.environ | {"LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": encoding},
        capture_output=True,
        text=True,
        encoding=encoding,
    )


def test_one_sentence_says_what_lies_beside(tmp_path):
    start = run(tmp_path)
    assert (start().stdout, start().stdout) == ("", "")
    put(tmp_path / "my-course" / NAME, "my answer")
    put(tmp_path / "notebooks" / NAME, "v2")
    english, _ = messages.MESSAGES["beside"]
    assert (start().stdout, start().stdout) == (english.format(NEW) + "\n", "")


@pytest.mark.parametrize(("encoding", "shows"), [("utf-8", 1), ("cp932", 1), ("ascii", 0)])
def test_it_is_said_in_the_readers_language_where_the_console_can_show_it(
    tmp_path, encoding, shows
):
    start = run(tmp_path)
    start()
    put(tmp_path / "my-course" / NAME, "my answer")
    put(tmp_path / "notebooks" / NAME, "v2")
    words = messages.MESSAGES["beside"][shows]
    assert start("ja", encoding=encoding).stdout == words.format(NEW) + "\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    start = run(tmp_path)
    (tmp_path / "my-course").write_text("a file in the way")
    done = start()
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert str(tmp_path / "my-course") in done.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_course_is_named(tmp_path):
    start = run(tmp_path)
    tmp_path.chmod(0o555)
    try:
        assert str(tmp_path / "my-course") in start().stderr
    finally:
        tmp_path.chmod(0o755)
