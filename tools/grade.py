"""Run submitted notebooks anew and write what each student has solved into a table.

    python run.py grade FOLDER [-o scores.csv] [--seconds 120] [--megabytes 2000]

Every notebook in FOLDER, and in the folders in it, is a row. It runs in a kernel of its own, in an
empty folder, and is ended with all that it has started when a limit is over. What it has stored or
prints counts for nothing: after each exercise its function is given the cases, and what comes
back, numbers only, is compared here, in a process that has run none of the student's code.

What this does not stop: students' code runs with the rights of whoever grades, and may read, write
and send what they can (grade as a user who has nothing, or in a container). The course's own
solution is right, whoever hands it in; and code that rewrites the library in its kernel can pass
on that solution's numbers, or a budget that was not kept.
"""

import csv
import json
import re
import sys
import warnings
from pathlib import Path

import nbformat
import numpy as np
from grade_kernel import LimitedKernel, Over
from instructors import parser, say

from losslab import lessons
from losslab.kit.outcome import Outcome
from losslab.kit.record import FILE

LARGEST = 100e6  # bytes of a notebook


def submissions(folder, *besides):
    """All files that students may have handed in, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name != FILE and path.resolve() not in besides:
            yield path


def read(path):
    """The code cells of a submission and the room of its lesson; a ValueError names a remark."""
    if path.suffix.lower() != ".ipynb":
        raise ValueError("not a notebook")
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an old notebook has no ids for its cells
            notebook = nbformat.read(path, as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        cells = [{"id": cell.get("id", ""), "source": cell.source} for cell in cells]
        code = "\n".join(cell["source"] for cell in cells)
    except Exception as error:  # whatever a file that was cut short or made up leads to
        raise ValueError("not readable") from error
    found = re.search(r"losslab\.lessons\.(\w+) import [^\n]*\bquestions\b", code)
    if found is None or found[1] not in lessons.questions():
        raise ValueError("not ours")
    return cells, found[1]


def graded(cells, room, questions, limits):
    """The result of each question, by its key, and remarks on what went wrong."""
    asked = [_asked(cell, questions) for cell in cells]
    in_a_cell = {name for names in asked for name in names}
    results = {name: "not run" if name in in_a_cell else "missing" for name in questions}
    remarks, number = [], 0
    try:
        with LimitedKernel(*limits) as kernel:
            for number, (cell, names) in enumerate(zip(cells, asked, strict=True), start=1):
                if error := kernel.run(cell["source"]):
                    remarks.append(("error", _plain(error), number, _plain(cell["id"])))
                for name in names:
                    call = f"transcript({room!r}, {name!r}, globals())"
                    answer = kernel.value(f"__import__('grade_inside').{call}")
                    results[name] = judged(questions[name], answer)
    except Over as limit:
        remarks.append((str(limit), number, _plain(cells[number - 1]["id"])))
    return {questions[name].key: result for name, result in results.items()}, remarks


def _asked(cell, questions):
    """The questions that a cell answers: it checks or uses them, or is the cell made for them."""
    checked = re.findall(r"questions\.(\w+)\.(?:check|use)\b", cell["source"])
    own = cell["id"].removeprefix("exercise-").replace("-", "_")
    return [name for name in questions if name in checked or name == own]


def _plain(name):
    """What a student has named, in characters that are safe in a table."""
    return re.sub(r"[^A-Za-z0-9_-]", "", name)[:60]


def judged(question, transcript):
    """What a transcript from the kernel is worth: correct, wrong or empty."""
    try:
        tries = json.loads(transcript)
        outcomes = [_unpacked(tried) for tried in tries]
        if question.judge is None:
            said = question.verdict(outcomes, any(tried["touched"] for tried in tries))
        elif outcomes[0].value is ...:
            return "empty"
        else:
            (given,) = question.cases()
            for argument, carried in zip(given, tries[0]["left"], strict=True):
                argument._restore(carried)
            said = question.judge(outcomes[0].value, *given)
    except Exception:  # no function, or a forged transcript: whatever it holds, it is not right
        return "wrong"
    return {"correct": "correct", "open": "empty"}.get(said.kind, "wrong")


def _unpacked(tried):
    if tried["error"]:
        return Outcome(error=RuntimeError())
    if tried["empty"]:
        return Outcome(value=...)
    parts = tuple(None if part is None else _array(part) for part in tried["parts"])
    value = parts if tried["tuple"] else parts[0]
    return Outcome(value, bool(tried["tuple"]), parts)


def _array(part):
    kind = np.dtype(part["type"])
    if kind.kind not in "biuf":  # a forged one may be as long as it likes
        raise ValueError(f"{kind} are no numbers")
    return np.array(part["data"], dtype=kind).reshape(part["shape"])


def grade(folder, output, limits):
    """Write a row for each submission as soon as it is known."""
    paths = list(submissions(folder, output.resolve()))
    books, rooms = {}, set()
    for path in paths:
        try:
            books[path] = read(path)
            rooms.add(books[path][1])
        except (ValueError, OSError) as error:
            books[path] = str(error) if isinstance(error, ValueError) else "no access"
    asked = {room: questions for room, questions in lessons.questions().items() if room in rooms}
    keys = [question.key for room in asked.values() for question in room.values()]
    with output.open("w", encoding="utf-8-sig", newline="") as file:  # so that Excel reads names
        table = csv.DictWriter(file, ["submission", "notebook", *keys, "sum", "remark"])
        table.writeheader()
        for path in paths:
            row = {"submission": _safe(path.relative_to(folder).as_posix())}
            if isinstance(books[path], str):
                row["sum"], remarks = 0, [(books[path],)]
            else:
                cells, room = books[path]
                results, remarks = graded(cells, room, asked[room], limits)
                solved = sum(result == "correct" for result in results.values())
                row |= {"notebook": room, **results, "sum": solved}
            table.writerow(row | {"remark": _said(remarks, file)})
            file.flush()
            print(f"{row['submission']}: {row['sum']} {_said(remarks, sys.stdout)}".rstrip())


def _said(remarks, stream):
    """The remarks in words: a table can hold any, a console may not."""
    return "; ".join(say(*remark, stream=stream) for remark in remarks)


def _safe(name):
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def main(arguments=None):
    """Run the command; returns the exit status."""
    command = parser("grade", epilog=say("results"))
    command.add_argument("folder", type=Path, metavar="FOLDER", help=say("submissions"))
    command.add_argument("-o", "--output", type=Path, default=Path("scores.csv"), metavar="CSV")
    command.add_argument("--seconds", type=float, default=120, help=say("limit"))
    command.add_argument("--megabytes", type=float, default=2000, help=say("limit"))
    options = command.parse_args(arguments)
    if not options.folder.is_dir():
        command.error(say("no folder", options.folder))
    if not (options.seconds > 0 and options.megabytes > 0):
        command.error(say("no limit"))
    try:
        grade(options.folder, options.output, (options.seconds, options.megabytes))
    except OSError as error:
        return say("no table", options.output, error.strerror or error)
    except KeyboardInterrupt:
        return say("stopped", options.output)


if __name__ == "__main__":
    sys.exit(main())
