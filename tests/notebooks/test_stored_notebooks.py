"""The notebooks of the course: stored as they should be, equal in both languages, solvable."""

import base64
import io
import json
import os
import subprocess
import sys

import notebook_text
import notebooks
import numpy as np
import pytest
from bs4 import BeautifulSoup
from notebook_checks import feedback, tags, with_solution
from notebook_parity import glossary
from PIL import Image

ROOT = notebooks.ROOT.parent
STEMS = notebooks.stems_of()
PATHS = [notebooks.ROOT / code / f"{stem}.ipynb" for stem in STEMS for code in ("en", "ja")]
IDS = [f"{path.parent.name}-{path.stem}" for path in PATHS]
JAPANESE = [*sorted((ROOT / "lib/losslab").rglob("ja.toml")), ROOT / "README.ja.md"]


@pytest.mark.parametrize("stem", STEMS)
def test_stored_as_they_should_be(stem):
    found = notebooks.complaints(stems=[stem])
    lines = [f"{path.parent.name}: {line}" for path, lines in found.items() for line in lines]
    mend = f"after `{notebooks.MEND} {stem}` there should be nothing left of:"
    assert not lines, "\n".join([mend, *lines])


@pytest.mark.parametrize("path", JAPANESE, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_words_of_the_glossary(path):
    assert glossary(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("stem", STEMS)
def test_solutions_are_correct(stem):
    path = notebooks.ROOT / "en" / f"{stem}.ipynb"  # its code is that of both languages
    notebook = notebook_text.read(path)
    exercises = [cell for cell in notebook.cells if "exercise" in tags(cell)]
    for cell in exercises:
        cell.source = with_solution(cell.source)
    notebooks.execute(notebook, path.parent)
    wrong = {c.id: feedback(c) for c in exercises if not feedback(c).startswith("✓")}
    assert not wrong
    assert 3 <= len(exercises) <= 5


def pictures(path):
    """The stored pictures of a notebook, with their metadata."""
    outputs = [o for cell in notebook_text.read(path).cells for o in cell.get("outputs", [])]
    outputs = [o for o in outputs if "image/png" in o.get("data", {})]
    return [(o.data["image/png"], o.metadata["image/png"]) for o in outputs]


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_pictures_have_two_dots_for_each_pixel_of_the_page(path):
    for png, metadata in pictures(path):
        image = Image.open(io.BytesIO(base64.b64decode(png)))
        assert image.size == (2 * metadata["width"], 2 * metadata["height"])
        assert metadata["width"] <= 900


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_nothing_that_is_drawn_is_cut_off_by_the_edge_of_its_picture(path):
    for png, metadata in pictures(path):
        ink = 255 - np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L"))
        edges = ink[0], ink[-1], ink[:, 0], ink[:, -1]
        assert max(edge.max() for edge in edges) < 30, metadata["alt"]


def test_twelve_notebooks_are_under_20_megabytes():
    assert sum(path.stat().st_size for path in PATHS) / len(PATHS) * 12 < 20e6


@pytest.mark.parametrize("path", PATHS, ids=IDS)
def test_an_exported_page_has_a_language_a_title_and_described_pictures(path):
    # what run.py puts into .venv, so that this command does the same there without the variables
    ours = {"JUPYTER_PATH": "share/jupyter", "JUPYTER_CONFIG_PATH": "etc/jupyter"}
    ours = {name: str(ROOT / "tools/jupyter" / folder) for name, folder in ours.items()}
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", str(path)]
    made = subprocess.run(command, capture_output=True, env=os.environ | ours, check=False)
    assert made.returncode == 0, made.stderr.decode()
    page = BeautifulSoup(made.stdout.decode("utf-8"), "html.parser")
    names = ("alt", "width", "height")
    images = page.select(".jp-OutputArea-output img")
    shown = [tuple(image.get(name) for name in names) for image in images]
    stored = [tuple(str(metadata[name]) for name in names) for _, metadata in pictures(path)]
    assert shown == stored
    assert all(alt for alt, *_ in stored) and stored
    assert page.html["lang"] == path.parent.name
    assert page.title.text == page.h1.find(string=True)


def test_a_loop_over_integers_finds_no_slope_as_notebook_3_says():
    notebook = json.loads(
        (notebooks.ROOT / "en" / "03_gradients.ipynb").read_text(encoding="utf-8")
    )
    (loop,) = [cell for cell in notebook["cells"] if cell["id"] == "numerical-gradient"]
    names = {"np": np}
    exec("".join(loop["source"]), names)
    for x, slopes in ((np.array([3, 4]), [0, 0]), (np.array([3.0, 4.0]), [6, 8])):
        found = names["slopes_by_differences"](lambda v: float(v @ v), x, range(2))
        assert found == pytest.approx(slopes, abs=1e-4)
