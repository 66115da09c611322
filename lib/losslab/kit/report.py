"""Who solved what: a small table of the exercises of a lesson, or of all of them."""

import html
from dataclasses import dataclass
from itertools import groupby
from unicodedata import east_asian_width

from losslab.kit import record
from losslab.kit.question import Question
from losslab.kit.words import text, words_of

_words = words_of("kit.report")
_CELL = "text-align:left;padding:3px 14px 3px 0"


@dataclass(frozen=True)
class Row:
    """One exercise: the room and the name of its question, and how far the student is."""

    room: str
    name: str
    state: str  # open, tried or solved
    hints: int
    hints_in_all: int
    solution: bool  # whether it was looked at

    def cells(self):
        """Its four cells, in words."""
        hints = _words("hints_of", used=self.hints, total=self.hints_in_all)
        return self.name, _words(self.state), hints, _words("seen" if self.solution else "unseen")


@dataclass(frozen=True)
class Report:
    """A table for the student; `rows` hold the same for a program."""

    rows: tuple
    problem: str | None = None  # why the record is not kept as it should be: unwritable, damaged

    @property
    def solved(self):
        """How many exercises are solved."""
        return sum(row.state == "solved" for row in self.rows)

    def _sentences(self):
        yield _words("sum", solved=self.solved, total=len(self.rows))
        if self.problem is not None:
            yield _words(self.problem, file=record.place())

    def _lessons(self):
        """The title of each lesson with its rows, in the order of the course."""
        for room, rows in groupby(self.rows, key=lambda row: row.room):
            yield text(f"{room}.title"), [row.cells() for row in rows]

    def __str__(self):
        heads = tuple(_words("heads"))
        lines = [heads, *(cells for _, rows in self._lessons() for cells in rows)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        shown = [_line(heads, widths)]
        for title, rows in self._lessons():
            shown += [title, *(_line(cells, widths) for cells in rows)]
        return "\n".join([*shown, *self._sentences()])

    __repr__ = __str__

    def _repr_html_(self):
        body = [_html_row("th", "col", _words("heads"))]
        for title, rows in self._lessons():
            heading = f'<th colspan="4" scope="rowgroup" style="{_CELL}">{html.escape(title)}</th>'
            body += [f"<tr>{heading}</tr>", *(_html_row("td", None, cells) for cells in rows)]
        said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self._sentences())
        return f'<table style="font-size:15px">{"".join(body)}</table>{said}'


def report_on(*namespaces):
    """A `Report` on the questions in the namespaces of lessons, in this order."""
    known, problem = record.entries()
    things = (thing for space in namespaces for thing in space.values())
    questions = (thing for thing in things if isinstance(thing, Question))
    rows = (_row(question, known.get(question.key, record.Entry())) for question in questions)
    return Report(tuple(rows), problem)


def _row(question, entry):
    total = len(text(f"{question.key}.hints"))
    hints = min(entry.hints, total)
    return Row(question.room, question.name, entry.state, hints, total, entry.solution)


def _html_row(tag, scope, cells):
    scope = f' scope="{scope}"' if scope else ""
    made = (f'<{tag}{scope} style="{_CELL}">{html.escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>{''.join(made)}</tr>"


def _line(cells, widths):
    padded = (c + " " * (width - _width(c)) for c, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(words):
    """How many columns of plain text the words take: a Japanese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
