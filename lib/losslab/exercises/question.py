"""An exercise: the student writes a function, `check` says what is right or wrong with it."""

import copy
import html
import inspect
import traceback
from dataclasses import dataclass

import numpy as np

from losslab.language import text

_MARKS = {"correct": "✓", "wrong": "✗", "open": "…", "hint": "→"}
_COLOURS = {"correct": "#009E73", "wrong": "#D55E00", "open": "#8A8A8A", "hint": "#0072B2"}
# what an answer may raise; KeyboardInterrupt is the reader's own stop
ANSWER_ERRORS = (Exception, SystemExit)


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


def question(topic, *, cases, tolerance=1e-5):
    """Turn the function below, a right answer, into a `Question`.

    Parameters
    ----------
    topic : str
        ``topic.toml`` holds, under the function's name, ``hints`` (a list), a table
        ``mistakes`` and, where the general sentence says too little, ``mutated``.
    cases : callable
        Returns a list of tuples of arguments to try an answer on.
    tolerance : float
        Difference that is still right, relative to the largest number of an answer.
    """
    return lambda solution: Question(topic, solution, cases, tolerance)


class Question:
    """An exercise whose answer is a function: made by `question`, called like its solution."""

    def __init__(self, topic, solution, cases, tolerance):
        self.name = solution.__name__
        self.key = f"{topic}.{self.name}"
        self.solution_function, self.cases, self.tolerance = solution, cases, tolerance
        self.mistakes = []
        self._hints_given = 0

    def __call__(self, *arguments):
        return self.solution_function(*arguments)

    def mistake(self, wrong, name=None):
        """Register a wrong answer that people give, with a message under its name.

        An answer that agrees with it in every case has made that mistake. Give the `name` of
        the message where several wrong answers share one.
        """
        self.mistakes.append((name or wrong.__name__, wrong))
        return wrong

    def check(self, answer):
        """Say whether `answer`, the student's function, does what is asked. Never raises."""
        if answer is ...:
            return _say("open", "not_attempted")
        if not callable(answer):
            return _say("wrong", "not_a_function", name=self.name)
        answers, untouched = [], True
        for case in self.cases():
            given = copy.deepcopy(case)
            try:
                got = answer(*given)
            except ANSWER_ERRORS as error:
                return _raised(error, answer)
            expected = self.solution_function(*copy.deepcopy(case))
            if (complaint := self._form(got, expected)) is not None:
                return complaint
            untouched = untouched and _same(given, case)
            answers.append((case, got, expected))
        feedback = self._judge(answers)
        return feedback if untouched or not feedback.correct else self._mutated()

    def hint(self):
        """The next hint; after the last one, the last again."""
        hints = text(f"{self.key}.hints")
        self._hints_given = min(self._hints_given + 1, len(hints))
        return Feedback("hint", hints[self._hints_given - 1])

    def solution(self):
        """The code of one right answer."""
        return Feedback("hint", text("exercise.solution") + "\n\n" + self.solution_source())

    def solution_source(self):
        """The code of one right answer, as a string."""
        source = inspect.getsource(self.solution_function)
        return source[source.index("def ") :]  # without the decorator

    def _form(self, got, expected):
        """What is wrong with an answer before its numbers are looked at."""
        if got is ...:
            return _say("open", "not_attempted")
        if got is None:
            return _say("wrong", "returned_none")
        if isinstance(expected, tuple):
            if not isinstance(got, tuple) or len(got) != len(expected):
                return _say("wrong", "not_a_tuple", expected=len(expected))
            parts = (self._form(g, e) for g, e in zip(got, expected, strict=True))
            return next((part for part in parts if part is not None), None)
        if (numbers := _numbers(got)) is None:
            word = "too_large" if isinstance(got, int) else "not_numbers"
            return _say("wrong", word, got=type(got).__name__)
        if numbers.shape != np.shape(expected):
            return _say("wrong", "shape", got=numbers.shape, expected=np.shape(expected))
        if not np.isfinite(numbers).all():
            return _say("wrong", "not_finite")
        return None

    def _judge(self, answers):
        if all(self._close(got, expected) for _, got, expected in answers):
            return _say("correct", "correct")
        for name, wrong in self.mistakes:
            if all(self._agrees(wrong, *parts) for parts in answers):
                return Feedback("wrong", text(f"{self.key}.mistakes.{name}"))
        return next(_differ(g, e) for _, g, e in answers if not self._close(g, e))

    def _agrees(self, wrong, case, got, expected):
        """Whether an answer is that of a mistake, as nearly as the right one must be met."""
        return self._close(got, wrong(*copy.deepcopy(case)), right=expected)

    def _close(self, got, expected, right=0.0):
        got, expected = _flat(got), _flat(expected)
        if got.shape != expected.shape:
            return False
        scale = max(np.abs(part).max(initial=0.0) for part in (expected, _flat(right)))
        return np.allclose(got, expected, rtol=self.tolerance, atol=self.tolerance * scale)

    def _mutated(self):
        try:
            return Feedback("wrong", text(f"{self.key}.mutated"))
        except KeyError:
            return _say("wrong", "mutated")


def _flat(value):
    """All numbers of an answer in one row."""
    parts = value if isinstance(value, tuple) else (value,)
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in parts])


def _numbers(value):
    """An answer as an array of real numbers, None if it is something else."""
    try:
        numbers = np.asarray(value)
    except ANSWER_ERRORS:
        return None
    return numbers if numbers.dtype.kind in "biuf" else None


def _differ(got, expected):
    """The number that is furthest from the right one, beside it."""
    is_bool = isinstance(expected, bool | np.bool_)
    got, expected = _flat(got), _flat(expected)
    worst = int(np.argmax(np.abs(got - expected)))
    values = {"got": _shown(got[worst], is_bool), "expected": _shown(expected[worst], is_bool)}
    return _say("wrong", "numbers", **values)


def _shown(number, is_bool):
    """A number as the student would write it: True or False where that is asked for."""
    return str(bool(number)) if is_bool and number in (0, 1) else f"{number:.6g}"


def _same(given, case):
    """Whether the arrays that were handed over, in lists too, are as they were."""
    if type(given) is not type(case):
        return False
    if isinstance(case, list | tuple):
        return len(given) == len(case) and all(map(_same, given, case))
    if isinstance(case, np.ndarray):
        return given.dtype == case.dtype and np.array_equal(given, case, equal_nan=True)
    return True


def _say(feedback, word, **values):
    return Feedback(feedback, text(f"exercise.{word}", **values))


def _raised(error, answer):
    """The error of a student's code in one sentence, with the line it happened in."""
    if line := _line(error, answer):
        return _say("wrong", "raised", error=_named(error), line=line)
    return _say("wrong", "raised_at_once", error=_named(error))


def _line(error, answer):
    """The last line of the file of `answer` that led to the error, "" if there is none."""
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is that of `check`
    if not frames:
        return ""
    code = getattr(answer, "__code__", None)
    file = code.co_filename if code else frames[0].filename
    return next((frame.line for frame in reversed(frames) if frame.filename == file), "")


def _named(error):
    """The kind of an error and, if it has any, its words."""
    try:
        words = str(error)
    except ANSWER_ERRORS:
        words = ""
    kind = type(error).__name__
    return f"{kind}: {words}" if words else kind
