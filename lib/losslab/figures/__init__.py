"""Figures: functions ``draw_…(ax, …)`` that keep no state and return what they drew."""

from losslab.figures.data import draw_examples, draw_templates
from losslab.figures.landscape import (
    draw_chords,
    draw_fan,
    draw_hinges,
    draw_kinks,
    draw_line,
    draw_loss_terms,
    draw_plane,
    draw_speed,
    draw_sum,
)

__all__ = [
    "draw_chords",
    "draw_examples",
    "draw_fan",
    "draw_hinges",
    "draw_kinks",
    "draw_line",
    "draw_loss_terms",
    "draw_plane",
    "draw_speed",
    "draw_sum",
    "draw_templates",
]
