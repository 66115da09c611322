"""A notebook as plain text, and back, so that it can be written in any editor.

Each cell starts with a line ``%% md cell-id`` or ``%% code cell-id [tag …]``; what follows, up to
the next such line, is its source without the blank lines around it.
"""

import re
from pathlib import Path

import nbformat

HEADER = re.compile(r"%% (md|code) (\S+)((?: \S+)*)\s*")
KINDS = {"md": "markdown", "code": "code"}
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def read(path):
    """Read a notebook without changing it."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def dumps(notebook):
    """Return the bytes that a file of this notebook holds, the same on every system."""
    return (nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n").encode()


def write(notebook, path):
    """Write a notebook; a file that holds it already is left alone."""
    path, data = Path(path), dumps(notebook)
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)


def to_text(notebook):
    """Return the text form of a notebook: sources, ids and tags, without outputs."""
    names = {kind: name for name, kind in KINDS.items()}
    blocks = []
    for cell in notebook.cells:
        source = cell.source.strip("\n")
        clash = next((line for line in source.split("\n") if HEADER.fullmatch(line)), None)
        if cell.cell_type not in names or clash is not None:
            raise ValueError(f"cell {cell.id!r} has no text form: {clash or cell.cell_type!r}")
        header = " ".join(["%%", names[cell.cell_type], cell.id, *cell.metadata.get("tags", [])])
        blocks.append(f"{header}\n{source}".rstrip("\n"))
    return "\n\n".join(blocks) + "\n"


def from_text(text, *, old=None):
    """Return the notebook of a text; outputs of cells whose code is the same in `old` are kept."""
    kept = {c.id: c for c in old.cells if c.cell_type == "code"} if old else {}
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    for kind, name, tags, source in _blocks(text):
        if kind == "md":
            cell = nbformat.v4.new_markdown_cell(source, id=name)
        else:
            cell = nbformat.v4.new_code_cell(source, id=name)
            if name in kept and kept[name].source == source:
                cell.outputs = kept[name].outputs
                cell.execution_count = kept[name].execution_count
        if tags:
            cell.metadata["tags"] = tags
        notebook.cells.append(cell)
    nbformat.validate(notebook)
    return notebook


def _blocks(text):
    blocks = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := HEADER.fullmatch(line):
            kind, name, tags = match.groups()
            blocks.append((kind, name, tags.split(), []))
        elif line.startswith("%% ") or (not blocks and line.strip()):
            raise ValueError(f"line {number} is not '%% md id' or '%% code id [tag …]': {line!r}")
        elif blocks:
            blocks[-1][-1].append(line)
    return [(kind, name, tags, "\n".join(ls).strip("\n")) for kind, name, tags, ls in blocks]
