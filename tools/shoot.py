"""Run a notebook in the real JupyterLab and save what a reader sees, to be looked at.

    python tools/shoot.py notebooks/en/01_loss_landscape.ipynb build/shots/en-01

One picture for each output, named after its cell, and the page from top to bottom.
"""

import sys
from pathlib import Path

from lab import Notebook, chromium, serve


def main(path, folder):
    path = Path(path)
    with serve(path.parent) as lab, chromium() as new_page:
        notebook = Notebook(lab, new_page(), path.name)
        cells = notebook.run_all()
        paths = notebook.shoot(folder)
    print(f"{len(paths)} pictures in {folder}")
    for cell in cells:
        for output in cell["outputs"]:
            if output["output_type"] == "error" or output.get("name") == "stderr":
                print(f"{cell['id']}: {output.get('ename', 'stderr')}: {output.get('evalue', '')}")


if __name__ == "__main__":
    main(*sys.argv[1:])
