"""The last climb of notebook 06: the budget, the attempts, the test at the end; and cheats."""

import copy
import pickle
from contextlib import suppress

import numpy as np
import pytest
from figure_checks import assert_readable

from losslab import losses
from losslab.cifar10 import load_cifar10
from losslab.kit.words import text
from losslab.lessons.summary import climb, figures
from losslab.lessons.summary.climb import Budget
from losslab.lessons.summary.questions import climb_down
from losslab.losses import accuracy, svm_gradient


@pytest.fixture(autouse=True)
def own_lists(monkeypatch):
    """Nothing that one test has tried is another's."""
    for name in ("_attempts", "_judged", "_looks_at_test"):
        monkeypatch.setattr(climb, name, [])


@pytest.fixture
def images():
    rng = np.random.default_rng(2)
    return rng.normal(size=(4, 10)), rng.integers(0, 10, 10)


@pytest.fixture
def budget(images):
    return Budget(*images, images=25)


def mistake(word):
    return text(f"summary.climb_down.mistakes.{word}")


def walk(budget, step=1e-7, size=256):
    W = np.zeros((10, 3073), dtype=np.float32)
    while budget.left > 0:
        W = W - step * budget.gradient(W, size)
    return W


# -- the budget


def test_the_last_batches_of_an_epoch_and_of_the_budget_are_short(budget):
    W, spent = np.zeros((10, 4)), []
    while budget.left > 0:
        budget.gradient(W, 5)
        spent.append(budget.spent)
    assert spent == [5, 8, 13, 16, 21, 24, 25]  # 8 images are drawn, 2 kept


def test_each_image_is_drawn_once_an_epoch_and_those_kept_never(images):
    X, y = images
    budget = Budget(X, y, images=24)
    W = np.ones((10, 4)) * np.arange(4)
    held = np.array([np.flatnonzero((x[:, None] == X).all(0))[0] for x in _held(budget)[0].T])
    drawn = np.setdiff1d(np.arange(10), held)
    whole = svm_gradient(W, X[:, drawn], y[drawn], reg=0.5)
    assert len(held) == 2
    for _ in range(3):
        parts = [budget.gradient(W, 2, reg=0.5) for _ in range(4)]
        np.testing.assert_allclose(np.mean(parts, axis=0), whole)
    assert budget.left == 0


def _held(budget):
    return climb._accounts[budget].held


def test_validation_asks_the_images_that_were_kept_and_costs_nothing(budget):
    W = np.random.default_rng(0).normal(size=(10, 4))
    assert budget.validate(W) == accuracy(W, *_held(budget))
    assert budget.spent == 0


def test_more_than_is_left_gives_what_is_left_and_then_a_gradient_of_nothing(budget):
    W = np.ones((10, 4))
    for _ in range(4):
        budget.gradient(W, 1e9)
    assert (budget.spent, budget.left) == (25, 0)
    assert not budget.gradient(W, 5, reg=1.0).any()
    assert budget.spent == 25


@pytest.mark.parametrize(("size", "spent"), [(2.9, 2), (0.2, 1), (np.float32(3.5), 3)])
def test_fractions_are_rounded_down_to_one_at_least(budget, size, spent):
    budget.gradient(np.ones((10, 4)), size)
    assert budget.spent == spent


@pytest.mark.parametrize("size", [0, -1, np.nan, "256", None, [2, 3]])
def test_what_is_no_batch_size_is_refused_by_name_and_costs_nothing(budget, size):
    with pytest.raises(ValueError, match=r"^batch_size is"):
        budget.gradient(np.ones((10, 4)), size)
    assert budget.spent == 0


def test_weights_of_another_shape_are_refused_by_name_and_cost_nothing(budget):
    with pytest.raises(ValueError, match=r"^W has"):
        budget.gradient(np.ones((10, 5)), 2)
    assert budget.spent == 0


def test_a_loop_without_an_end_is_ended_in_words(budget):
    with pytest.raises(RuntimeError, match="25"):
        while True:
            budget.gradient(np.ones((10, 4)), 5)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
def test_a_copy_is_the_same_purse(budget, copied):
    copied(budget).gradient(np.ones((10, 4)), 5)
    assert budget.spent == 5


def test_a_budget_can_neither_be_set_nor_emptied_and_names_what_it_has(budget):
    with pytest.raises(AttributeError, match="`images`"):
        budget.images = 10**6
    with pytest.raises(AttributeError, match="validate"):
        budget._training  # noqa: B018
    with pytest.raises(TypeError):
        vars(budget)
    assert budget.images == 25 and "25" in repr(budget)


# -- the attempts


def test_attempts_are_listed_with_their_steps(images, language):
    X, y = np.vstack([images[0], np.ones(10)]), images[1]
    budgets = [Budget(X, y, images=n) for n in (16, 1600, 99)]
    for budget, step in zip(budgets[:2], (0.25, 0.5), strict=True):
        W = np.zeros((10, 5))
        while budget.left > 0:
            W -= step * budget.gradient(W, 4, reg=0.125)
    share = f"{100 * budgets[1].validate(W):.1f} %"
    ((_, rows),) = climb.attempts().groups
    assert rows == [
        ("1", "16", "4", "4", "2.5e-01", "0.125", "–"),
        ("2", "1,600", "400", "4", "5.0e-01", "0.125", share),
    ]
    assert len(climb.attempts().heads) == len(rows[0])
    assert share in str(climb.attempts()).splitlines()[-1]


def test_without_an_attempt_the_table_says_so(language):
    assert str(climb.attempts()).endswith(text("summary.climb.none_yet"))


def test_a_judged_climb_is_an_attempt_and_the_course_s_own_is_none():
    climb.course()
    assert climb_down.check(walk).kind in ("wrong", "correct")
    ((_, ((_, looks, *_, share),)),) = climb.attempts().groups
    assert looks == "100,000" and share != "–"


# -- the test at the end


def test_the_test_set_is_asked_at_the_end_and_each_look_is_counted(data, language):
    assert climb.look_at_test().message == text("summary.climb.no_climb")
    assert climb_down.check(climb.climb_down).correct
    assert not climb._looks_at_test
    W = climb.climbs()["yours"].W
    looks = [climb.look_at_test().message for _ in range(2)]
    assert text("summary.climb.once", n=1) in looks[0]
    assert text("summary.climb.again", n=2) in looks[1]
    share = f"{100 * accuracy(W, data.X_test, data.y_test):.1f} %"
    assert all(share in said for said in looks)


def test_weights_come_back_under_the_usual_names(data):
    assert climb_down.check(climb.climb_down).correct
    shown = climb.climbs()
    tests = data.X_test, data.y_test
    assert accuracy(shown["yours"].W, *tests) == pytest.approx(
        accuracy(shown["course"].W, *tests), abs=0.005
    )
    np.testing.assert_allclose(shown["yours"].W, shown["course"].W, atol=1e-6)


def test_the_climb_that_is_shown_is_the_last_one():
    climb._judged += ["an earlier one", "the last"]
    assert climb.climbs()["yours"] == "the last"


def test_curves_begin_at_the_start_and_end_where_the_climb_ended(axes, language):
    climb_down.check(walk)
    shown = climb.climbs()
    for line, run in zip(figures.draw_climbs(axes, shown), shown.values(), strict=True):
        assert line.get_xdata()[[0, -1]].tolist() == [0, climb.LOOKS]
        assert line.get_ydata()[-1] == pytest.approx(100 * run.validation)
        assert 15 < len(run.looks) < 25
    assert_readable(axes.figure)


# -- honest climbs


@pytest.mark.parametrize("size", [100, 333.3, 1000])
def test_an_honest_climb_with_another_batch_size_comes_near(size):
    feedback = climb_down.check(lambda budget: walk(budget, 5e-8 if size < 999 else 2e-7, size))
    assert "%" in feedback.message
    assert climb._judged[-1].validation > climb.course().validation - 0.03


def test_a_step_that_stays_short_is_told_how_far_it_came():
    feedback = climb_down.check(lambda budget: walk(budget, 1e-10, 1000))
    assert feedback.kind == "wrong" and "%" in feedback.message


def test_weights_that_overflow_are_told_so():
    def huge(budget):
        return -1e300 * budget.gradient(np.zeros((10, 3073)), 100)

    assert climb_down.check(huge).message == mistake("thrown_out")


# -- cheats


def trained(X, y, steps=60):
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(steps):
        W = W - np.float32(3e-7) * svm_gradient(W, X, y)
    return W


def on_the_test_images(budget):
    data = load_cifar10()
    budget.gradient(np.zeros((10, 3073)), 256)
    return trained(data.X_test, data.y_test)


def on_all_training_images(budget):
    walk(budget)
    data = load_cifar10()
    return trained(data.X_train, data.y_train, steps=20)


def with_a_budget_of_its_own(budget):
    data = load_cifar10()
    return walk(Budget(data.X_train, data.y_train, images=200_000))


def from_the_course(budget):
    return climb.course().W


def from_what_was_shown(budget):
    return climb.climbs()["course"].W + 0 * walk(budget)


@pytest.mark.parametrize(
    "cheat",
    [
        on_the_test_images, on_all_training_images, with_a_budget_of_its_own, from_the_course,
        from_what_was_shown,
    ],
    ids=lambda cheat: cheat.__name__,
)  # fmt: skip
def test_weights_from_other_images_know_the_old_names(cheat):
    assert climb_down.check(cheat).message == mistake("elsewhere")
    assert not climb._judged


def test_a_fixed_answer_is_of_no_use_a_second_time():
    kept = []

    def first(budget):
        kept.append(walk(budget, 5e-8))
        return kept[0]

    assert climb_down.check(first).correct
    assert not climb_down.check(lambda budget: kept[0]).correct
    assert not climb_down.check(lambda budget: kept[0] + 0 * walk(budget)).correct


def more_images(budget):
    budget.images = 10**6


def more_images_unseen(budget):
    with suppress(AttributeError):
        budget.images = 10**6
    return walk(budget)


def a_past_without_looks(budget):
    walk(budget)
    climb._accounts[budget].images = 10**6
    return walk(budget)


def more_images_for_a_while(budget):
    climb._accounts[budget].images = climb.LOOKS + 10_000
    W = walk(budget, 2e-7, size=1000)
    climb._accounts[budget].images = climb.LOOKS
    return W


def another_property(budget):
    Budget.left = 10**6
    return walk(budget, size=10**5)


def from_inside(budget):
    return budget._training.X


def a_second_life(budget):
    return walk(pickle.loads(pickle.dumps(budget)))


@pytest.mark.parametrize(
    "cheat",
    [more_images, more_images_unseen, a_past_without_looks, more_images_for_a_while,
     another_property, from_inside, a_second_life],
    ids=lambda cheat: cheat.__name__,
)  # fmt: skip
def test_a_budget_that_was_tampered_with_is_not_accepted(cheat):
    if cheat is another_property:
        cheat = _with_an_end(cheat)
    feedback = climb_down.check(cheat)
    assert feedback.kind == "wrong" and len(feedback.message) > 30
    if cheat in (more_images_unseen, a_past_without_looks, more_images_for_a_while):
        assert feedback.message == mistake("edited")
    assert climb_down.check(climb.climb_down).correct  # and nothing is left of it


def _with_an_end(cheat):
    def tried(budget):
        with suppress(RuntimeError):
            return cheat(budget)
        return np.ones((10, 3073))

    return tried


def test_copies_do_not_make_the_budget_longer():
    def on_copies(budget):
        for _ in range(3):
            W = walk(copy.deepcopy(budget))
        return W

    climb_down.check(on_copies)
    assert climb._attempts[-1].spent <= climb.LOOKS
    assert not climb_down.check(on_copies).correct


@pytest.mark.parametrize("where", [np, losses, climb], ids=["numpy", "losses", "climb"])
def test_scales_that_were_changed_are_noticed(where):
    name = {np: "mean", losses: "accuracy", climb: "_accuracy"}[where]
    before = getattr(where, name)

    def cheat(budget):
        setattr(where, name, lambda *arguments, **options: 1.0)
        return budget.gradient(np.zeros((10, 3073)), 256)

    try:
        feedback = climb_down.check(cheat)
    finally:
        setattr(where, name, before)
    assert not feedback.correct  # the climb's scales are not those of `losses`: untouched there
    assert (feedback.message == mistake("scales")) == (where is not losses)
    assert climb_down.check(climb.climb_down).correct


def test_the_images_of_the_course_cannot_be_changed():
    def scaled(budget):
        climb._data().X_train[:-1] /= 255

    feedback = climb_down.check(scaled)
    assert feedback.kind == "wrong" and "read-only" in feedback.message


def test_no_class_keeps_its_name_in_a_check():
    for _ in range(20):
        ((budget,),) = climb.cases()
        names = climb._accounts[budget].names
        assert sorted(names) == list(range(10)) and (names != np.arange(10)).all()
