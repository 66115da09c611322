"""Pictures that several lessons draw: the loss on a plane, and the rows of `W` as images."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from losslab.kit.naming import names_of, shape_of, weights_image
from losslab.kit.style import INK
from losslab.kit.words import text


def draw_plane(ax, a, b, loss, *, levels=9, places=256):
    """Draw the loss (B, A) at evenly spaced `a` and `b` as a map: image, contours, their labels.

    The image has `places` a side, or those of `loss`; where it moves, fewer are quicker.
    """
    half_a, half_b = (a[1] - a[0]) / 2, (b[1] - b[0]) / 2
    extent = (a[0] - half_a, a[-1] + half_a, b[0] - half_b, b[-1] + half_b)
    look = {"origin": "lower", "aspect": ax.get_aspect(), "interpolation": "none"}
    image = ax.imshow(_fine(_shades(loss), places), extent=extent, **look)
    at = MaxNLocator(levels).tick_values(loss.min(), loss.max())
    contours = ax.contour(a, b, loss, levels=at, colors="white", linewidths=0.9)
    labels = ax.clabel(contours, fmt="%g", fontsize=11)
    ax.grid(False)
    ax.set(xlabel=text("kit.maps.plane_x"), ylabel=text("kit.maps.plane_y"))
    ax.set_title(text("kit.maps.plane"))
    return image, contours, labels


def _shades(loss):
    """The root of the height, from 0 to 1: so the steep rim does not use up the colours."""
    height = loss - loss.min()
    return np.sqrt(height / max(height.max(), 1e-30))


def _fine(table, places):
    """A table with so many places a side, bilinear between its own: shown without more ado."""
    rows, columns = (_between(n, max(n, places)) for n in table.shape)
    return rows @ table @ columns.T


def _between(n, places):
    """The shares (places, n) of `n` values at their own places and at those between them."""
    at = np.clip((np.arange(places) + 0.5) * n / places - 0.5, 0, n - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(n)))


def draw_templates(ax, W, data=None, *, columns=5):
    """Draw the rows of `W` as pictures, each stretched to the whole range of brightness.

    `data`, a `Dataset`, says what the classes are called and what shape the pictures have.
    """
    artist = ax.imshow(template_sheet(W, data, columns=columns), interpolation="none")
    width, height, room = _tile(W, data)
    ax.set_axis_off()
    ax.set_title(text("kit.maps.templates"))
    for label, name in enumerate(names_of(data, len(W))):
        row, column = divmod(label, columns)
        place = (column + 0.5) * width, row * height + height - room / 2 - height / 44
        ax.text(*place, name, ha="center", va="center", size=11, color=INK)
    return artist


def template_sheet(W, data=None, *, columns=5):
    """The rows of `W` as one picture (RGBA), with room for a name under each."""
    columns = min(columns, len(W))
    rows = -(-len(W) // columns)
    width, height, room = _tile(W, data)
    sheet = np.zeros((rows * height, columns * width, 4), np.uint8)  # transparent at the names
    for label in range(len(W)):
        row, column = divmod(label, columns)
        left, top = column * width + 1, row * height
        tile = sheet[top : top + height - room, left : left + width - 2]
        tile[..., :3], tile[..., 3] = weights_image(data, W, label), 255
    return sheet


def _tile(W, data):
    """How wide and how high a picture is with its name; how high the room for the name is."""
    height, width = shape_of(data, W)[:2]
    room = max(1, round(height * 12 / 32))
    return width + 2, height + room, room
