"""The course by keyboard alone; what the page says is held against a fresh object, moved alike."""

import json

import matplotlib.pyplot as plt
import pytest
from conftest import NOTEBOOKS
from driver import BUTTON, PLAY, SLIDER, Live, focus, turned

import losslab
from losslab.kit.prediction import Prediction
from losslab.kit.words import text
from losslab.lessons.search import questions

WRONG = "def share_correct(W, X, y):\n    return np.sum(np.argmax(W @ X, axis=0) == y)"


@pytest.fixture
def language(notebook):
    code = notebook.name[:2]
    losslab.use_language(code)
    yield code
    losslab.use_language("en")


def lesson(notebook, number):
    if f"/{number}" not in notebook.name:
        pytest.skip("another notebook")


def fresh(notebook, cell):
    """The explorer of a cell, made in this process by the notebook's own code."""
    names, made = {"__name__": "__main__"}, []
    for known in json.loads((NOTEBOOKS / notebook.name).read_text("utf-8"))["cells"]:
        source, tags = "".join(known["source"]), known["metadata"].get("tags", ())
        if known["cell_type"] != "code" or ("exercise" in tags and ".use(" not in source):
            continue
        if known["id"] == cell:
            *before, last = source.rstrip().splitlines()
            exec("\n".join(before), names)
            made.append(eval(last, names))
            break
        exec(source, names)
        plt.close("all")
    return made[0]


def press(live, *keys):
    """Press keys, each when the one before has been answered."""
    for key in keys:
        live.page.keyboard.press(key)
        live.settle()


def button(live, words):
    """Press the button of these words by the space bar."""
    (found,) = [b for b in live.all(BUTTON) if b.inner_text().strip() == words]
    focus(found)
    press(live, "Space")


def test_a_hike(notebook, language):
    lesson(notebook, "02")
    live, alike = Live(notebook, "hiker-game"), fresh(notebook, "hiker-game")
    button(live, alike.named["again"].description)
    focus(live.image)
    ways = ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"]
    press(live, *ways)
    slider = live.all(SLIDER)[0]
    focus(slider)
    press(live, "ArrowRight")
    focus(live.image)
    press(live, "ArrowUp")
    for way in ways:
        alike.key(way, False)
    alike.put(length=alike.moved("length", 1))
    alike.key("ArrowUp", False)
    assert live.settle()["sentence"] == alike.picture.sentence
    button(live, alike.named["look"].description)
    alike.look()
    assert live.settle()["sentence"] == alike.picture.sentence
    button(live, alike.named["again"].description)  # after the look, no control moves anything


def test_a_search(notebook, language):
    lesson(notebook, "02")
    live, alike = Live(notebook, "search-player"), fresh(notebook, "search-player")
    focus(live.area.locator(PLAY))
    live.page.keyboard.press("Space")
    live.page.wait_for_timeout(1500)
    live.page.keyboard.press("Space")
    attempt = live.all(SLIDER)[0]
    focus(attempt)
    press(live, turned(attempt, "ArrowRight"))
    words = live.settle()["sentence"]
    alike.put(attempt=int(attempt.get_attribute("aria-valuetext").replace(",", "")))
    assert words == alike.picture.sentence


def test_a_film_with_the_step_changed_on_the_way(notebook, language):
    lesson(notebook, "04")
    live, alike = Live(notebook, "training-explorer"), fresh(notebook, "training-explorer")
    button(live, text("kit.restart"))
    button(live, text("kit.one_frame"))
    slider = live.all(SLIDER)[0]
    focus(slider)
    press(live, "ArrowRight", "ArrowRight", "ArrowRight")
    button(live, text("kit.one_frame"))
    alike.restart()
    alike.advance()
    alike.put(step=alike.moved("step", 3))
    alike.advance()
    assert live.settle()["sentence"] == alike.picture.sentence


def test_the_end_key_reaches_the_last_kink_of_a_range_that_grew(notebook, language):
    """The browser's slider once kept the end of its first range: 8 of 8,477."""
    lesson(notebook, "01")
    live, alike = Live(notebook, "kink-explorer"), fresh(notebook, "kink-explorer")
    for place in (0, 1):
        live.settle()
        focus(live.all(SLIDER)[place])
        press(live, "End")
    alike.put(images=alike.named["images"].options[-1][1])
    alike.put(place=alike.named["place"].max)
    assert live.settle()["sentence"] == alike.picture.sentence
    assert alike.named["place"].max > 1000


def answer(notebook, cell, code):
    """Write an answer into the cell of an exercise, run it, and read what it says."""
    cells = [known["id"] for known in notebook.cells()]
    notebook.page.evaluate(f"""() => {{
      const notebook = jupyterapp.shell.currentWidget.content;
      notebook.activeCellIndex = {cells.index(cell)};
      notebook.mode = "edit";
    }}""")
    keyboard = notebook.page.keyboard
    keyboard.press("ControlOrMeta+a")
    used = "share_correct = questions.share_correct.use(share_correct)"
    keyboard.insert_text(f"{code}\n\n\n{used}")
    keyboard.press("Shift+Enter")
    notebook.page.wait_for_function(
        f"() => !jupyterapp.shell.currentWidget.content.widgets[{cells.index(cell)}]"
        ".outputArea.node.innerText.includes('…')"
    )
    notebook.page.wait_for_timeout(1500)
    return notebook.outputs(cell).inner_text()


def test_an_exercise_wrong_then_right(notebook, language):
    lesson(notebook, "02")
    names = {}
    exec("import numpy as np\n" + WRONG, names)
    question = questions.share_correct
    cell = next(c["id"] for c in notebook.cells() if "share_correct.use" in c["source"])
    assert str(question.check(names["share_correct"])) in answer(notebook, cell, WRONG)
    solution = question.solution_source().strip()
    exec(solution, names)
    assert str(question.check(names["share_correct"])) in answer(notebook, cell, solution)


def test_a_prediction(notebook, language):
    lesson(notebook, "02")
    (cell, key) = next(
        (c["id"], c["source"].split('"')[1])
        for c in notebook.cells()
        if 'Prediction("' in c["source"]
    )
    alike, area = Prediction(key), notebook.outputs(cell)
    area.scroll_into_view_if_needed()
    options = area.locator(".widget-toggle-buttons button").all()
    focus(options[0])
    notebook.page.keyboard.press("Space")
    alike.choice.value = 0
    notebook.page.wait_for_timeout(1000)
    assert area.locator("[role=status]").inner_text() in alike.verdict.value
