"""The exercises of notebook 06: the way back, the verdict, and the last climb down."""

import copy
from functools import cache

import numpy as np

from losslab.cifar10 import load_cifar10
from losslab.kit.feedback import Feedback, say
from losslab.kit.outcome import complaint
from losslab.kit.question import question
from losslab.kit.report import report_on
from losslab.kit.training import Training
from losslab.kit.words import text
from losslab.losses import accuracy, svm_gradient, svm_loss


def _score_cases():
    rng = np.random.default_rng(6)
    given = ((np.array([3.2, 5.1, -1.7]), 0), (np.array([1.3, 4.9, 2.0, 4.2]), 1))
    return [*given, (np.array([0.0, 3.0]), 1), *((rng.normal(size=10) * 2, k) for k in (0, 7))]


def _with_truth(values, label, at_truth):
    """The same values, but for that at the true class."""
    return np.where(np.arange(len(values)) == label, at_truth, values)


@question(
    cases=_score_cases,
    mistakes={
        "true_class_counted": lambda s, k: score_slopes(s, k) - (np.arange(len(s)) == k),
        "heights": lambda s, k: _with_truth(np.maximum(0, s - s[k] + 1), k, 0),
        "truth_left_out": lambda s, k: _with_truth(score_slopes(s, k), k, 0),
        "uphill_for_truth": lambda s, k: np.abs(score_slopes(s, k)),
        "only_minus_one": lambda s, k: np.maximum(score_slopes(s, k), -1),
    },
)
def score_slopes(scores, label):
    slopes = (scores - scores[label] + 1 > 0).astype(float)
    slopes[label] = 0
    slopes[label] = -slopes.sum()
    return slopes


def _weight_cases():
    rng = np.random.default_rng(7)
    slopes = np.array([1.0, -2.0, 1.0, 0.0])
    return [(slopes, rng.normal(size=6), rng.normal(size=(4, 6)), reg) for reg in (0.5, 0.0, 2.0)]


@question(
    cases=_weight_cases,
    mistakes={
        "top_forgotten": lambda slopes, x, W, reg: np.outer(slopes, x),
        "factor_two_forgotten": lambda slopes, x, W, reg: np.outer(slopes, x) + reg * W,
        "downhill": lambda slopes, x, W, reg: -np.outer(slopes, x) - 2 * reg * W,
        "image_forgotten": lambda slopes, x, W, reg: slopes[:, None] + 2 * reg * W,
        "penalty_not_slope": lambda slopes, x, W, reg: np.outer(slopes, x) + reg * W**2,
    },
)
def weight_slopes(slopes, x, W, reg):
    return np.outer(slopes, x) + 2 * reg * W


def _distance_cases():
    published = (0.1555, 0.12, 0.19, 0.14, 0.17)
    return [(p, 0.14, 0.17) for p in published] + [(2.2, 9.1, 11.8), (-1.0, -3.0, -2.0)]


def _to_the_other_end(published, low, high):
    return 0.0 if low <= published <= high else published - (low if published > high else high)


@question(
    cases=_distance_cases,
    mistakes={
        "sign_lost": lambda published, low, high: abs(distance(published, low, high)),
        "from_the_middle": lambda published, low, high: published - (low + high) / 2,
        "measured_minus_published": lambda published, low, high: -distance(published, low, high),
        "other_end": _to_the_other_end,
    },
)
def distance(published, low, high):
    if published > high:
        return published - high
    if published < low:
        return published - low
    return 0.0


class Budget:
    """So many looks at training images, drawn in minibatches; an image seen twice counts twice."""

    def __init__(self, X, y, images):
        self.images, self._training = images, Training(np.zeros((10, len(X))), X, y)

    @property
    def spent(self):
        """Looks that were taken."""
        return self._training.images

    @property
    def left(self):
        """Looks that are left."""
        return self.images - self.spent

    def gradient(self, W, batch_size, *, reg=0.0):
        """SVM gradient on the next images, which are spent; a RuntimeError if too few are left."""
        if batch_size > self.left:
            raise RuntimeError(text("summary.budget_spent", left=self.left, asked=batch_size))
        if not np.isfinite(W).all():  # thrown out by a step that was much too large
            self._training.next_batch(batch_size)
            return np.full_like(W, np.nan)
        return svm_gradient(W, *self._training.next_batch(batch_size), reg=reg)

    def __deepcopy__(self, memo):
        """A fresh budget of the same images, which are not copied."""
        return Budget(self._training.X, self._training.y, self.images)


ALLOWANCE = 0.015  # the spread of an accuracy on 1,000 test images


@cache
def _data():
    """The images, loaded once, and locked: no answer may spoil the next check."""
    data = load_cifar10()
    for array in (data.X_train, data.y_train, data.X_test, data.y_test):
        array.setflags(write=False)
    return data


def _climb_cases():
    return [(Budget(_data().X_train, _data().y_train, 100_000),)]


@cache
def _course_accuracy():
    """What the course reaches with the same budget: measured here, once."""
    return accuracy(climb_down(*_climb_cases()[0]), _data().X_test, _data().y_test)


def _judge_climb(W, budget):
    """Judge weights by their test accuracy, beside what the course reaches."""
    if (fault := complaint(W, np.zeros((10, 3073)))) is not None:
        thrown_out = Feedback("wrong", text("summary.climb_down.mistakes.thrown_out"))
        return thrown_out if fault == say("wrong", "not_finite") else fault
    W = np.clip(np.asarray(W, dtype=np.float64), -1e30, 1e30).astype(np.float32)
    got, reference = accuracy(W, _data().X_test, _data().y_test), _course_accuracy()
    values = {"got": got, "reference": reference, "spent": budget.spent}
    kind, word = "wrong", _diagnosis(W, budget)
    if budget.spent and got >= reference - ALLOWANCE:
        kind, word = "correct", "surpassed" if got > reference + ALLOWANCE else "reached"
    return Feedback(kind, text(f"summary.climb_down.{word}", **values))


def _diagnosis(W, budget):
    """What most likely kept a climb from the valley."""
    if not budget.spent:
        return "mistakes.nothing_spent"
    if not W.any():
        return "mistakes.never_moved"
    few = _data().X_train[:, :1000], _data().y_train[:1000]
    start, loss = svm_loss(0 * W, *few), svm_loss(W, *few)
    if loss > start:
        return "mistakes.thrown_out" if loss > 100 * start else "mistakes.uphill_all_the_way"
    return "mistakes.money_left" if budget.left > budget.images / 2 else "short"


def _steps(budget, step_size, steps=20):
    """Where steps with batches of 256 lead from W = 0."""
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(steps):
        W = W - step_size * budget.gradient(W, 256)
    return W


@question(
    cases=_climb_cases,
    judge=_judge_climb,
    mistakes={
        "nothing_spent": lambda budget: _steps(copy.deepcopy(budget), 1e-7),
        "never_moved": lambda budget: _steps(budget, 0.0),
        "thrown_out": lambda budget: _steps(budget, 1e-2),
        "uphill_all_the_way": lambda budget: _steps(budget, -1e-7),
        "money_left": lambda budget: _steps(budget, 1e-7),
    },
)
def climb_down(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    while budget.left >= 256:
        W = W - 1e-7 * budget.gradient(W, 256, reg=1e4)
    return W


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
