"""The small mountains of the game: real losses, true slopes, fair walks."""

import numpy as np
import pytest

from losslab.lessons.search.hiker_game import Hike, numbered_mountain, score
from losslab.lessons.search.hiker_map import SIDE, Mountain, guess, wander


@pytest.fixture(scope="module")
def mountains(data):
    return [numbered_mountain(data.X_train[:, :200], data.y_train[:200], k) for k in range(1, 7)]


def test_a_map_is_the_loss_at_its_points(mountains):
    grid = np.linspace(-SIDE, SIDE, 5)
    for mountain in mountains:
        by_hand = [[mountain.loss(a, b) for a in grid] for b in grid]
        np.testing.assert_allclose(mountain.map(grid), by_hand, rtol=1e-5)


def test_a_mountain_is_an_svm_loss(data):
    from losslab.hinges import svm_hinges

    X, y = data.X_train[:, :50], data.y_train[:50]
    mountain = numbered_mountain(X, y, 3)
    # nine hinges an image; moving and turning the map leaves them in the span of the plane cut
    assert mountain.n == 50 and mountain.h.shape == (450,)
    rng = np.random.default_rng(3)
    W, other = (rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4) for _ in "WV")
    h, q = svm_hinges(X, y, W, other)
    for part, basis in ((mountain.h - h, [mountain.u, mountain.v]), (q, [mountain.u, mountain.v])):
        rest = np.linalg.lstsq(np.stack(basis, axis=1), part, rcond=None)[1]
        assert rest < 1e-6 * (part**2).sum()


def test_the_slope_is_that_of_the_ground(mountains):
    for mountain in mountains:
        a, b = mountain.start
        e = 1e-3
        east = (mountain.loss(a + e, b) - mountain.loss(a - e, b)) / (2 * e)
        north = (mountain.loss(a, b + e) - mountain.loss(a, b - e)) / (2 * e)
        assert mountain.slope(a, b) == pytest.approx((east, north), abs=0.02)


def test_a_walk_begins_high_up_and_the_valley_is_on_the_map(mountains):
    grid = np.linspace(-SIDE, SIDE, 41)
    for mountain in mountains:
        heights = mountain.map(grid)
        assert 0.6 < np.mean(heights < mountain.loss(*mountain.start)) < 0.97
        lowest = np.array(np.unravel_index(heights.argmin(), heights.shape))
        assert (np.abs(grid[lowest]) < 0.7 * SIDE).all()


def test_mountains_are_numbered(data, mountains):
    again = numbered_mountain(data.X_train[:, :200], data.y_train[:200], 1)
    assert again.start == mountains[0].start
    assert mountains[0].start != mountains[1].start


def test_local_search_steps_from_the_best_place_only(mountains):
    walk = wander(mountains[0], tries=200, size=0.5, rng=np.random.default_rng(0))
    assert (np.diff(walk.losses[walk.accepted]) < 0).all()
    stations = np.flatnonzero(walk.accepted)
    before = stations[np.cumsum(walk.accepted) - 1]
    steps = np.random.default_rng(0).standard_normal((200, 2)) * 0.5
    expected = np.clip(walk.places[before[:-1]] + steps, -SIDE, SIDE)
    np.testing.assert_allclose(walk.places[1:], expected)
    assert walk.best[-1] == walk.losses.min() == walk.losses[stations[-1]]


def test_guesses_are_all_over_the_map(mountains):
    walk = guess(mountains[0], tries=400, rng=np.random.default_rng(0))
    assert np.abs(walk.places[1:].mean(axis=0)).max() < 1
    assert np.abs(walk.places).max() > 0.95 * SIDE


def slope_to_the_west():
    hinge = np.array([1.0])
    return Mountain(20 * hinge, hinge, 0 * hinge, 1, (5.0, 0.0))


def test_a_step_has_the_length_and_direction_asked_for():
    hike = Hike(slope_to_the_west(), budget=3)
    hike.step(-3, 4, 2.5)
    assert hike.places[-1] == pytest.approx((3.5, 2.0))
    assert hike.losses == pytest.approx([25.0, 23.5])
    assert hike.downhill[0].tolist() == [-1, 0] and hike.downhill[1] == 1.0


def test_a_fence_and_a_budget_end_a_hike():
    hike = Hike(slope_to_the_west(), budget=2)
    hike.step(1, 0, 50.0)
    assert hike.places[-1] == (SIDE, 0.0) and hike.at_fence
    hike.step(-1, 0, 1.0)
    hike.step(-1, 0, 1.0)
    assert hike.left == 0 and len(hike.places) == 3


@pytest.mark.parametrize(("length", "beaten"), [(15.0, 2), (0.01, 0)])
def test_a_score_says_whom_the_hiker_beat(length, beaten):
    hike = Hike(slope_to_the_west(), budget=5)
    hike.step(-1, 0, length)
    result = score(hike, rng=np.random.default_rng(0))
    assert result.beaten == beaten
    assert result.lowest == pytest.approx(10.0)
    assert result.share_above == pytest.approx((min(hike.losses) - 30) / -20, abs=0.02)


def test_the_budget_is_the_same_for_all(mountains):
    hike = Hike(mountains[0], budget=20)
    result = score(hike, rng=np.random.default_rng(0))
    assert len(result.guesses.losses) == len(result.steps.losses) == 21
    assert result.guesses.places[0].tolist() == list(mountains[0].start)


def test_nonsense_is_refused(mountains):
    with pytest.raises(ValueError, match=r"^budget is 0"):
        Hike(mountains[0], 0)
    with pytest.raises(ValueError, match=r"^size is 0"):
        wander(mountains[0], tries=3, size=0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^tries is 1.5"):
        guess(mountains[0], tries=1.5, rng=np.random.default_rng(0))
