"""A widget that shows a PNG with a sentence, and says where it was pressed."""

import struct
import zlib
from pathlib import Path

import anywidget
import numpy as np
import traitlets


class Picture(anywidget.AnyWidget):
    """A PNG with a sentence under it, which is its alternative text, too.

    `on_msg` receives ``{"kind": "press" | "drag", "x": …, "y": …}``, in pixels from the top
    left, or ``{"kind": "key", "key": "ArrowLeft", "shift": …}``. Answer each with `send`, whatever
    the answer is: until then, drags and repeats of a held key wait.
    """

    _esm = Path(__file__).with_name("picture.js").read_text(encoding="utf-8")

    png = traitlets.Bytes(b"").tag(sync=True)
    sentence = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(900).tag(sync=True)  # pixels of the page; a narrow one shows it smaller
    height = traitlets.Int(400).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)  # whether presses and drags are reported


def encode_png(pixels):
    """Encode RGB or RGBA pixels (height, width, 3 or 4) losslessly, without their opacity."""
    height, width = pixels.shape[:2]
    lines = np.empty((height, 1 + 3 * width), np.uint8)
    lines[:, 0] = 0  # no filter; Pillow would try five on each line, for a larger file of a chart
    colours = lines[:, 1:].reshape(height, width, 3)
    for k in range(3):  # one after the other is five times faster than all at once
        colours[:, :, k] = pixels[:, :, k]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # 8 bits of red, green, blue
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name, content):
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
