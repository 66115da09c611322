"""The explorers of notebook 02: the game is fair and can be won, the player shows the search."""

import numpy as np
import pytest
from hands import key, press_at

from losslab import explorers
from losslab.lessons.search.explorers_hiker import BUDGET
from losslab.lessons.search.hiker_map import SIDE, wander


@pytest.fixture
def game(data):
    return explorers.HikerGame(data)


@pytest.mark.parametrize(
    ("name", "moved"),
    [("ArrowLeft", (-2, 0)), ("ArrowRight", (2, 0)), ("ArrowUp", (0, 2)), ("ArrowDown", (0, -2))],
)
def test_arrow_keys_and_buttons_are_steps(game, name, moved):
    game.hike.places[0] = (0.0, 0.0)
    game.length.value = 2.0
    key(game, name)
    assert game.hike.places[-1] == pytest.approx(moved)
    button = game.moves[["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].index(name)]
    button.click()
    assert game.hike.places[-1] == pytest.approx((2 * moved[0], 2 * moved[1]))
    assert f"step 2: you went {button.description[2:]}" in game.picture.sentence


def test_a_press_is_a_step_in_that_direction(game):
    game.hike.places[0] = (0.0, 0.0)
    press_at(game, game.map_ax, -3, 4)
    assert game.hike.places[-1] == pytest.approx((-1.8, 2.4))
    press_at(game, game.ax, 5, game.ax.get_ylim()[0] + 0.1)
    assert len(game.hike.places) == 2


def test_nothing_of_the_map_is_drawn_before_the_end(game):
    for _ in range(BUDGET - 1):
        key(game, "ArrowUp")
        assert game.map == [] and game.night.get_visible()
        assert not game.path.get_visible() and not game.lowest.get_visible()
    key(game, "ArrowUp")
    assert game.map and not game.night.get_visible() and game.path.get_visible()
    assert len(game.path.get_xdata()) == BUDGET + 1
    assert "lower than" in game.picture.sentence


def test_after_the_end_no_step_counts(game):
    game.look.click()
    sentence = game.picture.sentence
    key(game, "ArrowUp")
    press_at(game, game.map_ax, 1, 1)
    assert game.picture.sentence == sentence and len(game.hike.places) == 1


def test_loss_only_means_loss_only(game):
    assert not game.arrow.get_visible() and game.follow.disabled
    game.follow.click()
    assert len(game.hike.places) == 1
    assert "falls by" not in game.picture.sentence


def test_the_arrow_points_down_the_slope(game):
    game.mode.value = "slope"
    assert game.arrow.get_visible() and not game.follow.disabled
    game.length.value = 0.25
    before = game.hike.losses[-1]
    game.follow.click()
    assert game.hike.losses[-1] < before
    moved = np.subtract(*game.hike.places[::-1])
    assert moved == pytest.approx(-np.array(game.hike.mountain.slope(*game.hike.places[0])) * (
        0.25 / np.hypot(*game.hike.mountain.slope(*game.hike.places[0]))))  # fmt: skip


@pytest.mark.parametrize("mountain", [1, 2, 5])
def test_with_the_slope_one_can_win(data, mountain):
    game = explorers.HikerGame(data, mountain=mountain)
    game.mode.value = "slope"
    for k in range(BUDGET):
        game.length.value = max(4 * 0.8**k, 0.25)
        game.follow.click()
    assert game.score.share_above > 0.9


def test_the_same_mountain_again_and_a_new_one(game):
    start = game.hike.places[0]
    key(game, "ArrowUp")
    game.look.click()
    score = game.score
    game.again.click()
    assert game.hike.places == [start] and game.map == [] and game.score is None
    game.look.click()
    assert game.score.guesses.best[-1] == score.guesses.best[-1]
    game.new.click()
    assert game.number == 2 and game.hike.places[0] != start
    assert "Mountain 2" in game.picture.sentence


def test_the_fence_is_announced(game):
    game.length.value = 8.0
    for _ in range(3):
        key(game, "ArrowLeft")
    assert game.hike.places[-1][0] == -SIDE
    assert "fence" in game.picture.sentence


def test_play_and_slider_go_together(data):
    player = explorers.SearchPlayer(data)
    player.play.value = 37
    assert player.attempt.value == 37
    player.attempt.value = 12
    assert player.play.value == 12


def test_the_player_shows_the_search_up_to_the_attempt(data):
    player = explorers.SearchPlayer(data)
    player.attempt.value = 30
    walk = wander(player.mountain, tries=60, size=1.0, rng=np.random.default_rng(1))
    taken = walk.accepted[:31]
    assert len(player.high.get_xdata()) == (~taken).sum() == len(player.refused.get_segments())
    np.testing.assert_allclose(player.path.get_xydata(), walk.places[:31][taken])
    np.testing.assert_allclose(player.best.get_ydata(), walk.best[:31])
    counts = f"Accepted so far: {taken.sum() - 1}, refused: {(~taken).sum()}."
    assert counts in player.picture.sentence


def test_each_refused_try_starts_where_the_hiker_stood(data):
    player = explorers.SearchPlayer(data)
    player.size.value = 0.5
    player.attempt.value = 60
    walk = wander(player.mountain, tries=60, size=0.5, rng=np.random.default_rng(1))
    stood = walk.places[0]
    starts = []
    for place, accepted in zip(walk.places, walk.accepted, strict=True):
        if accepted:
            stood = place
        else:
            starts.append(stood)
    np.testing.assert_allclose([start for start, _ in player.refused.get_segments()], starts)


def test_the_dial_says_what_it_shows(data):
    W = np.random.default_rng(0).standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-3)
    dial = explorers.DimensionDial(W, data.X_train[:, :500], data.y_train[:500], pairs=8)
    dial.dimension.value = 10
    gain = dial.tried.gain[dial.length.value, 10]
    assert "30,730 dimensions" in dial.picture.sentence
    assert f"gains {gain:.3g} on average" in dial.picture.sentence
    assert dial.here[1].get_ydata()[0] == gain
    dial.length.value = 5  # the note's own step: even the gradient overshoots
    assert "overshoots" in dial.picture.sentence and not dial.gradient.get_visible()
