"""What can be said of a figure's looks without looking: nothing is cut off, no text too small."""

import numpy as np
from matplotlib.text import Text

SMALLEST = 11  # points


def assert_readable(figure):
    """Nothing that is drawn leaves the figure, and no text is too small for a projector."""
    figure.canvas.draw()
    (left, low), (right, high) = figure.get_tightbbox().get_points() * figure.dpi
    width, height = figure.bbox.size
    assert left > -2 and low > -2, f"cut off at the left or below: {left:.0f}, {low:.0f}"
    assert right < width + 2 and high < height + 2, f"cut off: {right:.0f}, {high:.0f}"
    for artist in figure.findobj(Text):
        if artist.get_visible() and artist.get_text().strip():
            assert artist.get_size() >= SMALLEST, f"«{artist.get_text()}» is too small"


def lowest_place(image):
    """Where an image shows its lowest value, in data coordinates: (x, y)."""
    shown, (left, right, low, high) = image.get_array(), image.get_extent()
    row, column = np.unravel_index(shown.argmin(), shown.shape)
    rows, columns = shown.shape
    x = left + (column + 0.5) * (right - left) / columns
    return x, low + (row + 0.5) * (high - low) / rows
