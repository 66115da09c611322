"""No answer makes a check raise, and none is called correct for breaking something."""

import asyncio

import numpy as np
import pytest
from rooms import QUESTIONS

from losslab.lessons.landscape import questions as landscape
from losslab.lessons.summary import questions as summary


class OwnError(BaseException):
    pass


class NamelessType(type):
    @property
    def __name__(cls):
        raise OwnError


class Nameless(metaclass=NamelessType):
    pass


class OddCode:
    __code__ = "no code"

    def __call__(self, *arguments):
        raise ValueError("odd")


class CodeThatRaises:
    @property
    def __code__(self):
        raise OwnError

    def __call__(self, *arguments):
        raise ValueError("odd")


class Fickle:
    """Another array at each look."""

    looks = 0

    def __array__(self, dtype=None, copy=None):
        self.looks += 1
        return np.full(self.looks, 1.0)


class Unwilling:
    def __array__(self, *arguments, **options):
        raise OwnError


class Pair(tuple):
    def __getitem__(self, place):
        raise OwnError


def raising(error):
    def answer(*arguments):
        raise error

    return answer


HOSTILE = {
    "cancelled": raising(asyncio.CancelledError()),
    "generator exit": raising(GeneratorExit()),
    "own kind": raising(OwnError()),
    "odd code": OddCode(),
    "code that raises": CodeThatRaises(),
    "nameless": lambda *arguments: Nameless(),
    "fickle": lambda *arguments: Fickle(),
    "unwilling": lambda *arguments: Unwilling(),
    "pair": lambda *arguments: Pair((1.0, 2.0)),
    "class": dict,
    "generator": lambda *arguments: (number for number in (1, 2)),
    "masked": lambda *arguments: np.ma.masked_array([1.0], mask=[True]),
    "object": lambda *arguments: np.array([1.0, None], dtype=object),
    "deep": lambda *arguments: [[[[1.0]]]],
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_gets_a_sentence(question, name):
    feedback = question.check(HOSTILE[name])
    assert feedback.kind == "wrong" and len(feedback.message) > 10
    assert str(feedback) and feedback._repr_html_()


@pytest.mark.parametrize(
    "names",
    [("allclose",), ("abs", "max"), ("mean", "sum"), ("asarray", "array"), ("isfinite",)],
    ids=" ".join,
)
def test_an_answer_that_changes_numpy_is_not_correct_for_that(names):
    before = {name: getattr(np, name) for name in names}
    question = landscape.image_loss
    question.__dict__.pop("_right", None)

    def cheat(scores, label, margin):
        for name in names:
            setattr(np, name, lambda *arguments, **options: True)
        return 12345.0

    try:
        assert not question.check(cheat).correct
    finally:
        for name, function in before.items():
            setattr(np, name, function)
        question.__dict__.pop("_right", None)


def test_an_answer_that_empties_the_budget_gets_a_sentence():
    def emptied(budget):
        vars(budget).clear()
        return np.zeros((10, 3073), dtype=np.float32)

    feedback = summary.climb_down.check(emptied)
    assert feedback.kind == "wrong" and len(feedback.message) > 10
