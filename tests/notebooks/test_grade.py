"""Submitted notebooks are run anew: what counts is what a function does, not what is shown."""

import csv

import grade
import grade_inside
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, writes

from losslab import lessons

SETUP = "from losslab.lessons.landscape import questions"
RIGHT = {
    "loss_at_zero": "def loss_at_zero(n_classes, margin):\n    return (n_classes - 1) * margin",
    "image_loss": """def image_loss(scores, label, margin):
    return sum(max(0, s - scores[label] + margin) for s in scores) - margin""",
    "kink_position": "def kink_position(h, u):\n    return -h / u",
    "above_chord": """def above_chord(f, p, q, t):
    return bool(f(p + t * (q - p)) > f(p) + t * (f(q) - f(p)))""",
}
EMPTY = {name: code.partition("\n")[0] + "\n    return ..." for name, code in RIGHT.items()}
WRONG = {
    "loss_at_zero": "def loss_at_zero(n_classes, margin):\n    return n_classes * margin",
    "image_loss": "def image_loss(scores, label, margin):\n    return 1 / 0",
    "kink_position": "def kink_position(h, u)\n    return -h / u",
    "above_chord": "above_chord = True",
}
FORGED = """
import builtins, numpy
import losslab.kit.question as kit
from losslab.kit.feedback import say

kit.Question.check = kit.Question.verdict = lambda *_, **__: say("correct", "correct")
kit.Question._right = []
numpy.allclose = lambda *_, **__: True
class questions:
    class loss_at_zero:
        check = print
print("✓ Correct.")
"""
# a process of its own session, whose parent has gone
ORPHAN = """import subprocess, sys
sleeper = [sys.executable, "-c", "import time; time.sleep(1000)"]
code = f"import subprocess; subprocess.Popen({sleeper!r}, start_new_session=True)"
subprocess.run([sys.executable, "-c", code])
"""
HOG = "hoard = []\nwhile True:\n    hoard.append(b'x' * 10_000_000)"
NAMES = list(RIGHT)
QUESTIONS = lessons.questions()


def notebook(answers, *before):
    """A submission with these answers, after cells of its own; its outputs say that it is right."""
    said = [new_output("execute_result", {"text/plain": "✓ Correct."})]
    cells = [new_code_cell(code, id=f"own-{k}") for k, code in enumerate((SETUP, *before), 1)]
    for name, code in answers.items():
        source = f"{code}\n\n\nquestions.{name}.check({name})"
        own_id = "exercise-" + name.replace("_", "-")
        cells.append(new_code_cell(source, id=own_id, outputs=said, execution_count=1))
    return writes(new_notebook(cells=cells))


def rows(folder, *options):
    """The table that grading a folder of submissions gives."""
    output = folder.parent / "scores.csv"
    assert grade.main([str(folder), "-o", str(output), *options]) is None
    with output.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submissions"
    made.mkdir()
    return made


def hand_in(folder, **books):
    for name, content in books.items():
        (folder / name).mkdir()
        (folder / name / "01.ipynb").write_text(content, encoding="utf-8")


def test_a_row_for_each_submission(folder):
    hand_in(
        folder,
        a_right=notebook(RIGHT),
        b_wrong=notebook(WRONG),
        c_empty=notebook(EMPTY),
        d_forged=notebook(EMPTY | {"kink_position": WRONG["kink_position"]}, FORGED),
        e_part=notebook({name: RIGHT[name] for name in NAMES[:2]}),
        f_cut_short=notebook(RIGHT)[:500],
        g_other=writes(new_notebook(cells=[new_code_cell("print(1)")])),
    )
    (folder / "=1+1.txt").write_text("hello")
    (folder / ".hidden.ipynb").write_text("{}")
    heads, *table = rows(folder)
    keys = [f"landscape.{name}" for name in NAMES]
    assert heads == ["submission", "notebook", *keys, "sum", "remark"]
    none = [""] * 5
    unread = "SyntaxError in code cell {} (exercise-kink-position)".format
    lost = "AttributeError in code cell {} (exercise-{})".format  # its own `questions` has only one
    forged = "; ".join([lost(4, "image-loss"), unread(5), lost(6, "above-chord")])
    assert table == [
        ["'=1+1.txt", *none, "0", "not a notebook"],
        ["a_right/01.ipynb", "landscape", *["correct"] * 4, "4", ""],
        ["b_wrong/01.ipynb", "landscape", *["wrong"] * 4, "0", unread(4)],
        ["c_empty/01.ipynb", "landscape", *["empty"] * 4, "0", ""],
        ["d_forged/01.ipynb", "landscape", *["empty"] * 2, "wrong", "empty", "0", forged],
        ["e_part/01.ipynb", "landscape", *["correct"] * 2, *["missing"] * 2, "2", ""],
        ["f_cut_short/01.ipynb", *none, "0", "cannot be read as a notebook"],
        ["g_other/01.ipynb", *none, "0", "not a notebook of this course"],
    ]


def test_what_the_course_lends_is_no_answer(folder):
    in_place = "def image_loss(s, y, m):\n    s -= s[y] - m\n    return s.clip(0).sum() - m"
    answers = {"right": RIGHT["image_loss"], "wrong": WRONG["image_loss"], "in_place": in_place}
    for name, answer in (answers | {"empty": EMPTY["image_loss"]}).items():
        book = notebook({"image_loss": answer})
        asks = "questions.image_loss.check(image_loss)"
        assert asks in book
        used = f"image_loss = {asks.replace('check', 'use')}"
        hand_in(folder, **{name: book.replace(asks, used)})
    results = {row[0].split("/")[0]: row[3] for row in rows(folder)[1:]}
    known = {"empty": "empty", "in_place": "correct", "right": "correct", "wrong": "wrong"}
    assert results == known


def test_an_endless_loop_is_ended_with_all_that_it_has_started(folder):
    endless = RIGHT | {"image_loss": "def image_loss(*_):\n    while True:\n        pass"}
    hand_in(folder, endless=notebook(endless, ORPHAN))
    _, row = rows(folder, "--seconds", "15")
    remark = "time limit in code cell 4 (exercise-image-loss)"
    assert row[1:] == ["landscape", "correct", *["not run"] * 3, "1", remark]
    left = [p for p in psutil.process_iter(["cmdline"]) if "time.sleep(1000)" in str(p.info)]
    assert not left


def test_a_memory_hog_is_ended(folder):
    hand_in(folder, hog=notebook(RIGHT, HOG))
    _, row = rows(folder, "--megabytes", "500")
    assert row[2:] == [*["not run"] * 4, "0", "memory limit in code cell 2 (own-2)"]


def test_a_kernel_that_dies_is_a_remark(folder):
    hand_in(folder, dead=notebook(RIGHT, "import os\nos._exit(1)"))
    _, row = rows(folder)
    assert row[-2:] == ["0", "the kernel died in code cell 2 (own-2)"]


@pytest.mark.parametrize("room, name", [(r, n) for r in QUESTIONS for n in QUESTIONS[r]])
def test_right_empty_and_every_mistake_are_told_apart(room, name):
    question = QUESTIONS[room][name]
    wanted = [(question.solution_function, "correct"), (lambda *_: ..., "empty"), (None, "wrong")]
    for answer, result in [*wanted, *((wrong, "wrong") for _, wrong in question.mistakes)]:
        transcript = grade_inside.transcript(room, name, {name: answer})
        assert grade.judged(question, transcript) == result


@pytest.mark.parametrize("forged", [None, "", "{}", "[]", "[1]", '[{"error": false}]', "[" * 9999])
def test_a_forged_transcript_is_wrong(forged):
    question = QUESTIONS["landscape"]["loss_at_zero"]
    assert grade.judged(question, forged) == "wrong"


def test_what_is_no_number_is_not_made_an_array_of():
    with pytest.raises(ValueError, match="no numbers"):
        grade._array({"type": "S9", "shape": [], "data": "x"})


def test_bad_arguments_are_explained(tmp_path, capsys):
    with pytest.raises(SystemExit):
        grade.main([str(tmp_path / "none")])
    assert "which is not a folder" in capsys.readouterr().err
    said = grade.main([str(tmp_path), "-o", str(tmp_path)])
    assert "cannot be written" in said
