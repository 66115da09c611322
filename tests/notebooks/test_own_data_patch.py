"""The patch of CONTRIBUTING.md, "Teach with your own data", applied to a copy and run."""

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from losslab.cifar10.official import CLASS_NAMES

ROOT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/en/01_loss_landscape.ipynb"
AGAIN = "see CONTRIBUTING.md, Teach with your own data: make the patch again"


def said(cell):
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield output.get("data", {}).get("text/plain", "")


def test_notebook_1_runs_on_own_data_and_names_their_classes(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    copy = tmp_path / NOTEBOOK
    copy.parent.mkdir(parents=True)
    shutil.copy(ROOT / NOTEBOOK, copy)
    patch = ["git", "apply", str(ROOT / "tests/notebooks/own_data.patch")]
    applied = subprocess.run(patch, cwd=tmp_path, capture_output=True, text=True)
    assert applied.returncode == 0, f"{applied.stderr}{AGAIN}"
    notebook = nbformat.read(copy, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell.id for cell in code if "3073" in cell.source or "30730" in cell.source], AGAIN
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    words = " ".join(part for cell in code for part in said(cell))
    assert "Row 2 of W (right)" in words
    assert not {*CLASS_NAMES, "car"} & set(words.replace(",", " ").replace(")", " ").split())
