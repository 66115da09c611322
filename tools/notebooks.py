"""Make the notebooks of both languages agree, run them, and store them in one normal form.

python run.py notebooks [NAME …] [--check] [--no-execute]
python tools/notebooks.py text notebooks/en/01_loss_landscape.ipynb > 01.md
python tools/notebooks.py build 01.md notebooks/en/01_loss_landscape.ipynb
"""

import sys
from pathlib import Path

import notebook_text


def text(path):
    """Print the text form of a notebook."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(notebook_text.to_text(notebook_text.read(path)))


def build(source, path):
    """Write the notebook of a text form; what its unchanged cells had shown is kept."""
    old = notebook_text.read(path) if Path(path).is_file() else None
    notebook = notebook_text.from_text(Path(source).read_text(encoding="utf-8"), old=old)
    notebook_text.write(notebook, path)


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"text": text, "build": build}[command](*rest)
