"""What can be said of a figure's looks without looking: nothing is cut off, no text too small."""

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
