"""The exercises of notebook 4: the step size."""

import numpy as np

from losslab.kit.question import question
from losslab.kit.words import text


class Budgeted:
    """A function that may be called a number of times, and then says why no more."""

    def __init__(self, f, calls, spent):
        self.f, self.left, self.spent = f, calls, spent

    def __call__(self, argument):
        if not self.left:
            raise RuntimeError(text(f"step_size.{self.spent}"))
        self.left -= 1
        return self.f(argument)


def _step_cases():
    rng = np.random.default_rng(4)
    return [(*rng.normal(size=(2, 3, 5)), s) for s in (0.25, 1e-3, 3.0)]


@question(
    "step_size",
    cases=_step_cases,
    mistakes={
        "uphill": lambda W, gradient, step_size: W + step_size * gradient,
        "no_step_size": lambda W, gradient, step_size: W - gradient,
        "only_the_change": lambda W, gradient, step_size: -step_size * gradient,
        "unit_length": lambda W, gradient, step_size: (
            W - step_size * gradient / np.linalg.norm(gradient)
        ),
    },
)
def one_step(W, gradient, step_size):
    return W - step_size * gradient


def _line_with_best(best, rise):
    """A loss along a line that is lowest at the step `best`, steep beyond it."""
    return lambda step: float(np.hypot(1.0, 3.0 * max(0.0, 1 - step / best)) + rise * step)


def _best_step_cases():
    lines = ((3e-7, 1e5), (3e-4, 40.0), (5.0, 0.1), (1e-12, 1e3))
    return [(Budgeted(_line_with_best(*line), 10, "budget_spent"),) for line in lines]


def _evenly_spaced(loss_after):
    steps = np.linspace(1e-10, 1e-1, 10)
    return steps[np.argmin([loss_after(step) for step in steps])]


@question(
    "step_size",
    cases=_best_step_cases,
    mistakes={
        "loss_not_step": lambda loss_after: min(loss_after(10.0**k) for k in range(-10, 0)),
        "exponent_not_step": lambda loss_after: (
            min(range(-10, 0), key=lambda k: loss_after(10.0**k))
        ),
        "evenly_spaced": _evenly_spaced,
        "highest_loss": lambda loss_after: max((10.0**k for k in range(-10, 0)), key=loss_after),
    },
)
def best_step(loss_after):
    steps = [10.0**k for k in range(-10, 0)]
    losses = [loss_after(step) for step in steps]
    return steps[np.argmin(losses)]


class Bowl:
    """A quadratic loss: ``½ Σ k W²``."""

    def __init__(self, *curvature):
        self.curvature = np.array(curvature)

    def __call__(self, W):
        return float((self.curvature * np.square(W)).sum() / 2)


def _backtrack_cases():
    start = np.array([1.0, -0.5])
    bowls = (Bowl(1.0, 10.0), Bowl(3.0, 3.0), Bowl(0.2, 70.0), Bowl(0.1, 0.3))
    return [
        (Budgeted(bowl, 500, "never_ends"), start, bowl.curvature * start, 1.9) for bowl in bowls
    ]


def _any_fall(loss, W, gradient, step_size):
    while loss(W - step_size * gradient) >= loss(W):
        step_size = step_size / 2
    return step_size


def _whole_promise(loss, W, gradient, step_size):
    # ends when the step is so short that the bend is lost in rounding
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - step_size * slope:
        step_size = step_size / 2
    return step_size


def _tenfold(loss, W, gradient, step_size):
    slope = np.sum(gradient**2)
    while loss(W) - loss(W - step_size * gradient) < step_size * slope / 2:
        step_size = step_size / 10
    return step_size


def _halved_once(loss, W, gradient, step_size):
    promised = step_size * np.sum(gradient**2)
    enough = loss(W) - loss(W - step_size * gradient) >= promised / 2
    return step_size if enough else step_size / 2


@question(
    "step_size",
    cases=_backtrack_cases,
    mistakes={
        "any_fall": _any_fall,
        "whole_promise": _whole_promise,
        "tenfold": _tenfold,
        "halved_once": _halved_once,
        "one_too_many": lambda *arguments: backtrack(*arguments) / 2,
        "first_step": lambda loss, W, gradient, step_size: step_size,
    },
)
def backtrack(loss, W, gradient, step_size):
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - step_size * slope / 2:
        step_size = step_size / 2
    return step_size


def _curve_cases():
    k = np.arange(60)
    rng = np.random.default_rng(5)
    tremble = 9 * np.exp(-0.02 * k) + 2 * (k % 2)
    curves = (
        2 + 7 * np.exp(-0.1 * k),  # healthy
        9 - 0.01 * k,  # crawls
        tremble,
        tremble + np.where(k > 50, 30, 0),  # trembles and then leaves: diverges
        9 * 1.2**k,
        np.r_[9 - 0.1 * k, np.inf],  # well until it overflows
        2 + 7 * np.exp(-0.1 * k) + 0.3 * (k % 10 == 5),  # healthy, with a hiccup now and then
        9 - 0.001 * k + 0.01 * rng.random(60),  # trembles rather than crawls
    )
    return [(np.array(curve),) for curve in curves]


def _rises(losses):
    return losses[1:] > losses[:-1]


def _any_rise(losses):
    found = diagnose_curve(losses)
    return 2 if found < 2 and _rises(losses).any() else found


def _tenth_left(losses):
    slow = losses[-1] > losses[0] / 10
    return 1 if diagnose_curve(losses) == 0 and slow else diagnose_curve(losses)


@question(
    "step_size",
    cases=_curve_cases,
    mistakes={
        "ends_only": lambda losses: diagnose_curve(losses[[0, -1]]),
        "any_rise": _any_rise,
        "tremble_first": lambda losses: (
            2 if np.mean(_rises(losses)) > 1 / 4 else diagnose_curve(losses)
        ),
        "infinity_unseen": lambda losses: diagnose_curve(losses[np.isfinite(losses)]),
        "tenth_left": _tenth_left,
    },
)
def diagnose_curve(losses):
    first, last = losses[0], losses[-1]
    if not np.isfinite(last) or last > first:
        return 3
    if np.mean(losses[1:] > losses[:-1]) > 1 / 4:
        return 2
    return 1 if last > 0.9 * first else 0
