"""The exercises of notebook 01: the loss landscape."""

import numpy as np

from losslab.kit.question import question


@question("landscape", cases=lambda: [(10, 1.0), (3, 1.0), (4, 2.5)])
def loss_at_zero(n_classes, margin):
    return (n_classes - 1) * margin


@loss_at_zero.mistake
def every_class(n_classes, margin):
    return n_classes * margin


@loss_at_zero.mistake
def margin_of_one(n_classes, margin):
    return n_classes - 1


@loss_at_zero.mistake
def always_zero(n_classes, margin):
    return 0


def _score_cases():
    rng = np.random.default_rng(1)
    return [(rng.normal(size=n), n // 2, m) for n, m in ((10, 1.0), (3, 0.5), (5, 2.0))]


@question("landscape", cases=_score_cases)
def image_loss(scores, label, margin):
    hinges = np.maximum(0, scores - scores[label] + margin)
    hinges[label] = 0
    return hinges.sum()


@image_loss.mistake
def true_class_counted(scores, label, margin):
    return np.maximum(0, scores - scores[label] + margin).sum()


@image_loss.mistake
def no_threshold(scores, label, margin):
    return np.delete(scores - scores[label] + margin, label).sum()


@image_loss.mistake
def sign_flipped(scores, label, margin):
    return np.maximum(0, np.delete(scores[label] - scores + margin, label)).sum()


@image_loss.mistake
def mean_for_sum(scores, label, margin):
    return image_loss(scores, label, margin) / (len(scores) - 1)


@image_loss.mistake
def no_margin(scores, label, margin):
    return image_loss(scores, label, 0)


image_loss.mistake(lambda scores, label, margin: image_loss(scores, label, 1), name="margin_of_one")


@question("landscape", cases=lambda: [(1.0, 0.5), (-3.0, 2.0), (0.7, -0.1), (-2.0, -8.0)])
def kink_position(h, u):
    return -h / u


@kink_position.mistake
def plus_sign(h, u):
    return h / u


@kink_position.mistake
def upside_down(h, u):
    return -u / h


@kink_position.mistake
def value_not_place(h, u):
    return h


def _bump(x):
    return float(np.sum(x**2) - 0.2 * np.sum(x**4))


def _bowl(x):
    return float(np.sum(x**2) + np.abs(x).sum())


def _wave(x):
    return float(np.sin(3 * x).sum())


def _chord_cases():
    ends = ((-3.0, 1.0), (0.0, 2.5), (-1.0, 3.0), (2.0, -2.5))
    return [
        (f, np.array([p, 0.5]), np.array([q, -0.25]), t)
        for f in (_bump, _bowl, _wave)
        for p, q in ends
        for t in (0.2, 0.5, 0.9)
    ]


@question("landscape", cases=_chord_cases)
def above_chord(f, p, q, t):
    return bool(f(p + t * (q - p)) > f(p) + t * (f(q) - f(p)))


@above_chord.mistake
def below_chord(f, p, q, t):
    return not above_chord(f, p, q, t)


@above_chord.mistake
def ends_swapped(f, p, q, t):
    return bool(f(p + t * (q - p)) > f(q) + t * (f(p) - f(q)))


@above_chord.mistake
def counted_from_q(f, p, q, t):
    return above_chord(f, q, p, t)


@above_chord.mistake
def middle_only(f, p, q, t):
    return above_chord(f, p, q, 0.5)
