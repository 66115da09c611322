"""From a key to the picture, in a real JupyterLab: ours beside `interact` and ipympl.

    python run.py latency [--quick]

All draw the same figure, the step explorer's, at two dots a pixel, in turn. "Shown" is when the
page has what it draws, "painted" when it has drawn it. Replaces its section of RESULTS.md.
"""

import argparse
import importlib.util
import re
import statistics
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "browser")]

from driver import SLIDER, explorers_of, focus, label, turned  # noqa: E402
from lab import Notebook, chromium, serve  # noqa: E402

RESULTS = Path(__file__).with_name("RESULTS.md")
TITLE = "## From a key to the picture"
CELLS = {
    "setup": """
import ipywidgets, numpy as np, matplotlib.pyplot as plt
import losslab
from losslab.cifar10 import load_cifar10
from losslab.kit.controls import step_slider
from losslab.lessons.step_size.explorers import StepExplorer
losslab.use_language("en")
data = load_cifar10()
X, y = data.X_train, data.y_train
W = np.random.default_rng(2).standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-3)
drawn = StepExplorer(W, X, y)  # what draws for the others
def slider():
    return step_slider(10**-6.5, drawn.shortest, drawn.longest)""",
    "ours": "StepExplorer(W, X, y)",
    "floor": """
floor, words = slider(), ipywidgets.Label()
floor.observe(lambda change: words.set_trait("value", f"{change.new}"), names="value")
ipywidgets.VBox([floor, words])""",
    "interact": """
get_ipython().run_line_magic("config", "InlineBackend.figure_formats = ['retina']")
def draw(step):
    figure = plt.figure(figsize=(9, 4.6))
    drawn.ground(figure)
    drawn.scene(step)
    plt.show()
ipywidgets.interact(draw, step=slider())
None""",
    "ipympl": """
get_ipython().run_line_magic("matplotlib", "widget")
figure = plt.figure(figsize=(9, 4.6))
drawn.ground(figure)
ground = {ax: set(ax.get_children()) for ax in figure.axes}
def draw(change):
    for ax, known in ground.items():
        for artist in set(ax.get_children()) - known:
            artist.remove()
    drawn.scene(change.new)
    figure.canvas.draw_idle()
moved = slider()
moved.observe(draw, names="value")
display(moved)
plt.show()""",
}
# when the page has the answer to a key: a change of its nodes, or a picture drawn on a canvas
CLOCK = """([area, slider]) => {
  window.answers = [];
  window.painted = [];
  let down = null;
  const answer = () => {
    if (down === null) return;
    const pressed = down;
    down = null;
    window.answers.push(performance.now() - pressed);
    requestAnimationFrame(() => setTimeout(
      () => window.painted.push(performance.now() - pressed)));
  };
  window.clock?.();
  const row = slider.closest(".widget-inline-hbox"); // its own number is no answer
  const press = () => { down = performance.now(); };
  area.addEventListener("keydown", press, true);
  const all = { subtree: true, childList: true, characterData: true };
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ target }) => !row.contains(target))) answer();
  });
  observer.observe(area, all);
  for (const layer of area.querySelectorAll(".losslab-picture > div"))
    observer.observe(layer.shadowRoot, all);
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    draw.apply(this, given);
    if (area.contains(this.canvas)) answer();
  };
  window.clock = () => {
    observer.disconnect();
    area.removeEventListener("keydown", press, true);
    CanvasRenderingContext2D.prototype.drawImage = draw;
  };
}"""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="run.py latency", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    presses = 6 if parser.parse_args(arguments).quick else 24
    rows = ["| | shown, ms (95 %) | painted, ms (95 %) |", "|---|--:|--:|"]
    with tempfile.TemporaryDirectory() as folder, chromium(scale=2) as new_page:
        nbformat.write(notebook(), Path(folder, "latency.ipynb"))
        with serve(Path(folder)) as lab:
            rows += beside_others(Notebook(lab, new_page(), "latency.ipynb"), presses)
        with serve(ROOT / "notebooks") as lab:
            paths = sorted((ROOT / "notebooks" / "en").glob("*.ipynb"))
            for path in paths[: None if presses > 6 else 1]:
                rows += course(Notebook(lab, new_page(), f"en/{path.name}"), presses)
    text = "\n".join([TITLE, "", *rows, ""])
    print(text)
    if presses > 6:
        RESULTS.write_text(replaced(RESULTS.read_text("utf-8"), text), "utf-8", newline="\n")


def replaced(results, section):
    """The results with this section in place of the old one, or at the end."""
    old = re.compile(rf"{re.escape(TITLE)}\n.*?(?=^## |\Z)", re.M | re.S)
    if old.search(results):
        return old.sub(lambda _: section + "\n", results).rstrip() + "\n"
    return results.rstrip() + "\n\n" + section


def notebook():
    """One cell for each contender."""
    made = nbformat.v4.new_notebook()
    made.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for name, source in CELLS.items():
        if name != "ipympl" or importlib.util.find_spec("ipympl"):
            made.cells.append(nbformat.v4.new_code_cell(source.strip(), id=name))
    return made


def beside_others(opened, presses):
    """A row for each contender; they are measured in turn, in rounds."""
    assert not [o for cell in opened.run_all() for o in cell["outputs"] if "ename" in o]
    names = [cell["id"] for cell in opened.cells()][1:]
    found = {name: ([], []) for name in names}
    for _ in range(4):
        for name in names:
            area = opened.outputs(name)
            area.scroll_into_view_if_needed()
            new = timed(opened.page, area, area.locator(SLIDER).first, presses // 4)
            for kind, times in zip(found[name], new, strict=True):
                kind += times
    opened.shut_down()
    return [row(name, *times) for name, times in found.items()]


def timed(page, area, slider, presses):
    """Milliseconds from a key on a slider until the area shows its answer, and paints it."""
    handles = [part.element_handle() for part in (area, slider)]
    page.evaluate(CLOCK, handles)
    key = "ArrowRight"
    focus(slider)
    for count in range(1, presses + 1):
        key = turned(slider, key)
        page.keyboard.press(key)
        page.wait_for_function(f"() => window.painted.length >= {count}", polling=5)
        page.wait_for_timeout(150)  # what comes late is no answer to the next one
    return page.evaluate("() => [window.answers, window.painted]")


def course(opened, presses):
    """A row for each slider of a notebook."""
    rows = []
    for name, live in explorers_of(opened, opened.run_all()).items():
        for slider in live.all(SLIDER):
            live.settle()
            times = timed(opened.page, live.area, slider, presses)
            rows.append(row(f"{name}: {label(slider)}", *times))
    opened.shut_down()
    return rows


def late(times):
    """What 95 % of them keep to."""
    return sorted(times)[int(0.95 * len(times))]


def row(name, shown, painted):
    cells = [f"{statistics.median(t):.0f} ({late(t):.0f})" for t in (shown, painted)]
    print(name, *cells, flush=True)
    return f"| {name} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
