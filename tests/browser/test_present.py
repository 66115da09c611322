"""A lesson on a projector: each slide fits the screen, can be read at its end, and answers.

One lesson, to be short; the variable LOSSLAB_LESSONS names others, such as "01,02,03,04,05,06".
With LOSSLAB_SHOTS, a picture of each slide is left in that folder, to be looked at.
"""

import os
import sys
import time
from pathlib import Path

import driver
import pytest
from conftest import NOTEBOOKS, ROOT
from lab import Notebook, started
from test_language import BAR, MENUS

from losslab.kit.controls import STILL
from losslab.kit.style import ROOM

LESSONS = os.environ.get("LOSSLAB_LESSONS", "01").split(",")
SHOTS = os.environ.get("LOSSLAB_SHOTS")
SIZES = ((1280, 720), (1920, 1080))
LINES, WIDTH, HEIGHT = 45, 0.7, 0.8  # of the screen: its smallest text, and what a figure fills
PAGES = """() => jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, k) =>
  ["slide", "subslide", "fragment"].includes(cell.model.getMetadata("slideshow")?.slide_type)
    ? [k] : [])"""
HERE = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
DONE = """() => document.body.dataset.jpDeckMode === "presenting"
  && jupyterapp.shell.currentWidget?.content?.widgets?.every(({ model }) => model.type !== "code"
    || model.executionCount && model.executionState === "idle")"""
LAID_OUT = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"""
# the slide that is seen: what leaves the screen or its own place, sizes of type, figures
LOOK = """() => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const cells = notebook.widgets.filter(({ node }) => node.matches(".jp-deck-mod-visible"));
  const found = { cells: cells.map((cell) => cell.model.id), cut: [], type: [], figures: [] };
  const high = notebook.viewportNode.offsetHeight;
  if (high > innerHeight + 1) found.cut.push(`the slide: ${high} high`);
  const check = (name, { left, top, right, bottom }) => {
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1)
      found.cut.push(`${name}: ${[left, top, right, bottom].map(Math.round)}`);
  };
  const drawn = "mjx-container, .losslab-aloud, .jp-InputPrompt, .jp-OutputPrompt";
  for (const { node } of cells) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
      const parent = text.parentElement, range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (!text.data.trim() || parent.closest(drawn) || box.width * box.height === 0) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      check(text.data.trim().slice(0, 40), box);
      found.type.push([parseFloat(getComputedStyle(parent).fontSize), text.data.trim()]);
    }
    for (const box of node.querySelectorAll("button, label, .widget-readout, pre, .cm-scroller"))
      if (box.scrollWidth > box.clientWidth + 2 && box.clientWidth)
        found.cut.push(`within its place: ${box.textContent.slice(0, 40)}`);
    for (const formula of node.querySelectorAll("mjx-container"))
      if (formula.checkVisibility()) check("a formula", formula.getBoundingClientRect());
    for (const figure of node.querySelectorAll(".jp-RenderedImage img, .losslab-picture")) {
      const { width, height } = figure.getBoundingClientRect();
      if (!width) continue;
      check("a figure", figure.getBoundingClientRect());
      found.figures.push([width, height, Number(figure.getAttribute("width") ?? 900)]);
    }
  }
  return found;
}"""


class Slides(Notebook):
    """A lesson that is shown: opened and run by the front end's part of the presenter."""

    def __init__(self, lab, page, path):
        self.page, self.path = page, path
        page.goto(f"{lab.url}/lab/workspaces/w{time.time_ns()}/tree/{path}?token={lab.token}")
        page.wait_for_function(DONE, timeout=300_000, polling=500)
        self.settle()

    def pages(self):
        """Go through all slides by the key of a clicker; yields the number of each."""
        for _ in range(len(self.cells())):
            self.page.keyboard.press("PageUp")
        stops = self.page.evaluate(PAGES)
        for number, stop in enumerate(stops):
            self.page.evaluate(LAID_OUT)
            assert self.page.evaluate(HERE) == stop
            yield number
            self.page.keyboard.press("PageDown")


@pytest.fixture(scope="module", params=["en", "ja"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def presented(language, tmp_path_factory):
    command = [sys.executable, str(ROOT / "tools" / "present.py"), "01", "--lang", language]
    with started(command, tmp_path_factory.mktemp("presented")) as running:
        yield running


@pytest.fixture(scope="module", params=LESSONS)
def slides(request, presented, new_page, language):
    (path,) = (NOTEBOOKS / language).glob(f"{request.param}*.ipynb")
    width, height = SIZES[-1]
    page = new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
    shown = Slides(presented, page, f"{language}/{path.name}")
    yield shown
    shown.shut_down()
    page.close()


def complaints(seen, width, height):
    """What is wrong with a slide on a screen of this size."""
    yield from seen["cut"]
    for size, words in seen["type"]:
        if size < height / LINES - 0.1:
            yield f"{size:.1f} pixels are too small: {words[:40]}"
    for wide, high, nominal in seen["figures"]:
        if wide < WIDTH * width and high < HEIGHT * height:
            yield f"a figure is {wide:.0f} × {high:.0f}"
        if (size := 11 * wide / (ROOM * 0.72 * nominal)) < height / LINES:  # 11 points, in figures
            yield f"{size:.1f} pixels are too small for a figure's labels"


def shot(slides, number, width):
    if SHOTS:
        folder = Path(SHOTS, f"{Path(slides.path).with_suffix('').as_posix().replace('/', '-')}")
        folder.mkdir(parents=True, exist_ok=True)
        slides.page.screenshot(path=folder / f"{width}-{number:02d}.png")


@pytest.mark.parametrize("size", SIZES)
def test_each_slide_fits_and_can_be_read(slides, size):
    slides.page.set_viewport_size({"width": size[0], "height": size[1]})
    slides.page.wait_for_timeout(1000)
    shown, wrong = [], []
    for number in slides.pages():
        seen = slides.page.evaluate(LOOK)
        shown += seen["cells"]
        shot(slides, number, size[0])
        wrong += [f"{number}, {', '.join(seen['cells'])}: {c}" for c in complaints(seen, *size)]
    assert not wrong, "\n".join(wrong)
    cells = slides.page.evaluate(
        "() => jupyterapp.shell.currentWidget.content.widgets.filter(({ model }) => "
        "!['skip', 'notes'].includes(model.getMetadata('slideshow')?.slide_type))"
        ".map(({ model }) => model.id)"
    )
    assert shown == cells  # each once, and in order


def test_explorers_answer_and_turn_no_page(slides):
    driven = []
    explorers = {c["id"] for c in slides.cells() if is_explorer(c)}
    for _ in slides.pages():
        for name in explorers.intersection(slides.page.evaluate(LOOK)["cells"]):
            live = driver.Live(slides, name)
            here = slides.page.evaluate(PAGES), slides.page.evaluate(LOOK)["cells"]
            drag(live, name)
            press_a_key(live, name)
            assert here == (slides.page.evaluate(PAGES), slides.page.evaluate(LOOK)["cells"])
            driven.append(name)  # the clicker goes on from here: the focus is in the explorer
    assert len(driven) == len(explorers) > 0


def test_menus_are_in_the_language_of_the_lesson(slides, language):
    assert slides.page.locator(BAR).all_text_contents()[:5] == MENUS[language]


def test_keys(slides):
    page = slides.page
    for _ in zip(range(3), slides.pages(), strict=False):
        pass
    stops = page.evaluate(PAGES)
    assert page.evaluate(HERE) == stops[2]
    for key, stop in [("p", 1), ("n", 2), ("ArrowLeft", 1), ("ArrowDown", 2), ("Shift+Space", 1)]:
        page.keyboard.press(key)
        page.wait_for_timeout(200)
        assert page.evaluate(HERE) == stops[stop], key
    pictured = [c["id"] for c in slides.cells()].index(folded_under(slides))
    page.evaluate("k => { jupyterapp.shell.currentWidget.content.activeCellIndex = k }", pictured)
    code = page.locator(".jp-deck-mod-visible.jp-CodeCell .cm-content").first
    assert not code.is_visible()
    page.keyboard.press("c")
    code.wait_for(state="visible")
    page.keyboard.press("c")
    code.wait_for(state="hidden")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.body.dataset.jpDeckMode !== 'presenting'")


def folded_under(slides):
    """A cell with a picture."""
    outputs = [(c["id"], o.get("data", {})) for c in slides.cells() for o in c["outputs"]]
    return next(name for name, data in outputs if "image/png" in data)


def is_explorer(cell):
    return any({"image/png", STILL} <= set(o.get("data", {})) for o in cell["outputs"])


def drag(live, name):
    """Drag on the picture, or else a slider's handle."""
    before = live.settle()
    if live.image.get_attribute("tabindex") is not None:
        live.press(0.25, 0.4) if name == "hiker-game" else live.drag((0.2, 0.5), (0.3, 0.4))
    else:
        handle = live.all(driver.SLIDER)[0]
        box, mouse = handle.bounding_box(), live.page.mouse
        track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
        middle = track["x"] + track["width"] / 2
        away = 60 if box["x"] < middle else -60
        handle.hover()
        mouse.down()
        mouse.move(box["x"] + box["width"] / 2 + away, box["y"] + box["height"] / 2, steps=8)
        mouse.up()
    assert live.changed(before, "sentence") or live.changed(before), f"{name}: a drag"


def press_a_key(live, name):
    """Press an arrow key on the picture, or else on a slider."""
    before = live.settle()
    keys = (live.image.get_attribute("aria-keyshortcuts") or "").split()
    if keys:
        driver.focus(live.image)
        live.page.keyboard.press(keys[0])
        if live.settle() == before:  # it stood at its end
            live.page.keyboard.press(keys[1])
    else:
        slider = live.all(driver.SLIDER)[0]
        driver.focus(slider)
        live.page.keyboard.press(driver.turned(slider, "ArrowRight"))
    assert live.changed(before, "sentence") or live.changed(before), f"{name}: a key"
