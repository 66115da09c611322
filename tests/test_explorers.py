"""Every explorer, driven as a student would, without a browser."""

import warnings
from io import BytesIO

import ipywidgets as widgets
import numpy as np
import pytest
from hands import key, press, press_at
from looks import assert_readable
from PIL import Image

from losslab import explorers
from losslab.kit.picture import encode_png


def make(name, data):
    """An explorer as its notebook makes it."""
    rng = np.random.default_rng(0)
    W, U = rng.standard_normal((2, 10, 3073), dtype=np.float32) * np.float32(1e-4)
    X, y = data.X_train[:, :1000], data.y_train[:1000]
    return {
        "ShapeExplorer": lambda: explorers.ShapeExplorer(W, data),
        "SliceExplorer": lambda: explorers.SliceExplorer(data),
        "ThreePointExplorer": lambda: explorers.ThreePointExplorer(),
        "KinkExplorer": lambda: explorers.KinkExplorer(W, U, X, y, reach=30),
        "SecantExplorer": lambda: explorers.SecantExplorer(W, U, X[:, :100], y[:100]),
        "KinkMicroscope": lambda: explorers.KinkMicroscope(W, X[:, :500], y[:500]),
        "BugMuseum": lambda: explorers.BugMuseum(1e-3 * rng.random(W.shape), X[:, :200], y[:200]),
        "StepExplorer": lambda: explorers.StepExplorer(W, X, y),
        "QuadraticExplorer": lambda: explorers.QuadraticExplorer(),
        "DescentExplorer": lambda: explorers.DescentExplorer(W, X[:, :200], y[:200]),
        "TrainingFilm": lambda: explorers.TrainingFilm(W, data),
        "HikerGame": lambda: explorers.HikerGame(data),
        "SearchPlayer": lambda: explorers.SearchPlayer(data),
        "DimensionDial": lambda: explorers.DimensionDial(10 * W, X[:, :200], y[:200], pairs=20),
        "DataFlowExplorer": lambda: explorers.DataFlowExplorer(W, data, reg=1e4),
    }[name]()


every_explorer = pytest.mark.parametrize("name", explorers.__all__)


def controls(widget):
    """All controls below a box, in reading order."""
    if isinstance(widget, widgets.Box):
        return [control for child in widget.children for control in controls(child)]
    return [widget]


def use(control):
    """Press a button, or give a control another value."""
    if isinstance(control, widgets.Button):
        control.click()
    else:
        control.value = another_value(control)


def another_value(control):
    if hasattr(control, "options"):
        values = [o[1] if isinstance(o, tuple) else o for o in control.options]
        return values[0] if control.value == values[-1] else values[-1]
    return control.max if control.value != control.max else control.min


@every_explorer
def test_each_control_changes_picture_and_description(name, data, language):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        explorer = make(name, data)
        assert_readable(explorer.figure)
        for control in controls(explorer.control_box):
            before = explorer.picture.png, explorer.picture.sentence
            use(control)
            after = explorer.picture.png, explorer.picture.sentence
            assert after != before, control.description
            assert explorer.picture.png.startswith(b"\x89PNG")
            if control.description not in quiet_controls(explorer):
                assert explorer.picture.sentence != before[1], control.description


def quiet_controls(explorer):
    """Controls that change what is seen, but not what the sentence says."""
    names = [name for name in ("zoom",) if hasattr(explorer, name)]
    return [getattr(explorer, name).description for name in names]


@every_explorer
def test_controls_have_labels_and_keep_the_arrow_keys(name, data, language):
    for control in controls(make(name, data).control_box):
        assert control.description
        assert not isinstance(control, widgets.Dropdown | widgets.RadioButtons)


@every_explorer
def test_there_is_a_picture_and_a_description_without_a_kernel(name, data):
    explorer = make(name, data)
    bundle, metadata = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"].startswith("iVBOR")
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == explorer.picture.sentence
    assert len(bundle["text/plain"]) > 40


def test_pressing_the_map_moves_the_hiker_there(data):
    explorer = make("SliceExplorer", data)
    press_at(explorer, explorer.map_ax, 5.0, -10.0)
    assert (explorer.a, explorer.b) == pytest.approx((5.0, -10.0))
    assert "5.00" in explorer.picture.sentence


@pytest.mark.parametrize(
    ("name", "moved"),
    [("ArrowLeft", (-1, 0)), ("ArrowRight", (1, 0)), ("ArrowUp", (0, 1)), ("ArrowDown", (0, -1))],
)
def test_arrow_keys_move_the_hiker(data, name, moved):
    explorer = make("SliceExplorer", data)
    explorer.range.value = 20
    key(explorer, name)
    assert (explorer.a, explorer.b) == moved
    for _ in range(30):
        key(explorer, name, shift=True)
    assert max(abs(explorer.a), abs(explorer.b)) == 20  # never leaves the map


def test_the_loss_on_the_map_is_the_loss(data):
    from losslab.losses import svm_loss

    explorer = make("SliceExplorer", data)
    explorer.images.value = 50
    W = explorer._planes["random"][0]
    loss = svm_loss(W, data.X_train[:, :50], data.y_train[:50])
    assert f"{loss:.4g}" in explorer.picture.sentence


def test_a_flat_direction_changes_no_loss(data):
    explorer = make("SliceExplorer", data)
    explorer.direction.value = "flat"
    loss = explorer.picture.sentence.split(",")[1]
    key(explorer, "ArrowRight", shift=True)
    assert explorer.picture.sentence.split(",")[1] == loss


def test_a_point_that_is_held_moves_and_no_other(data):
    explorer = make("ThreePointExplorer", data)
    others = [control.value for control in explorer.x[1:]]
    for kind, place in (("press", 1.0), ("drag", 1.5), ("drag", 2.5)):  # past another point
        press_at(explorer, explorer.points_ax, place, 0.0, kind=kind)
    assert explorer.x[0].value == pytest.approx(2.5)
    assert [control.value for control in explorer.x[1:]] == others


@every_explorer
def test_a_slider_that_is_dragged_stands_on_one_of_its_places(name, data):
    explorer = make(name, data)
    press(explorer, 200, 200)
    press(explorer, 233, 187, kind="drag")
    for control in controls(explorer.control_box):
        if isinstance(control, widgets.FloatSlider | widgets.FloatLogSlider):
            is_log = isinstance(control, widgets.FloatLogSlider)
            value = np.log10(control.value) if is_log else control.value
            places = (value - control.min) / control.step
            assert places == pytest.approx(round(places), abs=1e-6), control.description


def test_a_hand_that_slips_is_not_another_step_of_the_hiker(data):
    game = make("HikerGame", data)
    target = game.map_ax.transData.transform((3.0, 4.0))
    left = game.hike.left
    for kind, slip in (("press", 0), ("drag", 1), ("drag", 3)):
        press(game, target[0] + slip, game.picture.height - target[1], kind=kind)
    assert game.hike.left == left - 1


@every_explorer
def test_each_press_drag_and_key_is_answered(name, data, monkeypatch):
    explorer, answers = make(name, data), []
    monkeypatch.setattr(explorer.picture, "send", answers.append)
    press(explorer, 450, 200)
    press(explorer, 460, 210, kind="drag")
    key(explorer, "ArrowRight")
    assert len(answers) == 3


def test_a_line_without_a_kink_is_drawn_without_one(data):
    W, U = (np.random.default_rng(k).normal(size=(10, 3073)).astype("f") * 1e-4 for k in (0, 1))
    explorer = explorers.KinkExplorer(W, U, data.X_train, data.y_train, reach=0.5)
    explorer.images.value = 1000
    before = explorer.picture.png, explorer.picture.sentence
    explorer.images.value = 1
    assert not len(explorer.inside)
    assert explorer.picture.png != before[0] and explorer.picture.sentence != before[1]


def test_a_press_outside_of_the_axes_is_ignored(data):
    explorer = make("ThreePointExplorer", data)
    before = explorer.picture.sentence
    press(explorer, 0, 0)
    assert explorer.picture.sentence == before


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 5, 4), (40, 90, 3)])
def test_a_png_holds_the_very_pixels(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    with Image.open(BytesIO(encode_png(pixels))) as picture:
        picture.load()
    np.testing.assert_array_equal(np.asarray(picture), pixels[..., :3])
