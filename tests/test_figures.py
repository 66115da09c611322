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
