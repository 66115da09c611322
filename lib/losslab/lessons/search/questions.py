"""The exercises of notebook 2: random search."""

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on


def _images():
    rng = np.random.default_rng(3)
    sizes = ((4, 7, 24), (3, 5, 30), (10, 12, 40))
    return [
        (rng.normal(size=(c, d)), rng.normal(size=(d, n)), np.arange(n) % c) for c, d, n in sizes
    ]


@question(
    cases=_images,
    mistakes={
        "count_correct": lambda W, X, y: np.sum(np.argmax(W @ X, axis=0) == y),
        "percent": lambda W, X, y: 100 * share_correct(W, X, y),
        "share_wrong": lambda W, X, y: 1 - share_correct(W, X, y),
        "lowest_score": lambda W, X, y: np.mean(np.argmin(W @ X, axis=0) == y),
    },
)
def share_correct(W, X, y):
    return np.mean(np.argmax(W @ X, axis=0) == y)


def _walks():
    rng = np.random.default_rng(4)
    bowl, creased = (
        lambda W: float(np.sum(W**2)),
        lambda W: float(np.abs(W - 1).sum() + np.maximum(0, W).sum()),
    )
    walks = [
        (loss, start * np.ones((2, 3)), rng.normal(size=(30, 2, 3)) * 0.4)
        for loss, start in ((bowl, 1.0), (creased, -1.0), (bowl, -0.5))
    ]
    straight = [(bowl, np.full((2, 3), 4.0), np.full((3, 2, 3), -1.0))]  # each step goes down
    across = [(bowl, np.ones((2, 3)), np.full((1, 2, 3), -2.0))]  # ends just as high
    return walks + straight + across


def _with_loss(loss, W):
    return W, loss(W)


def _best_not_updated(loss, W, steps):
    best = loss(W)
    for step in steps:
        if loss(W + step) < best:
            W = W + step
    return W, best


@question(
    cases=_walks,
    mistakes={
        "takes_every_step": lambda f, W, steps: _with_loss(f, W + steps.sum(axis=0)),
        "goes_up": lambda f, W, steps: _with_loss(f, local_walk(lambda W: -f(W), W, steps)[0]),
        "always_from_the_start": lambda f, W, steps: _with_loss(f, min([W, *(W + steps)], key=f)),
        "best_not_updated": _best_not_updated,
        "compared_with_the_start": lambda f, *given: _with_loss(f, _best_not_updated(f, *given)[0]),
        "first_step_always_taken": lambda f, W, steps: local_walk(f, W + steps[0], steps[1:]),
    },
)
def local_walk(loss, W, steps):
    best = loss(W)
    for step in steps:
        trial = W + step
        if loss(trial) < best:
            W, best = trial, loss(trial)
    return W, best


@question(
    cases=lambda: [(0.001, 0.95), (0.02, 0.5), (0.3, 0.99), (1e-5, 0.9)],
    mistakes={
        "not_rounded_up": lambda p, certainty: np.log(1 - certainty) / np.log(1 - p),
        "rounded_down": lambda p, certainty: np.floor(np.log(1 - certainty) / np.log(1 - p)),
        "in_the_mean": (lambda p, certainty: np.ceil(1 / p), lambda p, certainty: 1 / p),
        "chances_added_up": (
            lambda p, certainty: np.ceil(certainty / p),
            lambda p, certainty: certainty / p,
        ),
        "chance_of_failing": lambda p, certainty: np.ceil(np.log(certainty) / np.log(1 - p)),
    },
)
def tries_needed(p, certainty):
    tries = np.log(1 - certainty) / np.log(1 - p)
    return np.ceil(tries - 1e-9)  # rounding shall not cost one more


def _labelled_scores():
    cases = []
    for (W, X, y), column in zip(_images(), (True, False, True), strict=True):
        cases.append((W @ X, y[:, None] if column else y))
    return cases


@question(
    cases=_labelled_scores,
    mistakes={
        "whole_table": lambda scores, y: np.mean(np.argmax(scores, axis=0) == y),
        "first_label_for_all": lambda scores, y: np.mean(np.argmax(scores, axis=0) == y.ravel()[0]),
        "any_label": lambda scores, y: np.mean(np.isin(np.argmax(scores, axis=0), y)),
        "wrong_instead_of_right": lambda scores, y: 1 - safe_accuracy(scores, y),
    },
)
def safe_accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=0) == y.ravel())


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
