"""What the Japanese notebooks show is Japanese: no cell prints English sentences."""

import ast
import html
import re
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_notebook, new_output

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "ja"
WORD = re.compile(r"(?<![\w'.])[A-Za-z_][A-Za-z_]+\d*(?![\w'])")
FIGURE = re.compile(r"<Figure size \S+ with \d+ Axes>")  # of Matplotlib, where there is a picture
TAG = re.compile(r"<[^>]*>")
ABBREVIATIONS = {"SVM", "CSV", "NaN", "NumPy", "Shift", "float32", "float64"}
FORMULA = re.compile(r"\$[^$]+\$|\b[a-z]_[a-z0-9]\b")  # also s_j, in a description
KEYS = ("text/plain", "text/html")


def names(notebook):
    """All names that the code of a notebook uses: variables, functions, attributes, classes."""
    found = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(TransformerManager().transform_cell(cell.source))):
                found |= {getattr(node, key, None) for key in ("id", "attr", "arg", "name")}
    return found | {"True", "False", "None"}


def shown(cell):
    """The words of a cell's outputs, line by line, as a reader sees them."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        texts = [output.get("text", ""), *(data.get(key, "") for key in KEYS)]
        texts.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
        for text in texts:
            yield from html.unescape(TAG.sub(" ", FIGURE.sub("", text))).splitlines()


def english(notebook):
    """The lines of outputs that hold an English word which is no name of the code."""
    known, found = names(notebook), []
    for cell in notebook.cells:
        for line in shown(cell):
            words = WORD.findall(FORMULA.sub("", line))
            if strange := [w for w in words if w not in known | ABBREVIATIONS]:
                found.append(f"{cell.id}: {line.strip()!r} has {', '.join(strange)}")
    return found


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_output_is_english(path):
    notebook = nbformat.read(path, as_version=4)
    assert sum(1 for cell in notebook.cells for _ in shown(cell)) > 10
    assert english(notebook) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("loss of this image: 8.045", True),
        ("the same 1000 losses as the loop: True", True),
        ("training images: 5000", True),
        ("loss = 8.727, losses.sum() = 9", False),
        ("損失は 8.7 です（SVM）", False),
        ("<Figure size 900x680 with 1 Axes>", False),
    ],
)
def test_sentences_are_told_from_names(text, found):
    cell = new_code_cell("losses = [1]\nloss = losses.sum()\nprint(loss)")
    cell.outputs = [new_output("stream", text=text)]
    assert bool(english(new_notebook(cells=[cell]))) is found
