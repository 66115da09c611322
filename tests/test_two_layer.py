"""The two-layer network against a plain loop, and the contrast that it is there for."""

import numpy as np
import pytest

from losslab.losses import svm_loss
from losslab.two_layer import two_layer_loss, two_layer_weights

RNG = np.random.default_rng(0)
X = RNG.standard_normal((5, 8))
Y = RNG.integers(3, size=8)
N_PARAMETERS = 4 * 5 + 3 * 5  # four hidden units, and an output bias


def loss(parameters):
    return two_layer_loss(parameters, X, Y, n_classes=3)


def chord_gap(f, start, end):
    """How far the middle of a chord lies over the loss; below zero is not convex."""
    return (f(start) + f(end)) / 2 - f((start + end) / 2)


def test_equals_a_plain_loop():
    parameters = RNG.standard_normal(N_PARAMETERS)
    W1, W2 = parameters[:20].reshape(4, 5), parameters[20:].reshape(3, 5)
    total = 0.0
    for x, label in zip(X.T, Y, strict=True):
        hidden = [max(0.0, row @ x) for row in W1] + [1.0]
        scores = [row @ hidden for row in W2]
        total += sum(max(0.0, s - scores[label] + 1) for j, s in enumerate(scores) if j != label)
    assert loss(parameters) == pytest.approx(total / 8, rel=1e-12)


def test_some_chords_lie_under_the_network_but_none_under_the_svm():
    pairs = RNG.standard_normal((500, 2, N_PARAMETERS))
    assert min(chord_gap(loss, *pair) for pair in pairs) < -0.1
    matrices = RNG.standard_normal((500, 2, 3, 5))
    assert min(chord_gap(lambda W: svm_loss(W, X, Y), *pair) for pair in matrices) > -1e-12


def test_the_matrices_are_views_of_the_flat_array():
    parameters = np.zeros(N_PARAMETERS)
    assert all(
        np.shares_memory(W, parameters) for W in two_layer_weights(parameters, 5, n_classes=3)
    )


@pytest.mark.parametrize("length", [3, 10, 36])
def test_a_length_that_fits_no_network_is_refused(length):
    with pytest.raises(ValueError, match=f"parameters holds {length} numbers"):
        loss(np.zeros(length))


def test_nan_is_named():
    with pytest.raises(ValueError, match="X holds NaN"):
        two_layer_loss(np.ones(N_PARAMETERS), np.full_like(X, np.nan), Y, n_classes=3)
    with pytest.raises(ValueError, match="parameters holds NaN"):
        loss(np.full(N_PARAMETERS, np.nan))
