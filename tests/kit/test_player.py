"""What films share."""

from losslab.kit.player import growing_end


def test_an_axis_is_doubled_whenever_it_is_used_up():
    assert [growing_end(length, 100) for length in (0, 30, 100)] == [100, 100, 100]
    assert [growing_end(length, 100) for length in (130, 200, 201)] == [200, 200, 400]
