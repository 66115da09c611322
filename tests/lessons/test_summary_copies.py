"""The mean over copies of images, for which the ledger's tool makes no copies."""

import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from losslab.losses import svm_loss_and_gradient

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from copies import mean_over_columns


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    X = np.asfortranarray(rng.standard_normal((6, 50)).astype(np.float32))
    W = rng.standard_normal((3, 6)).astype(np.float32)
    return W, X, rng.integers(3, size=50)


def test_copies_of_images_change_neither_loss_nor_gradient_and_take_no_memory():
    rng = np.random.default_rng(1)
    X = np.asfortranarray(rng.standard_normal((300, 100)).astype(np.float32))
    W, y = rng.standard_normal((10, 300)).astype(np.float32), rng.integers(10, size=100)
    copies = rng.permutation(np.tile(np.arange(100), 300))
    tracemalloc.start()
    loss, gradient = mean_over_columns(svm_loss_and_gradient, W, X, y, copies)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < X.nbytes * 300 / 5
    expected_loss, expected_gradient = svm_loss_and_gradient(W, X, y)
    assert loss == pytest.approx(expected_loss, rel=1e-6)
    scale = np.abs(expected_gradient).max()
    np.testing.assert_allclose(gradient, expected_gradient, rtol=0, atol=1e-6 * scale)


def test_pieces_weigh_by_their_length(problem):
    W, X, y = problem
    index = np.random.default_rng(0).integers(50, size=23)
    loss, gradient = mean_over_columns(svm_loss_and_gradient, W, X, y, index, batch_size=10)
    expected_loss, expected_gradient = svm_loss_and_gradient(W, X[:, index], y[index])
    assert loss == pytest.approx(expected_loss, rel=1e-6)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-4, atol=1e-6)


def test_copies_of_real_images_change_nothing_either(data):
    X, y = data.X_train[:, :50].astype(float), data.y_train[:50]
    W = np.random.default_rng(0).standard_normal((10, 3073)) * 1e-4
    loss, gradient = mean_over_columns(svm_loss_and_gradient, W, X, y, np.tile(np.arange(50), 30))
    expected = svm_loss_and_gradient(W, X, y)
    assert loss == pytest.approx(expected[0])
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ([0, 1], "index is"),
        (np.array([0.5]), "index is"),
        (np.array([], dtype=int), "index is empty"),
        (np.array([50]), "index holds 50 to 50, X has 50 columns"),
        (np.array([-1]), "index holds -1"),
    ],
)
def test_a_wrong_index_is_named(problem, index, words):
    with pytest.raises(ValueError, match=rf"^{words}"):
        mean_over_columns(svm_loss_and_gradient, *problem, index)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"W": np.full((3, 6), np.nan)}, "W holds NaN"),
        ({"X": np.ones((6, 49))}, "y has 50 labels, but X has 49 columns"),
        ({"y": np.full(50, 3)}, "y holds the label 3"),
        ({"batch_size": 0}, "batch_size is 0"),
    ],
)
def test_other_wrong_input_is_named_as_everywhere(problem, wrong, words):
    good = dict(zip(("W", "X", "y"), problem, strict=True), index=np.array([0]))
    with pytest.raises(ValueError, match=rf"^{words}"):
        mean_over_columns(svm_loss_and_gradient, **{**good, **wrong})
