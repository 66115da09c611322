"""What can be said of a figure's looks without looking: nothing is cut off, no text too small."""

import re
import unicodedata

import numpy as np
from matplotlib import font_manager
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
            assert is_of_one_weight(artist), f"«{artist.get_text()}» is bold in places"


def is_of_one_weight(artist):
    """Whether a text is bold throughout or nowhere.

    The Japanese font has no bold; what it lacks comes from a font that has. Signs, such as ✓, may.
    """
    properties = artist.get_fontproperties()
    first = font_manager.get_font(font_manager.findfont(properties))
    if properties.get_weight() not in ("bold", 700) or first.family_name != "IPAexGothic":
        return True
    words = re.sub(r"\$[^$]+\$", "", artist.get_text())
    letters = [letter for letter in words if unicodedata.category(letter)[0] in "LN"]
    return len({first.get_char_index(ord(letter)) != 0 for letter in letters}) < 2


def lowest_place(image):
    """Where an image shows its lowest value, in data coordinates: (x, y)."""
    shown, (left, right, low, high) = image.get_array(), image.get_extent()
    row, column = np.unravel_index(shown.argmin(), shown.shape)
    rows, columns = shown.shape
    x = left + (column + 0.5) * (right - left) / columns
    return x, low + (row + 0.5) * (high - low) / rows
