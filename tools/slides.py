"""Which cells of a notebook begin a slide: told by their tags, in a copy that is shown."""

import copy

SLIDE_TAGS = ("slide", "subslide", "fragment", "skip", "notes")


def divided(notebook):
    """Return a copy of a notebook whose cells say how they are shown as slides."""
    shown = copy.deepcopy(notebook)
    for cell in shown.cells:
        kinds = [tag for tag in cell.metadata.get("tags", ()) if tag in SLIDE_TAGS]
        if kinds:
            cell.metadata["slideshow"] = {"slide_type": kinds[0]}
    return shown
