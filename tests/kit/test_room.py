"""In a lecture room figures are drawn larger, and still nothing is cut off."""

import pytest
from drive_explorer import press
from figure_checks import assert_readable
from rooms import EXPLORERS, make

from losslab import use_language
from losslab.kit import style


@pytest.fixture
def room(language):
    style.use_room(150)
    use_language(language)
    yield
    style.use_room(style.DOTS, sheet=1)


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorers_are_drawn_larger_and_nothing_is_cut_off(name, data, language, room):
    explorer = make(name, data)
    width, height = explorer.figure.get_size_inches()
    assert (width, height) == (style.ROOM * 9, style.ROOM * explorer.height)
    assert (explorer.picture.width, explorer.picture.height) == (900, round(100 * explorer.height))
    assert_readable(explorer.figure)


def test_a_press_is_felt_at_the_same_place_of_the_picture(data, language, room):
    explorer = make("ThreePointExplorer", data)
    before = explorer.picture.sentence
    across, up = explorer.figure.transFigure.inverted().transform(
        explorer.figure.axes[0].transData.transform((0.5, 0))
    )
    press(explorer, 900 * across, explorer.picture.height * (1 - up))
    assert explorer.picture.sentence != before
