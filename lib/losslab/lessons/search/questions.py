"""The exercises of notebook 02: random search."""

import numpy as np

from losslab.kit.question import question


def _images():
    rng = np.random.default_rng(3)
    sizes = ((4, 7, 24), (3, 5, 30), (10, 12, 40))
    return [
        (rng.normal(size=(c, d)), rng.normal(size=(d, n)), np.arange(n) % c) for c, d, n in sizes
    ]


@question("search", cases=_images)
def share_correct(W, X, y):
    return np.mean(np.argmax(W @ X, axis=0) == y)


@share_correct.mistake
def count_correct(W, X, y):
    return np.sum(np.argmax(W @ X, axis=0) == y)


@share_correct.mistake
def percent(W, X, y):
    return 100 * share_correct(W, X, y)


@share_correct.mistake
def share_wrong(W, X, y):
    return 1 - share_correct(W, X, y)


@share_correct.mistake
def lowest_score(W, X, y):
    return np.mean(np.argmin(W @ X, axis=0) == y)


def _bowl(W):
    return float(np.sum(W**2))


def _creased(W):
    return float(np.abs(W - 1).sum() + np.maximum(0, W).sum())


def _walks():
    rng = np.random.default_rng(4)
    return [
        (loss, start * np.ones((2, 3)), rng.normal(size=(30, 2, 3)) * 0.4)
        for loss, start in ((_bowl, 1.0), (_creased, -1.0), (_bowl, -0.5))
    ]


@question("search", cases=_walks)
def local_walk(loss, W, steps):
    best = loss(W)
    for step in steps:
        trial = W + step
        if loss(trial) < best:
            W, best = trial, loss(trial)
    return W, best


@local_walk.mistake
def takes_every_step(loss, W, steps):
    W = W + steps.sum(axis=0)
    return W, loss(W)


@local_walk.mistake
def goes_up(loss, W, steps):
    W, height = local_walk(lambda W: -loss(W), W, steps)
    return W, -height


@local_walk.mistake
def always_from_the_start(loss, W, steps):
    trials = [W, *(W + step for step in steps)]
    best = min(trials, key=loss)
    return best, loss(best)


@local_walk.mistake
def best_not_updated(loss, W, steps):
    best = loss(W)
    for step in steps:
        if loss(W + step) < best:
            W = W + step
    return W, best


@local_walk.mistake
def compared_with_the_start(loss, W, steps):
    W, _ = best_not_updated(loss, W, steps)
    return W, loss(W)


@local_walk.mistake
def first_step_always_taken(loss, W, steps):
    return local_walk(loss, W + steps[0], steps[1:])


@question("search", cases=lambda: [(0.001, 0.95), (0.02, 0.5), (0.3, 0.99), (1e-5, 0.9)])
def tries_needed(p, certainty):
    return np.ceil(np.log(1 - certainty) / np.log(1 - p))


@tries_needed.mistake
def not_rounded_up(p, certainty):
    return np.log(1 - certainty) / np.log(1 - p)


@tries_needed.mistake
def rounded_down(p, certainty):
    return np.floor(np.log(1 - certainty) / np.log(1 - p))


@tries_needed.mistake
def in_the_mean(p, certainty):
    return np.ceil(1 / p)


@tries_needed.mistake
def chances_added_up(p, certainty):
    return np.ceil(certainty / p)


tries_needed.mistake(lambda p, certainty: 1 / p, name="in_the_mean")
tries_needed.mistake(lambda p, certainty: certainty / p, name="chances_added_up")


@tries_needed.mistake
def chance_of_failing(p, certainty):
    return np.ceil(np.log(certainty) / np.log(1 - p))


def _labelled_scores():
    cases = []
    for (W, X, y), column in zip(_images(), (True, False, True), strict=True):
        cases.append((W @ X, y[:, None] if column else y))
    return cases


@question("search", cases=_labelled_scores)
def safe_accuracy(scores, y):
    return np.mean(np.argmax(scores, axis=0) == y.ravel())


@safe_accuracy.mistake
def whole_table(scores, y):
    return np.mean(np.argmax(scores, axis=0) == y)


@safe_accuracy.mistake
def first_label_for_all(scores, y):
    return np.mean(np.argmax(scores, axis=0) == y.ravel()[0])


@safe_accuracy.mistake
def any_label(scores, y):
    return np.mean(np.isin(np.argmax(scores, axis=0), y))


@safe_accuracy.mistake
def wrong_instead_of_right(scores, y):
    return 1 - safe_accuracy(scores, y)
