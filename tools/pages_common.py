"""The notebooks as pages, slides and paper show them: stored outputs, nothing to run."""

import copy
import html
import importlib
import re
import shutil
import sys
import tomllib
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

import losslab
from losslab.kit.controls import STILL
from losslab.kit.words import language as current
from losslab.kit.words import text

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).parent / "pages"
BUILD = ROOT / "build"
LANGUAGES = ("en", "ja")
PICTURE = "image/png"
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#\s]+?)(?:#cell-id=([\w-]+))?\)")
_ASKED = re.compile(r"questions\.(\w+)\.(?:check|use)\(")
_ROOM = re.compile(r"from losslab\.lessons\.(\w+) import")
_PREDICTED = re.compile(r'^Prediction\("([\w.]+)"\)$')


def words(language):
    """The words of the pages themselves."""
    return tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))


def notebooks(language):
    """Each notebook of a language, ready to be shown, by its name; the library speaks it too."""
    losslab.use_language(language)
    paths = sorted((ROOT / "notebooks" / language).glob("*.ipynb"))
    return {path.stem: shown(nbformat.read(path, as_version=4)) for path in paths}


def title(notebook):
    """The words of the first heading."""
    return notebook.cells[0].source.partition("\n")[0].removeprefix("# ")


def room(notebook):
    """The name of the lesson's room in the library."""
    return _ROOM.search("\n".join(cell.source for cell in notebook.cells))[1]


def exercises(notebook):
    """Each exercise: the cell that asks, the cell to fill in, the `Question`."""
    asked = importlib.import_module(f"losslab.lessons.{room(notebook)}.questions")
    before = [None, *notebook.cells]
    for previous, cell in zip(before, notebook.cells, strict=False):
        found = _ASKED.search(cell.source) if cell.cell_type == "code" else None
        if found:
            yield previous, cell, getattr(asked, found[1])


def shown(notebook):
    """Return a copy in which predictions are text and no exercise has been answered."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.title = title(notebook)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        predicted = _PREDICTED.match(cell.source)
        if predicted:
            notebook.cells[index] = _prediction(cell, predicted[1])
        elif _ASKED.search(cell.source):
            cell.outputs = []
        for output in cell.outputs:
            if output.get("data", {}).pop(STILL, None) and PICTURE in output.data:
                cell.metadata.caption = words(current())["explorer"]
    return notebook


def _prediction(cell, key):
    options = "\n".join(f"{k}. {option}" for k, option in enumerate(text(f"{key}.options"), 1))
    source = f"**{text(f'{key}.question')}**\n\n{options}"
    made = nbformat.v4.new_markdown_cell(source, id=cell.id, metadata=cell.metadata)
    made.metadata.prediction = key
    return made


def folded(summary, inside):
    """HTML that opens when its summary is chosen."""
    return f"<details><summary>{html.escape(summary)}</summary>{inside}</details>"


def relinked(notebook, target):
    """Return a copy whose links to notebooks are `target(words, path, cell id or None)`."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(lambda found: target(*found.groups()), cell.source)
    return notebook


def page(notebook, template, language, **resources):
    """The HTML of a notebook by one of our templates in `tools/pages`."""
    exporter = resources.pop("exporter", HTMLExporter)(
        template_name=template,
        extra_template_basedirs=[str(HERE)],
        extra_template_paths=[str(HERE)],
        language_code=language,
        exclude_anchor_links=True,
    )
    resources["words"] = words(language)
    return exporter.from_notebook_node(notebook, resources=resources)[0]


def vendored(module, inside, target):
    """Copy files that an installed package carries: nothing is fetched when a page is read."""
    found = next(path for path in map(Path, sys.path) if (path / module).is_dir())
    source = found / module / inside
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.map"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def mathjax(target):
    """Put MathJax, one file, at `target`."""
    vendored("sphinx-mathjax-offline", "static/mathjax/tex-svg-full.js", target)


def emptied(name):
    """The folder build/`name`, without what an earlier build left in it."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def report(folder, counted):
    """Say what was made, and how large it is."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder.relative_to(ROOT).as_posix()}: {counted}, {size / 1e6:.1f} MB")
