"""Every checker knows its solution, every mistake it was told of, and stays calm otherwise."""

import importlib
import pkgutil

import numpy as np
import pytest

import losslab.exercises
from losslab import use_language
from losslab.exercises import Question


def all_questions():
    for module in pkgutil.iter_modules(losslab.exercises.__path__):
        content = vars(importlib.import_module(f"losslab.exercises.{module.name}"))
        for value in content.values():
            if isinstance(value, Question):
                yield value


QUESTIONS = list(all_questions())
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)


@pytest.fixture(autouse=True, params=["en", "ja"])
def language(request):
    use_language(request.param)
    yield
    use_language("en")


@every_question
def test_the_solution_is_correct(question):
    assert question.check(question.solution_function).correct
    assert str(question.check(question.solution_function)).startswith("✓")


@every_question
def test_each_mistake_is_recognised_by_its_name(question):
    assert len(question.mistakes) >= 3
    messages = [question.check(mistake) for mistake in question.mistakes]
    assert not any(message.correct for message in messages)
    expected = [
        losslab.language.text(f"{question.key}.mistakes.{mistake.__name__}")
        for mistake in question.mistakes
    ]
    assert [message.message for message in messages] == expected


@every_question
def test_an_untouched_cell_is_not_attempted(question):
    assert question.check(lambda *arguments: ...).kind == "open"
    assert question.check(...).kind == "open"


@every_question
@pytest.mark.parametrize(
    "wrong",
    [
        lambda *arguments: 1 / 0,
        lambda: 0,
        lambda *arguments: None,
        lambda *arguments: "a word",
        lambda *arguments: np.full((2, 3, 4), 1.0),
        lambda *arguments: float("nan"),
        lambda *arguments: {"a": 1},
        lambda *arguments: [1, [2, 3]],
        42,
    ],
    ids=["raises", "signature", "None", "word", "shape", "nan", "dict", "ragged", "number"],
)
def test_nonsense_gets_a_sentence_and_no_traceback(question, wrong):
    feedback = question.check(wrong)
    assert feedback.kind == "wrong"
    assert len(feedback.message) > 10


@every_question
def test_changing_an_argument_is_noticed(question):
    if not any(isinstance(part, np.ndarray) for part in question.cases()[0]):
        pytest.skip("no array is handed over")

    def mutating(*arguments):
        answer = question.solution_function(*arguments)
        next(part for part in arguments if isinstance(part, np.ndarray))[...] = 0
        return answer

    assert question.check(mutating).message == losslab.language.text("exercise.mutated")


@every_question
def test_hints_come_one_by_one_and_the_solution_is_code(question):
    hints = losslab.language.text(f"{question.key}.hints")
    question._hints_given = 0
    assert [question.hint().message for _ in range(len(hints) + 1)] == [*hints, hints[-1]]
    assert question.solution_source().startswith(f"def {question.name}(")
    assert question.solution_source() in question.solution().message


def test_an_error_names_the_line_it_happened_in():
    def divide(*arguments):
        return 1 / 0

    assert "return 1 / 0" in QUESTIONS[0].check(divide).message
