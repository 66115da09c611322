"""A widget that shows layers of SVG with a sentence under them, and says where it was pressed."""

from pathlib import Path

import anywidget
import traitlets

from losslab.kit.words import text

LAYERS = "ground", "kept", "scales", "scene"


class Picture(anywidget.AnyWidget):
    """Four images that lie on each other, and a sentence: each is sent only when it changes.

    `on_msg` receives ``{"kind": "press" | "drag", "x": …, "y": …}``, in pixels from the top
    left, ``{"kind": "key", "key": "ArrowLeft", "shift": …}``, or ``{"kind": "still"}``: a while
    has passed without a change, and `png` is wanted. Answer each with `send`, whatever the answer
    is: until then, drags and repeats of a held key wait.
    """

    _esm = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("picture.css").read_text(encoding="utf-8")

    ground = traitlets.Unicode("").tag(sync=True)
    kept = traitlets.Unicode("").tag(sync=True)
    scales = traitlets.Unicode("").tag(sync=True)  # axes whose numbers change
    scene = traitlets.Unicode("").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)  # what is drawn, for those who do not see it
    width = traitlets.Int(900).tag(sync=True)  # a unit is a pixel of a narrow page
    height = traitlets.Int(400).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)  # whether presses and drags are reported
    arrows = traitlets.List(traitlets.Unicode()).tag(sync=True)  # the arrow keys that do something
    playing = traitlets.Bool(False).tag(sync=True)  # sentences come fast: few are read aloud
    png = traitlets.Bytes(b"").tag(sync=True)  # the whole, for a page without a kernel
    how = traitlets.Unicode("").tag(sync=True)  # to use it by keyboard, in words
    icons = traitlets.Dict().tag(sync=True)  # what the player's buttons do, in words

    @traitlets.default("how")
    def _say_how(self):
        return text("kit.press_or_keys") if self.arrows else text("kit.press")

    @traitlets.default("icons")
    def _name_icons(self):
        return {icon: text(f"kit.{icon}") for icon in ("play", "pause", "stop")}
