"""What a student writes is used from there on, in later notebooks too; else the course's own."""

import json
import linecache

import numpy as np
import pytest

import losslab
from losslab.kit import own, record
from losslab.kit.words import text
from losslab.lessons.landscape import questions as landscape
from losslab.lessons.minibatch import questions as minibatch
from losslab.lessons.step_size import questions as step_size

KEY = "step_size.one_step"
RIGHT = "def one_step(W, gradient, step_size):\n    return W - step_size * gradient  # mine\n"
UPHILL = RIGHT.replace("-", "+")
question = step_size.one_step
ours = question.solution_function


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """A record that is empty, in a kernel that has just started."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv(record.VARIABLE, str(path))
    monkeypatch.setattr(question, "last_answer", ours)
    restart(monkeypatch)
    return path


@pytest.fixture
def said(monkeypatch, language):
    """What was shown, in the order in which it was."""
    shown = []
    monkeypatch.setattr("losslab.kit.question.display", shown.append)
    return shown


def restart(monkeypatch):
    monkeypatch.setattr(record, "_known", {})


def written(source, name="one_step"):
    """The function of a cell with this code, whose lines can be looked up as in a notebook."""
    file, names = f"<cell {len(linecache.cache)}>", {"np": np}
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    exec(compile(source, file, "exec"), names)
    return names[name]


def entry(source, at=1.0, state="solved"):
    return {"state": state, "hints": 0, "solution": False, "source": source, "at": at}


def words(word, question=question, **values):
    title = text(f"{question.room}.title")
    return text(f"kit.exercise.{word}", name=question.name, title=title, **values)


# -- use


def test_a_right_answer_is_used_as_it_is(said):
    mine = written(RIGHT)
    assert question.use(mine) is mine
    assert said[-1].correct
    assert said[-1].message.startswith(text("kit.exercise.correct"))
    assert said[-1].message.endswith(words("yours"))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda *_: ..., "open"),
        (..., "open"),
        (written(UPHILL), "wrong"),
        (lambda *_: 1 / 0, "wrong"),
        (lambda: 0, "wrong"),
        (5, "wrong"),
    ],
)
def test_until_then_the_courses_own_is_used(said, answer, kind):
    used = question.use(answer)
    assert used is ours
    assert said[-1].kind == kind == question.check(answer).kind
    assert said[-1].message.startswith(question.check(answer).message)
    assert said[-1].message.endswith(words("ours"))


def test_a_right_answer_that_changes_its_arrays_gets_copies(said):
    used = question.use(written("def one_step(W, g, s):\n    W -= s * g\n    return W\n"))
    W = np.ones(3)
    assert used(W, np.ones(3), 0.5).tolist() == [0.5] * 3
    assert W.tolist() == [1.0] * 3
    assert said[-1].message.startswith(text("kit.exercise.touched"))
    fetched = losslab.yours(KEY)
    assert fetched(W, np.ones(3), 0.5).tolist() == [0.5] * 3 and W.tolist() == [1.0] * 3


def test_one_that_changes_them_now_and_then_gets_copies_too(said):
    code = "def one_step(W, g, s):\n    if s == 0.25:\n        W -= s * g\n        return W\n"
    used = question.use(written(code + "    return W - s * g\n"))
    W = np.ones(1)
    assert used(W, np.ones(1), 0.25) == 0.75 and W == 1


def test_what_gets_copies_can_be_used_again_and_keeps_its_code(said, file):
    code = "def one_step(W, g, s):\n    W -= s * g\n    return W\n"
    question.use(question.use(written(code)))
    assert json.loads(file.read_text())[KEY]["source"] == code


def test_what_it_takes_from_a_list_is_taken_from_a_copy(said):
    code = (
        "def train(gradient, W, X, y, batches, step_size):\n"
        "    while batches:\n"
        "        k = batches.pop(0)\n"
        "        W = W - step_size * gradient(W, X[:, k], y[k])\n"
        "    return W\n"
    )
    batches = [np.array([0]), np.array([1, 0])]
    given = {"W": np.ones((1, 1)), "X": np.ones((1, 2)), "y": np.ones(2), "batches": batches}
    used = minibatch.train.use(written(code, "train"))
    W = used(gradient=lambda W, X, y: len(y) * W, step_size=0.25, **given)
    assert W.tolist() == [[1 - 0.25 - 2 * 0.25 * 0.75]]
    assert len(batches) == 2


def test_what_is_lent_is_no_answer(said):
    for answer, kind in ((lambda *_: ..., "open"), (written(UPHILL), "wrong")):
        assert question.check(question.use(answer)).kind == kind
    assert question.check(question.use(written(RIGHT))).correct


def test_the_stop_button_stops_it_and_the_course_goes_on_with_its_own(said):
    def endless(W, gradient, step_size):
        raise KeyboardInterrupt

    assert question.use(endless) is ours
    stopped = text("kit.exercise.stopped", line="raise KeyboardInterrupt")
    assert said[-1].message.startswith(stopped) and said[-1].message.endswith(words("ours"))


@pytest.mark.parametrize("when", ["made", "tried"])
def test_the_stop_button_stops_what_is_fetched(said, file, when):
    stop = "(_ for _ in ()).throw(KeyboardInterrupt)"
    default, value = (stop, "0") if when == "made" else ("0", stop)
    code = f"def one_step(*_, default={default}):\n    return {value}\n"
    file.write_text(json.dumps({KEY: entry(code)}))
    with pytest.raises(KeyboardInterrupt):
        losslab.yours(KEY)


# -- yours


@pytest.mark.parametrize("way", ["use", "check"])
def test_a_later_notebook_fetches_it(said, monkeypatch, way):
    getattr(question, way)(written(RIGHT))
    restart(monkeypatch)
    mine = losslab.yours(KEY)
    assert mine is not ours
    assert mine(np.ones(2), np.ones(2), 0.25).tolist() == [0.75] * 2
    assert said[-1].correct and said[-1].message == words("fetched")


def test_what_is_not_solved_is_the_courses_own(said, file):
    assert losslab.yours(KEY) is ours
    assert said[-1].kind == "open" and said[-1].message == words("unsolved")
    question.use(written(UPHILL))
    assert losslab.yours(KEY) is ours and said[-1].message == words("unsolved")
    assert not json.loads(file.read_text())[KEY]["source"]


def test_an_answer_without_code_is_not_kept(said, file):
    names = {}
    exec(RIGHT, names)  # as no cell does: nobody knows its lines
    assert question.use(names["one_step"]) is names["one_step"]
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")
    assert json.loads(file.read_text())[KEY]["state"] == "solved"


def test_callables_of_other_kinds_are_used_and_not_kept(said):
    class Step:
        def __call__(self, W, gradient, step_size):
            return W - step_size * gradient

    step = Step()
    assert question.use(step) is step
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")


@pytest.mark.parametrize(
    "code",
    [
        "one_step = lambda W, gradient, s: W - s * gradient\n",
        "def other(W, gradient, s):\n    return W - s * gradient\none_step = other\n",
        "if True:\n    def one_step(W, g, s):\n        return np.subtract(W, s * g)\n",
    ],
    ids=["lambda", "other name", "indented"],
)
def test_forms_that_answers_have(said, monkeypatch, code):
    question.use(written(code))
    restart(monkeypatch)
    found = losslab.yours(KEY)
    assert found is not ours and said[-1].correct
    assert found(2.0, 1.0, 0.5) == 1.5


def test_two_lambdas_in_a_line_are_not_told_apart(said):
    code = "one_step, other = lambda W, g, s: W - s * g, lambda W: W\n"
    question.use(written(code))
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")


def test_a_function_that_needs_names_of_its_notebook(said, monkeypatch):
    code = (
        "def change(g, s):\n    return s * g\ndef one_step(W, g, s):\n    return W - change(g, s)\n"
    )
    assert question.use(written(code)) is not ours
    assert losslab.yours(KEY) is ours
    assert said[-1].kind == "open" and said[-1].message == words("needs", missing="change")


@pytest.mark.parametrize(
    "code",
    [
        "def one_step(W, g, s):\n    return W - s * g if s < 1 else W - known * s * g\n",
        "def one_step(W, g, s, more=1 * known):\n    return W - s * g * more\n",
    ],
    ids=["in one case", "in a default"],
)
def test_wherever_it_needs_them(said, file, code):
    file.write_text(json.dumps({KEY: entry(code)}))
    assert losslab.yours(KEY) is ours
    assert said[-1].message == words("needs", missing="known")


def test_names_that_each_notebook_knows_are_known(said, file):
    code = "def one_step(W, g, s):\n    return numpy.subtract(W, s * np.sign(math.pi) * g)\n"
    file.write_text(json.dumps({KEY: entry(code)}))
    assert losslab.yours(KEY) is not ours and said[-1].message == words("fetched")


def test_a_decorated_function_is_used_and_not_kept(said):
    code = "def same(f):\n    return f\n@same\ndef one_step(W, g, s):\n    return W - s * g\n"
    assert question.use(written(code)) is not ours
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")


def test_an_error_in_a_function_that_was_fetched_shows_its_line(said):
    question.use(written("def one_step(W, g, s):\n    return W - s * g if len(W) > 1 else 1 / 0\n"))
    mine = losslab.yours(KEY)
    with pytest.raises(ZeroDivisionError) as caught:
        mine(np.ones(1), np.ones(1), 1)
    assert "1 / 0" in str(caught.traceback[-1].statement)


def test_a_key_that_is_none_is_told_which_there_are():
    with pytest.raises(
        ValueError, match=r"key is 'one_step', expected one of .*step_size.one_step"
    ):
        losslab.yours("one_step")


# -- the record


SPOILED = {
    "wrong": UPHILL,
    "does not compile": "def one_step(W, gradient, step_size:\n",
    "nothing": "\n",
    "a word": "one_step",
    "two statements": f"import os\n{RIGHT}",
    "not a function": "one_step = 5\n",
    "a class": "class one_step:\n    pass\n",
    "ends": "def one_step(*_, end=exit()):\n    return 1\n",
    "ends later": "def one_step(*_):\n    raise SystemExit\n",
    "null": "def one_step(*_):\n    return '\0'\n",
    "deep": f"one_step = lambda *_: {'(' * 500}1{')' * 500}\n",
    "open": "def one_step(*_):\n    return ...\n",
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_forged_record_is_refused(said, file, name):
    file.write_text(json.dumps({KEY: entry(SPOILED[name])}))
    assert losslab.yours(KEY) is ours
    assert said[-1].kind == "open" and said[-1].message == words("spoiled")


@pytest.mark.parametrize("change", [{"source": 5}, {"source": None}, {"at": "noon"}, {"at": None}])
def test_code_of_another_kind_is_none_and_the_state_is_kept(said, file, change):
    file.write_text(json.dumps({KEY: entry(RIGHT) | change}))
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")


def test_a_record_of_an_older_version_is_read(said, file):
    file.write_text(json.dumps({KEY: {"state": "solved", "hints": 1, "solution": False}}))
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")
    question.check(written(RIGHT))
    assert json.loads(file.read_text())[KEY]["hints"] == 1
    assert losslab.yours(KEY) is not ours


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_record_is_set_aside_and_said(said, file, content):
    file.write_bytes(content)
    assert losslab.yours(KEY) is ours
    assert said[-1].message.endswith(text("kit.report.set_aside"))
    assert (file.parent / "progress-damaged-1.json").read_bytes() == content


def test_newer_code_takes_the_place_of_older_in_whichever_kernel(said, file, monkeypatch):
    question.check(written(RIGHT))
    first, here = json.loads(file.read_text()), dict(record._known)
    restart(monkeypatch)  # another notebook, in which it is solved once more
    question.check(written(RIGHT.replace("mine", "newer")))
    monkeypatch.setattr(record, "_known", here)  # the first knows the older code only
    landscape.loss_at_zero.hint()
    assert "newer" in json.loads(file.read_text())[KEY]["source"]
    file.write_text(json.dumps(first))  # and an older file takes nothing back
    assert "newer" in record.entries()[0][KEY].source


def test_later_mistakes_keep_the_code_that_was_right(said, file):
    question.check(written(RIGHT))
    question.use(written(UPHILL))
    assert json.loads(file.read_text())[KEY]["source"] == RIGHT
    assert losslab.yours(KEY) is not ours


@pytest.mark.parametrize("at", [1e18, float("inf"), float("nan"), -5])
def test_code_from_a_time_to_come_is_not_newer_for_ever(said, file, at):
    file.write_text(json.dumps({KEY: entry(UPHILL, at=at)}))
    question.check(written(RIGHT))
    assert json.loads(file.read_text())[KEY]["source"] == RIGHT


def test_two_entries_join_to_the_further_with_the_newer_code():
    older = record.Entry("solved", 2, False, "older", 1.0)
    newer = record.Entry("tried", 1, True, "newer", 2.0)
    further = record.Entry("solved", 2, True, "newer", 2.0)
    assert older.joined(newer) == newer.joined(older) == further
    assert newer.joined(record.Entry()) == newer


def test_a_very_long_answer_is_not_kept(said, file):
    question.use(written(RIGHT + f"    # {'x' * own.LONGEST}\n" + "    pass\n"))
    assert losslab.yours(KEY) is ours and said[-1].message == words("lost")


def test_a_record_that_cannot_be_written_stops_nothing(said, file):
    file.mkdir()
    assert question.use(written(RIGHT)) is not ours
    assert losslab.yours(KEY) is not ours  # this kernel knows it
