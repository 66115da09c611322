"""A widget that shows a PNG with a sentence, and says where it was pressed."""

from pathlib import Path

import anywidget
import traitlets


class Picture(anywidget.AnyWidget):
    """A PNG with its description under it.

    Attributes
    ----------
    png : bytes
    sentence : str
        Shown under the picture, and its alternative text.
    width, height : int
        In pixels of the picture; a narrow page shows it smaller.
    clickable : bool
        Whether presses and drags are reported.

    Notes
    -----
    `on_msg` receives ``{"kind": "press" | "drag", "x": …, "y": …}``, in pixels from the top
    left, or ``{"kind": "key", "key": "ArrowLeft", "shift": …}``. Answer each with `send`, whatever
    the answer is: until then, drags and repeats of a held key wait.
    """

    _esm = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")

    png = traitlets.Bytes(b"").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(900).tag(sync=True)
    height = traitlets.Int(400).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)
