"""The exercises of notebook 7: a check along one direction, another bend, the hill in between."""

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on

LANDSCAPES = (
    (lambda W: float(np.sum(W**3) + np.prod(W[0])), lambda W: 3 * W**2),  # and a part forgotten
    (lambda W: float(np.exp(W[0, 0]) * np.sin(W[-1, -1])), lambda W: np.cos(W)),
)


def _along_cases():
    rng = np.random.default_rng(1)
    shapes = ((2, 3), 0.3), ((3, 3), 0.1)
    return [
        (*landscape, rng.normal(size=shape), rng.normal(size=shape), h)
        for landscape in LANDSCAPES
        for shape, h in shapes
    ]


def _measured_as(measure):
    """The two slopes, the first of them measured in another way."""
    return lambda f, gradient, W, U, h: (measure(f, W, U, h), float(np.sum(gradient(W) * U)))


def _promised_as(promise):
    """The two slopes, the second of them promised in another way."""
    return lambda f, gradient, W, U, h: (
        (f(W + h * U) - f(W - h * U)) / (2 * h),
        promise(gradient(W), U),
    )


@question(
    cases=_along_cases,
    mistakes={
        "forward": _measured_as(lambda f, W, U, h: (f(W + h * U) - f(W)) / h),
        "single_h": _measured_as(lambda f, W, U, h: (f(W + h * U) - f(W - h * U)) / h),
        "not_in_brackets": _measured_as(lambda f, W, U, h: (f(W + h * U) - f(W - h * U)) / 2 * h),
        "all_coordinates": _measured_as(lambda f, W, U, h: (f(W + h) - f(W - h)) / (2 * h)),
        "not_summed": _promised_as(lambda gradient, U: gradient * U),
        "own_length": _promised_as(lambda gradient, U: float(np.sum(gradient**2))),
        "direction_forgotten": _promised_as(lambda gradient, U: float(np.sum(gradient))),
        "mean_for_sum": _promised_as(lambda gradient, U: float(np.mean(gradient * U))),
        "order": lambda *given: slopes_along(*given)[::-1],
    },
)
def slopes_along(f, gradient, W, U, h):
    measured = (f(W + h * U) - f(W - h * U)) / (2 * h)
    promised = np.sum(gradient(W) * U)
    return measured, promised


def _bend_cases():
    rng = np.random.default_rng(2)
    sizes = ((4, 3, 5, 6), (3, 2, 4, 9))  # hidden values, classes, pixels, examples
    return [
        tuple(rng.normal(size=shape) for shape in ((h, d), (c, h), (d, n), (c, n)))
        for h, c, d, n in sizes
    ]


def _gated_by(gate):
    """The gradient with another gate: what each slope is multiplied by on its way to `W1`."""
    return lambda W1, W2, X, slopes: (W2.T @ slopes * gate(W1 @ X)) @ X.T


@question(
    cases=_bend_cases,
    mistakes={
        "no_gate": _gated_by(np.ones_like),
        "gate_of_relu": _gated_by(lambda inside: inside > 0),
        "value_for_slope": _gated_by(np.tanh),
        "not_squared": _gated_by(lambda inside: 1 - np.tanh(inside)),
        "square_of_inside": _gated_by(lambda inside: 1 - inside**2),
        "hidden_for_pixels": lambda W1, W2, X, slopes: (
            W2.T @ slopes * (1 - np.tanh(W1 @ X) ** 2) @ np.tanh(W1 @ X).T
        ),
        "divided_again": lambda W1, W2, X, slopes: bend_gradient(W1, W2, X, slopes) / X.shape[1],
        "gradient_of_second": lambda W1, W2, X, slopes: slopes @ np.tanh(W1 @ X).T,
    },
)
def bend_gradient(W1, W2, X, slopes):
    hidden = np.tanh(W1 @ X)
    back = W2.T @ slopes * (1 - hidden**2)
    return back @ X.T


def _hill_cases():
    rng = np.random.default_rng(3)
    landscapes = (
        lambda W: float(np.sum(W**2)),  # a bowl: no hill
        lambda W: float(np.sum(np.cos(3 * W))),
        lambda W: float(np.sum((W**2 - 1) ** 2 + 0.5 * W)),
    )
    ends = [(rng.normal(size=(2, 2)), rng.normal(size=(2, 2))) for _ in range(3)]
    return [(f, *pair) for f in landscapes for pair in ends]


def _heights(f, A, B, places=11):
    return [f(A + t * (B - A)) for t in np.linspace(0, 1, places)]


@question(
    cases=_hill_cases,
    mistakes={
        "only_the_middle": lambda f, A, B: f((A + B) / 2) - max(f(A), f(B)),
        "above_the_lower_end": lambda f, A, B: max(_heights(f, A, B)) - min(f(A), f(B)),
        "above_the_mean": lambda f, A, B: max(_heights(f, A, B)) - (f(A) + f(B)) / 2,
        "height_alone": lambda f, A, B: max(_heights(f, A, B)),
        "above_the_lowest": lambda f, A, B: np.ptp(_heights(f, A, B)),
        "ten_places": lambda f, A, B: max(_heights(f, A, B, 10)) - max(f(A), f(B)),
        "beyond_the_end": lambda f, A, B: max(_heights(f, A, A + B)) - max(f(A), f(A + B)),
    },
)
def hill(f, A, B):
    heights = [f(A + t * (B - A)) for t in np.linspace(0, 1, 11)]
    return max(heights) - max(heights[0], heights[-1])


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
