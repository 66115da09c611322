"""Paper: each notebook and the exercises, with and without answers, as PDF: build/handouts.

    python run.py handouts

A Chromium prints them. Its clock is taken out, so that the same notebooks give the same files.
"""

import re
import tempfile
from pathlib import Path

import nbformat
from lab import chromium
from pages_common import (
    LANGUAGES,
    emptied,
    exercises,
    mathjax,
    notebooks,
    page,
    relinked,
    report,
    words,
)

CLOCK = re.compile(rb"(/(?:Creation|Mod)Date \()[^)]*\)")
FOOTER = (
    '<div style="font-size:8px;width:100%;padding:0 16mm;display:flex;'
    'justify-content:space-between"><span class="title"></span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)
READY = """async () => {
  await MathJax.startup.promise;
  await Promise.all([...document.images].map((image) => image.decode()));
  for (const bad of document.querySelectorAll("merror, mjx-merror")) throw Error(bad.textContent);
}"""
ROOM = '<div class="room"></div>'


def sheet(lessons, language, *, answers):
    """All exercises as one notebook; instead of room for an answer, one that is right."""
    said = words(language)
    title = said["sheet_of"].format(title=said["solutions" if answers else "exercises"])
    top = f"# {title}" + ("" if answers else f'\n\n<p class="name">{said["your_name"]}</p>')
    cells = [nbformat.v4.new_markdown_cell(top, id="title")]
    for name, notebook in lessons.items():
        cells.append(nbformat.v4.new_markdown_cell(f"## {notebook.metadata.title}", id=name))
        for asks, given, question in exercises(notebook):
            task = asks.source[asks.source.index("**") :] if "**" in asks.source else asks.source
            cells.append(nbformat.v4.new_markdown_cell(task, id=f"{name}-{asks.id}"))
            code = question.solution_source() if answers else without_check(given.source)
            cells.append(nbformat.v4.new_code_cell(code.rstrip(), id=f"{name}-{given.id}"))
            if not answers:
                cells.append(nbformat.v4.new_markdown_cell(ROOM, id=f"{name}-room-{given.id}"))
    return nbformat.v4.new_notebook(cells=cells, metadata={"title": title})


def without_check(source):
    """The lines of an exercise that are to be filled in."""
    asked = ".check(", ".use("
    return "\n".join(line for line in source.splitlines() if not any(a in line for a in asked))


def printed(tab, document, target):
    """Print a page, so that the same page is the same file."""
    tab.goto(document.as_uri())
    tab.evaluate(READY)
    tab.pdf(
        path=target,
        prefer_css_page_size=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
    )
    timeless = CLOCK.sub(
        lambda m: m[1] + b"0" * (len(m[0]) - len(m[1]) - 1) + b")", target.read_bytes()
    )
    target.write_bytes(timeless)


def main():
    folder = emptied("handouts")
    with tempfile.TemporaryDirectory() as scratch, chromium() as new_page:
        tab = new_page()
        mathjax(Path(scratch, "mathjax.js"))
        for language in LANGUAGES:
            lessons = notebooks(language)
            papers = {
                name: relinked(lesson, lambda said, *_: said) for name, lesson in lessons.items()
            }
            sheets = {"exercises": False, "solutions": True}
            sheets = {name: sheet(papers, language, answers=a) for name, a in sheets.items()}
            (folder / language).mkdir()
            for name, notebook in (papers | sheets).items():
                document = Path(scratch, f"{name}.html")
                made = page(notebook, "plain", language, mathjax="mathjax.js")
                document.write_text(made, encoding="utf-8")
                printed(tab, document, folder / language / f"{name}.pdf")
    report(folder, f"{len(list(folder.glob('??/*.pdf')))} handouts")


if __name__ == "__main__":
    main()
