"""Estimate how many minutes the sections of a notebook take.

    python tools/minutes.py [NOTEBOOK …]

Prose is read aloud: 183 English words a minute (Brysbaert 2019, doi:10.1016/j.jml.2019.104047, a
mean over 77 studies). The same text takes about as long in each language (Trauzettel-Klosinski and
Dietz 2012, doi:10.1167/iovs.11-8284: 10 % between 17 languages), so a Japanese minute has as many
characters as this course has for 183 English words. What else takes time has the allowances below.
"""

import argparse
import re
from pathlib import Path

import notebook_text

ROOT = Path(__file__).resolve().parent.parent / "notebooks"
WORDS, CHARACTERS = 183, 520  # a minute
SECONDS = {
    "line": 2,
    "figure": 20,
    "formula": 10,
    "prediction": 20,
    "explorer": 90,
    "exercise": 150,
}

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_DISPLAY = re.compile(r"\$\$.*?\$\$", re.S)
_DROPPED = re.compile(r"\]\([^)]*\)|<[^>]*>|[\[*#`>|$]")
_FIGURE = re.compile(r"\bplt\.show\(\)")
_PREDICTION = re.compile(r"\bPrediction\(\"")


def reading_seconds(prose):
    """The seconds of reading prose (Markdown) aloud; a displayed formula has its allowance."""
    formulas = len(_DISPLAY.findall(prose))
    plain = _DROPPED.sub("", _DISPLAY.sub("", prose))
    if _JAPANESE.search(plain):
        minutes = len(re.sub(r"\s", "", plain)) / CHARACTERS
    else:
        minutes = len(plain.split()) / WORDS
    return 60 * minutes + formulas * SECONDS["formula"]


def cell_seconds(cell):
    """The seconds that a cell takes; nothing for what is set up before the lesson."""
    if cell.cell_type != "code":
        return reading_seconds(cell.source)
    tags = cell.metadata.get("tags", ())
    if "setup" in tags:
        return 0
    for kind in ("exercise", "explorer"):
        if kind in tags:
            return SECONDS[kind]
    if _PREDICTION.search(cell.source):
        return SECONDS["prediction"]
    lines = sum(bool(line.strip()) for line in cell.source.splitlines())
    return lines * SECONDS["line"] + bool(_FIGURE.search(cell.source)) * SECONDS["figure"]


def sections(notebook):
    """The heading and the minutes of each section, in order; what is before the first is in it."""
    found, before = [], 0
    for cell in notebook.cells:
        seconds = cell_seconds(cell)
        heading = re.match(r"## (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.append([heading[1], before])
            before = 0
        if found:
            found[-1][1] += seconds
        else:
            before += seconds
    return [(name, seconds / 60) for name, seconds in found]


def until_explorer(notebook):
    """The minutes before the first explorer; None if there is none."""
    seconds = 0
    for cell in notebook.cells:
        if "explorer" in cell.metadata.get("tags", ()):
            return seconds / 60
        seconds += cell_seconds(cell)
    return None


def main(arguments=None):
    """Print a table for each notebook."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, default=sorted(ROOT.glob("*/*.ipynb")))
    for path in parser.parse_args(arguments).notebooks:
        notebook = notebook_text.read(path)
        rows = sections(notebook)
        print(f"{path.parent.name}/{path.name}")
        for name, minutes in rows:
            print(f"{minutes:7.1f}  {name}")
        print(f"{sum(minutes for _, minutes in rows):7.1f}  in all")
        first = until_explorer(notebook)
        if first is not None:
            print(f"{first:7.1f}  before the first explorer")


if __name__ == "__main__":
    main()
