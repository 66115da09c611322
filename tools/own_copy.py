"""The reader's own copy of the notebooks: made once, brought up to date, and never overwritten.

    python tools/own_copy.py [ja]   copies notebooks/ to my-course/, without outputs

A notebook that its reader has not changed follows the published one. One that was changed stays as
it is, and the new version comes beside it: `04_step_size (new).ipynb`. A notebook that was deleted
or renamed comes again as it was published.
"""

import copy
import hashlib
import json
import os
import sys
from pathlib import Path

from messages import say

ROOT = Path(__file__).resolve().parent.parent
RECORD = ".copied.json"  # what was handed out: by notebook, the version; by file, its content


def main(lang=None):
    """Bring my-course/ up to date, and say what lies beside the reader's own notebooks."""
    mine = ROOT / "my-course"
    try:
        beside = update(ROOT / "notebooks", mine)
    except OSError as error:
        return say("no copy", mine, error.strerror, lang=lang)
    if beside:
        print(say("beside", ", ".join(beside), lang=lang, stream=sys.stdout), flush=True)
    return 0


def update(published, mine):
    """Hand out what is new in the folder `published`; return the names of what lies beside."""
    handed_out, beside = read_record(mine / RECORD), []
    for path in sorted(published.glob("??/*.ipynb")):
        name = path.relative_to(published).as_posix()
        notebook = json.loads(path.read_text(encoding="utf-8"))
        version = content(notebook)
        target = mine / name
        if target.exists() and handed_out.get(name, {}).get("version") != version:
            target = place_of(target, version, handed_out)
            if target != mine / name:
                beside.append(target.relative_to(mine).as_posix())
        elif target.exists():
            continue
        if content_of(target) != version:
            write(target, json.dumps(cleared(notebook), ensure_ascii=False, indent=1) + "\n")
        for key in {name, target.relative_to(mine).as_posix()}:
            handed_out.setdefault(key, {})["version"] = version
        handed_out[target.relative_to(mine).as_posix()]["content"] = version
        write(mine / RECORD, json.dumps(handed_out, indent=1, sort_keys=True) + "\n")
    return beside


def place_of(target, version, handed_out):
    """Where a new version goes: over what nobody has changed, else beside it."""
    mine = target.parents[1]
    for k in range(1000):
        label = "" if k == 0 else " (new)" if k == 1 else f" (new {k})"
        path = target.with_name(f"{target.stem}{label}.ipynb")
        ours = {version, handed_out.get(path.relative_to(mine).as_posix(), {}).get("content")}
        if not path.exists() or content_of(path) in ours - {None}:
            return path
    raise OSError(0, f"there are too many versions of {target.name}")


def content_of(path):
    """The content of the notebook at `path`; None where there is none that can be read."""
    try:
        return content(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def content(notebook):
    """A digest of what a reader writes into a notebook: the kind and the source of each cell."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def cleared(notebook):
    """The same notebook without outputs: a prediction stands before its answer."""
    empty = copy.deepcopy(notebook)
    for cell in empty["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return empty


def read_record(path):
    """What was handed out; nothing where the record is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: dict(entry) for name, entry in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write(path, text):
    """Replace a file in one go: whoever stops us leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
