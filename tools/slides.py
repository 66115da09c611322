"""Which cells of a notebook begin a slide: told by their tags, in a copy that is shown.

``slide`` begins a slide; ``subslide`` one below it, which a clicker reaches next; ``fragment`` is
uncovered on its slide; ``skip`` is not shown; ``notes`` is for who speaks. All other cells stand
under the one before.
"""

import copy

SLIDE_TAGS = ("slide", "subslide", "fragment", "skip", "notes")


def divided(notebook):
    """Return a copy of a notebook whose cells say how they are shown as slides.

    Cells without such a tag have no such word: one that is empty hides its cell in some programs.
    """
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        kinds = [tag for tag in cell.metadata.get("tags", ()) if tag in SLIDE_TAGS]
        if kinds:
            cell.metadata["slideshow"] = {"slide_type": kinds[0]}
    return shown


def folded(notebook):
    """Return a copy whose code is folded where a picture is what the cell is for."""
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        pictures = (o for o in cell.get("outputs", ()) if "image/png" in o.get("data", {}))
        words = any(
            "losslab.still" in kind for o in cell.get("outputs", ()) for kind in o.get("data", {})
        )
        if any(pictures) or words:
            cell.metadata["jupyter"] = {"source_hidden": True}
    return shown
