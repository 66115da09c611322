"""What the figures of several lessons share."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from losslab.kit import maps
from losslab.kit.picture import encode_png
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


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 5, 4), (40, 90, 3)])
def test_a_png_holds_the_very_pixels(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    with Image.open(BytesIO(encode_png(pixels))) as picture:
        picture.load()
    np.testing.assert_array_equal(np.asarray(picture), pixels[..., :3])
