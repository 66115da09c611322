"""Which cells of a notebook begin a slide: told by their tags, in a copy that is shown.

``slide`` begins a slide; ``subslide`` one below it, which a clicker reaches next; ``fragment`` is
uncovered on its slide; ``skip`` is not shown; ``notes`` is for who speaks. All other cells stand
under the one before.
"""

import copy

from losslab.kit.controls import STILL

SLIDE_TAGS = ("slide", "subslide", "fragment", "skip", "notes")


def divided(notebook):
    """Return a copy of a notebook whose cells say how they are shown as slides.

    Cells without such a tag have no such word: one that is empty hides its cell in some programs.
    """
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        if cell.cell_type == "code":
            cell.execution_count = None  # is to be run
        kinds = [tag for tag in cell.metadata.get("tags", ()) if tag in SLIDE_TAGS]
        if kinds:
            cell.metadata["slideshow"] = {"slide_type": kinds[0]}
    return shown


def folded(notebook):
    """Return a copy whose code is folded where a picture or a question is what the cell is for."""
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        data = [output.get("data", {}) for output in cell.get("outputs", ())]
        # a view without a hint is a bar that fills
        if any("image/png" in d or d.get(STILL, {}).get("hint") for d in data):
            cell.metadata["jupyter"] = {"source_hidden": True}
    return shown
