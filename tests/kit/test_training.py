"""The training that may change on the way, and the one that keeps a diary, are the real one."""

import copy

import numpy as np
import pytest

from losslab.descent import gradient_descent, minibatches
from losslab.kit import progress
from losslab.kit.training import Training, recorded_descent, recorded_search
from losslab.losses import svm_gradient, svm_loss, svm_loss_and_gradient
from losslab.search import local_search, random_search

REG = 1e4


@pytest.fixture(scope="module")
def start():
    rng = np.random.default_rng(0)
    return rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4)


def regularized(W, X, y):
    return svm_loss_and_gradient(W, X, y, reg=REG)


def test_the_training_walks_as_gradient_descent_does(data, start):
    X, y = data.X_train[:, :300], data.y_train[:300]
    training = Training(start, X, y, reg=REG, seed=4)
    before = start.copy()
    for steps in (1, 4, 2):
        training.train(steps, step_size=1e-7, batch_size=128)
    expected = gradient_descent(
        regularized, start, X, y, step_size=1e-7, steps=7, batch_size=128,
        rng=np.random.default_rng(4),
    )  # fmt: skip
    np.testing.assert_allclose(training.W, expected.W, rtol=1e-4, atol=1e-9)
    assert training.W.dtype == np.float32
    assert (training.steps, training.images) == (7, 2 * 300 + 128)
    assert np.array_equal(start, before)


def test_all_images_each_step_are_the_very_numbers_of_gradient_descent(data, start):
    X, y = data.X_train[:, :300], data.y_train[:300]
    training = Training(start, X, y)
    for step_size in (1e-7, 1e-6):
        training.train(3, step_size=step_size)
    half = gradient_descent(svm_loss_and_gradient, start, X, y, step_size=1e-7, steps=3)
    whole = gradient_descent(svm_loss_and_gradient, half.W, X, y, step_size=1e-6, steps=3)
    assert np.array_equal(training.W, whole.W)
    assert training.losses == [*half.losses, *whole.losses]
    assert training.step_sizes == [1e-7] * 3 + [1e-6] * 3 and training.images == 6 * 300


def test_batches_are_drawn_without_training_and_a_new_size_shuffles_anew(data, start):
    X, y = data.X_train[:, :30], data.y_train[:30]
    training, rng = Training(start, X, y), np.random.default_rng(0)
    first = minibatches(30, 8, rng=rng)
    for index in (next(first), next(first)):
        images, labels = training.next_batch(8)
        assert np.array_equal(images, X[:, index]) and np.array_equal(labels, y[index])
        assert images.T.flags.c_contiguous
    index = next(minibatches(30, 20, rng=rng))
    assert np.array_equal(training.next_batch(20)[0], X[:, index])
    assert training.next_batch()[0] is X and training.next_batch()[1] is y
    index = next(minibatches(30, 20, rng=rng))  # all images between: an epoch begins again
    assert np.array_equal(training.next_batch(20)[0], X[:, index])
    assert training.images == 8 + 8 + 20 + 30 + 30 + 20 and training.steps == 0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("step_size", [1e10, 1e300])
def test_a_step_out_of_the_finite_numbers_is_not_taken(data, start, step_size):
    training = Training(start, data.X_train[:, :64], data.y_train[:64], reg=REG)
    training.train(2, step_size=1e-7, batch_size=16)
    assert not training.diverged
    training.train(100, step_size=step_size, batch_size=16)
    assert training.diverged and 2 <= training.steps < 100
    assert np.isfinite(training.W).all() and np.isfinite(training.losses).all()
    assert training.steps == len(training.losses) == len(training.step_sizes)
    training.reset()
    assert training.W is start and not training.diverged


def test_after_a_step_too_long_a_shorter_one_goes_on(data, start):
    X, y = data.X_train[:, :64], data.y_train[:64]
    training = Training(start, X, y, reg=REG)
    training.train(1, step_size=1e300)
    assert training.diverged and training.steps == 0 and training.W is start
    training.train(1, step_size=1e-7)
    assert not training.diverged and training.steps == 1
    moved = start - 1e-7 * (svm_gradient(start, X, y) + 2 * REG * start)
    assert np.array_equal(training.W, moved)


def test_the_losses_kept_are_those_of_the_images(data, start):
    X, y = data.X_train[:, :64], data.y_train[:64]
    training = Training(start, X, y, reg=REG)
    training.train(1, step_size=1e-7, batch_size=64)
    assert training.losses == [pytest.approx(svm_loss(start, X, y), rel=1e-5)]


def test_reset_begins_the_same_walk_again(data, start):
    training = Training(start, data.X_train, data.y_train)
    training.train(3, step_size=1e-7, batch_size=16)
    first, losses = training.W, training.losses
    training.reset()
    assert training.W is start and not training.losses and not training.images
    training.train(3, step_size=1e-7, batch_size=16)
    assert np.array_equal(training.W, first) and training.losses == losses


def test_a_copy_goes_on_by_itself_and_shares_the_images(data, start):
    training = Training(start, data.X_train, data.y_train)
    training.train(3, step_size=1e-7, batch_size=16)
    before = training.W, [*training.losses]
    twin = copy.deepcopy(training)
    assert twin.W is training.W and twin.losses == training.losses and twin.X is training.X
    twin.train(2, step_size=1e-7, batch_size=16)
    assert (twin.steps, twin.images) == (5, 5 * 16)
    assert training.W is before[0] and training.losses == before[1] and training.images == 48


def test_a_new_batch_size_counts_at_once(data, start):
    training = Training(start, data.X_train, data.y_train)
    training.train(2, step_size=1e-7, batch_size=16)
    training.train(2, step_size=1e-7, batch_size=100)
    assert training.images == 2 * 16 + 2 * 100


@pytest.mark.parametrize(("batch_size", "images"), [(None, 20 * 100), (30, 5 * 100), (1, 20)])
def test_a_diary_counts_images_and_keeps_start_and_end(data, start, batch_size, images):
    X, y = data.X_train[:, :100], data.y_train[:100]
    options = {"step_size": 1e-8, "steps": 20, "batch_size": batch_size}
    diary = recorded_descent(regularized, start, X, y, rng=np.random.default_rng(1), **options)
    walk = gradient_descent(regularized, start, X, y, rng=np.random.default_rng(1), **options)
    assert (diary.steps[0], diary.images[0]) == (0, 0)
    assert (diary.steps[-1], diary.images[-1]) == (20, images)
    assert np.array_equal(diary.weights[0], start) and np.array_equal(diary.weights[-1], walk.W)
    assert len(diary.weights) == len(diary.seconds) == len(diary.steps)
    assert (np.diff(diary.seconds) >= 0).all() and np.array_equal(diary.losses, walk.losses)


def test_a_refused_batch_size_is_refused_again():
    X, y = np.array([[1.0, -1.0, 2.0], [1.0, 1.0, 1.0]]), np.array([0, 1, 0])
    training = Training(np.zeros((2, 2)), X, y)
    for _ in range(2):
        with pytest.raises(ValueError, match="batch_size is 4"):
            training.train(1, step_size=0.1, batch_size=4)
    with pytest.raises(ValueError, match=r"^steps is -3"):
        training.train(-3, step_size=0.1, batch_size=2)
    assert training.steps == training.images == 0


def test_a_diary_counts_no_step_that_was_not_taken():
    def steep(W, X, y):
        with np.errstate(over="ignore"):
            return float((W**2).sum()), 1e200 * W

    X, y = np.ones((1, 4)), np.zeros(4, dtype=int)
    diary = recorded_descent(steep, np.array([[1.0]]), X, y, step_size=1.0, steps=9)
    assert diary.steps.tolist() == [0, 1] and diary.images.tolist() == [0, 4]
    assert np.isfinite(diary.weights[-1]).all()


BUDGETS = [1, 10, 100]
SEARCHES = [(random_search, {"scale": 1e-4}), (local_search, {"scale": 1e-3, "step": 1e-4})]


@pytest.fixture
def stop_after(monkeypatch):
    """Let the bar of the next run be where the stop button is pressed, after so many rounds."""
    monkeypatch.setattr(progress, "display", lambda bar: None)

    def patch(rounds):
        bars = []

        class Bar(progress.ProgressBar):
            def __call__(self, k, *_):
                super().__call__(k)
                if k + 1 == rounds:
                    raise KeyboardInterrupt

            def __exit__(self, *what):
                super().__exit__(*what)
                bars.append(self.count.value)

        monkeypatch.setattr(progress, "ProgressBar", Bar)
        return bars

    return patch


@pytest.mark.parametrize("rounds", [2, 7, 999])
def test_a_stopped_diary_ends_where_the_descent_came(data, start, stop_after, rounds, language):
    X, y = data.X_train[:, :20], data.y_train[:20]
    bars = stop_after(rounds)
    how = {"step_size": 1e-7, "steps": 1000, "batch_size": 5, "rng": np.random.default_rng(0)}
    diary = recorded_descent(regularized, start, X, y, **how)
    assert diary.stopped and len(diary.losses) == rounds
    assert diary.steps[-1] == rounds - 1 and diary.images[-1] == 5 * (rounds - 1)
    assert len(diary.weights) == len(diary.seconds) == len(diary.steps) == len(diary.images)
    assert not np.array_equal(diary.weights[-1], start)
    assert f"{rounds:,}" in bars[0] and ("stopped" if language == "en" else "止めました") in bars[0]


def test_a_whole_diary_is_not_stopped(data, start, stop_after):
    bars = stop_after(None)
    X, y = data.X_train[:, :20], data.y_train[:20]
    assert not recorded_descent(regularized, start, X, y, step_size=1e-7, steps=3).stopped
    assert bars == ["3 of 3"]
    with pytest.raises(KeyboardInterrupt):  # no step was taken
        stop_after(1)
        recorded_descent(regularized, start, X, y, step_size=1e-7, steps=3)


@pytest.mark.parametrize(("find", "options"), SEARCHES)
def test_a_diary_of_searches_is_each_of_them(data, stop_after, find, options):
    bars = stop_after(None)
    X, y = data.X_train[:, :50], data.y_train[:50]
    diary = recorded_search(find, X, y, attempts=BUDGETS, **options)
    assert diary.steps.tolist() == BUDGETS and not diary.stopped
    assert diary.images.tolist() == [50, 500, 5000] and len(diary.seconds) == 3
    assert bars == ["111 of 111"]
    for n, W in zip(BUDGETS, diary.weights, strict=True):
        found = find(X, y, attempts=n, rng=np.random.default_rng(0), **options)
        assert np.array_equal(found.W, W)
    assert np.array_equal(diary.losses, found.history)


@pytest.mark.parametrize(
    ("rounds", "stations"), [(2, [1]), (7, [1, 6]), (15, [1, 10]), (50, [1, 10, 39])]
)
@pytest.mark.parametrize(("find", "options"), SEARCHES)
def test_a_stopped_diary_of_searches(data, stop_after, find, options, rounds, stations):
    bars = stop_after(rounds)
    X, y = data.X_train[:, :50], data.y_train[:50]
    diary = recorded_search(find, X, y, attempts=BUDGETS, **options)
    assert diary.stopped and diary.steps.tolist() == stations
    assert len(diary.losses) == stations[-1] and len(diary.weights) == len(stations)
    assert bars == [f"stopped after {rounds} of 111; what was found is kept"]
