"""The figures of notebook 02 draw what they say, in both languages, with nothing cut off."""

import numpy as np
import pytest

from losslab import figures
from losslab.slices import LineMinimum


@pytest.fixture
def losses():
    return np.random.default_rng(0).normal(9.05, 0.28, 1000)


@pytest.mark.parametrize("title", ["attempts_random", "attempts_local"])
def test_the_stair_is_the_best_so_far(axes, losses, title):
    dots, stair = figures.draw_attempts(axes, losses, title=title)
    assert dots.get_ydata() is not None and (dots.get_ydata() == losses).all()
    assert (np.diff(stair.get_ydata()) <= 0).all()
    assert stair.get_ydata()[-1] == losses.min()


def test_every_guess_is_counted(axes, losses):
    bars = figures.draw_guesses(axes, losses, published=[9.4, 8.96])
    assert sum(bar.get_height() for bar in bars) == 1000


def test_measured_tries_are_those_of_the_losses(axes, losses):
    seen, _ = figures.draw_tries(axes, losses, lambda x: 10.0 ** (2 * (9 - x) ** 2), [8, 7, 6])
    assert seen.get_xdata()[0] == losses.min() and seen.get_ydata()[0] == 1000
    assert seen.get_ydata()[99] == 10  # a hundred of a thousand are as low


def test_accuracies_stand_beside_the_published_ones(axes):
    here, note = figures.draw_accuracies(axes, 0.166, 0.197)
    assert here.get_xdata().tolist() == [0.166, 0.197]
    assert note.get_xdata().tolist() == [0.1555, 0.214]
    words = [text.get_text() for text in axes.texts]
    assert {"10 %", "16.6 %", "19.7 %", "15.55 %", "21.4 %"} <= set(words)


def test_scales_meet_at_one(axes):
    c = np.linspace(0, 1.5, 31)
    minima = LineMinimum(1.2, 8.0), LineMinimum(0.2, 6.7)
    lines = figures.draw_scales(axes, c, [9 - c / 2, 8 + 4 * c], minima=minima)
    assert len(lines) == 2
    assert {"8.5", "12.0", "8.0", "6.7"} <= {text.get_text() for text in axes.texts}


def test_a_dot_is_a_yes(axes):
    table = np.eye(5, dtype=bool)
    table[0, 3] = True
    figures.draw_label_table(axes, table)
    columns, rows = axes.lines[0].get_data()
    assert set(zip(rows, columns, strict=True)) == {(k, k) for k in range(5)} | {(0, 3)}
