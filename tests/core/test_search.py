"""The searches against the plain loops that their docstrings show."""

import math
import sys

import numpy as np
import pytest

from losslab import search
from losslab.losses import svm_loss
from losslab.search import local_search, random_search


def plain_random(X, y, attempts, scale, rng, n_classes=10):
    best_loss, history, accepted = math.inf, [], []
    for _ in range(attempts):
        W = rng.standard_normal((n_classes, len(X)), dtype=np.float32) * scale
        loss = svm_loss(W, X, y)
        history.append(loss)
        accepted.append(loss < best_loss)
        if loss < best_loss:
            best_W, best_loss = W, loss
    return best_W, best_loss, history, accepted


def plain_local(X, y, attempts, scale, step, rng, n_classes=10):
    W = rng.standard_normal((n_classes, len(X)), dtype=np.float32) * scale
    best_loss, history, accepted = math.inf, [], []
    for _ in range(attempts):
        trial = W + rng.standard_normal(W.shape, dtype=np.float32) * step
        loss = svm_loss(trial, X, y)
        history.append(loss)
        accepted.append(loss < best_loss)
        if loss < best_loss:
            W, best_loss = trial, loss
    return W, best_loss, history, accepted


def assert_same(found, expected):
    W, loss, history, accepted = expected
    np.testing.assert_array_equal(found.accepted, accepted)
    np.testing.assert_allclose(found.history, history, rtol=1e-5)
    assert found.loss == pytest.approx(loss, rel=1e-5)
    assert found.W.dtype == np.float32
    np.testing.assert_allclose(found.W, W, rtol=1e-6, atol=1e-12)


@pytest.fixture(scope="module")
def small():
    rng = np.random.default_rng(0)
    X = np.asfortranarray(rng.standard_normal((6, 20)).astype(np.float32))
    return X, rng.integers(3, size=20)


@pytest.fixture(scope="module")
def real(data):
    return data.X_train, data.y_train


def test_random_search_equals_the_plain_loop_on_real_images(real):
    found = random_search(*real, attempts=120, scale=1e-4, rng=np.random.default_rng(1))
    assert_same(found, plain_random(*real, 120, 1e-4, np.random.default_rng(1)))


def test_local_search_equals_the_plain_loop_on_real_images(real):
    found = local_search(*real, attempts=120, scale=1e-3, step=1e-4, rng=np.random.default_rng(1))
    assert_same(found, plain_local(*real, 120, 1e-3, 1e-4, np.random.default_rng(1)))
    assert found.accepted[50:].any()  # steps are taken in later batches too


@pytest.mark.parametrize("attempts", [1, 49, 50, 51])
def test_any_number_of_attempts_and_the_generator_left_where_the_loop_leaves_it(small, attempts):
    ours, plain = np.random.default_rng(2), np.random.default_rng(2)
    found = random_search(*small, attempts=attempts, scale=1.0, rng=ours, n_classes=3)
    assert_same(found, plain_random(*small, attempts, 1.0, plain, 3))
    found = local_search(*small, attempts=attempts, scale=1.0, step=0.1, rng=ours, n_classes=3)
    assert_same(found, plain_local(*small, attempts, 1.0, 0.1, plain, 3))
    assert ours.random() == plain.random()


def test_batches_shrink_with_the_images_and_change_nothing(small, monkeypatch):
    expected = local_search(
        *small, attempts=30, scale=1.0, step=0.1, rng=np.random.default_rng(3), n_classes=3
    )
    monkeypatch.setattr(search, "SCORES_AT_ONCE", 150)  # room for two candidates
    found = local_search(
        *small, attempts=30, scale=1.0, step=0.1, rng=np.random.default_rng(3), n_classes=3
    )
    np.testing.assert_array_equal(found.accepted, expected.accepted)


def test_the_result_is_the_best_of_what_was_tried(small):
    found = random_search(*small, attempts=80, scale=1.0, rng=np.random.default_rng(4), n_classes=3)
    assert len(found.history) == 80 and found.loss == found.history.min()
    assert svm_loss(found.W, *small) == pytest.approx(found.loss, rel=1e-6)
    np.testing.assert_array_equal(
        found.history[found.accepted], np.unique(np.minimum.accumulate(found.history))[::-1]
    )


def test_on_attempt_sees_each_attempt_and_may_stop(small):
    seen = []

    def watch(*what):
        seen.append(what)
        return len(seen) == 60

    found = random_search(
        *small, attempts=500, scale=1.0, rng=np.random.default_rng(5), n_classes=3, on_attempt=watch
    )
    assert [k for k, _, _ in seen] == list(range(60))
    assert [loss for _, loss, _ in seen] == found.history.tolist()
    assert seen[-1][2] == found.loss == found.history.min()


@pytest.mark.parametrize("options", [{}, {"step": 0.1}])
def test_the_stop_button_keeps_what_was_found(small, options):
    find = local_search if options else random_search

    def stop(k, loss, best_loss):
        if k == 20:
            raise KeyboardInterrupt

    rng = np.random.default_rng(6)
    found = find(*small, attempts=500, scale=1.0, rng=rng, n_classes=3, on_attempt=stop, **options)
    assert len(found.history) == len(found.accepted) == 21 and found.stopped
    assert svm_loss(found.W, *small) == pytest.approx(found.loss, rel=1e-5)


def test_stopped_wherever_it_is_it_keeps_what_fits_together(small):
    lines = {}  # a number for each line that runs: at one after the other, the button is pressed

    def press(frame, event, _):
        if event == "call":
            return press if frame.f_code is search._keep_lowest.__code__ else None
        lines[len(lines)] = frame.f_lineno
        if event == "line" and len(lines) == pressed:
            raise KeyboardInterrupt
        return press

    whole, lengths = plain_random(*small, 6, 1.0, np.random.default_rng(0), 3)[2], set()
    for pressed in range(1, 60):  # noqa: B007
        lines.clear()
        sys.settrace(press)
        try:
            rng = np.random.default_rng(0)
            found = random_search(*small, attempts=6, scale=1.0, rng=rng, n_classes=3)
        except KeyboardInterrupt:
            continue  # before there was anything, or after all of it
        finally:
            sys.settrace(None)
        n = len(found.history)
        lengths.add(n)
        assert len(found.accepted) == n and found.stopped == (n < 6)
        np.testing.assert_allclose(found.history, whole[:n], rtol=1e-5)
        assert found.loss == found.history.min() == found.history[found.accepted][-1]
        assert svm_loss(found.W, *small) == pytest.approx(found.loss, rel=1e-6)
    assert lengths == {1, 2, 3, 4, 5, 6}


def test_a_search_is_stopped_by_its_last_word_or_not_at_all(small):
    def search_six(on_attempt):
        options = {"attempts": 6, "scale": 1.0, "n_classes": 3, "on_attempt": on_attempt}
        return random_search(*small, rng=np.random.default_rng(0), **options)

    assert not search_six(None).stopped
    assert not search_six(lambda k, *_: k == 5).stopped  # all attempts were made
    assert search_six(lambda k, *_: k == 4).stopped


@pytest.mark.filterwarnings("error")
def test_a_scale_that_overflows_is_named(small):
    with pytest.raises(ValueError, match="scale or step is so large"):
        random_search(*small, attempts=3, scale=1e39, rng=np.random.default_rng(7), n_classes=3)
