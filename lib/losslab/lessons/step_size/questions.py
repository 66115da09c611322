"""The exercises of notebook 4: the step size."""

from functools import partial

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on
from losslab.kit.words import text
from losslab.lessons.step_size.quadratic import quadratic_loss


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
    cases=_step_cases,
    mistakes={
        "uphill": lambda W, gradient, step: W + step * gradient,
        "no_step_size": lambda W, gradient, step: W - gradient,
        "only_the_change": lambda W, gradient, step: -step * gradient,
        "unit_length": lambda W, gradient, step: W - step * gradient / np.linalg.norm(gradient),
    },
)
def one_step(W, gradient, step_size):
    return W - step_size * gradient


DECADES = [10.0**k for k in range(-10, 0)]


def _line_with_best(best, rise):
    """A loss along a line that is lowest at the step `best`, steep beyond it."""
    return lambda step: float(np.hypot(1.0, 3.0 * max(0.0, 1 - step / best)) + rise * step)


def _best_step_cases():
    lines = ((3e-7, 1e5), (3e-4, 40.0), (5.0, 0.1), (1e-12, 1e3))
    return [(Budgeted(_line_with_best(*line), 10, "budget_spent"),) for line in lines]


@question(
    cases=_best_step_cases,
    mistakes={
        "loss_not_step": lambda loss_after: min(map(loss_after, DECADES)),
        "exponent_not_step": lambda loss_after: np.log10(min(DECADES, key=loss_after)),
        "evenly_spaced": lambda loss_after: min(np.linspace(1e-10, 1e-1, 10), key=loss_after),
        "highest_loss": lambda loss_after: max(DECADES, key=loss_after),
    },
)
def best_step(loss_after):
    steps = [10.0**k for k in range(-10, 0)]
    losses = [loss_after(step) for step in steps]
    return steps[np.argmin(losses)]


def _backtrack_cases():
    start, exact = np.array([1.0, -0.5]), np.array([3.0, 4.0])  # of length 5
    cases = [(start, k, 1.9) for k in ((1.0, 10.0), (3.0, 3.0), (0.2, 70.0), (0.1, 0.3))]
    # steps that keep just half of their promise, less than that, and nearly nothing
    cases += [(exact, (1.0, 1.0), step) for step in (1.0, 1.2, 1.9)]
    return [
        (Budgeted(partial(quadratic_loss, np.array(k)), 500, "never_ends"), W, k * W, step)
        for W, k, step in cases
    ]


def _search(loss, W, gradient, step_size, *, share=1 / 2, divisor=2):
    """Divide the step while it keeps less than this share of the promise."""
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - share * step_size * slope:
        step_size = step_size / divisor
    return step_size


@question(
    cases=_backtrack_cases,
    mistakes={
        "any_fall": partial(_search, share=0),
        "whole_promise": partial(_search, share=1),  # ends when the bend is lost in rounding
        "tenfold": partial(_search, divisor=10),
        "halved_once": lambda *given: max(given[-1] / 2, backtrack(*given)),
        "one_too_many": lambda *given: backtrack(*given) / 2,
        "first_step": lambda loss, W, gradient, step: step,
        "quarter_promise": partial(_search, share=1 / 4),
    },
)
def backtrack(loss, W, gradient, step_size):
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - step_size * slope / 2:
        step_size = step_size / 2
    return step_size


def _curve_cases():
    k, rng = np.arange(60), np.random.default_rng(5)
    tremble = 9 * np.exp(-0.02 * k) + 2 * (k % 2)
    curves = (
        2 + 7 * np.exp(-0.1 * k),  # goes well
        9 - 0.01 * k,  # crawls
        tremble,
        tremble + np.where(k > 50, 30, 0),  # trembles and then leaves: diverges
        9 * 1.2**k,
        np.r_[9 - 0.1 * k, np.inf],  # well until it overflows
        2 + 7 * np.exp(-0.1 * k) + 0.3 * (k % 10 == 5),  # goes well, with a hiccup now and then
        9 - 0.001 * k + 0.01 * rng.random(60),  # trembles rather than crawls
        # what is just on a limit, or on either side of it
        9 - 0.1 * k + 0.3 * (k % 4 == 3) * (k < 59),  # 14 of 59 steps go up: goes well
        9 - 0.1 * k + 0.3 * (k % 4 == 3),  # 15 of 59: trembles
        np.array([8.0, 9.0, 4.0, 3.0, 2.0]),  # one of four goes up: goes well
        np.array([8.0, 9.0, 7.0, 7.5, 7.0, 6.0, 5.0, 4.0]),  # two of seven: trembles
        np.array([8.0, 4.0, 4.0, 4.0, 4.0]),  # level steps do not go up
        np.array([8.0, 7.0, 6.0, 8.0, 8.0]),  # as high as the first: not higher
        np.array([10.0, 9.8, 9.4, 9.0]),  # just a tenth is gone
        np.array([8.0, 20.0, 15.0, 12.0, 10.0]),  # higher than the first, lower than the second
    )
    return [(curve,) for curve in curves]


def _trembles(losses, share=1 / 4):
    return np.mean(losses[1:] > losses[:-1]) > share


@question(
    cases=_curve_cases,
    mistakes={
        "ends_only": lambda losses: diagnose_curve(losses[[0, -1]]),
        "any_rise": lambda losses: max(diagnose_curve(losses), 2 * _trembles(losses, share=0)),
        "tremble_first": lambda losses: 2 if _trembles(losses) else diagnose_curve(losses),
        "infinity_unseen": lambda losses: diagnose_curve(losses[np.isfinite(losses)]),
        "tenth_left": lambda losses: max(diagnose_curve(losses), int(losses[-1] > losses[0] / 10)),
    },
)
def diagnose_curve(losses):
    first, last = losses[0], losses[-1]
    if not np.isfinite(last) or last > first:
        return 3
    if np.mean(losses[1:] > losses[:-1]) > 1 / 4:
        return 2
    return 1 if last > 0.9 * first else 0


def _momentum_cases():
    rng = np.random.default_rng(6)
    numbers = ((0.25, 0.9), (1e-2, 0.5), (2.0, 0.75))
    return [(*rng.normal(size=(3, 3, 5)), step, beta) for step, beta in numbers]


def _ahead(W, v, gradient, step_size, beta, *, weight=1.0):
    """A step whose gradient is weighed."""
    v = beta * v - weight * step_size * gradient
    return W + v, v


@question(
    cases=_momentum_cases,
    mistakes={
        "uphill": lambda W, v, g, step, beta: _ahead(W, v, -g, step, beta),
        "old_velocity": lambda W, v, g, step, beta: (W + v, beta * v - step * g),
        "no_momentum": lambda W, v, g, step, beta: _ahead(W, v, g, step, 0),
        "braked_push": lambda W, v, g, step, beta: _ahead(W, v, g, step, beta, weight=beta),
        "average": lambda W, v, g, step, beta: _ahead(W, v, g, step, beta, weight=1 - beta),
        "no_step_in_v": lambda W, v, g, step, beta: (W - step * (beta * v + g), beta * v + g),
        "only_the_change": lambda W, v, g, step, beta: beta * v - step * g,
        "swapped": lambda W, v, g, step, beta: _ahead(W, v, g, step, beta)[::-1],
    },
)
def momentum_step(W, v, gradient, step_size, beta):
    v = beta * v - step_size * gradient
    return W + v, v


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
