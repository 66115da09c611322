"""Each small change to a right answer is refused, or is right as well, for a reason given here."""

import signal
from contextlib import contextmanager

import pytest
from mutants import mutants
from rooms import QUESTIONS

PATIENCE = 5  # seconds: some changes make a loop endless
KINK = "where a hinge is exactly 0, each slope between the two is a subgradient"
NOTHING = "on the limit itself the distance is 0 either way"
ROUNDING = "any tiny number keeps rounding from costing one more"
AS_RIGHT = {  # question: {what was changed: why it is right as well}
    "gradients.image_gradient": {
        "coefficients = (scores - scores[label] + margin > 0).astype(float) → "
        "coefficients = (scores - scores[label] + margin >= 0).astype(float)": KINK,
    },
    "summary.score_slopes": {
        "slopes = (scores - scores[label] + 1 > 0).astype(float) → "
        "slopes = (scores - scores[label] + 1 >= 0).astype(float)": KINK,
    },
    "summary.distance": {
        "if published > high: → if published >= high:": NOTHING,
        "if published < low: → if published <= low:": NOTHING,
    },
    "search.tries_needed": {
        "return np.ceil(tries - 1e-09) → return np.ceil(tries - 1.5e-09)": ROUNDING,
        "return np.ceil(tries - 1e-09) → return np.ceil(tries + 1e-09)": ROUNDING,
    },
}


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


def test_a_mutant_of_each_kind_is_made():
    """Else a table without exceptions could mean that nothing was changed."""

    def right(numbers, limit):
        for number in numbers:
            if number > limit:
                return numbers[1:]
        return -limit + 1

    changes = [change for change, _ in mutants(right)]
    for part in ("numbers[1:]:", "[:-1]:", ">=", "<", "True", "False", "[2:]", "- 1", "+limit"):
        assert any(part in change for change in changes), (part, changes)
