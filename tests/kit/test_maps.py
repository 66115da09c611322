"""What the figures of several lessons share."""

import numpy as np

from losslab.kit import maps
from losslab.kit.style import description
from losslab.kit.words import language


def test_templates_are_the_rows_of_the_weights(axes):
    W = np.zeros((10, 3073))
    W[0, :1024] = np.linspace(-1, 1, 1024)  # red from dark to bright, row by row
    tile = maps.draw_templates(axes, W).get_array()[:32, 1:33]
    assert tile[0, 0, 0] == 0 and tile[-1, -1, 0] == 255
    assert (np.diff(tile[:, 5, 0].astype(int)) > 0).all()


def test_a_figure_describes_itself(axes):
    axes.set(title="A claim", xlabel="a", ylabel="loss")
    expected = {"en": "A claim (a × loss)", "ja": "A claim（a × loss）"}
    assert description(axes.figure) == expected[language()]


def test_a_map_is_bilinear_between_its_own_places(axes):
    a = np.linspace(-2, 2, 9)
    loss = np.abs(np.sin(3 * a[:, None] + a))
    image = maps.draw_plane(axes, a, a, loss)[0]
    shown = image.get_array()
    left, right, low, high = image.get_extent()
    rows, columns = shown.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = low + (np.arange(rows) + 0.5) * (high - low) / rows
    inside = np.ix_(np.abs(y) < 2, np.abs(x) < 2)
    flat = RegularGrid(a, np.sqrt((loss - loss.min()) / np.ptp(loss)))
    assert min(rows, columns) >= 256
    np.testing.assert_allclose(shown[inside], flat(y, x)[inside], atol=1e-12)


class RegularGrid:
    """Bilinear values, row by row and then column by column, by NumPy's own interpolation."""

    def __init__(self, a, table):
        self.a, self.table = a, table

    def __call__(self, y, x):
        rows = np.array([np.interp(x, self.a, row) for row in self.table])
        return np.array([np.interp(y, self.a, column) for column in rows.T]).T
