"""The models of lesson 2: maps with real losses, a fair game, single random steps measured."""

import numpy as np
import pytest

from losslab.lessons.search.descent_probability import descent_probability, expected_gain
from losslab.lessons.search.hiker import (
    SIDE,
    Game,
    HikerMap,
    local_search,
    numbered_map,
    random_search,
)
from losslab.losses import svm_loss, svm_loss_and_gradient
from losslab.slices import svm_slice


@pytest.fixture(scope="module")
def maps(data):
    return [numbered_map(data.X_train[:, :200], data.y_train[:200], k) for k in range(1, 7)]


def test_a_map_is_the_loss_at_its_points(maps):
    grid = np.linspace(-SIDE, SIDE, 5)
    for hiker_map in maps:
        by_hand = [[hiker_map.loss(a, b) for a in grid] for b in grid]
        np.testing.assert_allclose(hiker_map.plane(grid, grid), by_hand, rtol=1e-5)


def test_a_map_is_an_svm_loss(data):
    X, y = data.X_train[:, :50], data.y_train[:50]
    hiker_map = numbered_map(X, y, 3)
    # nine hinges an image; moving and turning the map leaves them in the span of the plane cut
    assert hiker_map.n == 50 and hiker_map.h.shape == (450,)
    rng = np.random.default_rng(3)
    W, other = (rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4) for _ in "WV")
    line = svm_slice(W, other, X, y)
    for part in (hiker_map.h - line.h, line.u):
        rest = np.linalg.lstsq(np.stack([hiker_map.u, hiker_map.v], axis=1), part, rcond=None)[1]
        assert rest < 1e-6 * (part**2).sum()


def test_the_slope_is_that_of_the_ground(maps):
    for hiker_map in maps:
        a, b = hiker_map.start
        e = 1e-3
        east = (hiker_map.loss(a + e, b) - hiker_map.loss(a - e, b)) / (2 * e)
        north = (hiker_map.loss(a, b + e) - hiker_map.loss(a, b - e)) / (2 * e)
        assert hiker_map.slope(a, b) == pytest.approx((east, north), abs=0.02)


def test_a_walk_begins_high_up_and_the_valley_is_on_the_map(maps):
    grid = np.linspace(-SIDE, SIDE, 41)
    for hiker_map in maps:
        heights = hiker_map.plane(grid, grid)
        assert 0.6 < np.mean(heights < hiker_map.loss(*hiker_map.start)) < 0.97
        lowest = np.array(np.unravel_index(heights.argmin(), heights.shape))
        assert (np.abs(grid[lowest]) < 0.7 * SIDE).all()


def test_maps_are_numbered(data, maps):
    again = numbered_map(data.X_train[:, :200], data.y_train[:200], 1)
    assert again.start == maps[0].start
    assert maps[0].start != maps[1].start


def test_local_search_steps_from_the_best_place_only(maps):
    walk = local_search(maps[0], tries=200, step=0.5, rng=np.random.default_rng(0))
    assert (np.diff(walk.losses[walk.accepted]) < 0).all()
    stations = np.flatnonzero(walk.accepted)
    before = stations[np.cumsum(walk.accepted) - 1]
    steps = np.random.default_rng(0).standard_normal((200, 2)) * 0.5
    expected = np.clip(walk.places[before[:-1]] + steps, -SIDE, SIDE)
    np.testing.assert_allclose(walk.places[1:], expected)
    assert walk.best[-1] == walk.losses.min() == walk.losses[stations[-1]]


def test_guesses_are_all_over_the_map(maps):
    walk = random_search(maps[0], tries=400, rng=np.random.default_rng(0))
    assert np.abs(walk.places[1:].mean(axis=0)).max() < 1
    assert np.abs(walk.places).max() > 0.95 * SIDE


def slope_to_the_west():
    hinge = np.array([1.0])
    return HikerMap(20 * hinge, hinge, 0 * hinge, 1, (5.0, 0.0))


def test_a_step_has_the_length_and_direction_asked_for():
    game = Game(slope_to_the_west(), number=1, budget=3)
    game.step(-3, 4, 2.5)
    assert game.places[-1] == pytest.approx((3.5, 2.0))
    assert game.losses == pytest.approx([25.0, 23.5])
    assert game.downhill[0].tolist() == [-1, 0] and game.downhill[1] == 1.0


def test_a_fence_and_a_budget_end_a_game():
    game = Game(slope_to_the_west(), number=1, budget=2)
    game.step(1, 0, 50.0)
    assert game.places[-1] == (SIDE, 0.0)
    game.step(-1, 0, 1.0)
    game.step(-1, 0, 1.0)
    assert game.left == 0 and len(game.places) == 3 and game.score


def test_a_game_can_be_ended_before(maps):
    game = Game(maps[0], number=1, budget=9)
    game.end()
    game.step(1, 0, 1.0)
    assert game.left == 9 and len(game.score.steps.losses) == 10


@pytest.mark.parametrize(("length", "beaten"), [(15.0, 2), (0.01, 0)])
def test_a_score_says_whom_the_hiker_beat(length, beaten):
    game = Game(slope_to_the_west(), number=1, budget=5)
    game.step(-1, 0, length)
    game.end()
    result = game.score
    assert result.beaten == beaten
    assert result.lowest == pytest.approx(10.0)
    assert result.share_above == pytest.approx((min(game.losses) - 30) / -20, abs=0.02)


def test_the_budget_is_the_same_for_all(maps):
    game = Game(maps[0], number=1, budget=20)
    game.end()
    result = game.score
    assert len(result.guesses.losses) == len(result.steps.losses) == 21
    assert result.guesses.places[0].tolist() == list(maps[0].start)


def test_nonsense_is_refused(maps):
    with pytest.raises(ValueError, match=r"^budget is 0"):
        Game(maps[0], number=1, budget=0)
    with pytest.raises(ValueError, match=r"^step is 0"):
        local_search(maps[0], tries=3, step=0, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^tries is 1.5"):
        random_search(maps[0], tries=1.5, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def problem(data):
    W = np.random.default_rng(0).standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-3)
    return W, data.X_train[:, :300], data.y_train[:300]


def test_a_step_along_the_gradient(problem):
    W, X, y = problem
    rng = np.random.default_rng(0)
    lengths = [1e-3, 0.0175]
    tried = descent_probability(W, X, y, lengths=lengths, dimensions=[2], pairs=2, rng=rng)
    loss, gradient = svm_loss_and_gradient(W, X, y)
    unit = gradient / np.linalg.norm(gradient)
    falls = [loss - svm_loss(W - np.float32(r) * unit, X, y) for r in lengths]
    np.testing.assert_allclose(tried.gradient_gain, falls, rtol=1e-4)


def test_in_all_dimensions_it_is_a_plain_random_step(problem):
    W, X, y = problem
    rng = np.random.default_rng(1)
    tried = descent_probability(W, X, y, lengths=[1e-3], dimensions=[W.size], pairs=150, rng=rng)
    here, plain = svm_loss(W, X, y), []
    for _ in range(150):
        step = rng.standard_normal(W.shape, dtype=np.float32)
        step *= np.float32(1e-3 / np.linalg.norm(step))
        plain += [max(0, here - svm_loss(W + sign * step, X, y)) for sign in (1, -1)]
    assert tried.gain[0, 0] == pytest.approx(np.mean(plain), rel=0.2)
    assert tried.downhill[0, 0] == pytest.approx(np.mean(np.array(plain) > 0), abs=0.06)


def test_on_a_linear_loss_it_follows_the_law(problem):
    rng, dimensions = np.random.default_rng(2), (2, 10, 100, 1000, 30730)
    tried = descent_probability(*problem, lengths=[1e-4], dimensions=dimensions, pairs=200, rng=rng)
    law = [expected_gain(d) for d in dimensions]
    np.testing.assert_allclose(tried.gain[0] / tried.gradient_gain[0], law, rtol=0.15)
    np.testing.assert_allclose(tried.downhill[0], 0.5, atol=0.03)


def test_the_law_is_the_mean_of_a_coordinate():
    x = np.random.default_rng(0).standard_normal((20000, 7))
    first = x[:, 0] / np.linalg.norm(x, axis=1)
    assert (expected_gain(2), expected_gain(3)) == pytest.approx((1 / np.pi, 0.25))
    assert expected_gain(7) == pytest.approx(np.maximum(first, 0).mean(), rel=0.03)
    assert expected_gain(30730) == pytest.approx(1 / np.sqrt(2 * np.pi * 30730), rel=1e-4)


def test_nonsense_steps_are_refused(problem):
    rng = np.random.default_rng(0)
    for wrong, message in (
        ({"dimensions": [1]}, "^dimensions is 1, expected at least 2"),
        ({"dimensions": [30731]}, "^dimensions has 30731, but W has 30730 numbers"),
        ({"lengths": [0.0]}, "^lengths is 0.0, expected more than 0"),
        ({"pairs": 0}, "^pairs is 0"),
    ):
        with pytest.raises(ValueError, match=message):
            descent_probability(
                *problem, **({"lengths": [1e-3], "dimensions": [2]} | wrong), rng=rng
            )
