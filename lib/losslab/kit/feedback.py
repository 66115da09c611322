"""What a check says to the student."""

import html
import traceback
from dataclasses import dataclass
from types import CodeType

from losslab.kit.words import text

_MARKS = {"correct": "✓", "wrong": "✗", "open": "…", "hint": "→"}
_COLOURS = {"correct": "#009E73", "wrong": "#D55E00", "open": "#8A8A8A", "hint": "#0072B2"}


@dataclass(frozen=True)
class Feedback:
    """An answer to the student: its `kind` (correct, wrong, open or hint) and its words."""

    kind: str
    message: str

    @property
    def correct(self):
        """Whether the exercise is solved."""
        return self.kind == "correct"

    def __str__(self):
        return f"{_MARKS[self.kind]} {self.message}"

    __repr__ = __str__

    def _repr_html_(self):
        style = f"border-left:6px solid {_COLOURS[self.kind]};padding:6px 12px;font-size:15px"
        words = html.escape(str(self))
        return f'<div style="{style};white-space:pre-wrap" role="status">{words}</div>'


def say(kind, word, **values):
    """A `Feedback` in the general words of the kit's table ``exercise``."""
    return Feedback(kind, text(f"kit.exercise.{word}", **values))


def error_feedback(error, answer):
    """The error of a student's code, or their own stop, in one sentence with the line of it."""
    word = "stopped" if isinstance(error, KeyboardInterrupt) else "raised"
    if line := _words(lambda: _line(error, answer)):
        return say("wrong", word, error=_named(error), line=line)
    return say("wrong", f"{word}_at_once", error=_named(error))


def _line(error, answer):
    """The last line of the file of `answer` that led to the error, "" if there is none."""
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is that of `run`
    if not frames:
        return ""
    code = getattr(answer, "__code__", None)
    file = code.co_filename if isinstance(code, CodeType) else frames[0].filename
    return next((frame.line for frame in reversed(frames) if frame.filename == file), "")


def _named(error):
    """The kind of an error and, if it has any, its words."""
    return ": ".join(filter(None, (kind_of(error), words_of(error))))


def words_of(error):
    """What an error says."""
    return _words(lambda: str(error))


def kind_of(thing):
    """The name of a thing's class."""
    return _words(lambda: type(thing).__name__) or "object"


def _words(get):
    """A string that an answer's own code makes: "" if it fails."""
    try:
        words = get()
    except BaseException:  # an answer's own words may raise anything
        return ""
    return words if type(words) is str else ""
