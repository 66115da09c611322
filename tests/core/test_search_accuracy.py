"""What the searches of notebook 02 reach on the embedded data (the note: 15.55 and 21.4 %).

Two seeds by default; LOSSLAB_SEEDS=5 tries five, which takes a minute.
"""

import os

import numpy as np
import pytest

from losslab.losses import accuracy, svm_loss
from losslab.search import local_search, random_search
from losslab.slices import svm_line_minimum

SEEDS = range(int(os.environ.get("LOSSLAB_SEEDS", "2")))


@pytest.fixture(scope="module", params=SEEDS)
def found(request, data):
    X, y = data.X_train, data.y_train
    rngs = np.random.default_rng(request.param), np.random.default_rng(request.param)
    guessed = random_search(X, y, attempts=1000, scale=1e-4, rng=rngs[0])
    walked = local_search(X, y, attempts=1000, scale=1e-3, step=1e-4, rng=rngs[1])
    return guessed, walked


def test_random_search_beats_chance_a_little(found, data):
    assert 0.12 <= accuracy(found[0].W, data.X_test, data.y_test) <= 0.19


def test_local_search_does_better(found, data):
    guessed, walked = (accuracy(one.W, data.X_test, data.y_test) for one in found)
    assert 0.18 <= walked <= 0.24
    assert walked > guessed


def test_local_search_ends_higher_but_only_because_of_its_scale(found, data):
    guessed, walked = found
    assert walked.loss > 1.3 * guessed.loss
    ray = np.zeros_like(walked.W)
    lowest = [svm_line_minimum(ray, one.W, data.X_train, data.y_train) for one in found]
    assert lowest[1].loss < lowest[0].loss - 0.5
    small = walked.W * lowest[1].a
    assert accuracy(small, data.X_test, data.y_test) == accuracy(walked.W, data.X_test, data.y_test)
    assert svm_loss(small, data.X_train, data.y_train) == pytest.approx(lowest[1].loss, rel=1e-5)
