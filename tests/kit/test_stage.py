"""A stage forgets a scene: what it drew, its limits and titles, and what it kept."""

from io import BytesIO, StringIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from losslab.kit.stage import POINTS, Stage


def make(live=lambda ax: ()):
    """A stage with a diagonal on its ground, and its axes."""
    figure = Figure(figsize=(4, 3), dpi=POINTS, layout="constrained")
    ax = figure.subplots()
    ax.plot([0, 1], [0, 1], color="black")
    ax.set(xlim=(0, 1), ylim=(0, 1), title="ground", xlabel="x", ylabel="y")
    stage = Stage(figure, live(ax))
    stage.settle_layout()
    return stage, ax


def picture(stage):
    return stage.draw()


@pytest.fixture
def empty():
    return picture(make()[0])


def test_a_scene_is_gone_after_the_next_has_begun(empty):
    stage, ax = make()
    ax.plot([0, 1], [1, 0], "o-")
    ax.text(0.5, 0.5, "words")
    ax.legend(["a legend"])
    ax.contour(np.arange(9.0).reshape(3, 3)).clabel()
    stage.figure.text(0.1, 0.1, "beside")
    assert picture(stage) != empty
    stage.clear()
    assert picture(stage) == empty


@pytest.mark.parametrize(
    "change",
    [
        {"xlim": (0, 5)}, {"ylim": (-1, 1)}, {"title": "scene"}, {"xlabel": "a"}, {"ylabel": "b"},
        {"aspect": "equal"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_limits_and_words_are_the_grounds_again(change, empty):
    stage, ax = make()
    ax.set(**change)
    changed = picture(stage)
    assert changed != empty
    stage.clear()
    assert picture(stage) == empty
    ax.set(**change)
    assert picture(stage) == changed


def test_a_live_axis_and_what_stands_on_it_follow_the_limits():
    stage, ax = make(lambda ax: [ax.yaxis])
    picture(stage)
    ax.set_ylim(0, 2)
    moved = picture(stage)
    fresh, other = make(lambda ax: [ax.yaxis])
    other.set_ylim(0, 2)
    assert moved == picture(fresh)
    assert len(stage._grounds) == 1  # no ground for each limit


def test_limits_are_not_left_to_autoscaling():
    _, ax = make()
    ax.plot([0, 50], [0, 50])
    assert ax.get_xlim() == (0, 1)


def test_a_kept_part_is_drawn_once_for_the_same_values():
    stage, ax = make()
    drawn = []

    def part(height):
        drawn.append(height)
        ax.set_title(f"at {height}")
        ax.axhline(height)
        return 10 * height

    for height in (0.2, 0.2, 0.7, 0.2):
        stage.clear()
        assert stage.keep(part, height) == 10 * height
        ax.plot([0.5], [0.5], "o")
        shown = picture(stage)
    assert drawn == [0.2, 0.7, 0.2]
    fresh, ax = make()
    fresh.keep(part, 0.2)
    ax.plot([0.5], [0.5], "o")
    assert shown == picture(fresh)


def test_a_scene_without_the_kept_part_does_not_show_it(empty):
    stage, ax = make()
    stage.keep(ax.axhline, 0.3)
    assert picture(stage) != empty
    stage.clear()
    assert picture(stage) == empty


def test_the_layers_together_are_the_whole_picture():
    """Compared with the figure drawn by Matplotlib at once: each artist is in one layer."""
    stage, ax = make(lambda ax: [ax.yaxis])
    stage.keep(lambda height: ax.axhline(height, gid="kept"), 0.3)
    ax.plot([0, 1], [1, 0], gid="moving")
    ax.yaxis.set_gid("scale")
    ground, kept, scales, scene = picture(stage)
    assert ('id="kept"' in kept) and ('id="moving"' in scene) and ('id="scale"' in scales)
    assert not any(f'id="{name}"' in ground for name in ("kept", "moving", "scale"))
    file = StringIO()
    stage.figure.savefig(file, format="svg")
    whole = file.getvalue()
    for kind in ("<use ", "<path ", "<image "):
        parts = sum(layer.count(kind) for layer in (ground, kept, scales, scene))
        assert parts >= whole.count(kind), kind


def test_the_picture_for_a_page_without_a_kernel_shows_the_scene():
    stage, ax = make()
    empty = stage.png(100)
    ax.plot([0, 1], [1, 0])
    stage.draw()
    shown, (width, height) = stage.png(100), stage.figure.get_size_inches() * 100
    assert shown != empty
    with Image.open(BytesIO(shown)) as picture:
        assert picture.size == (width, height)
