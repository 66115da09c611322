"""The exercises of notebook 04: the step size."""

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


@question("step_size", cases=_step_cases)
def one_step(W, gradient, step_size):
    return W - step_size * gradient


@one_step.mistake
def uphill(W, gradient, step_size):
    return W + step_size * gradient


@one_step.mistake
def no_step_size(W, gradient, step_size):
    return W - gradient


@one_step.mistake
def only_the_change(W, gradient, step_size):
    return -step_size * gradient


@one_step.mistake
def unit_length(W, gradient, step_size):
    return W - step_size * gradient / np.linalg.norm(gradient)


def _ray_with_best(best, rise):
    """A loss along a ray that is lowest at the step `best`, steep beyond it."""
    return lambda step: float(np.hypot(1.0, 3.0 * max(0.0, 1 - step / best)) + rise * step)


def _best_step_cases():
    rays = ((3e-7, 1e5), (3e-4, 40.0), (5.0, 0.1), (1e-12, 1e3))
    return [(Budgeted(_ray_with_best(*ray), 10, "budget_spent"),) for ray in rays]


@question("step_size", cases=_best_step_cases)
def best_step(loss_after):
    steps = [10.0**k for k in range(-10, 0)]
    losses = [loss_after(step) for step in steps]
    return steps[np.argmin(losses)]


@best_step.mistake
def loss_not_step(loss_after):
    return min(loss_after(10.0**k) for k in range(-10, 0))


@best_step.mistake
def exponent_not_step(loss_after):
    return int(np.argmin([loss_after(10.0**k) for k in range(-10, 0)])) - 10


@best_step.mistake
def evenly_spaced(loss_after):
    steps = np.linspace(1e-10, 1e-1, 10)
    return steps[np.argmin([loss_after(step) for step in steps])]


@best_step.mistake
def highest_loss(loss_after):
    steps = [10.0**k for k in range(-10, 0)]
    return steps[np.argmax([loss_after(step) for step in steps])]


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


@question("step_size", cases=_backtrack_cases)
def backtrack(loss, W, gradient, step_size):
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - step_size * slope / 2:
        step_size = step_size / 2
    return step_size


@backtrack.mistake
def any_fall(loss, W, gradient, step_size):
    while loss(W - step_size * gradient) >= loss(W):
        step_size = step_size / 2
    return step_size


@backtrack.mistake
def whole_promise(loss, W, gradient, step_size):
    # ends when the step is so short that the bend is lost in rounding
    here, slope = loss(W), np.sum(gradient**2)
    while loss(W - step_size * gradient) > here - step_size * slope:
        step_size = step_size / 2
    return step_size


@backtrack.mistake
def tenfold(loss, W, gradient, step_size):
    slope = np.sum(gradient**2)
    while loss(W) - loss(W - step_size * gradient) < step_size * slope / 2:
        step_size = step_size / 10
    return step_size


@backtrack.mistake
def halved_once(loss, W, gradient, step_size):
    promised = step_size * np.sum(gradient**2)
    enough = loss(W) - loss(W - step_size * gradient) >= promised / 2
    return step_size if enough else step_size / 2


@backtrack.mistake
def one_too_many(loss, W, gradient, step_size):
    return backtrack(loss, W, gradient, step_size) / 2


@backtrack.mistake
def first_step(loss, W, gradient, step_size):
    return step_size


def _illness_cases():
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


@question("step_size", cases=_illness_cases)
def illness(losses):
    first, last = losses[0], losses[-1]
    if not np.isfinite(last) or last > first:
        return 3
    if np.mean(losses[1:] > losses[:-1]) > 1 / 4:
        return 2
    return 1 if last > 0.9 * first else 0


@illness.mistake
def ends_only(losses):
    return illness(losses[[0, -1]])


@illness.mistake
def any_rise(losses):
    found = illness(losses)
    return 2 if found < 2 and (losses[1:] > losses[:-1]).any() else found


@illness.mistake
def tremble_first(losses):
    return 2 if np.mean(losses[1:] > losses[:-1]) > 1 / 4 else illness(losses)


@illness.mistake
def infinity_unseen(losses):
    return illness(losses[np.isfinite(losses)])


@illness.mistake
def tenth_left(losses):
    return 1 if illness(losses) == 0 and losses[-1] > losses[0] / 10 else illness(losses)
