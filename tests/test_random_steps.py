"""The dimension dial measures what single steps on the real loss do."""

import numpy as np
import pytest

from losslab.lessons.search.descent_probability import random_steps
from losslab.lessons.search.explorers_dimensions import gain_on_even_slope
from losslab.losses import svm_loss, svm_loss_and_gradient


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :300], data.y_train[:300]


def test_a_step_along_the_gradient(problem):
    W, X, y = problem
    rng = np.random.default_rng(0)
    tried = random_steps(W, X, y, lengths=[1e-3, 0.0175], dimensions=[2], pairs=2, rng=rng)
    loss, gradient = svm_loss_and_gradient(W, X, y)
    unit = gradient / np.linalg.norm(gradient)
    falls = [loss - svm_loss(W - np.float32(r) * unit, X, y) for r in tried.lengths]
    np.testing.assert_allclose(tried.gradient_gain, falls, rtol=1e-4)


def test_in_all_dimensions_it_is_a_plain_random_step(problem):
    W, X, y = problem
    rng = np.random.default_rng(1)
    tried = random_steps(W, X, y, lengths=[1e-3], dimensions=[W.size], pairs=150, rng=rng)
    here, plain = svm_loss(W, X, y), []
    for _ in range(150):
        step = rng.standard_normal(W.shape, dtype=np.float32)
        step *= np.float32(1e-3 / np.linalg.norm(step))
        plain += [max(0, here - svm_loss(W + sign * step, X, y)) for sign in (1, -1)]
    assert tried.gain[0, 0] == pytest.approx(np.mean(plain), rel=0.2)
    assert tried.downhill[0, 0] == pytest.approx(np.mean(np.array(plain) > 0), abs=0.06)


def test_on_an_even_slope_it_follows_the_law(problem):
    rng, dimensions = np.random.default_rng(2), (2, 10, 100, 1000, 30730)
    tried = random_steps(*problem, lengths=[1e-4], dimensions=dimensions, pairs=200, rng=rng)
    law = [gain_on_even_slope(d) for d in dimensions]
    np.testing.assert_allclose(tried.gain[0] / tried.gradient_gain[0], law, rtol=0.15)
    np.testing.assert_allclose(tried.downhill[0], 0.5, atol=0.03)


def test_the_law_is_the_mean_of_a_coordinate():
    x = np.random.default_rng(0).standard_normal((20000, 7))
    first = x[:, 0] / np.linalg.norm(x, axis=1)
    assert gain_on_even_slope(7) == pytest.approx(np.maximum(first, 0).mean(), rel=0.03)
    assert gain_on_even_slope(30730) == pytest.approx(1 / np.sqrt(2 * np.pi * 30730), rel=1e-4)


def test_nonsense_is_refused(problem):
    rng = np.random.default_rng(0)
    for wrong, message in (
        ({"dimensions": [1]}, "^dimensions is 1, expected at least 2"),
        ({"dimensions": [30731]}, "^dimensions has 30731, but W has 30730 numbers"),
        ({"lengths": [0.0]}, "^lengths is 0.0, expected more than 0"),
        ({"pairs": 0}, "^pairs is 0"),
    ):
        with pytest.raises(ValueError, match=message):
            random_steps(*problem, **({"lengths": [1e-3], "dimensions": [2]} | wrong), rng=rng)
