"""The exercises of notebook 06: the way back, the verdict, and the last climb down."""

from contextlib import suppress

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on
from losslab.lessons.summary import climb


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


def _steps(budget, step_size, steps=20):
    """Where steps with batches of 256 lead from W = 0."""
    W = np.zeros((10, 3073), dtype=np.float32)
    for _ in range(steps):
        W = W - step_size * budget.gradient(W, 256)
    return W


def _with_more(budget):
    with suppress(AttributeError):
        budget.images = 10**6
    return climb.climb_down(budget)


climb_down = question(
    cases=climb.cases,
    judge=climb.judge,
    mistakes={
        "nothing_spent": lambda budget: np.full((10, 3073), 1e-4),
        "never_moved": lambda budget: _steps(budget, 0.0),
        "thrown_out": lambda budget: _steps(budget, 1e-2),
        "uphill_all_the_way": lambda budget: _steps(budget, -1e-7),
        "money_left": lambda budget: _steps(budget, 1e-7),
        "elsewhere": lambda budget: climb.on_test_images(_steps(budget, 0.0)),
        "edited": _with_more,
    },
)(climb.climb_down)


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
