"""The exercises of notebook 05: minibatch gradient descent."""

import numpy as np

from losslab.kit.question import question
from losslab.kit.report import report_on


def _batch_cases():
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(3, 10)), rng.integers(0, 4, 10)
    return [(X, y, rng.permutation(10), k, size) for k, size in ((0, 4), (1, 3), (2, 4), (4, 2))]


@question(
    cases=_batch_cases,
    mistakes={
        "not_shuffled": lambda X, y, order, k, b: minibatch(X, y, np.arange(len(y)), k, b),
        "labels_left_behind": lambda X, y, order, k, b: (
            minibatch(X, y, order, k, b)[0],
            y[k * b : (k + 1) * b],
        ),
        "counted_from_one": lambda X, y, order, k, b: minibatch(X, y, np.roll(order, b), k, b),
        "always_the_first": (
            lambda X, y, order, k, b: minibatch(X, y, np.roll(order, k * b), k, b),
            lambda X, y, order, k, b: (X[:, order[:b]], y[order[:b]]),
        ),
    },
)
def minibatch(X, y, order, k, batch_size):
    chosen = order[k * batch_size : (k + 1) * batch_size]
    return X[:, chosen], y[chosen]


def _bowl_gradient(W, X, y):
    """Of the mean of ``(W x - y)²`` over the columns ``x``: simple, and no two batches agree."""
    return 2 * (W @ X - y) @ X.T / X.shape[1]


def _training_cases():
    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(3, 12)), rng.normal(size=12)
    batches = [rng.permutation(12)[:4] for _ in range(5)]
    W = rng.normal(size=(1, 3))
    return [(_bowl_gradient, W, X, y, batches, 0.1), (_bowl_gradient, -W, X, y, batches[:3], 0.05)]


def _old_gradient(gradient, W, X, y, batches, step_size):
    return W - step_size * sum(gradient(W, X[:, chosen], y[chosen]) for chosen in batches)


@question(
    cases=_training_cases,
    mistakes={
        "uphill": lambda g, W, X, y, batches, step: train(g, W, X, y, batches, -step),
        "all_images": lambda g, W, X, y, batches, step: train(
            g, W, X, y, [slice(None)] * len(batches), step
        ),
        "old_gradient": _old_gradient,
        "first_batch_only": lambda g, W, X, y, batches, step: train(g, W, X, y, batches[:1], step),
        "no_step_size": lambda g, W, X, y, batches, step: train(g, W, X, y, batches, 1),
    },
)
def train(gradient, W, X, y, batches, step_size):
    for chosen in batches:
        W = W - step_size * gradient(W, X[:, chosen], y[chosen])
    return W


def _gradient_cases():
    rng = np.random.default_rng(7)
    sizes = (10, 5, 8), (4, 6, 3)  # classes, pixels, images
    return [(1.0 * rng.integers(-3, 2, (c, b)), rng.normal(size=(d, b)), 5000) for c, d, b in sizes]


@question(
    cases=_gradient_cases,
    mistakes={
        "not_divided": lambda coefficients, X, n_all: coefficients @ X.T,
        "divided_by_all": lambda coefficients, X, n_all: coefficients @ X.T / n_all,
        "divided_by_pixels": lambda coefficients, X, n_all: coefficients @ X.T / X.shape[0],
        "divided_by_classes": lambda coefficients, X, n_all: coefficients @ X.T / len(coefficients),
    },
)
def mean_gradient(coefficients, X, n_all):
    return coefficients @ X.T / X.shape[1]


def _budget_cases():
    sizes = np.array([1, 16, 256, 4096])
    seconds, steps = np.array([1e-4, 2e-4, 1e-3, 2e-2]), np.array([50_000, 4000, 500, 400])
    return [
        (sizes, seconds, steps, 10.0),
        (sizes, seconds, steps, 0.3),
        (sizes, np.array([1e-4, 1e-4, 4e-3, 6e-2]), steps, 3.0),
        (sizes, np.array([1e-5, 2e-4, 1e-2, 2e-1]), steps, 9.0),
        (sizes, seconds / 100, np.array([50_000, 4000, 500, 2]), 1.0),
        (sizes, np.array([0.5, 1.0, 0.25, 2.0]), np.array([8, 4, 4, 1]), 1.0),  # just within
    ]


def _lowest(measure, sizes, total, budget):
    """The size with the lowest measure, if its total time is within the budget."""
    place = np.argmin(measure)
    return sizes[place] if total[place] <= budget else 0


@question(
    cases=_budget_cases,
    mistakes={
        "fewest_steps": lambda sizes, t, n, budget: _lowest(n, sizes, t * n, budget),
        "cheapest_step": lambda sizes, t, n, budget: _lowest(t, sizes, t * n, budget),
        "fewest_images": lambda sizes, t, n, budget: _lowest(sizes * n, sizes, t * n, budget),
        "budget_ignored": lambda sizes, t, n, budget: sizes[np.argmin(t * n)],
        "largest_that_fits": lambda sizes, t, n, budget: max(sizes[t * n <= budget], default=0),
        "place_not_size": lambda sizes, t, n, budget: _lowest(t * n, range(4), t * n, budget),
    },
)
def best_batch(sizes, seconds_per_step, steps_needed, budget):
    total = seconds_per_step * steps_needed
    place = np.argmin(total)
    return sizes[place] if total[place] <= budget else 0


def report():
    """What the student has solved of these exercises: a table."""
    return report_on(globals())
