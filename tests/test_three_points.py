"""The three-point example against its four equations, written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losslab.lessons.landscape.three_points import three_points

numbers = st.floats(-5, 5)


@given(*[numbers] * 6)
def test_the_loss_is_what_the_equations_say(x0, x1, x2, w0, w1, w2):
    L0 = max(0, w1 * x0 - w0 * x0 + 1) + max(0, w2 * x0 - w0 * x0 + 1)
    L1 = max(0, w0 * x1 - w1 * x1 + 1) + max(0, w2 * x1 - w1 * x1 + 1)
    L2 = max(0, w0 * x2 - w2 * x2 + 1) + max(0, w1 * x2 - w2 * x2 + 1)
    result = three_points([w0], (x0, x1, x2), w1=w1, w2=w2)
    assert result.loss[0] == pytest.approx((L0 + L1 + L2) / 3, abs=1e-9)


def test_four_hinges_depend_on_w0():
    result = three_points([0.0, 1.0], (1.0, 1.0, 1.0), w1=0.0, w2=0.0)
    assert result.names == ("L0, 1", "L0, 2", "L1, 0", "L2, 0")
    assert result.terms.shape == (4, 2)


def test_other_than_three_points_are_refused():
    with pytest.raises(ValueError, match=r"^x has 2 points, expected 3"):
        three_points([0.0], (1.0, 2.0), w1=0.0, w2=0.0)
