"""Make the notebooks of both languages agree, run them, and store them in one normal form.

    python run.py notebooks [NAME …] [--check] [--no-execute]
    python tools/notebooks.py text notebooks/en/01_loss_landscape.ipynb > 01.md
    python tools/notebooks.py build 01.md notebooks/en/01_loss_landscape.ipynb

English leads: its cells, in its order, are the cells of the Japanese notebook, which keeps its
own prose and its own comments. A cell that is new there is a copy, marked to be translated.
"""

import argparse
import copy
import os
import sys
import tempfile
from pathlib import Path

import nbformat
import notebook_pictures
import notebook_text
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_checks import MARKER, VIEW, hygiene, tags
from notebook_parity import glossary, in_japanese, parity, same_code

ROOT = Path(__file__).resolve().parent.parent / "notebooks"
TRANSLATE = f"{MARKER} translate\n\n"
MEND = "python run.py notebooks"


def synchronised(en, ja):
    """Return the Japanese notebook with the cells, the code and the tags of the English one."""
    old = {cell.id: cell for cell in ja.cells} if ja else {}
    notebook = nbformat.v4.new_notebook(metadata=en.metadata)
    for source in en.cells:
        cell = copy.deepcopy(old.get(source.id, source))
        if source.cell_type == "code":
            if cell.cell_type != "code" or not same_code(in_japanese(source), cell.source):
                cell = nbformat.v4.new_code_cell(in_japanese(source), id=source.id)
        elif source.id not in old or cell.cell_type != "markdown":
            cell = nbformat.v4.new_markdown_cell(TRANSLATE + source.source, id=source.id)
        cell.metadata["tags"] = tags(source)
        notebook.cells.append(cell)
    return notebook


def normal(notebook):
    """Return the notebook as it is stored: without what differs from run to run."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(notebook_text.METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for cell in notebook.cells:
        cell.source = cell.source.strip("\n")
        cell.metadata = nbformat.from_dict({"tags": tags(cell)} if tags(cell) else {})
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs = _normal_outputs(cell.outputs)
            if cell.execution_count is not None:
                count += 1
                cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = cell.execution_count
    return notebook


def _normal_outputs(outputs):
    kept = []
    for output in outputs:
        if kept and output.get("name") and kept[-1].get("name") == output.name:
            kept[-1].text += output.text  # how a stream is cut into pieces is chance
            continue
        if output.get("data", {}).pop(VIEW, None) is not None:
            # also what kept the view alive
            output.metadata = {k: v for k, v in output.metadata.items() if k in output.data}
        if "data" not in output or output.data:
            kept.append(output)
    return kept


def execute(notebook, folder, *, record=None):
    """Run a notebook in its folder; the outputs are put into it.

    `record` is the file of what its student has solved; without it, nothing is.
    """
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        record = record or Path(empty, "progress.json")
        client.execute(env=os.environ | {"LOSSLAB_PROGRESS": str(record)})


def complaints(root=ROOT, stems=None):
    """All that is wrong with the stored notebooks, by file."""
    found = {}
    for stem in stems or stems_of(root):
        en, ja = (root / code / f"{stem}.ipynb" for code in ("en", "ja"))
        books = [notebook_text.read(path) if path.is_file() else None for path in (en, ja)]
        if None in books:
            found[ja if books[0] else en] = ["is missing"]
            continue
        wanted = [normal(books[0]), normal(synchronised(*books))]
        for path, book, want in zip((en, ja), books, wanted, strict=True):
            found[path] = hygiene(book)
            if path.read_bytes() != notebook_text.dumps(want):
                found[path].insert(0, f"is not as it should be stored; {MEND} {stem}")
        found[ja] += parity(*books)
        found[ja] += [f"{c.id}: {w}" for c in books[1].cells for w in glossary(c.source)]
    return {path: lines for path, lines in found.items() if lines}


def stems_of(root=ROOT):
    """The names of the notebooks, in either language."""
    return sorted({path.stem for code in ("en", "ja") for path in (root / code).glob("*.ipynb")})


def mend(stem, *, run, root=ROOT):
    """Synchronise, run and store the notebook of this name in both languages."""
    paths = [root / code / f"{stem}.ipynb" for code in ("en", "ja")]
    en = notebook_text.read(paths[0])
    ja = notebook_text.read(paths[1]) if paths[1].is_file() else None
    if lost := sorted({c.id for c in ja.cells} - {c.id for c in en.cells} if ja else ()):
        print(f"{paths[1]}: dropped {', '.join(lost)}: not in English", file=sys.stderr)
    for path, notebook in zip(paths, (en, synchronised(en, ja)), strict=True):
        if run:
            execute(notebook, path.parent)
        path.parent.mkdir(exist_ok=True)
        notebook = normal(notebook)
        notebook_pictures.pack(notebook)
        notebook_text.write(notebook, path)


def text(path):
    """Print the text form of a notebook."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(notebook_text.to_text(notebook_text.read(path)))


def build(source, path):
    """Write the notebook of a text form; what its unchanged cells had shown is kept."""
    old = notebook_text.read(path) if Path(path).is_file() else None
    notebook = notebook_text.from_text(Path(source).read_text(encoding="utf-8"), old=old)
    notebook_text.write(notebook, path)


def main(arguments=None, *, root=ROOT):
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog=MEND, description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="such as 01 or 01_loss_landscape; all if none")
    parser.add_argument("--check", action="store_true", help="say what is wrong, change nothing")
    parser.add_argument("--no-execute", action="store_true", help="synchronise without running")
    options = parser.parse_args(arguments)
    names = tuple(Path(name).stem for name in options.names)
    stems = [stem for stem in stems_of(root) if not names or stem.startswith(names)]
    if not stems:
        parser.error(f"no notebook in {root} is named {' or '.join(names) or '*'}")
    if not options.check:
        for stem in stems:
            try:
                mend(stem, run=not options.no_execute, root=root)
            except CellExecutionError as error:
                print(f"{stem}: {error}", file=sys.stderr)
                return 1
    found = complaints(root, stems)
    for path, lines in found.items():
        for line in lines:
            print(f"{path.parent.name}/{path.name}: {line}", file=sys.stderr)
    if found and options.check:
        print(f"\nMend with: {MEND} {' '.join(options.names)}".rstrip(), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] in (["text"], ["build"]):
        {"text": text, "build": build}[sys.argv[1]](*sys.argv[2:])
    else:
        sys.exit(main())
