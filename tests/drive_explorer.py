"""What a student does to an explorer, without a browser."""

import ipywidgets as widgets

from losslab.kit.picture import LAYERS
from losslab.kit.stage import POINTS

ARROWS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")


def press(explorer, x, y, kind="press"):
    """Press or drag at pixels from the top left."""
    explorer._on_message(explorer.picture, {"kind": kind, "x": x, "y": y}, [])


def press_at(explorer, ax, x, y, kind="press"):
    """Press or drag at a place of the axes, in their own coordinates."""
    across, up = ax.transData.transform((x, y)) * 100 / POINTS
    press(explorer, across, explorer.picture.height - up, kind)


def key(explorer, name, shift=False):
    """Press an arrow key on the picture."""
    explorer._on_message(explorer.picture, {"kind": "key", "key": name, "shift": shift}, [])


def seen(explorer):
    """The layers of its picture."""
    return tuple(getattr(explorer.picture, layer) for layer in LAYERS)


def do_something(explorer, rng):
    """Move a control, press a button, press or drag the picture, or a key on it: by chance."""
    controls = [c for c in explorer.named.values() if not isinstance(c, widgets.Play)]
    chosen = rng.integers(len(controls) + (4 if explorer.clickable else 0))
    if chosen < len(controls):
        move(controls[chosen], rng)
    elif chosen == len(controls):
        key(explorer, rng.choice(ARROWS), shift=bool(rng.integers(2)))
    else:
        place = rng.uniform((0, 0), (explorer.picture.width, explorer.picture.height))
        press(explorer, *place)
        if rng.integers(2):
            press(explorer, *(place + rng.normal(0, 40, 2)), kind="drag")


def move(control, rng):
    """Press a button, or put a control anywhere."""
    if isinstance(control, widgets.Button):
        if not control.disabled:
            control.click()
    elif hasattr(control, "options"):
        values = [o[1] if isinstance(o, tuple) else o for o in control.options]
        control.value = values[rng.integers(len(values))]
    else:
        step = getattr(control, "step", 1)
        place = control.min + step * rng.integers(round((control.max - control.min) / step) + 1)
        is_log = isinstance(control, widgets.FloatLogSlider)
        control.value = control.base**place if is_log else place


def close(explorer):
    """Let an explorer go: ipywidgets keeps each widget, and so its pictures, until it is closed."""
    rows = explorer.control_box.children
    boxes = (*rows, explorer.control_box, explorer.widget)
    for widget in (*explorer.named.values(), explorer.picture, *boxes):
        widget.close()
