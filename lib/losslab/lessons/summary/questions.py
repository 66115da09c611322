"""The exercises of notebook 06: the way back, the verdict, and the last climb down."""

import copy
from functools import cache

import numpy as np

from losslab.cifar10 import load_cifar10
from losslab.descent import minibatches
from losslab.kit.question import (
    ANSWER_ERRORS,
    Feedback,
    Question,
    _raised,
    _say,
    question,
)
from losslab.kit.words import text
from losslab.losses import accuracy, svm_loss, svm_loss_and_gradient


def _score_cases():
    rng = np.random.default_rng(6)
    given = ((np.array([3.2, 5.1, -1.7]), 0), (np.array([1.3, 4.9, 2.0, 4.2]), 1))
    return [*given, (np.array([0.0, 3.0]), 1), *((rng.normal(size=10) * 2, k) for k in (0, 7))]


@question("summary", cases=_score_cases)
def score_slopes(scores, label):
    slopes = (scores - scores[label] + 1 > 0).astype(float)
    slopes[label] = 0
    slopes[label] = -slopes.sum()
    return slopes


@score_slopes.mistake
def true_class_counted(scores, label):
    slopes = score_slopes(scores, label)
    slopes[label] -= 1
    return slopes


@score_slopes.mistake
def heights(scores, label):
    terms = np.maximum(0, scores - scores[label] + 1)
    terms[label] = 0
    return terms


@score_slopes.mistake
def truth_left_out(scores, label):
    slopes = score_slopes(scores, label)
    slopes[label] = 0
    return slopes


@score_slopes.mistake
def uphill_for_truth(scores, label):
    return np.abs(score_slopes(scores, label))


@score_slopes.mistake
def only_minus_one(scores, label):
    return np.maximum(score_slopes(scores, label), -1)


def _weight_cases():
    rng = np.random.default_rng(7)
    slopes = np.array([1.0, -2.0, 1.0, 0.0])
    return [(slopes, rng.normal(size=6), rng.normal(size=(4, 6)), reg) for reg in (0.5, 0.0, 2.0)]


@question("summary", cases=_weight_cases)
def weight_slopes(slopes, x, W, reg):
    return np.outer(slopes, x) + 2 * reg * W


@weight_slopes.mistake
def top_forgotten(slopes, x, W, reg):
    return np.outer(slopes, x)


@weight_slopes.mistake
def factor_two_forgotten(slopes, x, W, reg):
    return np.outer(slopes, x) + reg * W


@weight_slopes.mistake
def downhill(slopes, x, W, reg):
    return -np.outer(slopes, x) - 2 * reg * W


@weight_slopes.mistake
def image_forgotten(slopes, x, W, reg):
    return np.outer(slopes, np.ones_like(x)) + 2 * reg * W


@weight_slopes.mistake
def penalty_not_slope(slopes, x, W, reg):
    return np.outer(slopes, x) + reg * W**2


def _distance_cases():
    published = (0.1555, 0.12, 0.19, 0.14, 0.17)
    return [(p, 0.14, 0.17) for p in published] + [(2.2, 9.1, 11.8), (-1.0, -3.0, -2.0)]


@question("summary", cases=_distance_cases)
def distance(published, low, high):
    if published > high:
        return published - high
    if published < low:
        return published - low
    return 0.0


@distance.mistake
def sign_lost(published, low, high):
    return abs(distance(published, low, high))


@distance.mistake
def from_the_middle(published, low, high):
    return published - (low + high) / 2


@distance.mistake
def measured_minus_published(published, low, high):
    return -distance(published, low, high)


@distance.mistake
def other_end(published, low, high):
    return 0.0 if low <= published <= high else published - (low if published > high else high)


class Budget:
    """A number of training images that may be looked at, drawn in minibatches.

    Parameters
    ----------
    X, y : ndarrays, shapes (D, N) and (N,)
    images : int
        How many looks; an image seen twice counts twice.
    """

    def __init__(self, X, y, images):
        self._X, self._y, self.images = X, y, images
        self.spent, self._batches, self._size = 0, None, None
        self._rng = np.random.default_rng(0)

    @property
    def left(self):
        """Looks that are left."""
        return self.images - self.spent

    def gradient(self, W, batch_size, *, reg=0.0):
        """Gradient of the SVM loss on the next `batch_size` images, which are spent.

        Raises
        ------
        RuntimeError
            When fewer are left.
        ValueError
            When there is no such batch.
        """
        if batch_size > self.left:
            raise RuntimeError(text("summary.budget_spent", left=self.left, asked=batch_size))
        if batch_size != self._size:
            self._batches = minibatches(len(self._y), batch_size, rng=self._rng)
            self._size = batch_size
        index = next(self._batches)
        self.spent += len(index)
        X = np.take(self._X.T, index, axis=0).T
        return svm_loss_and_gradient(W, X, self._y[index], reg=reg)[1]

    def __deepcopy__(self, memo):
        """A fresh budget of the same images, which are not copied."""
        return Budget(self._X, self._y, self.images)


class ClimbDown(Question):
    """The last exercise: no numbers to hit, but a test accuracy to reach."""

    allowance = 0.015  # the spread of an accuracy on 1,000 test images
    _reached = None

    def check(self, answer):
        """Run the climb on a fresh budget, and compare it with the course's own. Never raises."""
        if answer is ...:
            return _say("open", "not_attempted")
        if not callable(answer):
            return _say("wrong", "not_a_function", name=self.name)
        ((budget,),) = self.cases()
        try:
            W = answer(budget)
        except ANSWER_ERRORS as error:
            return _raised(error, answer)
        if (complaint := self._form(W, np.zeros((10, len(budget._X))))) is not None:
            return complaint
        if budget.spent == 0:
            return Feedback("wrong", text(f"{self.key}.mistakes.nothing_spent"))
        W = np.clip(np.asarray(W, dtype=np.float64), -1e30, 1e30).astype(np.float32)
        return self._compare(W, budget)

    def _compare(self, W, budget):
        got, reference = _tested(W), self._reference(budget)
        values = {"got": got, "reference": reference, "spent": budget.spent}
        if got >= reference - self.allowance:
            word = "surpassed" if got > reference + self.allowance else "reached"
            return Feedback("correct", text(f"{self.key}.{word}", **values))
        if (mistake := _diagnosis(W, budget)) is None:
            return Feedback("wrong", text(f"{self.key}.short", **values))
        return Feedback("wrong", text(f"{self.key}.mistakes.{mistake}"))

    def _reference(self, budget):
        """What the course reaches: measured here, once."""
        if self._reached is None:
            self._reached = _tested(self.solution_function(copy.deepcopy(budget)))
        return self._reached


@cache
def _data():
    """The images, loaded once, and locked: no answer may spoil the next check."""
    data = load_cifar10()
    for array in (data.X_train, data.y_train, data.X_test, data.y_test):
        array.setflags(write=False)
    return data


def _tested(W):
    return accuracy(W, _data().X_test, _data().y_test)


def _diagnosis(W, budget):
    """What most likely kept a climb from the valley, if that can be told."""
    if not W.any():
        return "never_moved"
    few = budget._X[:, :1000], budget._y[:1000]
    start, loss = svm_loss(0 * W, *few), svm_loss(W, *few)
    if loss > 100 * start:
        return "thrown_out"
    if loss > start:
        return "uphill_all_the_way"
    return "money_left" if budget.left > budget.images / 2 else None


def _climb_cases():
    return [(Budget(_data().X_train, _data().y_train, 100_000),)]


def climb_down(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    while budget.left >= 256:
        W = W - 1e-7 * budget.gradient(W, 256, reg=1e4)
    return W


climb_down = ClimbDown("summary", climb_down, _climb_cases, 0)


@climb_down.mistake
def nothing_spent(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    return W - 1e-7 * svm_loss_and_gradient(W, _data().X_train, _data().y_train)[1]


@climb_down.mistake
def never_moved(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    budget.gradient(W, 256)
    return W


@climb_down.mistake
def thrown_out(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(20):
        W = W - 1e-2 * budget.gradient(W, 256)
    return W


@climb_down.mistake
def uphill_all_the_way(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(20):
        W = W + 1e-7 * budget.gradient(W, 256)
    return W


@climb_down.mistake
def money_left(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(20):
        W = W - 1e-7 * budget.gradient(W, 256)
    return W
