"""The exercises of notebook 03: numerical and analytic gradients."""

import numpy as np

from losslab.kit.question import question


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


@question("gradients", cases=_difference_cases)
def centered_difference(f, x, k, h):
    above, below = x.copy(), x.copy()
    above[k] += h
    below[k] -= h
    return (f(above) - f(below)) / (2 * h)


@centered_difference.mistake
def forward(f, x, k, h):
    return (f(_moved(x, k, h)) - f(x)) / h


@centered_difference.mistake
def backward(f, x, k, h):
    return (f(x) - f(_moved(x, k, -h))) / h


@centered_difference.mistake
def single_h(f, x, k, h):
    return 2 * centered_difference(f, x, k, h)


@centered_difference.mistake
def not_in_brackets(f, x, k, h):
    return centered_difference(f, x, k, h) * h * h


@centered_difference.mistake
def sign_flipped(f, x, k, h):
    return -centered_difference(f, x, k, h)


@centered_difference.mistake
def all_coordinates(f, x, k, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def _moved(x, k, h):
    moved = x.copy()
    moved[k] += h
    return moved


def _image_cases():
    rng = np.random.default_rng(4)
    sizes = ((10, 6, 1.0), (6, 3, 0.25), (8, 4, 3.0))
    return [(rng.normal(size=(c, d)), rng.normal(size=d), c // 2, m) for c, d, m in sizes]


@question("gradients", cases=_image_cases)
def image_gradient(W, x, label, margin):
    scores = W @ x
    coefficients = (scores - scores[label] + margin > 0).astype(float)
    coefficients[label] = 0
    coefficients[label] = -coefficients.sum()
    return np.outer(coefficients, x)


def _active(W, x, label, margin):
    """1 for each wrong class within the margin, 0 else and for the true class."""
    scores = W @ x
    active = (scores - scores[label] + margin > 0).astype(float)
    active[label] = 0
    return active


@image_gradient.mistake
def true_class_counted(W, x, label, margin):
    coefficients = _active(W, x, label, margin)
    coefficients[label] = -coefficients.sum() - 1
    return np.outer(coefficients, x)


@image_gradient.mistake
def no_minus_in_true_row(W, x, label, margin):
    coefficients = _active(W, x, label, margin)
    coefficients[label] = coefficients.sum()
    return np.outer(coefficients, x)


@image_gradient.mistake
def true_row_empty(W, x, label, margin):
    return np.outer(_active(W, x, label, margin), x)


@image_gradient.mistake
def true_row_once(W, x, label, margin):
    coefficients = _active(W, x, label, margin)
    coefficients[label] = -1
    return np.outer(coefficients, x)


@image_gradient.mistake
def margin_left_out(W, x, label, margin):
    return image_gradient(W, x, label, 0.0)


@image_gradient.mistake
def margin_of_one(W, x, label, margin):
    return image_gradient(W, x, label, 1.0)


@image_gradient.mistake
def hinge_for_indicator(W, x, label, margin):
    scores = W @ x
    hinges = _active(W, x, label, margin) * (scores - scores[label] + margin)
    hinges[label] = -hinges.sum()
    return np.outer(hinges, x)


@image_gradient.mistake
def uphill_and_downhill(W, x, label, margin):
    return -image_gradient(W, x, label, margin)


def _batch_cases():
    rng = np.random.default_rng(5)
    sizes = ((10, 6, 12, 0.0), (4, 5, 7, 0.5), (3, 4, 9, 2.0))
    return [
        (rng.normal(size=(c, d)), rng.normal(size=(d, n)), rng.integers(c, size=n), reg)
        for c, d, n, reg in sizes
    ]


@question("gradients", cases=_batch_cases)
def squared_gradient(W, X, y, reg):
    S, n = W @ X, np.arange(len(y))
    hinges = np.maximum(0, S - S[y, n] + 1)
    hinges[y, n] = 0
    coefficients = 2 * hinges
    coefficients[y, n] = -coefficients.sum(axis=0)
    return coefficients @ X.T / len(y) + 2 * reg * W


def _squared(W, X, y, *, counted=0.0, factor=2.0, axis=0, plain=False):
    """The gradient of the data loss, with room for mistakes."""
    S, n = W @ X, np.arange(len(y))
    hinges = np.maximum(0, S - S[y, n] + 1)
    hinges[y, n] = 0
    coefficients = (hinges > 0).astype(float) if plain else factor * hinges
    sums = coefficients.sum(axis=axis)
    coefficients[y, n] = -counted - (sums if axis == 0 else sums[y])
    return coefficients @ X.T / len(y)


@squared_gradient.mistake
def no_mean(W, X, y, reg):
    return _squared(W, X, y) * len(y) + 2 * reg * W


@squared_gradient.mistake
def regularizer_without_two(W, X, y, reg):
    return _squared(W, X, y) + reg * W


@squared_gradient.mistake
def no_regularizer(W, X, y, reg):
    return _squared(W, X, y)


@squared_gradient.mistake
def plain_hinge(W, X, y, reg):
    return _squared(W, X, y, plain=True) + 2 * reg * W


@squared_gradient.mistake
def no_chain_factor(W, X, y, reg):
    return _squared(W, X, y, factor=1.0) + 2 * reg * W


@squared_gradient.mistake
def true_class_too(W, X, y, reg):
    return _squared(W, X, y, counted=2.0) + 2 * reg * W


@squared_gradient.mistake
def wrong_axis(W, X, y, reg):
    return _squared(W, X, y, axis=1) + 2 * reg * W


def _walk_cases():
    rng = np.random.default_rng(6)
    return [(f, rng.normal(size=3), h) for f in (_cubic, _wave) for h in (0.3, 0.1)]


@question("gradients", cases=_walk_cases)
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


def _broken(f, x, h, *, down, divide, restore):
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
        gradient[k] = divide(above - below, h)
    return gradient


def _by_two_h(change, h):
    return change / (2 * h)


def _halved_times_h(change, h):
    return change / 2 * h


@mended.mistake
def brackets_missing(f, x, h):
    return _broken(f, x, h, down=2, divide=_halved_times_h, restore=True)


@mended.mistake
def half_of_forward(f, x, h):
    return _broken(f, x, h, down=1, divide=_by_two_h, restore=True)


@mended.mistake
def only_forward(f, x, h):
    return 2 * half_of_forward(f, x, h)


@mended.mistake
def never_restored(f, x, h):
    return _broken(f, x, h, down=2, divide=_by_two_h, restore=False)


@mended.mistake
def nothing_mended(f, x, h):
    return _broken(f, x, h, down=1, divide=_halved_times_h, restore=True)
