"""A site of all notebooks in both languages, with search, that needs no network: build/site.

    python run.py site

Sphinx with the theme of Jupyter Books reads copies of the notebooks, with their stored outputs.
"""

import hashlib
import html
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from pages_common import (
    HERE,
    LANGUAGES,
    LINK,
    PICTURE,
    ROOT,
    emptied,
    exercises,
    folded,
    mathjax,
    notebooks,
    relinked,
    report,
    words,
)
from sphinx.application import Sphinx
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from losslab.kit.words import text

KEPT = (0, 2, 3, 4)  # of the README's sections: what it is, the notebooks, for whom
UNREAD = ("*.map", "_sources", ".buildinfo", "objects.inv", "*webpack-macros.html")
FRONT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Loss Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font-family:sans-serif;margin:3em"><h1>Loss Lab</h1>
<p><a href="en/index.html">English</a></p>
<p><a href="ja/index.html" lang="ja">日本語</a></p></body></html>
"""
CONFIG = {
    "extensions": ["myst_nb"],
    "project": "Loss Lab",
    "author": "Loss Lab contributors",
    "copyright": "Loss Lab contributors",
    "nb_execution_mode": "off",
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "html_theme": "sphinx_book_theme",
    "html_title": "Loss Lab",
    "html_static_path": ["_static"],
    "html_css_files": ["site.css"],
    "templates_path": ["_templates"],
    "html_use_index": False,
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_search_summary": False,  # a page that is opened from a disk may not read others
    "mathjax_path": "mathjax.js",
    "mathjax3_config": {"options": {"enableMenu": False}, "svg": {"fontCache": "none"}},
}
THEME = {
    "article_header_end": ["language.html"],
    "navbar_persistent": [],  # one field to search in is enough: that of the sidebar
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
}


def for_sphinx(notebook, language, wanted):
    """Return a copy with what MyST reads: descriptions, places to link to, folded hints."""
    said = words(language)
    asked = {given.id: question for _, given, question in exercises(notebook)}
    notebook = relinked(notebook, inside)
    made = nbformat.v4.new_notebook(metadata=notebook.metadata)
    for cell in notebook.cells:
        if cell.id in wanted:
            made.cells.append(_markdown(f"(cell-{cell.id})=", cell))
        described(cell)
        made.cells.append(cell)
        if "prediction" in cell.metadata:
            made.cells.append(_markdown(answer(cell.metadata.pop("prediction"), said), cell))
        if "caption" in cell.metadata:
            made.cells.append(_markdown(f"*{cell.metadata.pop('caption')}*", cell))
        if cell.id in asked:
            made.cells.append(_markdown(hints(asked[cell.id], said), cell))
    return made


def _markdown(source, near):
    number = "-".join((near.id, hashlib.sha256(source.encode()).hexdigest()[:8]))
    return nbformat.v4.new_markdown_cell(source, id=number)  # else at random: not twice the same


def inside(said, path, cell):
    """A link to another page, or to a cell wherever it is."""
    return f"[{said}](#cell-{cell})" if cell else f"[{said}]({path})"


def described(cell):
    """Say a picture's description and size where MyST looks for them."""
    for output in cell.get("outputs", ()):
        given = output.get("metadata", {}).get(PICTURE)
        if given:
            picture = {"alt": given["alt"], "width": f"{given['width']}px"}
            cell.metadata.mystnb = {"image": picture}


def answer(key, said):
    """The right option of a prediction and why, folded."""
    option = text(f"{key}.options")[int(text(f"{key}.answer")) - 1]
    inside = f"<p><b>{html.escape(option)}</b></p><p>{html.escape(text(f'{key}.because'))}</p>"
    return folded(said["answer"], inside)


def hints(question, said):
    """The hints of an exercise and one right answer, each folded."""
    given = enumerate(text(f"{question.key}.hints"), start=1)
    parts = [folded(said["hint"].format(number=k), f"<p>{html.escape(h)}</p>") for k, h in given]
    code = html.escape(question.solution_source().rstrip()).replace("\n", "&#10;")
    return "\n".join([*parts, folded(said["solution"], f"<pre>{code}</pre>")])


def front_page(language, pages):
    """The README's words, with links to the pages, and the list of them."""
    sections = re.split(r"^(?=## )", readme(language).read_text(encoding="utf-8"), flags=re.M)
    source = "\n".join(sections[k] for k in KEPT)
    return source + "\n```{toctree}\n:hidden:\n" + "\n".join(pages) + "\n```\n"


def readme(language):
    return ROOT / ("README.md" if language == "en" else f"README.{language}.md")


def guides(language):
    """What is written for people beside the notebooks, by its name."""
    paths = sorted((ROOT / "docs").glob(f"*.{language}.md"))
    return {path.name.removesuffix(f".{language}.md"): path for path in paths}


def moved(source, path, folder, language):
    """The words of a file, with links that lead to pages; other files of ours are not linked.

    Its link to the same words in another language is left out: the page has one.
    """
    names = "|".join(words(code)["language"] for code in LANGUAGES)

    def target(found):
        other = (path.parent / found[2]).resolve()
        if other.suffix == ".png" and other.is_file():
            (folder / other.name).write_bytes(other.read_bytes())
            return f"[{found[1]}]({other.name})"
        if other.parent == ROOT / "notebooks" / language:
            return inside(found[1], other.name, found[3])
        if other in guides(language).values():
            return f"[{found[1]}]({other.name.replace(f'.{language}.md', '.md')})"
        return f"[{found[1]}](index.md)" if other == readme(language) else found[1]

    return LINK.sub(target, re.sub(rf"^\[(?:{names})\]\(.*\n", "", source, flags=re.M))


def copies(folder, language):
    """Write what Sphinx reads; a link to a cell leads to a place of that name."""
    lessons, others = notebooks(language), guides(language)
    linked = [c.source for lesson in lessons.values() for c in lesson.cells]
    linked += [path.read_text(encoding="utf-8") for path in others.values()]
    wanted = set(re.findall(r"#cell-id=([\w-]+)", "\n".join(linked)))
    for name, lesson in lessons.items():
        made = for_sphinx(lesson, language, {cell for cell in wanted if _leads(linked, name, cell)})
        (folder / f"{name}.ipynb").write_text(nbformat.writes(made), encoding="utf-8")
    front = front_page(language, [*lessons, *others])
    written = {name: (path.read_text(encoding="utf-8"), path) for name, path in others.items()}
    for name, (source, path) in (written | {"index": (front, readme(language))}).items():
        source = moved(source, path, folder, language)
        (folder / f"{name}.md").write_text(source, encoding="utf-8")
    for part in ("_static", "_templates"):
        (folder / part).mkdir()
    (folder / "_static/site.css").write_bytes((HERE / "site.css").read_bytes())
    (folder / "_templates/language.html").write_bytes((HERE / "language.html").read_bytes())
    mathjax(folder / "_static/mathjax.js")


def _leads(sources, name, cell):
    return any(f"{name}.ipynb#cell-id={cell})" in source for source in sources)


def built(source, target, scratch, language):
    """Let Sphinx make the pages of one language; what it warns of is an error."""
    other = next(code for code in LANGUAGES if code != language)
    said = {"other_code": other, "other_name": words(other)["language"]}
    config = CONFIG | {"language": language, "html_context": said, "html_theme_options": THEME}
    with patch_docutils(), docutils_namespace():
        app = Sphinx(source, None, target, scratch, "html", config, status=None)
        app.build(force_all=True)
    return app._warncount


def main():
    nocolor()
    folder = emptied("site")
    with tempfile.TemporaryDirectory() as scratch:
        for language in LANGUAGES:
            source = Path(scratch, language)
            source.mkdir()
            copies(source, language)
            target = Path(scratch, "html", language)
            if built(source, target, Path(scratch, "trees", language), language):
                raise SystemExit(1)
            shutil.copytree(target, folder / language, ignore=shutil.ignore_patterns(*UNREAD))
    (folder / "index.html").write_text(FRONT, encoding="utf-8", newline="\n")
    report(folder, f"{len(list(folder.rglob('*.html')))} pages")


if __name__ == "__main__":
    main()
