"""Every figure of a lesson is drawn in its tests, in both languages, with nothing cut off.

Nor told apart by colour alone. The fixtures `axes` and `figure` look after both; here it is seen
that no figure is left out, that explorers pass, and that what should not pass does not.
"""

import inspect
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from colour_blind import assert_told_apart
from drive_explorer import close, do_something
from rooms import EXPLORERS, LESSONS, make


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_figure_is_drawn_in_a_test(lesson):
    figures = import_module(f"losslab.lessons.{lesson}.figures")
    functions = inspect.getmembers(figures, inspect.isfunction)
    drawn = {n for n, f in functions if n.startswith("draw_") and f.__module__ == figures.__name__}
    tests = Path(__file__).parent.glob(f"test_{lesson}*.py")
    tested = "".join(path.read_text(encoding="utf-8") for path in tests)
    assert drawn
    assert not {name for name in drawn if f"{name}(" not in tested}


@pytest.mark.parametrize("name", EXPLORERS)
def test_no_explorer_rests_on_colour_alone(name, data):
    explorer, rng = make(name, data), np.random.default_rng(0)
    for _ in range(12):
        assert_told_apart(explorer.figure)
        do_something(explorer, rng)
    close(explorer)


RED, GREEN, LIGHT = "#C44E52", "#4C9A5B", "#F2D5D5"


def lines(ax, *looks):
    for k, look in enumerate(looks):
        ax.plot([0, 1], [k, k + 1], **look)


def bands(ax, *looks):
    for k, look in enumerate(looks):
        ax.fill_between([0, 1], k, k + 1, **look)


@pytest.mark.parametrize("draw", [lines, bands])
def test_red_and_green_alone_are_refused(draw):
    figure, ax = plt.subplots()
    draw(ax, {"color": RED}, {"color": GREEN})
    with pytest.raises(AssertionError, match="colour alone"):
        assert_told_apart(figure)
    plt.close(figure)


@pytest.mark.parametrize(
    ("draw", "first", "second"),
    [
        (lines, {}, {"linestyle": "--"}),
        (lines, {"marker": "o"}, {"marker": "s"}),
        (lines, {"linewidth": 2}, {"linewidth": 4}),
        (lines, {}, {"color": LIGHT}),
        (bands, {}, {"hatch": "//"}),
        (bands, {}, {"color": LIGHT}),
    ],
)
def test_a_second_difference_will_do(draw, first, second):
    figure, ax = plt.subplots()
    draw(ax, {"color": RED} | first, {"color": GREEN} | second)
    assert_told_apart(figure)
    plt.close(figure)


def test_a_name_on_a_band_or_beside_a_bar_will_do():
    figure, (left, right) = plt.subplots(1, 2)
    bands(left, {"color": RED}, {"color": GREEN})
    left.text(0.5, 0.5, "red", ha="center", va="center")
    right.barh(["one", "two"], [1, 2], color=[RED, GREEN])
    assert_told_apart(figure)
    plt.close(figure)


def test_a_map_must_get_lighter_all_the_way():
    figure, ax = plt.subplots()
    image = ax.imshow([[0, 1], [2, 3]], cmap="jet")
    with pytest.raises(AssertionError, match="jet"):
        assert_told_apart(figure)
    image.set_cmap("viridis")
    assert_told_apart(figure)
    plt.close(figure)
