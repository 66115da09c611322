"""An exercise: the student writes a function, `check` says what is right or wrong with it."""

import copy
import html
import inspect
import traceback
from dataclasses import dataclass

import numpy as np

from losslab.kit.words import text

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


def question(lesson, *, cases, mistakes=None, tolerance=1e-5, judge=None):
    """Turn the function below, a right answer, into a `Question`.

    Parameters
    ----------
    lesson : str
        Its words hold, under the function's name, ``hints`` (a list), a table ``mistakes`` and,
        where the general sentence says too little, ``mutated``.
    cases : callable
        Returns a list of tuples of arguments to try an answer on.
    mistakes : dict of str: function, or tuple of functions
        Wrong answers that people give, by the name of the words for them. An answer that agrees
        with one in every case has made that mistake.
    tolerance : float
        Difference that is still right, relative to the largest number of an answer.
    judge : callable, optional
        ``judge(got, *arguments)`` gives the `Feedback` on what an answer gave in the first case,
        and what it left of its arguments: for a question that asks for more than known numbers.
    """
    return lambda solution: Question(lesson, solution, cases, mistakes or {}, tolerance, judge)


class Question:
    """An exercise whose answer is a function: made by `question`, called like its solution."""

    def __init__(self, lesson, solution, cases, mistakes, tolerance, judge):
        self.name = solution.__name__
        self.key = f"{lesson}.{self.name}"
        self.solution_function, self.cases, self.tolerance = solution, cases, tolerance
        self.judge = judge
        self.mistakes = [(name, wrong) for name, ways in mistakes.items() for wrong in _ways(ways)]
        self._hints_given = 0

    def __call__(self, *arguments):
        return self.solution_function(*arguments)

    def check(self, answer):
        """Say whether `answer`, the student's function, does what is asked. Never raises."""
        if answer is ...:
            return say("open", "not_attempted")
        if not callable(answer):
            return say("wrong", "not_a_function", name=self.name)
        answers, untouched = [], True
        for case in self.cases():
            given = copy.deepcopy(case)
            try:
                got = answer(*given)
            except ANSWER_ERRORS as error:
                return _raised(error, answer)
            if self.judge is not None:
                return self.judge(got, *given)
            expected = self.solution_function(*copy.deepcopy(case))
            if (fault := complaint(got, expected)) is not None:
                return fault
            untouched = untouched and _same(given, case)
            answers.append((case, got, expected))
        feedback = self._compare(answers)
        return feedback if untouched or not feedback.correct else self._mutated()

    def hint(self):
        """The next hint; after the last one, the last again."""
        hints = text(f"{self.key}.hints")
        self._hints_given = min(self._hints_given + 1, len(hints))
        return Feedback("hint", hints[self._hints_given - 1])

    def solution(self):
        """The code of one right answer."""
        return Feedback("hint", text("kit.exercise.solution") + "\n\n" + self.solution_source())

    def solution_source(self):
        """The code of one right answer, as a string."""
        source = inspect.getsource(self.solution_function)
        return source[source.index("def ") :]  # without the decorator

    def _compare(self, answers):
        if all(self._close(got, expected) for _, got, expected in answers):
            return say("correct", "correct")
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
            return say("wrong", "mutated")


def complaint(got, expected):
    """What is wrong with the form of an answer, whatever its numbers; None if nothing is."""
    if got is ...:
        return say("open", "not_attempted")
    if got is None:
        return say("wrong", "returned_none")
    if isinstance(expected, tuple):
        if not isinstance(got, tuple) or len(got) != len(expected):
            return say("wrong", "not_a_tuple", expected=len(expected))
        parts = (complaint(g, e) for g, e in zip(got, expected, strict=True))
        return next((part for part in parts if part is not None), None)
    if (numbers := _numbers(got)) is None:
        word = "too_large" if isinstance(got, int) else "not_numbers"
        return say("wrong", word, got=type(got).__name__)
    if numbers.shape != np.shape(expected):
        return say("wrong", "shape", got=numbers.shape, expected=np.shape(expected))
    return None if np.isfinite(numbers).all() else say("wrong", "not_finite")


def say(kind, word, **values):
    """A `Feedback` in the general words of the kit's table ``exercise``."""
    return Feedback(kind, text(f"kit.exercise.{word}", **values))


def _ways(wrong):
    return wrong if isinstance(wrong, tuple) else (wrong,)


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
    return say("wrong", "numbers", **values)


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


def _raised(error, answer):
    """The error of a student's code in one sentence, with the line it happened in."""
    if line := _line(error, answer):
        return say("wrong", "raised", error=_named(error), line=line)
    return say("wrong", "raised_at_once", error=_named(error))


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
