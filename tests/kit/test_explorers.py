"""Every explorer, driven as a student would, without a browser."""

import copy
import os
import warnings

import ipywidgets as widgets
import numpy as np
import pytest
from drive_explorer import close, do_something, key, press, seen
from figure_checks import assert_readable
from rooms import EXPLORERS, make

from losslab.kit.controls import STILL
from losslab.kit.prediction import Prediction
from losslab.kit.words import text

WAYS = int(
    os.environ.get("LOSSLAB_WAYS", 10)
)  # random ways for each explorer; 200 before a release
every_explorer = pytest.mark.parametrize("name", EXPLORERS)


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
        for called, control in explorer.named.items():
            before = seen(explorer), explorer.picture.sentence
            use(control)
            after = seen(explorer), explorer.picture.sentence
            assert after != before, called
            if called != "zoom":  # changes what is seen, but not what there is to say
                assert explorer.picture.sentence != before[1], called


@every_explorer
def test_the_same_values_give_the_same_picture_by_whatever_way(name, data):
    """Compared with a fresh explorer that is put where the random way ended."""
    explorer, rng = make(name, data), np.random.default_rng(0)
    for way in range(WAYS):
        for _ in range(rng.integers(1, 5)):
            do_something(explorer, rng)
        fresh = make(name, data)
        fresh.put(**explorer.values)
        fresh.model = copy.deepcopy(explorer.model)
        fresh.refresh()
        assert fresh.picture.sentence == explorer.picture.sentence, (way, explorer.values)
        assert seen(fresh) == seen(explorer), (way, explorer.values)
        close(fresh)


def test_the_range_of_a_map_changed_and_changed_back(data):
    """Once, its numbers stayed those of the range before."""
    explorer, fresh = make("SliceExplorer", data), make("SliceExplorer", data)
    for reach in (50, 20, 1, 20):
        explorer.put(range=reach)
    assert seen(explorer) == seen(fresh)
    explorer.put(range=1)
    assert explorer.map_ax.get_xlim() == pytest.approx((-1, 1), abs=0.05)


@every_explorer
def test_controls_have_labels_and_keep_the_arrow_keys(name, data, language):
    for control in make(name, data).named.values():
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
    size = explorer.picture.width, explorer.picture.height
    assert (metadata["image/png"]["width"], metadata["image/png"]["height"]) == size


def test_a_view_says_how_to_make_it_live_again_in_the_language_of_its_lesson(data, language):
    question = Prediction("landscape.predict_zero")
    for view, act in (make("ThreePointExplorer", data), "move"), (question, "answer"):
        bundle = view._repr_mimebundle_()
        bundle = bundle[0] if isinstance(bundle, tuple) else bundle
        assert bundle[STILL] == {"hint": text(f"kit.run_to_{act}")}


@every_explorer
def test_a_slider_that_is_dragged_stands_on_one_of_its_places(name, data):
    explorer = make(name, data)
    press(explorer, 200, 200)
    press(explorer, 233, 187, kind="drag")
    for called, control in explorer.named.items():
        if isinstance(control, widgets.FloatSlider | widgets.FloatLogSlider):
            is_log = isinstance(control, widgets.FloatLogSlider)
            value = np.log10(control.value) if is_log else control.value
            places = (value - control.min) / control.step
            assert places == pytest.approx(round(places), abs=1e-6), called


@every_explorer
def test_each_press_drag_and_key_is_answered(name, data, monkeypatch):
    explorer, answers = make(name, data), []
    monkeypatch.setattr(explorer.picture, "send", answers.append)
    press(explorer, 450, 200)
    press(explorer, 460, 210, kind="drag")
    key(explorer, "ArrowRight")
    assert len(answers) == 3


def test_a_press_outside_of_the_axes_is_ignored(data):
    explorer = make("ThreePointExplorer", data)
    before = explorer.picture.sentence
    press(explorer, 0, 0)
    assert explorer.picture.sentence == before


def test_the_last_digit_of_a_sliders_value_changes_no_picture(data):
    moved, put = (make("ThreePointExplorer", data) for _ in range(2))
    moved.named["x0"].value = 1.0499999999999998  # what a browser's slider says after a key
    put.put(x0=1.05)
    assert moved.stage.png() == put.stage.png() and seen(moved) == seen(put)
