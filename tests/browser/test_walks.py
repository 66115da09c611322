"""Three students walk through copies of their own: they guess, err, answer, stop, and come back.

Each reader's copy is in a course of its own, which is updated while they are away: nothing of
theirs is lost. With LOSSLAB_SHOTS, pictures of their pages are left in that folder.
"""

import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import nbformat
import own_copy
import pytest
from conftest import NOTEBOOKS
from lab import READY, Notebook, started
from test_language import lab_options

import losslab
from losslab.kit import record
from losslab.kit.prediction import Prediction
from losslab.kit.words import text
from losslab.lessons.gradients import questions as gradients
from losslab.lessons.landscape import questions as landscape
from losslab.lessons.minibatch import questions as minibatch
from losslab.lessons.step_size import questions as step_size

SHOTS = os.environ.get("LOSSLAB_SHOTS")
FORWARD = """def centered_difference(f, x, k, h):
    moved = x.copy()
    moved[k] += h
    return (f(moved) - f(x)) / h"""
ENDLESS = """def train(gradient, W, X, y, batches, step_size):
    while True: gradient(W, X, y)"""
CLIMB = """def climb_down(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    while budget.left > 0:
        W = one_step(W, budget.gradient(W, 256, reg=1e4), 5e-8)
    return W"""
# where the guess stands in the figure
SHOWN = """print(*(line.get_ydata()[0] for line in ax.lines if line.get_gid() == "guess"))
plt.show()"""
REACH = """([id, source]) => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const index = notebook.widgets.findIndex(({ model }) => model.id === id);
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  if (source !== null) notebook.widgets[index].model.sharedModel.setSource(source);
}"""
DO = "(name) => void jupyterapp.commands.execute(name)"
SAVE = "() => jupyterapp.shell.currentWidget.context.save().then(() => null)"


class Copy(Notebook):
    """A notebook of one's own copy, whose cells are written and run one by one."""

    def start(self, cell, source=None):
        """Run a cell, with new code in it if there is any, and do not wait."""
        self.page.evaluate(REACH, [cell, source])
        self.page.evaluate(DO, "notebook:run-cell")

    def run(self, cell, source=None):
        """The same, and wait; returns the words that stand under the cell then."""
        self.start(cell, source)
        self.page.wait_for_timeout(500)
        return self.words(cell)

    def words(self, cell):
        """The words under a cell, once it is done."""
        return [output["data"]["text/plain"] for output in self.done(cell) if "data" in output]

    def done(self, cell):
        """The outputs of a cell, once it is done."""
        for _ in range(600):
            found = next(c for c in self.cells() if c["id"] == cell)
            if not found["busy"] and found["count"]:
                return found["outputs"]
            self.page.wait_for_timeout(100)
        raise TimeoutError(f"{cell} is not done")

    def source(self, cell):
        return next(c["source"] for c in self.cells() if c["id"] == cell)

    def with_answer(self, cell, function):
        """The code of an exercise with a function in place of the one that stands there."""
        return function + "\n\n\n" + self.source(cell).rpartition("\n\n\n")[2]

    def answer(self, cell, function):
        """Write a function into an exercise, run it, and return the words under it."""
        return self.run(cell, self.with_answer(cell, function))

    def stop(self):
        self.page.evaluate(DO, "notebook:interrupt-kernel")

    def save(self):
        self.page.evaluate(SAVE)

    def leave(self):
        """Save, and close everything."""
        self.save()
        self.shut_down()
        self.page.close()

    def shot(self, cell, name):
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.outputs(cell).scroll_into_view_if_needed()
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=Path(SHOTS, f"walk-{name}.png"))


class Course:
    """A course with its published notebooks, and a reader's copy of them."""

    def __init__(self, folder, new_page, language):
        self.published, self.mine = folder / "notebooks", folder / "my course (私の)"
        self.new_page, self.language, self.folder, self.starts = new_page, language, folder, 0
        skipped = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(NOTEBOOKS, self.published, ignore=skipped)

    @contextmanager
    def lab(self):
        """What `run.py lab` does: bring the copy up to date, and serve it; yields what opens it."""
        self.starts += 1
        self.beside = own_copy.update(self.published, self.mine)
        command = [sys.executable, "-m", "jupyterlab", *lab_options(self.mine, self.language)]
        with started(command, self.folder / f"home-{self.starts}") as running:
            yield lambda stem: Copy(running, self.new_page(), f"{self.language}/{stem}.ipynb")

    def publish(self, stem, sentence):
        """A new version of a notebook: its first text ends with one more sentence."""
        path = self.published / self.language / f"{stem}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[0].source += f"\n\n{sentence}"
        nbformat.write(notebook, path)

    def known(self):
        """The record beside the reader's notebooks."""
        path = self.mine / self.language / record.FILE
        return json.loads(path.read_text(encoding="utf-8"))

    def sources(self, stem):
        path = self.mine / self.language / f"{stem}.ipynb"
        return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}


@pytest.fixture
def walk(request, tmp_path, new_page, monkeypatch):
    monkeypatch.delenv(record.VARIABLE)  # the record is where a reader has it
    losslab.use_language(request.param)
    yield Course(tmp_path, new_page, request.param)
    losslab.use_language("en")


def english_and_japanese(*languages):
    return pytest.mark.parametrize("walk", languages, indirect=True)


def errors(cells):
    """Each traceback and each warning under a cell."""
    outputs = [(cell["id"], output) for cell in cells for output in cell["outputs"]]
    return [(i, o) for i, o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]


def sentences(*parts):
    return text("kit.between_sentences").join(parts)


@english_and_japanese("en")
def test_guess_err_answer_and_find_all_again_after_an_update(walk):
    right = gradients.centered_difference.solution_source() + "    # mine"
    prediction = Prediction("gradients.predict_cost")
    forward = text("gradients.centered_difference.mistakes.forward")
    used = {w: text(f"kit.exercise.{w}", name="centered_difference") for w in ("ours", "yours")}
    with walk.lab() as open_copy:
        mine = open_copy("03_gradients")
        assert not any(cell["outputs"] for cell in mine.cells())  # nothing tells the answers
        assert not errors(mine.run_all())  # untouched, it reaches the bottom

        choice = mine.outputs("predict-cost")
        choice.get_by_role("button", name=prediction.options[2]).click()
        verdict = choice.locator("[role=status]")
        verdict.wait_for()
        assert verdict.inner_text().startswith("✗ ") and prediction.because in verdict.inner_text()
        mine.run("cost-figure", mine.source("cost-figure").replace("plt.show()", SHOWN))
        mine.shot("cost-figure", "guess")
        assert mine.done("cost-figure")[0]["text"] == f"{prediction.places[2]}\n"

        (said,) = mine.answer("exercise-centered-difference", FORWARD)
        assert said == f"✗ {sentences(forward, used['ours'])}"
        mine.shot("exercise-centered-difference", "wrong")
        (said,) = mine.answer("exercise-centered-difference", right)
        assert said == f"✓ {sentences(text('kit.exercise.correct'), used['yours'])}"
        mine.leave()
    walk.publish("03_gradients", "A new sentence.")
    walk.publish("04_step_size", "Another one.")
    with walk.lab() as open_copy:
        assert walk.beside == ["en/03_gradients (new).ipynb"]  # nobody has touched the other
        assert "Another one." in walk.sources("04_step_size")["title"]
        assert "A new sentence." in walk.sources("03_gradients (new)")["title"]
        again = open_copy("03_gradients")
        stored = {cell["id"]: cell for cell in again.cells()}
        assert "# mine" in stored["exercise-centered-difference"]["source"]
        assert "A new sentence." not in stored["title"]["source"]
        (said,) = stored["exercise-centered-difference"]["outputs"]
        assert said["data"]["text/plain"].startswith("✓ ")
        assert not errors(again.run_all())
        (table,) = again.run("setup", again.source("setup") + "\nquestions.report()")
        (row,) = (line for line in table.splitlines() if "centered_difference" in line)
        assert text("kit.report.solved") in row
        again.shut_down()
        again.page.close()
    entry = walk.known()["gradients.centered_difference"]
    assert entry["state"] == "solved" and "# mine" in entry["source"]


@english_and_japanese("ja")
def test_an_endless_answer_is_stopped_and_the_page_goes_on(walk):
    right = minibatch.train.solution_source() + "    # 私の答え"
    with walk.lab() as open_copy:
        mine = open_copy("05_minibatch")
        for cell in ("setup", "vanilla-loop", "diary"):
            mine.run(cell)
        mine.start("exercise-train", mine.with_answer("exercise-train", ENDLESS))
        mine.page.wait_for_timeout(1500)
        mine.stop()
        (said,) = mine.words("exercise-train")
        stopped = text("kit.exercise.stopped", line=ENDLESS.splitlines()[-1].strip())
        assert said == f"✗ {sentences(stopped, text('kit.exercise.ours', name='train'))}"
        mine.shot("exercise-train", "stopped")
        loop = "rng = np.random.default_rng(5)\n" + mine.source("minibatch-loop")
        mine.run("minibatch-loop", loop)  # with the course's own
        by_ours = mine.done("minibatch-loop")
        assert not errors(mine.cells())

        (said,) = mine.answer("exercise-train", right)
        assert said.startswith("✓ ") and text("kit.exercise.yours", name="train") in said
        mine.run("minibatch-loop")
        assert mine.done("minibatch-loop") == by_ours
        mine.save()
        mine.page.reload()  # the browser crashes; the kernel lives on
        mine.page.wait_for_function(READY, polling=200)
        assert "# 私の答え" in walk.sources("05_minibatch")["exercise-train"]
        mine.run("minibatch-loop")
        assert mine.done("minibatch-loop") == by_ours
        assert not errors(mine.cells())
        mine.leave()
    assert "# 私の答え" in walk.known()["minibatch.train"]["source"]


CLIMBED = {
    "01_loss_landscape": ("exercise-image-loss", landscape.image_loss),
    "03_gradients": ("exercise-image-gradient", gradients.image_gradient),
    "04_step_size": ("exercise-one-step", step_size.one_step),
}


@english_and_japanese("en")
def test_what_was_written_on_the_way_makes_the_climb(walk):
    fetched = [f"✓ {text('kit.exercise.fetched', name=q.name)}" for _, q in CLIMBED.values()]
    with walk.lab() as open_copy:
        for stem, (cell, question) in CLIMBED.items():
            mine = open_copy(stem)
            mine.run("setup")
            code = question.solution_source()
            (said,) = mine.answer(cell, code + "    # mine")
            assert said.startswith("✓ ")
            mine.leave()
    walk.publish("04_step_size", "New, while the reader is away.")
    with walk.lab() as open_copy:
        assert walk.beside == ["en/04_step_size (new).ipynb"]
        last = open_copy("06_summary")
        assert not errors(last.run_all())  # with the last exercise open
        assert last.words("your-functions") == fetched
        (said,) = last.answer("exercise-climb-down", CLIMB)
        assert said.startswith("✓ ")
        table = last.run("attempts")
        assert "100,000" in table[0]
        last.run("test-look")
        last.run("climb-figure")
        last.settle()
        last.shot("climb-figure", "climb")
        assert not errors(last.cells())
        last.leave()
    assert walk.known()["summary.climb_down"]["state"] == "solved"
