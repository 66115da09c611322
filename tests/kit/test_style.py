"""Figures look like the course's, and appear, whatever the reader's machine says."""

import base64
import io
import os
import subprocess
import sys

import nbformat
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from PIL import Image

from losslab.kit.style import description

DRAW = """
import matplotlib.pyplot as plt
import losslab

losslab.use_language("en")
fig, ax = plt.subplots(figsize=(9, 3))
ax.plot([1, 2])
ax.set_title("A claim")
plt.show()
"""


@pytest.mark.parametrize("backend", ["agg", "pdf", "tkagg", None])
def test_a_figure_appears_in_a_notebook_whatever_backend_the_shell_names(backend):
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    environment |= {"MPLBACKEND": backend} if backend else {}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(DRAW)])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute(env=environment)
    (shown,) = notebook.cells[0].outputs
    image = Image.open(io.BytesIO(base64.b64decode(shown["data"]["image/png"])))
    assert image.size == (1800, 600)  # two dots for each pixel of the page
    assert shown["metadata"]["image/png"] == {"alt": "A claim", "width": 900, "height": 300}


def test_a_figure_without_anything_drawn_shows_no_picture_and_no_error():
    empty = DRAW.partition("fig, ax")[0] + "plt.figure()\nplt.show()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(empty)])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    assert all(o.output_type == "display_data" for o in notebook.cells[0].outputs)
    assert not any("image/png" in o.data for o in notebook.cells[0].outputs)


def test_a_readers_own_settings_of_figures_do_not_come_through(tmp_path):
    settings = "text.usetex: True\nlines.linestyle: :\naxes.xmargin: 0.5\n"
    (tmp_path / "matplotlibrc").write_text(settings)
    tell = "import losslab, matplotlib as m; losslab.use_language('en'); print(sorted("
    tell += "(k, str(v)) for k, v in m.rcParams.items() if 'backend' not in k))"
    told = [
        subprocess.run(
            [sys.executable, "-c", tell],
            env={**os.environ, "MATPLOTLIBRC": str(tmp_path / name)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in ("matplotlibrc", "none")
    ]
    assert told[0] == told[1] and "usetex" in told[0]


def test_a_description_reads_formulas_as_words():
    figure = Figure()
    figure.subplots().set_title(r"$w_0$ in $s_j + 1$, $\alpha$ and $\kappa$")
    assert description(figure) == "w₀ in s_j + 1, α and κ"
