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
        ``topic.toml`` holds, under the function's name, ``hints`` (a list) and a table
        ``mistakes``.
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

    def mistake(self, wrong):
        """Register a wrong answer that people give, with a message under its name.

        An answer that agrees with it in every case has made that mistake.
        """
        self.mistakes.append(wrong)
        return wrong

    def check(self, answer):
        """Say whether `answer`, the student's function, does what is asked. Never raises."""
        if answer is ...:
            return _say("open", "not_attempted")
        if not callable(answer):
            return _say("wrong", "not_a_function", name=self.name)
        answers = []
        for case in self.cases():
            given = copy.deepcopy(case)
            try:
                got = answer(*given)
            except Exception as error:
                return _raised(error)
            expected = self.solution_function(*copy.deepcopy(case))
            if (complaint := self._form(got, expected)) is not None:
                return complaint
            if not _same(given, case):
                return _say("wrong", "mutated")
            answers.append((case, got, expected))
        return self._judge(answers)

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
        try:
            numbers = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            return _say("wrong", "not_numbers", got=type(got).__name__)
        if numbers.shape != np.shape(expected):
            return _say("wrong", "shape", got=numbers.shape, expected=np.shape(expected))
        if not np.isfinite(numbers).all():
            return _say("wrong", "not_finite")
        return None

    def _judge(self, answers):
        if all(self._close(got, expected) for _, got, expected in answers):
            return _say("correct", "correct")
        for mistake in self.mistakes:
            if all(self._close(got, mistake(*copy.deepcopy(case))) for case, got, _ in answers):
                return Feedback("wrong", text(f"{self.key}.mistakes.{mistake.__name__}"))
        wrong = next((g, e) for _, g, e in answers if not self._close(g, e))
        got, expected = (np.ravel(np.asarray(_flat(part), dtype=float)) for part in wrong)
        worst = int(np.argmax(np.abs(got - expected)))
        return _say("wrong", "numbers", got=got[worst], expected=expected[worst])

    def _close(self, got, expected):
        got, expected = _flat(got), _flat(expected)
        if got.shape != expected.shape:
            return False
        scale = np.abs(expected).max(initial=0.0)
        return np.allclose(got, expected, rtol=self.tolerance, atol=self.tolerance * scale)


def _flat(value):
    """All numbers of an answer in one row."""
    parts = value if isinstance(value, tuple) else (value,)
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in parts])


def _same(given, case):
    """Whether the arrays that were handed over are as they were."""
    return all(
        np.array_equal(g, c) if isinstance(c, np.ndarray) else True
        for g, c in zip(given, case, strict=True)
    )


def _say(feedback, word, **values):
    return Feedback(feedback, text(f"exercise.{word}", **values))


def _raised(error):
    """The error of a student's code in one sentence, with the line it happened in."""
    frames = traceback.extract_tb(error.__traceback__)
    where = next((f.line for f in reversed(frames) if "losslab" not in f.filename), "")
    return _say("wrong", "raised", kind=type(error).__name__, error=error, line=where)
