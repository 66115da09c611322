"""Slides of every notebook, by reveal.js, that need no network: build/slides.

    python run.py slides

The tags of the cells say where a slide starts; where none does, headings start them. What does
not fit goes on to a next slide.
"""

import html

from nbconvert import SlidesExporter
from pages_common import (
    HERE,
    LANGUAGES,
    emptied,
    mathjax,
    notebooks,
    page,
    relinked,
    report,
    vendored,
)
from slides import SLIDE_TAGS, divided, folded

PARTS = ("dist/reveal.js", "dist/reveal.css", "plugin/notes", "LICENSE")
ROW = '<li><a href="{language}/{name}.html">{title}</a></li>'
INDEX = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Loss Lab</title></head><body>
<h1>Loss Lab</h1>
{lists}
</body></html>
"""


def elsewhere(words, path, cell):
    """A link to another deck, and to the slide in it that shows a cell."""
    at = f"#/cell-{cell}" if cell else ""
    return f"[{words}]({path.removesuffix('.ipynb')}.html{at})"


def tagged(notebook):
    """Where no cell says so, each heading starts a slide; the set-up is not shown."""
    tags = [cell.metadata.setdefault("tags", []) for cell in notebook.cells]
    said = any("slide" in found for found in tags)
    for cell, found in zip(notebook.cells, tags, strict=True):
        if "setup" in found and not set(found) & set(SLIDE_TAGS):
            found.append("skip")
        elif not said and cell.cell_type == "markdown" and cell.source.startswith("#"):
            found.append("subslide" if cell.source.startswith("###") else "slide")
    return notebook


def drawn(notebook):
    """Show a picture without the code that only draws it; what the code defines is shown."""
    shown = folded(notebook)
    for cell in shown.cells:
        if "def " in cell.source:
            cell.metadata.pop("jupyter", None)
    return shown


def deck(notebook, language):
    """The HTML of a notebook as slides."""
    shown = drawn(divided(tagged(relinked(notebook, elsewhere))))
    return page(shown, "deck", language, exporter=SlidesExporter, mathjax="../mathjax.js")


def main():
    folder, lists = emptied("slides"), []
    for part in PARTS:
        vendored("sphinx_revealjs", f"_static/revealjs/{part}", folder / "reveal" / part)
    mathjax(folder / "mathjax.js")
    (folder / "deck.js").write_bytes((HERE / "deck/deck.js").read_bytes())
    for language in LANGUAGES:
        (folder / language).mkdir()
        rows = []
        for name, notebook in notebooks(language).items():
            made = deck(notebook, language)
            (folder / language / f"{name}.html").write_text(made, encoding="utf-8", newline="\n")
            title = html.escape(notebook.metadata.title)
            rows.append(ROW.format(language=language, name=name, title=title))
        lists.append(f'<ul lang="{language}">{"".join(rows)}</ul>')
    (folder / "index.html").write_text(INDEX.format(lists="\n".join(lists)), encoding="utf-8")
    report(folder, f"{len(list(folder.glob('??/*.html')))} decks")


if __name__ == "__main__":
    main()
