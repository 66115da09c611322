"""Which cell starts a slide."""

import copy

KINDS = ("slide", "subslide", "fragment", "notes", "skip")


def divided(notebook):
    """Return a copy whose cells' metadata say what reveal.js shall do with them."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        heading = cell.cell_type == "markdown" and cell.source.startswith("#")
        tags = [*cell.metadata.get("tags", []), *(["slide"] if heading else [])]
        for kind in [tag for tag in tags if tag in KINDS][:1]:
            cell.metadata.slideshow = {"slide_type": kind}
    return notebook
