"""The controls of explorers: each has a label, shows its value, and keeps the arrow keys."""

import math

import ipywidgets as widgets

from losslab.kit.words import text

_STYLE = {"description_width": "initial"}
_LOOK = {"style": _STYLE, "layout": {"width": "410px"}}  # two stand side by side at 1024
STILL = "application/x.losslab.still+json"  # read by tools/jupyter/…/remoteEntry.js
DECADE = 20  # places of a step slider in a power of ten


def slider(label, value, low, high, step, *, fmt=".2f", width=410):
    """A slider that shows its label and its value, drawn at every move."""
    return widgets.FloatSlider(
        value, min=low, max=high, step=step, description=label, readout_format=fmt,
        style=_STYLE, layout={"width": f"{width}px"},
    )  # fmt: skip


def whole_slider(label, value, low, high):
    """A slider over whole numbers."""
    return widgets.IntSlider(value, min=low, max=high, description=label, **_LOOK)


def choice_slider(label, options, value, *, fmt="{:,}"):
    """A slider over a row of choices: numbers, shown in a format, or (word, value) pairs."""
    pairs = [o if isinstance(o, tuple) else (fmt.format(o), o) for o in options]
    return widgets.SelectionSlider(options=pairs, value=value, description=label, **_LOOK)


def step_slider(value, shortest, longest):
    """A logarithmic slider for the step size, between two powers of ten."""
    return widgets.FloatLogSlider(
        value, base=10, min=shortest, max=longest, step=1 / DECADE, readout_format=".1e",
        description=text("kit.step_size"), style=_STYLE, layout={"width": "560px"},
    )  # fmt: skip


def toggles(label, options, value=None, *, words=None):
    """Buttons of which one is down, which keep the arrow keys, as a drop-down does not.

    The options are (word, value) pairs, or values that `words` names.
    """
    if words is not None:
        options = [(words(option), option) for option in options]
    value = options[0][1] if value is None else value
    look = {"style": {**_STYLE, "button_width": "auto"}, "layout": {"width": "auto"}}
    return widgets.ToggleButtons(options=options, value=value, description=label, **look)


def button(label, icon=""):
    """A button; an explorer's method of the same name is called when it is pressed."""
    return widgets.Button(description=label, icon=icon, layout={"width": "auto"})


def nearest_place(control, value):
    """The place of a slider nearest to a value: the browser would move it there anyway."""
    is_log = isinstance(control, widgets.FloatLogSlider)  # its places are powers of its base
    if is_log:
        value = math.log(max(value, control.base**control.min), control.base)
    place = control.min + round((value - control.min) / control.step) * control.step
    place = round(min(max(place, control.min), control.max), 9)
    return control.base**place if is_log else place


def place_after(control, places):
    """The value of a slider so many places further on."""
    if isinstance(control, widgets.FloatLogSlider):
        return nearest_place(control, control.value * control.base ** (places * control.step))
    return nearest_place(control, control.value + places * control.step)


def bundle_of(widget, words, hint=""):
    """What a notebook keeps of a widget: its view, and words for a page without a kernel.

    There, the front end's part of the course says in `hint` what running the cell is good for.
    """
    return {**widget._repr_mimebundle_(), STILL: {"hint": hint}, "text/plain": words}
