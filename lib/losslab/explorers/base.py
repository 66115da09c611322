"""What all explorers share: controls above a picture, drawn anew at every move.

An explorer builds its figure once. A control then changes some artists, and only these are
drawn, over a kept background: tens of milliseconds instead of hundreds.
"""

import base64
import math

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from losslab.explorers.picture import Picture
from losslab.explorers.png import encode_png
from losslab.figures.style import WIDTH

_LABEL = {"description_width": "initial"}


class Explorer:
    """Base of the live figures.

    A subclass has four methods: ``controls()`` makes the widgets, ``build(figure)`` draws what
    stays and returns the artists that move, ``update()`` moves them and returns the sentence,
    and, if it wants to be clicked, ``pressed(ax, x, y)``.

    Parameters
    ----------
    height : float
        Of the figure, in inches at 100 dots an inch.
    """

    height = 4.2
    clickable = False
    background_key = None  # what the background depends on: it is kept for each value

    def __init__(self):
        self.figure = Figure(figsize=(WIDTH, self.height), dpi=100)
        self.canvas = FigureCanvasAgg(self.figure)
        self.picture = Picture(
            width=int(WIDTH * 100), height=int(self.height * 100), clickable=self.clickable
        )
        self.picture.on_msg(self._on_message)
        self._busy = False
        self._backgrounds = {}
        self.control_box = widgets.VBox(self.controls())
        self.moving = self.build(self.figure)
        self._settle_layout()
        self.widget = widgets.VBox([self.control_box, self.picture])
        self.refresh()

    # what a subclass writes

    def controls(self):
        """Rows of widgets; those made with `listen` call `refresh`."""
        return []

    def build(self, figure):
        """Draw what stays; return the artists that move."""
        raise NotImplementedError

    def update(self):
        """Move the artists to where the controls say; return the sentence."""
        raise NotImplementedError

    def pressed(self, ax, x, y):
        """The picture was pressed at (x, y), in data coordinates of `ax`."""

    def dragged(self, ax, x, y):
        """It was dragged there; most explorers do what they do when it is pressed there."""
        self.pressed(ax, x, y)

    def key(self, name, shift):
        """An arrow key was pressed on the picture."""

    # what it gets

    def listen(self, *controls):
        """Have `refresh` called when one of the controls changes; return them as a row."""
        for control in controls:
            control.observe(self._on_change, names="value")
        return widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap"))

    def refresh(self):
        """Draw the artists that move over the kept background.

        An `update` that changes what stays sets `background_key`; see also `redraw`.
        """
        sentence = self.update()
        if self.background_key not in self._backgrounds:
            self._draw_background()
        self.canvas.restore_region(self._backgrounds[self.background_key])
        for artist in self.moving:
            artist.axes.draw_artist(artist) if artist.axes else self.figure.draw_artist(artist)
        self._show(sentence)

    def redraw(self):
        """Draw everything: when limits, titles or other parts that stay have changed."""
        self._backgrounds.clear()
        self.refresh()

    def _draw_background(self):
        for artist in self.moving:
            artist.set_animated(True)
        self.canvas.draw()
        self._backgrounds[self.background_key] = self.canvas.copy_from_bbox(self.figure.bbox)

    def _settle_layout(self):
        """Give every label its room once; a layout that follows the numbers would jump."""
        self.update()
        if isinstance(engine := self.figure.get_layout_engine(), ConstrainedLayoutEngine):
            engine.set(w_pad=0.12)
        self.canvas.draw()
        self.figure.set_layout_engine("none")

    def _show(self, sentence):
        png = encode_png(np.asarray(self.canvas.buffer_rgba()))
        with self.picture.hold_sync():
            self.picture.png = png
            self.picture.sentence = sentence

    def _on_change(self, change):
        if not self._busy:
            self.refresh()

    def _on_message(self, widget, content, buffers):
        try:
            if content["kind"] == "key":
                self.key(content["key"], content["shift"])
            else:
                self._point(content)
        finally:
            self.picture.send({"kind": "seen"})

    def _point(self, content):
        x, y = content["x"], self.picture.height - content["y"]
        act = self.dragged if content["kind"] == "drag" else self.pressed
        for ax in self.figure.axes:
            if ax.bbox.contains(x, y):
                act(ax, *ax.transData.inverted().transform((x, y)))
                return

    def set_quietly(self, **values):
        """Set attributes' values (``name=value`` of controls) without a drawing for each."""
        self._busy = True
        try:
            for name, value in values.items():
                getattr(self, name).value = value
        finally:
            self._busy = False

    def _repr_mimebundle_(self, **kwargs):
        """The live view, and for a page without a kernel the picture and its description."""
        data = self.widget._repr_mimebundle_(**kwargs)
        if isinstance(data, tuple):
            data = data[0]
        view = "application/vnd.jupyter.widget-view+json"
        bundle = {view: data[view]} if view in data else {}
        bundle["image/png"] = base64.b64encode(self.picture.png).decode()
        bundle["text/plain"] = self.picture.sentence
        return bundle, {"image/png": {"alt": self.picture.sentence}}


def slider(label, value, low, high, step, *, fmt=".2f"):
    """A slider that shows its label and its value, drawn at every move."""
    return widgets.FloatSlider(
        value, min=low, max=high, step=step, description=label, readout_format=fmt,
        style=_LABEL, layout=widgets.Layout(width="420px"),
    )  # fmt: skip


def move_to(control, value):
    """Put a slider on its place nearest to a value: the browser would move it there anyway."""
    is_log = isinstance(control, widgets.FloatLogSlider)  # its places are powers of its base
    aim = math.log(value, control.base) if is_log else float(value)
    place = control.min + round((aim - control.min) / control.step) * control.step
    place = round(min(max(place, control.min), control.max), 9)
    control.value = control.base**place if is_log else place


def whole_slider(label, value, low, high):
    """A slider over whole numbers."""
    return widgets.IntSlider(
        value, min=low, max=high, description=label, style=_LABEL,
        layout=widgets.Layout(width="420px"),
    )  # fmt: skip


def choice_slider(label, options, value):
    """A slider over a row of choices, each a value or a (word, value) pair."""
    return widgets.SelectionSlider(
        options=options, value=value, description=label, style=_LABEL,
        layout=widgets.Layout(width="420px"),
    )  # fmt: skip


def toggles(label, options, value=None):
    """Buttons of which one is down: they keep the arrow keys, as a drop-down does not."""
    return widgets.ToggleButtons(
        options=options, value=value if value is not None else options[0][1], description=label,
        style={**_LABEL, "button_width": "auto"},
    )  # fmt: skip
