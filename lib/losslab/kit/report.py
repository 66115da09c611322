"""Who solved what: a small table of the exercises of a lesson, or of all of them."""

from dataclasses import dataclass
from itertools import groupby

from losslab.kit import record
from losslab.kit.question import Question
from losslab.kit.table import Table
from losslab.kit.words import text, words_of

_words = words_of("kit.report")


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

    def _table(self):
        """The rows of each lesson under its title, in the order of the course."""
        lessons = groupby(self.rows, key=lambda row: row.room)
        groups = [(text(f"{room}.title"), [row.cells() for row in rows]) for room, rows in lessons]
        return Table(tuple(_words("heads")), tuple(groups), tuple(self._sentences()))

    def __str__(self):
        return str(self._table())

    __repr__ = __str__

    def _repr_html_(self):
        return self._table()._repr_html_()


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
