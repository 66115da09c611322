"""The exercises of notebook 1: the loss landscape."""

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on


@question(
    cases=lambda: [(10, 1.0), (3, 1.0), (4, 2.5)],
    mistakes={
        "every_class": lambda n_classes, margin: n_classes * margin,
        "margin_of_one": lambda n_classes, margin: n_classes - 1,
        "always_zero": lambda n_classes, margin: 0,
    },
)
def loss_at_zero(n_classes, margin):
    return (n_classes - 1) * margin


def _score_cases():
    rng = np.random.default_rng(1)
    return [(rng.normal(size=n), n // 2, m) for n, m in ((10, 1.0), (3, 0.5), (5, 2.0))]


@question(
    cases=_score_cases,
    mistakes={
        "true_class_counted": lambda s, y, margin: np.maximum(0, s - s[y] + margin).sum(),
        "no_threshold": lambda s, y, margin: np.delete(s - s[y] + margin, y).sum(),
        "sign_flipped": lambda s, y, margin: np.maximum(0, np.delete(s[y] - s + margin, y)).sum(),
        "mean_for_sum": lambda s, y, margin: image_loss(s, y, margin) / (len(s) - 1),
        "no_margin": lambda s, y, margin: image_loss(s, y, 0),
        "margin_of_one": lambda s, y, margin: image_loss(s, y, 1),
        "max_for_maximum": lambda s, y, margin: np.max(0, s - s[y] + margin).sum(),
    },
)
def image_loss(scores, label, margin):
    hinges = np.maximum(0, scores - scores[label] + margin)
    hinges[label] = 0
    return hinges.sum()


@question(
    cases=lambda: [(1.0, 0.5), (-3.0, 2.0), (0.7, -0.1), (-2.0, -8.0)],
    mistakes={
        "plus_sign": lambda h, u: h / u,
        "upside_down": lambda h, u: -u / h,
        "value_not_place": lambda h, u: h,
    },
)
def kink_position(h, u):
    return -h / u


def _chord_cases():
    landscapes = (
        lambda x: float(np.sum(x**2) - 0.2 * np.sum(x**4)),
        lambda x: float(np.sum(x**2) + np.abs(x).sum()),
        lambda x: float(np.sin(3 * x).sum()),
        lambda x: float(4 * x[0]),  # lies on its chord
    )
    ends = ((-3.0, 1.0), (0.0, 2.5), (-1.0, 3.0), (2.0, -2.5))
    return [
        (f, np.array([p, 0.5]), np.array([q, -0.25]), t)
        for f in landscapes
        for p, q in ends
        for t in (0.2, 0.5, 0.9)
    ]


@question(
    cases=_chord_cases,
    mistakes={
        "below_chord": lambda f, p, q, t: not above_chord(f, p, q, t),
        "ends_swapped": lambda f, p, q, t: f(p + t * (q - p)) > f(q) + t * (f(p) - f(q)),
        "counted_from_q": lambda f, p, q, t: above_chord(f, q, p, t),
        "middle_only": lambda f, p, q, t: above_chord(f, p, q, 0.5),
    },
)
def above_chord(f, p, q, t):
    return bool(f(p + t * (q - p)) > f(p) + t * (f(q) - f(p)))


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
