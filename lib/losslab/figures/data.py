"""Pictures of the data and of the weights."""

import numpy as np

from losslab.cifar10 import to_image
from losslab.figures.style import INK
from losslab.language import text


def draw_examples(ax, data, *, per_class=8):
    """Draw the first images of each class: a column a class.

    Parameters
    ----------
    ax : Axes
    data : Cifar10
    per_class : int

    Returns
    -------
    AxesImage
    """
    columns = []
    for label in range(10):
        chosen = np.flatnonzero(data.y_train == label)[:per_class]
        images = [to_image(data.X_train[:, i], mean_image=data.mean_image) for i in chosen]
        columns.append(np.vstack([_framed(image) for image in images]))
    ax.set_title(text("figures.examples"))
    return _draw_sheet(ax, np.hstack(columns))


def draw_templates(ax, W, *, columns=5):
    """Draw the ten rows of `W` as pictures, each stretched to the whole range of brightness.

    Parameters
    ----------
    ax : Axes
    W : ndarray, shape (10, 3073)
    columns : int

    Returns
    -------
    AxesImage
        Give `template_sheet` of other weights to its ``set_data``.
    """
    artist = ax.imshow(template_sheet(W, columns=columns), interpolation="nearest")
    ax.set_axis_off()
    ax.set_title(text("figures.templates"))
    for label, name in enumerate(text("classes.names")):
        row, column = divmod(label, columns)
        ax.text(
            column * 34 + 17, row * 44 + 37, name, ha="center", va="center", size=11, color=INK
        )  # fmt: skip
    return artist


def template_sheet(W, *, columns=5):
    """The ten rows of `W` as one picture, with room for a name under each.

    Returns
    -------
    ndarray, shape (rows · 44, columns · 34, 4), uint8
    """
    rows = -(-len(W) // columns)
    sheet = np.zeros((rows * 44, columns * 34, 4), np.uint8)  # transparent where names stand
    for label, weights in enumerate(W):
        row, column = divmod(label, columns)
        tile = sheet[row * 44 : row * 44 + 32, column * 34 + 1 : column * 34 + 33]
        tile[..., :3], tile[..., 3] = to_image(weights, stretch=True), 255
    return sheet


def _framed(image):
    return np.pad(image, ((1, 1), (1, 1), (0, 0)), constant_values=255)


def _draw_sheet(ax, sheet):
    artist = ax.imshow(sheet, interpolation="nearest")
    ax.grid(False)
    ax.set_yticks([])
    ax.set_xticks(np.arange(10) * 34 + 17, text("classes.names"))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return artist
