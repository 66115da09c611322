"""The exercises of notebook 03: numerical and analytic gradients."""

import numpy as np

from losslab import losses
from losslab.gradients import numerical_gradient
from losslab.kit.question import question
from losslab.kit.report import report_on

FUNCTIONS = (
    lambda x: float(np.sum(x**3) - 2 * np.prod(x)),
    lambda x: float(np.exp(0.5 * x[0]) * np.sin(x[1]) + x[-1] ** 2),
)
UNITS = np.eye(3)  # a step along each coordinate


def _difference_cases():
    points = np.random.default_rng(3).normal(size=(3, 3))
    steps = list(zip(points, (0, 1, 2), (0.3, 0.5, 0.2), strict=True))
    return [(f, *step) for f in FUNCTIONS for step in steps]


@question(
    cases=_difference_cases,
    mistakes={
        "forward": lambda f, x, k, h: (f(x + h * UNITS[k]) - f(x)) / h,
        "backward": lambda f, x, k, h: (f(x) - f(x - h * UNITS[k])) / h,
        "single_h": lambda f, x, k, h: (f(x + h * UNITS[k]) - f(x - h * UNITS[k])) / h,
        "not_in_brackets": lambda f, x, k, h: (f(x + h * UNITS[k]) - f(x - h * UNITS[k])) / 2 * h,
        "sign_flipped": lambda f, x, k, h: -centered_difference(f, x, k, h),
        "all_coordinates": lambda f, x, k, h: (f(x + h) - f(x - h)) / (2 * h),
    },
)
def centered_difference(f, x, k, h):
    above, below = x.copy(), x.copy()
    above[k] += h
    below[k] -= h
    return (f(above) - f(below)) / (2 * h)


def _image_cases():
    rng = np.random.default_rng(4)
    sizes = ((10, 6, 1.0), (6, 3, 0.25), (8, 4, 3.0), (9, 2, 0.5))
    return [(rng.normal(size=(c, d)), rng.normal(size=d), c // 2, m) for c, d, m in sizes]


def _with_true_row(made, W, x, label, margin):
    """The right gradient, but with a true row ``made(x, the right one)``."""
    gradient = image_gradient(W, x, label, margin)
    gradient[label] = made(x, gradient[label])
    return gradient


def _hinges_for_indicators(W, x, label, margin):
    coefficients = losses.hinges(W @ x[:, None], np.array([label]), margin)
    coefficients[label] = -coefficients.sum()
    return coefficients * x


def _among_booleans(W, x, label, margin):
    scores = W @ x
    coefficients = scores - scores[label] + margin > 0
    coefficients[label] = False
    coefficients[label] = -coefficients.sum()
    return np.outer(coefficients, x)


@question(
    cases=_image_cases,
    mistakes={
        "boolean_mask": _among_booleans,
        "true_class_counted": lambda *given: _with_true_row(lambda x, row: row - x, *given),
        "no_minus_in_true_row": lambda *given: _with_true_row(lambda x, row: -row, *given),
        "true_row_empty": lambda *given: _with_true_row(lambda x, row: 0 * x, *given),
        "true_row_once": lambda *given: _with_true_row(lambda x, row: -x, *given),
        "margin_left_out": lambda W, x, label, margin: image_gradient(W, x, label, 0.0),
        "margin_of_one": lambda W, x, label, margin: image_gradient(W, x, label, 1.0),
        "hinge_for_indicator": _hinges_for_indicators,
        "uphill_and_downhill": lambda *given: -image_gradient(*given),
    },
)
def image_gradient(W, x, label, margin):
    scores = W @ x
    coefficients = (scores - scores[label] + margin > 0).astype(float)
    coefficients[label] = 0
    coefficients[label] = -coefficients.sum()
    return np.outer(coefficients, x)


def _batch_cases():
    rng = np.random.default_rng(5)
    sizes = ((10, 6, 12, 0.0), (4, 5, 7, 0.5), (3, 4, 9, 2.0))
    return [
        (rng.normal(size=(c, d)), rng.normal(size=(d, n)), rng.integers(c, size=n), reg)
        for c, d, n, reg in sizes
    ]


def _sum_over_wrong_axis(W, X, y, reg):
    coefficients = 2 * losses.hinges(W @ X, y, 1.0)
    coefficients[y, np.arange(len(y))] = -coefficients.sum(axis=1)[y]
    return coefficients @ X.T / len(y) + 2 * reg * W


def _true_rows_empty(W, X, y, reg):
    return 2 * losses.hinges(W @ X, y, 1.0) @ X.T / len(y) + 2 * reg * W


def _counting_true_class(W, X, y, reg):
    own = np.eye(len(W))[:, y]  # the hinge of the true class is always 1
    return squared_gradient(W, X, y, reg) - 2 * own @ X.T / len(y)


@question(
    cases=_batch_cases,
    mistakes={
        "no_mean": lambda W, X, y, reg: squared_gradient(W, X, y, 0) * len(y) + 2 * reg * W,
        "regularizer_without_two": lambda W, X, y, reg: squared_gradient(W, X, y, reg / 2),
        "no_regularizer": lambda W, X, y, reg: squared_gradient(W, X, y, 0),
        "plain_hinge": lambda W, X, y, reg: losses.svm_gradient(W, X, y, reg=reg),
        "no_chain_factor": lambda W, X, y, reg: squared_gradient(W, X, y, 2 * reg) / 2,
        "true_class_too": _counting_true_class,
        "wrong_axis": _sum_over_wrong_axis,
        "true_row_empty": _true_rows_empty,
        "uphill_and_downhill": lambda *given: -squared_gradient(*given),
        "divided_by_classes": lambda W, X, y, reg: (
            squared_gradient(W, X, y, 0) * len(y) / len(W) + 2 * reg * W
        ),
        "regularizer_divided": lambda W, X, y, reg: squared_gradient(W, X, y, reg / len(y)),
    },
)
def squared_gradient(W, X, y, reg):
    S, n = W @ X, np.arange(len(y))
    hinges = np.maximum(0, S - S[y, n] + 1)
    hinges[y, n] = 0
    coefficients = 2 * hinges
    coefficients[y, n] = -coefficients.sum(axis=0)
    return coefficients @ X.T / len(y) + 2 * reg * W


def _walk_cases():
    rng = np.random.default_rng(6)
    return [(f, rng.normal(size=3), h) for f in FUNCTIONS for h in (0.3, 0.1)]


def _forward(f, x, h):
    return numerical_gradient(f, x, h=h, scheme="forward")


def _never_restored(f, x, h):
    starts = x - h * np.tril(np.ones((3, 3)), -1)  # what was measured before stays below
    return np.array([centered_difference(f, starts[k], k, h) for k in range(3)])


@question(
    cases=_walk_cases,
    mistakes={
        "brackets_missing": lambda f, x, h: h**2 * mended(f, x, h),
        "half_of_forward": lambda f, x, h: _forward(f, x, h) / 2,
        "only_forward": _forward,
        "never_restored": _never_restored,
        "nothing_mended": lambda f, x, h: h**2 * _forward(f, x, h) / 2,
    },
)
def mended(f, x, h):
    gradient, moved = np.zeros_like(x), x.copy()
    for k in range(x.size):
        moved[k] = x[k] + h
        above = f(moved)
        moved[k] = x[k] - h
        below = f(moved)
        moved[k] = x[k]
        gradient[k] = (above - below) / (2 * h)
    return gradient


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
