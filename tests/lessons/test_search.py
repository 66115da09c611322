"""Lesson 2: the game is fair and can be won, the player and the figures show the search."""

import numpy as np
import pytest
from drive_explorer import key, press, press_at
from figure_checks import lowest_place

from losslab.lessons.search import explorers, figures
from losslab.lessons.search.descent_probability import expected_gain
from losslab.lessons.search.explorers import BUDGET
from losslab.lessons.search.hiker import GRID, SIDE, local_search, lowest_point
from losslab.slices import LineMinimum


def lines(ax, **look):
    """The lines of an axes that look so, such as ``marker="x"``, the last one first."""
    found = ax.get_lines()[::-1]
    return [x for x in found if all(getattr(x, f"get_{k}")() == v for k, v in look.items())]


def is_dark(game):
    return not game.map_ax.images and any(
        patch.get_width() > 2 * SIDE for patch in game.map_ax.patches if hasattr(patch, "get_width")
    )


@pytest.fixture
def game(data):
    return explorers.HikerGame(data)


@pytest.mark.parametrize(
    ("name", "way", "moved"),
    [
        ("ArrowLeft", "west", (-2, 0)),
        ("ArrowRight", "east", (2, 0)),
        ("ArrowUp", "north", (0, 2)),
        ("ArrowDown", "south", (0, -2)),
    ],
)
def test_arrow_keys_and_buttons_are_steps(game, name, way, moved):
    game.model.places[0] = (0.0, 0.0)
    game.put(length=2.0)
    key(game, name)
    assert game.model.places[-1] == pytest.approx(moved)
    button = game.named[way]
    button.click()
    assert game.model.places[-1] == pytest.approx((2 * moved[0], 2 * moved[1]))
    assert f"step 2: you went {button.description[2:]}" in game.picture.sentence


def test_a_press_is_a_step_in_that_direction(game):
    game.model.places[0] = (0.0, 0.0)
    press_at(game, game.map_ax, -3, 4)
    assert game.model.places[-1] == pytest.approx((-1.8, 2.4))
    press_at(game, game.ax, 5, game.ax.get_ylim()[0] + 0.1)
    assert len(game.model.places) == 2


def test_a_hand_that_slips_is_not_another_step(game):
    target = game.map_ax.transData.transform((3.0, 4.0))
    for kind, slip in (("press", 0), ("drag", 1), ("drag", 3)):
        press(game, target[0] + slip, game.picture.height - target[1], kind=kind)
    assert game.model.left == BUDGET - 1


def test_nothing_of_the_map_is_drawn_before_the_end(game):
    for _ in range(BUDGET - 1):
        key(game, "ArrowUp")
        assert is_dark(game)
        assert len(lines(game.map_ax)) == 1  # the hiker, in the middle of what is felt
        assert lines(game.map_ax)[0].get_xydata().tolist() == [[0, 0]]
    key(game, "ArrowUp")
    assert game.map_ax.images and not is_dark(game)
    (path,) = [line for line in lines(game.map_ax) if len(line.get_xdata()) == BUDGET + 1]
    assert path.get_xydata().tolist() == np.array(game.model.places).tolist()
    assert len(lines(game.map_ax, marker="*")) == 1
    assert "lower than" in game.picture.sentence


def test_after_the_end_no_step_counts(game):
    game.named["look"].click()
    sentence = game.picture.sentence
    key(game, "ArrowUp")
    press_at(game, game.map_ax, 1, 1)
    assert game.picture.sentence == sentence and len(game.model.places) == 1


def arrows(game):
    return [patch for patch in game.map_ax.patches if hasattr(patch, "get_arrowstyle")]


def test_loss_only_means_loss_only(game):
    assert not arrows(game) and game.named["follow"].disabled
    game.named["follow"].click()
    assert len(game.model.places) == 1
    assert "falls by" not in game.picture.sentence


def test_the_arrow_points_down_the_slope(game):
    game.put(mode="slope", length=0.25)
    (arrow,) = arrows(game)
    assert not game.named["follow"].disabled
    before, slope = game.model.losses[-1], np.array(game.model.map.slope(*game.model.places[0]))
    _, (east, north) = arrow._posA_posB
    assert (east, north) == pytest.approx(-5.5 * slope / np.hypot(*slope))
    game.named["follow"].click()
    assert game.model.losses[-1] < before
    moved = np.subtract(*game.model.places[::-1])
    assert moved == pytest.approx(-0.25 * slope / np.hypot(*slope))


@pytest.mark.parametrize("mountain", [1, 2, 5])
def test_with_the_slope_one_can_win(data, mountain):
    game = explorers.HikerGame(data, mountain=mountain)
    game.put(mode="slope")
    for k in range(BUDGET):
        game.put(length=max(4 * 0.8**k, 0.25))
        game.named["follow"].click()
    assert game.model.score.share_above > 0.9


def test_the_same_mountain_again_and_a_new_one(game):
    start = game.model.places[0]
    key(game, "ArrowUp")
    game.named["look"].click()
    score = game.model.score
    game.named["again"].click()
    assert game.model.places == [start] and is_dark(game) and game.model.score is None
    game.named["look"].click()
    assert game.model.score.guesses.best[-1] == score.guesses.best[-1]
    game.named["new"].click()
    assert game.model.number == 2 and game.model.places[0] != start
    assert "Mountain 2" in game.picture.sentence


def test_another_mode_begins_the_same_mountain_anew(game):
    start = game.model.places[0]
    key(game, "ArrowUp")
    game.named["mode"].value = "slope"
    assert game.model.places == [start] and game.model.number == 1
    assert "falls by" in game.picture.sentence


def test_the_legend_stands_clear_of_the_data(data, language):
    for mountain in (1, 2, 3):
        game = explorers.HikerGame(data, mountain=mountain)
        for way in ("north", "west", "south", "east", "look"):
            game.named[way].click()
        legend = game.ax.get_legend().get_window_extent()
        for line in game.ax.lines:
            heights = game.ax.transData.transform(line.get_xydata())[:, 1]
            assert heights.max() < legend.y0 - 8  # half a mark
        assert min(sign.get_window_extent().y0 for sign in game.ax.texts) > legend.y1


def test_the_fence_is_announced(game):
    game.put(length=8.0)
    for _ in range(3):
        key(game, "ArrowLeft")
    assert game.model.places[-1][0] == -SIDE
    assert "fence" in game.picture.sentence


@pytest.fixture
def player(data):
    return explorers.SearchPlayer(data)


def walk_of(player, step):
    return local_search(player.map, tries=60, step=step, rng=np.random.default_rng(1))


def test_play_and_slider_go_together(player):
    player.named["play"].value = 37
    assert player.values["attempt"] == 37
    player.put(attempt=12)
    assert player.named["play"].value == 12


def test_the_player_shows_the_search_up_to_the_attempt(player):
    player.put(attempt=30)
    walk = walk_of(player, 1.0)
    taken = walk.accepted[:31]
    (spokes,) = [c for c in player.map_ax.collections if hasattr(c, "get_segments")][-1:]
    assert len(lines(player.ax, label="refused")[0].get_xdata()) == (~taken).sum()
    assert len(spokes.get_segments()) == (~taken).sum()
    path = lines(player.map_ax, marker="o", linestyle="-")[0]
    np.testing.assert_allclose(path.get_xydata(), walk.places[:31][taken])
    stair = lines(player.ax, label="best so far")[0]
    np.testing.assert_allclose(stair.get_ydata(), walk.best[:31])
    counts = f"Accepted so far: {taken.sum() - 1}, refused: {(~taken).sum()}."
    assert counts in player.picture.sentence


def test_each_refused_try_starts_where_the_hiker_stood(player):
    player.put(size=0.5, attempt=60)
    walk = walk_of(player, 0.5)
    stood = walk.places[0]
    starts = []
    for place, accepted in zip(walk.places, walk.accepted, strict=True):
        if accepted:
            stood = place
        else:
            starts.append(stood)
    spokes = player.map_ax.collections[-1].get_segments()
    np.testing.assert_allclose([start for start, _ in spokes], starts)


def test_the_walk_of_a_run_is_made_once(player):
    assert player.walk(1.0, 1) is player.walk(1.0, 1)
    np.testing.assert_array_equal(player.walk(2.0, 1).losses, walk_of(player, 2.0).losses)


def test_the_dial_says_what_it_shows(data):
    W = np.random.default_rng(0).standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-3)
    dial = explorers.DimensionDial(W, data.X_train[:, :500], data.y_train[:500], pairs=8)
    dial.put(dimension=30730)
    gain = dial.tried.gain[2, -1]
    assert "30,730 dimensions" in dial.picture.sentence
    assert f"gains {gain:.3g} on average" in dial.picture.sentence
    assert lines(dial.gain_ax, markersize=12)[0].get_ydata()[0] == gain
    dial.put(length=0.0175)  # the note's own step: even the gradient overshoots
    assert "overshoots" in dial.picture.sentence
    assert np.isnan(lines(dial.gain_ax, linewidth=3)[0].get_ydata()).all()


@pytest.fixture
def losses():
    return np.random.default_rng(0).normal(9.05, 0.28, 1000)


@pytest.mark.parametrize("title", ["attempts_random", "attempts_local"])
def test_the_stair_is_the_best_so_far(axes, losses, title):
    dots, stair = figures.draw_attempts(axes, losses, title=title)
    assert dots.get_ydata() is not None and (dots.get_ydata() == losses).all()
    assert (np.diff(stair.get_ydata()) <= 0).all()
    assert stair.get_ydata()[-1] == losses.min()


def test_every_guess_is_counted(axes, losses):
    bars = figures.draw_guesses(axes, losses, published=[9.4, 8.96])
    assert sum(bar.get_height() for bar in bars) == 1000


def test_measured_tries_are_those_of_the_losses(axes, losses):
    seen, _ = figures.draw_expected_tries(
        axes, losses, lambda x: 10.0 ** (2 * (9 - x) ** 2), [8, 7, 6]
    )
    assert seen.get_xdata()[0] == losses.min() and seen.get_ydata()[0] == 1000
    assert seen.get_ydata()[99] == 10  # a hundred of a thousand are as low


def test_accuracies_stand_beside_the_published_ones(axes):
    here, note = figures.draw_accuracies(axes, 0.166, 0.197)
    assert here.get_xdata().tolist() == [0.166, 0.197]
    assert note.get_xdata().tolist() == [0.1555, 0.214]
    words = [text.get_text() for text in axes.texts]
    assert {"10 %", "16.6 %", "19.7 %", "15.55 %", "21.4 %"} <= set(words)


def test_scales_meet_at_one(axes):
    c = np.linspace(0, 1.5, 31)
    minima = LineMinimum(1.2, 8.0), LineMinimum(0.2, 6.7)
    lines = figures.draw_scales(axes, c, [9 - c / 2, 8 + 4 * c], minima=minima)
    assert len(lines) == 2
    assert {"8.5", "12.0", "8.0", "6.7"} <= {text.get_text() for text in axes.texts}


def test_a_dot_is_a_yes(axes):
    table = np.eye(5, dtype=bool)
    table[0, 3] = True
    figures.draw_label_table(axes, table)
    columns, rows = axes.lines[0].get_data()
    assert set(zip(rows, columns, strict=True)) == {(k, k) for k in range(5)} | {(0, 3)}


def test_a_map_has_its_low_place_where_the_loss_has(axes, player):
    figures.draw_hiker_map(axes, player.map)
    loss = player.map.plane(GRID, GRID)
    b, a = np.unravel_index(loss.argmin(), loss.shape)
    half = (GRID[1] - GRID[0]) / 2
    assert lowest_place(axes.images[0]) == pytest.approx((GRID[a], GRID[b]), abs=half)
    assert axes.get_aspect() == 1 and not len(axes.get_xticks())


def test_an_unveiled_map_has_a_star_where_it_is_lowest(axes, player):
    figures.draw_unveiled_map(axes, player.map)
    (star,) = lines(axes, marker="*")
    assert star.get_xydata().tolist() == [list(lowest_point(player.map))]


def test_the_blindfold_covers_the_map(axes):
    axes.set(xlim=(-figures.EDGE, figures.EDGE), ylim=(-figures.EDGE, figures.EDGE))
    figures.draw_blindfold(axes)
    (cover,) = axes.patches
    assert (cover.get_xy(), cover.get_width(), cover.get_height()) == ((-10.25, -10.25), 20.5, 20.5)
    assert [text.get_text() for text in axes.texts] == list("←→↑↓")


def test_what_is_felt_in_the_dark(axes):
    axes.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), facecolor="black")
    figures.draw_senses(axes, 3.0, None)
    assert [patch.get_radius() for patch in axes.patches] == [3.0] and not axes.texts
    figures.draw_senses(axes, 3.0, ((0.6, -0.8), 2.0))
    assert len(axes.patches) == 3
    (slope,) = axes.texts
    assert "2.00" in slope.get_text() and slope.get_position()[1] > 0  # not under the arrow


@pytest.fixture
def played(game):
    for way in ("north", "west", "south", "look"):
        game.named[way].click()
    return game.model


def test_paths_are_those_of_the_hiker_and_of_chance(axes, played):
    axes.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), facecolor="black")
    figures.draw_paths(axes, played)
    crosses, stations, path, here = axes.lines
    np.testing.assert_allclose(crosses.get_xydata(), played.score.guesses.places[1:])
    steps = played.score.steps
    np.testing.assert_allclose(stations.get_xydata(), steps.places[steps.accepted])
    np.testing.assert_allclose(path.get_xydata(), played.places)
    np.testing.assert_allclose(here.get_xydata(), played.places[-1:])


def test_the_altimeter_shows_the_losses_and_the_ways(axes, played):
    figures.draw_altimeter(axes, played)
    assert axes.lines[0].get_ydata().tolist() == played.losses
    assert len(axes.get_legend().get_texts()) == 2
    assert [sign.get_text() for sign in axes.texts] == ["↑", "←", "↓"]


def test_a_walk_and_its_losses(axes, player):
    walk = walk_of(player, 2.0)
    axes.set_facecolor("black")
    figures.draw_walk(axes, walk)
    assert len(axes.collections[0].get_segments()) == (~walk.accepted).sum()
    axes.clear()
    figures.draw_losses(axes, walk)
    assert axes.lines[-1].get_ydata().tolist() == walk.best.tolist()


def test_gains_lie_beside_what_the_law_says(axes):
    axes.set(xscale="log", yscale="log")
    figures.draw_gains(axes, (2, 100), np.array([0.1, 0.02]), 0.5)
    measured, law, straight = axes.lines
    assert measured.get_ydata().tolist() == [0.1, 0.02]
    assert law.get_ydata() == pytest.approx([0.5 * expected_gain(d) for d in (2, 100)])
    assert set(straight.get_ydata()) == {0.5}


def test_at_the_fence_nobody_moves(game):
    for _ in range(30):
        if game.model.left > 1:
            game.east()
    sentence = game.picture.sentence
    assert "not moved" in sentence and "you went" not in sentence
    assert f"{game.model.losses[-1]:.2f}" in sentence


def test_steps_are_counted_beside_the_tries_of_chance(game):
    for _ in range(6):
        game.west()
    game.look()
    assert "in 6 steps" in game.picture.sentence and "With 20 tries" in game.picture.sentence
