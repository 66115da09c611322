"""A notebook that is opened again shows what its reader saw last, and never an error."""

import base64
import json
import os
from pathlib import Path
from urllib.request import Request, urlopen

import nbformat
import pytest
from driver import SLIDER, Live, focus
from lab import Notebook

import losslab
from losslab.kit.prediction import Prediction
from losslab.kit.words import text
from losslab.lessons.landscape.explorers import ThreePointExplorer

SHOTS = os.environ.get("LOSSLAB_SHOTS")
STILL = "figure.losslab-still"
CELLS = {
    "setup": "from losslab import use_language\n"
    "from losslab.kit.prediction import Prediction\n"
    "from losslab.kit.progress import progress\n"
    "from losslab.lessons.landscape import explorers, questions\n"
    "use_language({language!r})",
    "points": "explorers.ThreePointExplorer()",
    "predict": "Prediction('landscape.predict_zero')",
    "loop": "for _ in progress(3): pass",
    "exercise": "questions.loss_at_zero.check(...)",
}
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
RUN = "() => jupyterapp.commands.execute('notebook:run-{}')"


class Saved(Notebook):
    """A notebook of the few cells above, in the served folder."""

    def __init__(self, lab, page, path):
        super().__init__(lab, page, path)
        self.lab, self.path = lab, path

    def do(self, script):
        return self.page.evaluate(f"() => {script}.then(() => null)")

    def run(self, cell):
        """Run one cell, and wait until it shows something or is done."""
        index = list(CELLS).index(cell)
        self.page.evaluate(f"""() => {{
          const notebook = jupyterapp.shell.currentWidget.content;
          notebook.deselectAll();
          notebook.activeCellIndex = {index};
        }}""")
        self.page.evaluate(RUN.format("cell"))
        self.settle()

    def save(self):
        self.do("jupyterapp.shell.currentWidget.context.save()")

    def reopened(self, new_page):
        """Save, end the kernel, close the page; open the notebook again, with a fresh kernel."""
        self.save()
        self.shut_down()
        self.page.close()
        return Saved(self.lab, new_page(), self.path)

    def stills(self):
        """What stands where views have been: pictures and words."""
        self.page.wait_for_timeout(3000)  # ipywidgets looks for a view for two seconds
        assert self.page.get_by_text("Error displaying widget").count() == 0
        assert self.page.get_by_text("Loading widget").count() == 0
        figures = self.page.locator(STILL).all()
        pictures = [f.evaluate("f => f.querySelector('img')?.src ?? ''") for f in figures]
        return [p.partition(",")[2] for p in pictures], [f.inner_text() for f in figures]

    def alive(self):
        """How many live views and how many stills there are in each output of a view."""
        self.page.wait_for_timeout(2500)
        assert self.page.get_by_text("Error displaying widget").count() == 0
        areas = [self.outputs(cell) for cell in ("points", "predict", "loop")]
        views = ".jp-OutputArea-output > .jupyter-widgets:visible"
        return [(area.locator(views).count(), area.locator(STILL).count()) for area in areas]

    def shot(self, name):
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS, f"{name}.png"))


def contents(lab, path, model=None):
    """Ask the server for a notebook, or store one."""
    data = None if model is None else json.dumps(model).encode()
    headers = {"Authorization": f"token {lab.token}", "Content-Type": "application/json"}
    method = "GET" if model is None else "PUT"
    url = f"{lab.url}/api/contents/{path}"
    with urlopen(Request(url, data=data, headers=headers, method=method), timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(params=["en", "ja"])
def language(request):
    losslab.use_language(request.param)
    yield request.param
    losslab.use_language("en")


@pytest.fixture
def saved(lab, new_page, language):
    """The notebook, all of whose cells have been run."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for name, source in CELLS.items():
        source = source.format(language=language) if name == "setup" else source
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=name))
    path = f"reopened-{language}.ipynb"
    contents(lab, path, {"type": "notebook", "format": "json", "content": notebook})
    opened = Saved(lab, new_page(), path)
    opened.run_all()
    yield opened
    if not opened.page.is_closed():
        opened.shut_down()
        opened.page.close()


def moved(saved):
    """Move the explorer; its picture and its sentence, once the notebook has kept them."""
    live = Live(saved, "points")
    before = live.settle()
    slider = live.all(SLIDER)[0]
    focus(slider)
    saved.page.keyboard.press("ArrowRight")
    assert live.changed(before)
    sentence = live.settle()["sentence"]
    saved.page.wait_for_timeout(2500)  # the kernel draws a still
    assert slider.evaluate("s => s === document.activeElement")  # the view was not drawn again
    fresh = ThreePointExplorer()
    fresh.put(x0=round(float(slider.get_attribute("aria-valuetext")), 2))
    assert fresh.picture.sentence == sentence
    return base64.b64encode(fresh.stage.png()).decode(), sentence


def expected(picture, sentence):
    """The pictures and the words that a reader without the kernel shall see."""
    options = Prediction("landscape.predict_zero")._repr_mimebundle_()["text/plain"]
    words = [f"{sentence}\n{text('kit.run_to_move')}", f"{options}\n{text('kit.run_to_answer')}"]
    return [picture, "", ""], [*words, text("kit.progress.length", total=3)]


def test_a_reopened_notebook_shows_the_last_picture_and_says_how_to_go_on(saved, new_page):
    last = moved(saved)
    again = saved.reopened(new_page)
    pictures, words = again.stills()
    again.shot(f"reopened-{saved.path}")
    assert (pictures, [w.strip() for w in words]) == expected(*last)
    assert base64.b64decode(pictures[0]).startswith(b"\x89PNG")
    again.run_all()
    assert again.alive() == [(1, 0)] * 3
    again.shut_down()
    again.page.close()


def test_an_untrusted_notebook_shows_it_too(saved, new_page):
    last = moved(saved)
    saved.save()
    model = contents(saved.lab, saved.path)
    assert "widgets" not in model["content"]["metadata"]
    for cell in model["content"]["cells"]:
        cell["metadata"]["trusted"], cell["source"] = False, cell["source"] + "  # another's"
    path = f"untrusted-{saved.path}"
    contents(saved.lab, path, {"type": "notebook", "format": "json", "content": model["content"]})
    other = Saved(saved.lab, new_page(), path)
    pictures, words = other.stills()
    other.shot(path)
    trusted = "jupyterapp.shell.currentWidget.content.widgets[1].model.trusted"
    assert not other.page.evaluate(f"() => {trusted}")
    assert (pictures, [w.strip() for w in words]) == expected(*last)
    other.shut_down()
    other.page.close()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_restarted_kernel_leaves_the_last_picture_until_the_cells_run_again(saved):
    last = moved(saved)
    saved.do(f"{KERNEL}.restart()")
    pictures, words = saved.stills()
    saved.shot("restarted")
    assert (pictures, [w.strip() for w in words]) == expected(*last)
    saved.run_all()
    assert saved.alive() == [(1, 0)] * 3
    moved(saved)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_cells_that_run_again_in_any_order_show_one_view_each(saved):
    saved.page.evaluate(RUN.format("all-cells"))
    assert saved.alive() == [(1, 0)] * 3
    for cell in ("predict", "points", "points", "loop", "predict"):
        saved.run(cell)
    assert saved.alive() == [(1, 0)] * 3
    moved(saved)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_views_live_on_after_an_interruption_and_a_reload(saved):
    saved.do(f"{KERNEL}.interrupt()")
    moved(saved)
    saved.save()
    saved.page.reload()
    saved.page.wait_for_selector(".losslab-picture", timeout=60_000)
    assert saved.alive() == [(1, 0)] * 3
    moved(saved)
