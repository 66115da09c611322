"""The exercises of notebook 03: numerical and analytic gradients."""

import numpy as np

from losslab.kit.question import question
from losslab.losses import svm_gradient


def _cubic(x):
    return float(np.sum(x**3) - 2 * np.prod(x))


def _wave(x):
    return float(np.exp(0.5 * x[0]) * np.sin(x[1]) + x[-1] ** 2)


def _difference_cases():
    rng = np.random.default_rng(3)
    points = [rng.normal(size=3) for _ in range(3)]
    return [
        (f, x, k, h)
        for f in (_cubic, _wave)
        for x, k, h in zip(points, (0, 1, 2), (0.3, 0.5, 0.2), strict=True)
    ]


def _moved(x, k, h):
    moved = x.copy()
    moved[k] += h
    return moved


@question(
    "gradients",
    cases=_difference_cases,
    mistakes={
        "forward": lambda f, x, k, h: (f(_moved(x, k, h)) - f(x)) / h,
        "backward": lambda f, x, k, h: (f(x) - f(_moved(x, k, -h))) / h,
        "single_h": lambda f, x, k, h: (f(_moved(x, k, h)) - f(_moved(x, k, -h))) / h,
        "not_in_brackets": lambda f, x, k, h: (f(_moved(x, k, h)) - f(_moved(x, k, -h))) / 2 * h,
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
    sizes = ((10, 6, 1.0), (6, 3, 0.25), (8, 4, 3.0))
    return [(rng.normal(size=(c, d)), rng.normal(size=d), c // 2, m) for c, d, m in sizes]


def _with_true_row(coefficient, W, x, label, margin):
    """The gradient whose true row holds x as often as ``coefficient(count)`` says."""
    scores = W @ x
    active = (scores - scores[label] + margin > 0).astype(float)
    active[label] = 0
    active[label] = coefficient(active.sum())
    return np.outer(active, x)


def _hinges_for_indicators(W, x, label, margin):
    scores = W @ x
    hinges = np.maximum(0, scores - scores[label] + margin)
    hinges[label] = 0
    hinges[label] = -hinges.sum()
    return np.outer(hinges, x)


@question(
    "gradients",
    cases=_image_cases,
    mistakes={
        "true_class_counted": lambda *given: _with_true_row(lambda count: -count - 1, *given),
        "no_minus_in_true_row": lambda *given: _with_true_row(lambda count: count, *given),
        "true_row_empty": lambda *given: _with_true_row(lambda count: 0, *given),
        "true_row_once": lambda *given: _with_true_row(lambda count: -1, *given),
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
    S, n = W @ X, np.arange(len(y))
    hinges = np.maximum(0, S - S[y, n] + 1)
    hinges[y, n] = 0
    coefficients = 2 * hinges
    coefficients[y, n] = -coefficients.sum(axis=1)[y]
    return coefficients @ X.T / len(y) + 2 * reg * W


def _counting_true_class(W, X, y, reg):
    own = np.eye(len(W))[:, y]  # the hinge of the true class is always 1
    return squared_gradient(W, X, y, reg) - 2 * own @ X.T / len(y)


@question(
    "gradients",
    cases=_batch_cases,
    mistakes={
        "no_mean": lambda W, X, y, reg: squared_gradient(W, X, y, 0) * len(y) + 2 * reg * W,
        "regularizer_without_two": lambda W, X, y, reg: squared_gradient(W, X, y, reg / 2),
        "no_regularizer": lambda W, X, y, reg: squared_gradient(W, X, y, 0),
        "plain_hinge": lambda W, X, y, reg: svm_gradient(W, X, y, reg=reg),
        "no_chain_factor": lambda W, X, y, reg: squared_gradient(W, X, y, 2 * reg) / 2,
        "true_class_too": _counting_true_class,
        "wrong_axis": _sum_over_wrong_axis,
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
    return [(f, rng.normal(size=3), h) for f in (_cubic, _wave) for h in (0.3, 0.1)]


def _broken(f, x, h, *, down=2, brackets=True, restore=True):
    """The function of the exercise, with some of its three bugs left in."""
    gradient, x = np.zeros_like(x), x.copy()
    for k in range(x.size):
        before = x[k]
        x[k] = before + h
        above = f(x)
        x[k] = before + h - down * h
        below = f(x)
        if restore:
            x[k] = before
        gradient[k] = (above - below) / (2 * h) if brackets else (above - below) / 2 * h
    return gradient


@question(
    "gradients",
    cases=_walk_cases,
    mistakes={
        "brackets_missing": lambda f, x, h: _broken(f, x, h, brackets=False),
        "half_of_forward": lambda f, x, h: _broken(f, x, h, down=1),
        "only_forward": lambda f, x, h: 2 * _broken(f, x, h, down=1),
        "never_restored": lambda f, x, h: _broken(f, x, h, restore=False),
        "nothing_mended": lambda f, x, h: _broken(f, x, h, down=1, brackets=False),
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
