"""A student's server: gives the student the notebooks, then is JupyterLab under the hub.

The hub starts it with the student's own rights, so it can write nowhere else.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

import own_copy  # noqa: E402

if __name__ == "__main__":
    own_copy.update(ROOT / "notebooks", Path.home() / "losslab")
    # jsonschema takes this where it finds it, for addresses that Jupyter never checks: a second
    # and 15 MB for each student
    sys.modules["rfc3987_syntax"] = None
    from jupyterhub.singleuser import main

    sys.exit(main())
