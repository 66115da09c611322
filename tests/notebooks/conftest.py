"""Stand-in notebooks, and the folder of tools on the path."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

GOOD = """\
%% md title
# The loss landscape

In 1,000 steps to $L = \\sum_i L_i$; see [the note](https://example.org/en).

%% code setup setup
import losslab

losslab.use_language("en")

%% code mean-loss
# the mean of three losses
print(f"{(1 + 2 + 6) / 3:.4f}")

%% md exercise-intro
## Exercise

Write `double`.

%% code double exercise
def double(x):
    # your code
    return ...


questions.double.check(double)
"""


@pytest.fixture
def good():
    """A notebook with nothing wrong, as if it had been run."""
    import notebook_text
    from nbformat.v4 import new_output
    from notebooks import normal

    notebook = notebook_text.from_text(GOOD)
    printed = [new_output("stream", name="stdout", text="3.0000\n")]
    said = [new_output("execute_result", {"text/plain": "… Not attempted yet."})]
    shown = {"setup": [], "mean-loss": printed, "double": said}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = shown[cell.id], 1
    return normal(notebook)


@pytest.fixture
def japanese(good):
    """The same notebook in Japanese."""
    from notebooks import normal, synchronised

    notebook = normal(synchronised(good, None))
    cells = {cell.id: cell for cell in notebook.cells}
    cells["title"].source = (
        "# 損失の地形\n\n1000ステップで $L = \\sum_i L_i$ へ。"
        "[講義ノート](https://example.org/en)を参照。"
    )
    cells["exercise-intro"].source = "## 演習\n\n`double` を書いてください。"
    cells["mean-loss"].source = cells["mean-loss"].source.replace("the mean of three", "3つの")
    for old in good.cells:
        if old.cell_type == "code":
            cells[old.id].outputs, cells[old.id].execution_count = old.outputs, old.execution_count
    return normal(notebook)
