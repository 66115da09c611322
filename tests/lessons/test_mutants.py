"""Each small change to a right answer is refused, or is right as well, for a reason given here."""

import signal
from contextlib import contextmanager

import pytest
from mutants import mutants
from rooms import QUESTIONS

PATIENCE = 5  # seconds: some changes make a loop endless
AS_RIGHT = {}  # question: {what was changed: why it is right as well}


class TooLong(BaseException):
    pass


@contextmanager
def ended_in_time():
    def end(*_):
        raise TooLong

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def accepted(question):
    """What was changed in the mutants that are called correct."""
    for change, mutant in mutants(question.solution_function):
        with ended_in_time():
            if question.check(mutant).correct:
                yield change


judged = [q for q in QUESTIONS if q.judge is None]


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="an endless loop cannot be ended")
@pytest.mark.parametrize("question", judged, ids=lambda question: question.key)
def test_each_mutant_is_refused_or_right_for_a_reason(question):
    known = AS_RIGHT.get(question.key, {})
    assert set(accepted(question)) == set(known)
    assert all(known.values())
