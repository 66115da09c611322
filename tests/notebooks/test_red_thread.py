"""What a student writes in the notebooks is used in them, and at last in notebook 6."""

import ast
import json

import nbformat
import notebook_text
import notebooks
import pytest
from notebook_checks import EXERCISE, feedback, stub, tags

from losslab import lessons, use_language
from losslab.kit.words import text

OWN = ("landscape.image_loss", "gradients.image_gradient", "step_size.one_step")
NAMES = [key.split(".")[1] for key in OWN]
QUESTIONS = {name: q for room in lessons.questions().values() for name, q in room.items()}
COUNT = f"print([len(f.__globals__['calls']) for f in ({', '.join(NAMES)})])"


def book(language, number):
    (path,) = (notebooks.ROOT / language).glob(f"0{number}_*.ipynb")
    return notebook_text.read(path)


def used_exercises(notebook):
    return [c for c in notebook.cells if "exercise" in tags(c) and ".use(" in c.source]


def run(notebook, record, *, only):
    """Run the setup and the cells of these ids, with this record; returns them by their ids."""
    notebook.cells = [c for c in notebook.cells if c.id in only or "setup" in tags(c)]
    notebooks.execute(notebook, notebooks.ROOT, record=record)
    return {cell.id: cell for cell in notebook.cells}


def solve(cell):
    """Type the code of an answer into the cell; returns the cell's id."""
    name = EXERCISE.findall(cell.source)[0][1]
    first, last = stub(cell.source, name)
    lines = cell.source.splitlines()
    lines[first - 1 : last] = QUESTIONS[name].solution_source().splitlines()
    cell.source = "\n".join(lines)
    return cell.id


def counted(cell):
    return ast.literal_eval(cell.outputs[0].text)


def test_a_function_that_is_used_stands_before_the_cells_that_use_it():
    used = set()
    for number in range(1, 6):
        notebook = book("en", number)
        codes = [c for c in notebook.cells if c.cell_type == "code"]
        for cell in used_exercises(notebook):
            name, place = EXERCISE.findall(cell.source)[0][1], codes.index(cell)
            calls = [f"{name}(" in c.source for c in codes]
            assert not any(calls[:place]) and any(calls[place + 1 :]), name
            used.add(name)
    assert used == {"share_correct", "centered_difference", "train", *NAMES}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_notebook_6_fetches_what_was_written_in_1_3_and_4(tmp_path, language):
    record = tmp_path / "progress.json"
    for number in (1, 3, 4):
        notebook = book(language, number)
        ids = [solve(cell) for cell in used_exercises(notebook)]
        cells = run(notebook, record, only=ids)
        assert all(feedback(cells[name]).startswith("✓") for name in ids)
    kept = json.loads(record.read_text("utf-8"))
    for key in OWN:  # so that one can see whether it is called
        call = "):\n    globals().setdefault('calls', []).append(1)\n"
        kept[key]["source"] = kept[key]["source"].replace("):\n", call, 1)
    record.write_text(json.dumps(kept), "utf-8")
    notebook = book(language, 6)
    place = [cell.id for cell in notebook.cells].index("your-functions") + 1
    notebook.cells.insert(place, nbformat.v4.new_code_cell(COUNT, id="before"))
    notebook.cells.append(nbformat.v4.new_code_cell(COUNT, id="after"))
    uses = ("train", "your-functions", "before", "forward", "backward", "budget", "after")
    cells = run(notebook, record, only=uses)
    use_language(language)
    wanted = [f"✓ {text('kit.exercise.fetched', name=name)}" for name in NAMES]
    use_language("en")
    assert [o.data["text/plain"] for o in cells["your-functions"].outputs] == wanted
    before, after = counted(cells["before"]), counted(cells["after"])
    assert all(b < a for b, a in zip(before, after, strict=True)), (before, after)
