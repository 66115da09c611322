"""A live figure: controls above a picture, which is a function of their values.

An explorer says three things: its controls, the ground of its figure, and the scene that a set of
values makes. All else is here: a control that moves, a press, a drag or a key changes values, and
each change of values is one new scene.
"""

import base64
import contextlib

import ipywidgets as widgets
from matplotlib.figure import Figure

from losslab.kit.controls import bundle_of, nearest_place, place_after
from losslab.kit.picture import LAYERS, Picture
from losslab.kit.stage import POINTS, Stage
from losslab.kit.style import WIDTH, description, sheet
from losslab.kit.words import text


class Explorer:
    """Base of the live figures: the same values give the same picture and the same sentence.

    In `drags` and `arrows`, names are pairs (across, up), None for a direction that sets nothing.
    """

    height = 4.2  # of the figure, in inches
    drags = {}  # by the name of an axes: the values that a press or a drag on it sets
    arrows = None, None  # the values that the arrow keys move by a place of their slider
    leap = 10  # places that an arrow moves with the shift key
    held = {}  # values that no control shows, such as the place pressed on a map: where they start
    model = None  # of a game or a film: what its scene shows and its buttons move

    def __init__(self):
        self.figure = Figure(figsize=sheet(WIDTH, self.height), dpi=POINTS)
        size = {"width": round(WIDTH * 100), "height": round(self.height * 100)}
        self.picture = Picture(clickable=self.clickable, arrows=self.arrow_keys, **size)
        self.picture.on_msg(self._on_message)
        self._quiet, self.held = False, dict(self.held)
        rows = self.controls()
        self.named = {name: control for row in rows for name, control in row.items()}
        for name, control in self.named.items():
            self._listen(name, control)
        self.stage = Stage(self.figure, self.ground(self.figure) or ())
        self.scene(**self.values)
        self.stage.settle_layout()
        boxes = [widgets.HBox([*row.values()], layout={"flex_flow": "row wrap"}) for row in rows]
        self.control_box = widgets.VBox(boxes)
        self.widget = widgets.VBox([self.control_box, self.picture])
        self.widget.add_class("losslab-explorer")
        self.refresh()

    # what a subclass says

    def controls(self):
        """Rows of controls by their names; a button calls the method of its name."""
        return []

    def ground(self, figure):
        """Draw what stays; return its parts that change with the scenes: an axis, or a title."""
        raise NotImplementedError

    def scene(self, **values):
        """Draw what moves, for these values; return the sentence."""
        raise NotImplementedError

    def keep(self, draw, *values):
        """In a scene, before all else: ``draw(*values)``, unless just that still stands there.

        For one costly part that depends on some of the values only, such as a map.
        """
        return self.stage.keep(draw, *values)

    def adapt(self, name):
        """The value of this name has changed: change others that depend on it, if any do."""

    # what a hand does to the picture

    @property
    def clickable(self):
        """Whether the picture is one to press."""
        return bool(self.drags)

    @property
    def arrow_keys(self):
        """The arrow keys that do something."""
        pairs = zip(self.arrows, (("Left", "Right"), ("Up", "Down")), strict=True)
        return [f"Arrow{way}" for target, ways in pairs if target for way in ways]

    def pressed(self, ax, x, y):
        """The picture was pressed at (x, y), in data coordinates of `ax`."""
        self.dragged(ax, x, y)

    def dragged(self, ax, x, y):
        """It was dragged there."""
        for name, targets in self.drags.items():
            if ax is getattr(self, name):
                pairs = zip(targets, (x, y), strict=True)
                self.put(**{target: self.nearest(target, at) for target, at in pairs if target})

    def key(self, name, shift):
        """An arrow key was pressed on the picture."""
        across, up = {
            "ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowDown": (0, -1), "ArrowUp": (0, 1),
        }[name]  # fmt: skip
        for target, places in zip(self.arrows, (across, up), strict=True):
            if target and places:
                self.put(**{target: self.moved(target, places * (self.leap if shift else 1))})

    def nearest(self, name, value):
        """The value of this name that is nearest to one: a place of its slider."""
        return float(value) if name in self.held else nearest_place(self.named[name], value)

    def moved(self, name, places):
        """The value of this name after so many places."""
        return place_after(self.named[name], places)

    # values and pictures

    @property
    def values(self):
        """The values that the next scene gets."""
        shown = {
            name: control.value
            for name, control in self.named.items()
            if not isinstance(control, widgets.Button | widgets.Play)
        }
        for name, control in self.named.items():
            if isinstance(control, widgets.FloatSlider):  # a browser says 1.0499999999999998
                shown[name] = round(control.value, 9)
        return shown | self.held

    def put(self, **values):
        """Set some of the values, and draw once."""
        with self.one_drawing():
            for name, value in values.items():
                if name in self.held:
                    self.held[name] = value
                else:
                    self.named[name].value = value

    @contextlib.contextmanager
    def one_drawing(self):
        """Draw once, at the end, whatever changes within."""
        outer, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = outer
        if not self._quiet:
            self.refresh()

    def refresh(self):
        """Make the scene of the present values, and show it."""
        self.stage.clear()
        sentence = self.scene(**self.values)
        with self.picture.hold_sync():
            for layer, svg in zip(LAYERS, self.stage.draw(), strict=True):
                setattr(self.picture, layer, svg)
            self.picture.sentence, self.picture.label = sentence, description(self.figure)

    @contextlib.contextmanager
    def saying(self, sentence):
        """While something takes long, before a scene is there: say what, under the old picture."""
        before, self.picture.sentence = self.picture.sentence, sentence
        try:
            yield
        finally:
            self.picture.sentence = before

    def replace(self, name, control):
        """Put a new control in the place of one: End in a browser keeps a slider's first range."""
        old, self.named[name] = self.named[name], control
        self._listen(name, control)
        for box in self.control_box.children:
            box.children = [control if child is old else child for child in box.children]
        old.close()

    def _listen(self, name, control):
        if isinstance(control, widgets.Button):
            control.on_click(lambda _: getattr(self, name)())
        elif not isinstance(control, widgets.Play):
            control.observe(lambda change: self._changed(name), names="value")

    def _changed(self, name):
        with self.one_drawing():
            self.adapt(name)

    def _on_message(self, widget, content, buffers):
        try:
            if content["kind"] == "still":
                self.picture.png = self.stage.png()
            elif content["kind"] == "key":
                self.key(content["key"], content["shift"])
            else:
                self._point(content)
        finally:
            self.picture.send({"kind": "seen"})

    def _point(self, content):
        scale = self.figure.bbox.width / self.picture.width
        x, y = scale * content["x"], scale * (self.picture.height - content["y"])
        act = self.dragged if content["kind"] == "drag" else self.pressed
        for ax in self.figure.axes:
            if ax.bbox.contains(x, y):
                act(ax, *ax.transData.inverted().transform((x, y)))
                return

    def _repr_mimebundle_(self, **kwargs):
        """The live view, and for a page without a kernel the picture and its description."""
        sentence, png = self.picture.sentence, base64.b64encode(self.stage.png()).decode()
        bundle = bundle_of(self.widget, sentence, text("kit.run_to_move")) | {"image/png": png}
        size = {"width": self.picture.width, "height": self.picture.height}
        return bundle, {"image/png": {"alt": sentence, **size}}
