"""An exercise: the student writes a function, `check` says what is right or wrong with it.

With `use` the course goes on with that function, and with `yours` a later notebook fetches it.
"""

import copy
import inspect
import time
from functools import cached_property

import numpy as np
from IPython.display import display

from losslab.kit.feedback import Feedback, error_feedback, say
from losslab.kit.outcome import agree, fault, run, worst_difference
from losslab.kit.own import on_copies, rebuilt, source_of
from losslab.kit.record import entries, note
from losslab.kit.words import text

_STATES = {"correct": "solved", "wrong": "tried"}  # of an exercise, by the kind of the feedback


def question(*, cases, mistakes=None, tolerance=1e-5, judge=None):
    """Turn the function below, a right answer, into a `Question` of its lesson.

    The words of the lesson hold under its name ``hints`` (a list), a table ``mistakes`` and, where
    the exercise is about that, ``mutated``. `cases()` lists tuples of arguments to try an answer
    on. `mistakes` are wrong answers that people give, a function or a tuple of functions by the
    name of the words for them: an answer that agrees with one in every case has made that
    mistake. `tolerance` is relative to the largest number of an answer. For a question that asks
    for more than known numbers, `judge(got, *arguments)` gives the `Feedback` on what an answer
    gave in the first case and on what it left of its arguments.
    """
    return lambda solution: Question(solution, cases, mistakes or {}, tolerance, judge)


class Question:
    """An exercise whose answer is a function: made by `question`, called like its solution."""

    def __init__(self, solution, cases, mistakes, tolerance, judge):
        self.name = solution.__name__
        self.room = solution.__module__.split(".")[-2]
        self.key = f"{self.room}.{self.name}"
        self.solution_function, self.cases, self.tolerance = solution, cases, tolerance
        self.judge = judge
        ways = ((name, w if isinstance(w, tuple) else (w,)) for name, w in mistakes.items())
        self.mistakes = [(name, wrong) for name, group in ways for wrong in group]
        self._hints_given = 0
        self.last_answer = solution  # or what `use` was given: our own may stand in for it

    def __call__(self, *arguments):
        return self.solution_function(*arguments)

    @cached_property
    def _right(self):
        """Each case with its right answer, computed before any other answer runs."""
        cases = self.cases()
        return [(case, run(self.solution_function, copy.deepcopy(case))) for case in cases]

    def check(self, answer):
        """Say whether `answer`, the student's function, does what is asked. Never raises.

        The `Feedback` is shown to the student; a program asks it, as in
        ``assert questions.image_loss.check(image_loss).correct``. What was solved, or tried, is
        kept for `report`. Our own function, lent by `use`, stands for what `use` was given.
        """
        if answer is self.solution_function:
            answer = self.last_answer
        said = self._said_of(answer)
        if said.kind in _STATES:
            note(self.key, state=_STATES[said.kind])
        if said.correct and (source := source_of(answer, self.name)):
            note(self.key, source=source, at=time.time())
        return said

    def use(self, answer):
        """Check `answer`; return what the course uses from here on: it, if right, or else our own.

        What the check says is shown, and whose function is used. A right answer that changes the
        arrays it is given will get copies.
        """
        self.last_answer = answer
        said = self.check(answer)
        whose = say("hint", "yours" if said.correct else "ours", name=self.name).message
        display(Feedback(said.kind, _joined(said.message, whose)))
        return self._careful(answer, said) if said.correct else self.solution_function

    def yours(self):
        """The student's right answer, made again from the code that was kept; else our own.

        It is tried once more before it is used. What came of it is shown in a sentence.
        """
        known, problem = entries()
        entry = known.get(self.key)
        function, word, missing = self._fetched(entry.source if entry else "")
        if word is None:
            word = "lost" if entry and entry.state == "solved" else "unsolved"
        values = {"name": self.name, "missing": missing, "title": text(f"{self.room}.title")}
        said = say("open" if function is None else "correct", word, **values)
        if problem == "damaged":
            said = Feedback(said.kind, _joined(said.message, text("kit.report.set_aside")))
        display(said)
        return self.solution_function if function is None else function

    def _fetched(self, source):
        """The function that was kept, None if it is not right; the word for that; a lost name."""
        if not source:
            return None, None, ""
        try:
            function = rebuilt(source, self.name)
            said = self._said_of(function)
            if said.correct:
                return self._careful(function, said), "fetched", ""
            errors = [run(function, copy.deepcopy(case)).error for case in self.cases()]
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever code somebody has put into the file
            errors = [error]
        missing = next((e.name for e in errors if isinstance(e, NameError) and e.name), None)
        return None, "needs" if missing else "spoiled", missing or ""

    def _careful(self, answer, said):
        return on_copies(answer) if said == say("correct", "touched") else answer

    def _said_of(self, answer):
        if answer is ...:
            return say("open", "not_attempted")
        if not callable(answer):
            return say("wrong", "not_a_function", name=self.name)
        try:
            return self._tried(answer) if self.judge is None else self._judged(answer)
        except BaseException as error:  # the reader's stop; a value that an answer has made
            return error_feedback(error, answer)

    def _tried(self, answer):
        outcomes, touched = [], False
        for case, right in self._right:
            given = copy.deepcopy(case)
            outcomes.append(run(answer, given, like=right))
            touched = touched or not same(given, case)
        return self.verdict(outcomes, touched, answer)

    def _judged(self, answer):
        given = copy.deepcopy(self.cases()[0])
        outcome = run(answer, given)
        if outcome.error is not None:
            return error_feedback(outcome.error, answer)
        return self.judge(outcome.value, *given)

    def verdict(self, outcomes, touched, answer=None):
        """The `Feedback` on an `Outcome` for each case, and on whether arguments were changed.

        Right; or else a mistake that has a name, an error, a wrong form, wrong numbers.
        """
        rights = [right for _, right in self._right]
        pairs = zip(outcomes, rights, strict=True)
        wrong = [pair for pair in pairs if not agree(*pair, tolerance=self.tolerance)]
        if not wrong:
            return self._touched() if touched else say("correct", "correct")
        if outcomes[0].value is ...:
            return say("open", "not_attempted")
        for name, mistake in self.mistakes:
            if self._is(mistake, outcomes):
                return Feedback("wrong", text(f"{self.key}.mistakes.{name}"))
        got, right = wrong[0]
        if got.error is not None:
            return error_feedback(got.error, answer)
        return fault(got, right) or worst_difference(got, right)

    def _is(self, mistake, outcomes):
        """Whether an answer does in every case what a mistake does, errors included."""
        for got, (case, right) in zip(outcomes, self._right, strict=True):
            wanted = run(mistake, copy.deepcopy(case), like=right)
            if not agree(got, wanted, tolerance=self.tolerance, right=right):
                return False
        return True

    def _touched(self):
        """Right numbers, but an argument was changed: wrong where the exercise is about that."""
        try:
            return Feedback("wrong", text(f"{self.key}.mutated"))
        except KeyError:
            return say("correct", "touched")

    def hint(self):
        """The next hint; after the last one, the last again."""
        hints = text(f"{self.key}.hints")
        self._hints_given = min(self._hints_given + 1, len(hints))
        note(self.key, hints=self._hints_given)
        return Feedback("hint", hints[self._hints_given - 1])

    def solution(self):
        """The code of one right answer."""
        note(self.key, solution=True)
        return Feedback("hint", text("kit.exercise.solution") + "\n\n" + self.solution_source())

    def solution_source(self):
        """The code of one right answer, as a string."""
        source = inspect.getsource(self.solution_function)
        return source[source.index("def ") :]  # without the decorator


def _joined(*sentences):
    return text("kit.between_sentences").join(sentences)


def same(given, case):
    """Whether the arrays that were handed over, in lists too, are as they were."""
    if type(given) is not type(case):
        return False
    if isinstance(case, list | tuple):
        return len(given) == len(case) and all(map(same, given, case))
    if isinstance(case, np.ndarray):
        return given.dtype == case.dtype and np.array_equal(given, case, equal_nan=True)
    return True
