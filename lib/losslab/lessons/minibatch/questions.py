"""The exercises of notebook 05: minibatch gradient descent."""

import numpy as np

from losslab.kit.question import question


def _batch_cases():
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(3, 10)), rng.integers(0, 4, 10)
    return [(X, y, rng.permutation(10), k, size) for k, size in ((0, 4), (1, 3), (2, 4), (4, 2))]


@question("minibatch", cases=_batch_cases)
def minibatch(X, y, order, k, batch_size):
    chosen = order[k * batch_size : (k + 1) * batch_size]
    return X[:, chosen], y[chosen]


@minibatch.mistake
def not_shuffled(X, y, order, k, batch_size):
    return minibatch(X, y, np.arange(len(y)), k, batch_size)


@minibatch.mistake
def labels_left_behind(X, y, order, k, batch_size):
    images, _ = minibatch(X, y, order, k, batch_size)
    return images, y[k * batch_size : (k + 1) * batch_size]


@minibatch.mistake
def counted_from_one(X, y, order, k, batch_size):
    # batch 0 would begin before the start of the list: a slice from its end
    first = (k - 1) * batch_size
    chosen = np.take(order, np.arange(first, first + len(minibatch(X, y, order, k, batch_size)[1])))
    return X[:, chosen], y[chosen]


@minibatch.mistake
def always_the_first(X, y, order, k, batch_size):
    length = len(minibatch(X, y, order, k, batch_size)[1])
    return X[:, order[:length]], y[order[:length]]


def _bowl_gradient(W, X, y):
    """Of the mean of ``(W x - y)²`` over the columns ``x``: simple, and no two batches agree."""
    return 2 * (W @ X - y) @ X.T / X.shape[1]


def _training_cases():
    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(3, 12)), rng.normal(size=12)
    batches = [rng.permutation(12)[:4] for _ in range(5)]
    W = rng.normal(size=(1, 3))
    return [(_bowl_gradient, W, X, y, batches, 0.1), (_bowl_gradient, -W, X, y, batches[:3], 0.05)]


@question("minibatch", cases=_training_cases)
def train(gradient, W, X, y, batches, step_size):
    for chosen in batches:
        W = W - step_size * gradient(W, X[:, chosen], y[chosen])
    return W


@train.mistake
def uphill(gradient, W, X, y, batches, step_size):
    return train(gradient, W, X, y, batches, -step_size)


@train.mistake
def all_images(gradient, W, X, y, batches, step_size):
    return train(gradient, W, X, y, [np.arange(X.shape[1])] * len(batches), step_size)


@train.mistake
def old_gradient(gradient, W, X, y, batches, step_size):
    return W - step_size * sum(gradient(W, X[:, chosen], y[chosen]) for chosen in batches)


@train.mistake
def first_batch_only(gradient, W, X, y, batches, step_size):
    return train(gradient, W, X, y, batches[:1], step_size)


@train.mistake
def no_step_size(gradient, W, X, y, batches, step_size):
    return train(gradient, W, X, y, batches, 1)


def _gradient_cases():
    rng = np.random.default_rng(7)
    shapes = ((10, 5, 8), (4, 6, 3))
    return [
        (rng.integers(-3, 2, (c, b)).astype(float), rng.normal(size=(d, b)), 5000)
        for c, d, b in shapes
    ]


@question("minibatch", cases=_gradient_cases)
def mean_gradient(coefficients, X, n_all):
    return coefficients @ X.T / X.shape[1]


@mean_gradient.mistake
def not_divided(coefficients, X, n_all):
    return coefficients @ X.T


@mean_gradient.mistake
def divided_by_all(coefficients, X, n_all):
    return coefficients @ X.T / n_all


@mean_gradient.mistake
def divided_by_pixels(coefficients, X, n_all):
    return coefficients @ X.T / X.shape[0]


@mean_gradient.mistake
def divided_by_classes(coefficients, X, n_all):
    return coefficients @ X.T / len(coefficients)


def _budget_cases():
    sizes = np.array([1, 16, 256, 4096])
    seconds, steps = np.array([1e-4, 2e-4, 1e-3, 2e-2]), np.array([50_000, 4000, 500, 400])
    return [
        (sizes, seconds, steps, 10.0),
        (sizes, seconds, steps, 0.3),
        (sizes, np.array([1e-4, 1e-4, 4e-3, 6e-2]), steps, 3.0),
        (sizes, np.array([1e-5, 2e-4, 1e-2, 2e-1]), steps, 9.0),
        (sizes, seconds / 100, np.array([50_000, 4000, 500, 2]), 1.0),
    ]


@question("minibatch", cases=_budget_cases)
def best_batch(sizes, seconds_per_step, steps_needed, budget):
    total = seconds_per_step * steps_needed
    place = np.argmin(total)
    return sizes[place] if total[place] <= budget else 0


@best_batch.mistake
def fewest_steps(sizes, seconds_per_step, steps_needed, budget):
    return _first(sizes, steps_needed, seconds_per_step * steps_needed, budget)


@best_batch.mistake
def cheapest_step(sizes, seconds_per_step, steps_needed, budget):
    return _first(sizes, seconds_per_step, seconds_per_step * steps_needed, budget)


@best_batch.mistake
def fewest_images(sizes, seconds_per_step, steps_needed, budget):
    return _first(sizes, sizes * steps_needed, seconds_per_step * steps_needed, budget)


@best_batch.mistake
def budget_ignored(sizes, seconds_per_step, steps_needed, budget):
    return sizes[np.argmin(seconds_per_step * steps_needed)]


@best_batch.mistake
def largest_that_fits(sizes, seconds_per_step, steps_needed, budget):
    return max(sizes[seconds_per_step * steps_needed <= budget], default=0)


@best_batch.mistake
def place_not_size(sizes, seconds_per_step, steps_needed, budget):
    total = seconds_per_step * steps_needed
    return np.argmin(total) if total.min() <= budget else 0


def _first(sizes, measure, total, budget):
    """The size with the lowest measure, if it is within the budget."""
    place = np.argmin(measure)
    return sizes[place] if total[place] <= budget else 0
