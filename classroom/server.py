"""A student's server: gives the student the notebooks, then is JupyterLab under the hub.

The hub starts it with the student's own rights, so it can write nowhere else.
"""

import shutil
import sys
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def hand_out(target, source=NOTEBOOKS):
    """Copy the files that `target` lacks; what a student has changed is never touched."""
    for path in sorted(source.rglob("*")):
        copy = Path(target, path.relative_to(source))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)  # not its rights: the original may be read-only


if __name__ == "__main__":
    hand_out(Path.home() / "losslab")
    # jsonschema takes this where it finds it, for addresses that Jupyter never checks: a second
    # and 15 MB for each student
    sys.modules["rfc3987_syntax"] = None
    from jupyterhub.singleuser import main

    sys.exit(main())
