"""Every checker knows its solution, every mistake it was told of, and stays calm otherwise."""

import copy
import functools
import re

import numpy as np
import pytest
from rooms import QUESTIONS

from losslab.kit.feedback import say
from losslab.kit.question import same
from losslab.kit.words import text
from losslab.lessons.gradients import questions as gradients
from losslab.lessons.landscape import questions as landscape
from losslab.lessons.minibatch import questions as minibatch
from losslab.lessons.search import questions as search
from losslab.lessons.step_size import questions as step_size
from losslab.lessons.summary import questions as summary

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)


@pytest.fixture(autouse=True)
def in_both_languages(language):
    """Every test here runs in both."""


def mistake_text(question, name):
    return text(f"{question.key}.mistakes.{name}")


def raises(error):
    def answer(*arguments):
        raise error

    return answer


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError


class NoArray:
    def __array__(self, *arguments, **options):
        raise RuntimeError


@every_question
def test_the_solution_is_correct(question):
    assert question.check(question.solution_function).correct
    assert str(question.check(question.solution_function)).startswith("✓")


@every_question
def test_each_mistake_is_recognised_by_its_name(question):
    assert len(question.mistakes) >= 3
    messages = [question.check(mistake) for _, mistake in question.mistakes]
    assert not any(message.correct for message in messages)
    expected = [mistake_text(question, name) for name, _ in question.mistakes]
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
        lambda *arguments: 10**400,
        lambda *arguments: NoArray(),
        raises(SystemExit()),
        raises(Unspeakable()),
        42,
    ],
    ids=[
        *("raises", "signature", "None", "word", "shape", "nan", "dict", "ragged", "huge"),
        *("no array", "exit", "unspeakable", "number"),
    ],
)
def test_nonsense_gets_a_sentence_and_no_traceback(question, wrong):
    feedback = question.check(wrong)
    assert feedback.kind == "wrong"
    assert len(feedback.message) > 10


@every_question
def test_a_right_answer_that_changes_an_argument_is_told_so(question):
    if question.judge or not any(isinstance(part, np.ndarray) for part in question.cases()[0]):
        pytest.skip("no array is handed over")

    def mutating(*arguments):
        answer = copy.deepcopy(question.solution_function(*arguments))
        next(part for part in arguments if isinstance(part, np.ndarray))[...] = 0
        return answer

    feedback = question.check(mutating)
    if question is gradients.mended:  # the exercise is about that
        assert not feedback.correct and feedback.message == text("gradients.mended.mutated")
    else:
        assert feedback.correct and feedback.message == text("kit.exercise.touched")


@every_question
def test_hints_come_one_by_one_and_the_solution_is_code(question):
    hints = text(f"{question.key}.hints")
    question._hints_given = 0
    assert [question.hint().message for _ in range(len(hints) + 1)] == [*hints, hints[-1]]
    assert question.solution_source().startswith(f"def {question.name}(")
    assert question.solution_source() in question.solution().message


def test_an_error_names_the_line_it_happened_in():
    def divide(*arguments):
        return 1 / 0

    assert "return 1 / 0" in QUESTIONS[0].check(divide).message


def test_the_line_of_an_error_is_the_students_not_that_of_a_library():
    def answer(scores, label, margin):
        return np.sum(scores, axis=5)

    class Callable:
        def __call__(self, *arguments):
            return answer(*arguments)

    for way in (answer, Callable(), functools.partial(answer)):
        assert "return np.sum(scores, axis=5)" in landscape.image_loss.check(way).message


def test_an_error_without_a_line_is_told_without_one():
    message = landscape.image_loss.check(lambda: 0).message
    assert "TypeError" in message and not set("“「") & set(message)


def test_an_error_without_words_is_told_by_its_kind():
    for error in (SystemExit(), Unspeakable()):
        message = landscape.image_loss.check(raises(error)).message
        assert type(error).__name__ in message and "raise error" in message
        assert f"{type(error).__name__}:" not in message


def test_the_stop_button_ends_a_check_and_names_the_line():
    said = landscape.image_loss.check(raises(KeyboardInterrupt()))
    assert said == say("wrong", "stopped", line="raise error")


def test_stopped_in_our_own_code_it_names_no_line(monkeypatch):
    names = {}
    exec("def stop(answer): raise KeyboardInterrupt", names)
    monkeypatch.setattr(landscape.image_loss, "_tried", names["stop"])
    said = landscape.image_loss.check(lambda scores, label, margin: 0.0)
    assert said == say("wrong", "stopped_at_once")


@pytest.mark.parametrize("kind", ["str", "complex128"])
def test_only_numbers_are_numbers(kind):
    def answer(n_classes, margin):
        right = (n_classes - 1) * margin
        return str(right) if kind == "str" else np.complex128(right + 5j)

    message = landscape.loss_at_zero.check(answer).message
    assert message == text("kit.exercise.not_numbers", got=kind)


def test_a_wrong_answer_to_a_yes_or_no_is_told_in_those_words():
    message = landscape.above_chord.check(lambda f, p, q, t: True).message
    assert message == text("kit.exercise.numbers", got="True", expected="False")
    message = landscape.above_chord.check(lambda f, p, q, t: 0.5).message
    assert message == text("kit.exercise.numbers", got="0.5", expected="True")


def test_arrays_in_lists_are_looked_after():
    def emptied(gradient, W, X, y, batches, step_size):
        W = minibatch.train(gradient, W, X, y, batches, step_size)
        for chosen in batches:
            chosen[:] = 0
        return W

    def shortened(gradient, W, X, y, batches, step_size):
        W = minibatch.train(gradient, W, X, y, batches, step_size)
        batches.pop()
        return W

    for answer in (emptied, shortened):
        assert minibatch.train.check(answer).message == text("kit.exercise.touched")


def test_a_program_can_assert_that_an_answer_is_correct():
    check = landscape.loss_at_zero.check
    assert check(landscape.loss_at_zero.solution_function).correct
    for answer in (lambda *_: 0, lambda *_: 1 / 0, lambda *_: ..., ..., 5):
        said = check(answer)
        with pytest.raises(AssertionError, match=re.escape(said.message)):
            assert said.correct, said


def test_not_a_number_is_the_same_as_itself():
    case = (np.array([1, np.nan]), [np.array([np.nan])], "words")
    assert same((np.array([1, np.nan]), [np.array([np.nan])], "words"), case)
    assert not same((np.array([1, np.nan]), [np.array([0.0])], "words"), case)
    assert not same((np.array([1, np.nan]), ["word"], "words"), case)


# -- answers that people give, as they write them


def image_gradient_with_one(W, x, label, margin):
    scores = W @ x
    violated = scores - scores[label] + 1 > 0
    violated[label] = False
    gradient = np.outer(violated, x)
    gradient[label] = -violated.sum() * x
    return gradient


def image_loss_with_one(scores, label, margin):
    terms = np.maximum(0, scores - scores[label] + 1)
    terms[label] = 0
    return terms.sum()


def chord_from_q(f, p, q, t):
    return f(t * p + (1 - t) * q) > t * f(p) + (1 - t) * f(q)


def broken(f, x, h):
    gradient = np.zeros_like(x)
    for k in range(x.size):
        x[k] += h
        above = f(x)
        x[k] -= h
        below = f(x)
        gradient[k] = (above - below) / 2 * h
    return gradient


def uphill(loss, W, gradient, step_size):
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W + step_size * gradient) > here - step_size * slope / 2:
        step_size = step_size / 2
    return step_size


def whole_promise(loss, W, gradient, step_size):
    while loss(W) - loss(W - step_size * gradient) < step_size * np.sum(gradient**2):
        step_size /= 2
    return step_size


def whole_promise_by_length(loss, W, gradient, step_size):
    here, length = loss(W), np.linalg.norm(gradient)
    while (here - loss(W - step_size * gradient)) / step_size < length**2:
        step_size /= 2
    return step_size


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        (gradients.image_gradient, image_gradient_with_one, "margin_of_one"),
        (gradients.mended, broken, "nothing_mended"),
        (landscape.image_loss, image_loss_with_one, "margin_of_one"),
        (landscape.above_chord, chord_from_q, "counted_from_q"),
        (step_size.backtrack, whole_promise, "whole_promise"),
        (step_size.backtrack, uphill, "whole_promise"),  # whose words name both
        (step_size.backtrack, whole_promise_by_length, "whole_promise"),
        (search.tries_needed, lambda p, certainty: 1 / p, "in_the_mean"),
        (search.tries_needed, lambda p, certainty: certainty / p, "chances_added_up"),
    ],
)
def test_a_mistake_is_recognised_however_it_is_written(question, answer, name):
    assert question.check(answer).message == mistake_text(question, name)


def test_numbers_that_are_right_though_x_is_not_put_back_to_the_digit():
    def drifting(f, x, h):
        gradient = np.zeros_like(x)
        for k in range(x.size):
            x[k] += h
            above = f(x)
            x[k] -= 2 * h
            below = f(x)
            x[k] += h
            gradient[k] = (above - below) / (2 * h)
        return gradient

    message = gradients.mended.check(drifting).message
    assert message == text("gradients.mended.mutated")


def test_a_promise_that_does_not_shrink_is_asked_about():
    def constant(loss, W, gradient, step_size):
        promise = step_size * np.sum(gradient**2)
        while loss(W) - loss(W - step_size * gradient) < promise / 2:
            step_size /= 2
        return step_size

    assert text("step_size.never_ends") in step_size.backtrack.check(constant).message


# -- forms of a right answer, and of a wrong one


def test_a_list_will_do_for_a_tuple():
    def listed(loss, W, steps):
        return list(search.local_walk(loss, W, steps))

    assert search.local_walk.check(listed).correct


def test_work_in_place_is_right_and_told():
    def in_place(W, gradient, step_size):
        W -= step_size * gradient
        return W

    def reshaped(scores, y):
        y.shape = (-1,)
        return np.mean(np.argmax(scores, axis=0) == y)

    for question, answer in ((step_size.one_step, in_place), (search.safe_accuracy, reshaped)):
        assert question.check(answer).correct
        assert question.check(answer).message == text("kit.exercise.touched")


def test_a_row_of_one_number_is_told_what_is_meant():
    message = landscape.kink_position.check(lambda h, u: np.array([-h / u])).message
    assert message == text("kit.exercise.single", got=(1,))


def test_a_mistake_of_another_shape_gets_its_own_words():
    def first(X, y, order, k, batch_size):
        return X[:, order[:batch_size]], y[order[:batch_size]]

    assert minibatch.minibatch.check(first).message == mistake_text(
        minibatch.minibatch, "always_the_first"
    )


def test_an_argument_of_another_meaning_is_told_apart_from_another_error():
    def with_max(scores, label, margin):
        return np.max(0, scores - scores[label] + margin).sum()

    question = landscape.image_loss
    assert question.check(with_max).message == mistake_text(question, "max_for_maximum")
    assert "TypeError" in question.check(lambda: 0).message


def test_rounding_does_not_cost_a_try():
    assert search.tries_needed(0.2, 0.36) == 2  # 0.8 · 0.8 = 1 - 0.36


def test_a_step_that_is_much_too_large_is_named_though_no_number_is_left():
    def thrown_out(budget):
        W = np.zeros((10, 3073), dtype=np.float32)
        for _ in range(60):
            W = W - np.float32(1e-3) * budget.gradient(W, 256, reg=1e4)
        return W * np.inf

    question = summary.climb_down
    assert question.check(thrown_out).message == mistake_text(question, "thrown_out")
