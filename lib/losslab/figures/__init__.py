"""Figures: functions ``draw_…(ax, …)`` that keep no state and return what they drew."""

from losslab.figures.data import draw_examples, draw_templates
from losslab.figures.gradient_check import (
    draw_errors,
    draw_hidden_factor,
    draw_shares,
    draw_two_humps,
)
from losslab.figures.gradients import (
    draw_coefficients,
    draw_cost,
    draw_downhill,
    draw_gradient,
    draw_margin_table,
    draw_pile_up,
    draw_race,
)
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
from losslab.figures.quadratic import draw_norms, draw_walk
from losslab.figures.step_size import (
    draw_compass,
    draw_fingerprints,
    draw_greed,
    draw_ray,
    draw_shadow,
    draw_slopes,
    draw_steps,
    draw_tenfold,
    draw_training,
)

__all__ = [
    "draw_chords",
    "draw_coefficients",
    "draw_compass",
    "draw_cost",
    "draw_downhill",
    "draw_errors",
    "draw_examples",
    "draw_fan",
    "draw_fingerprints",
    "draw_gradient",
    "draw_greed",
    "draw_hidden_factor",
    "draw_hinges",
    "draw_kinks",
    "draw_line",
    "draw_loss_terms",
    "draw_margin_table",
    "draw_norms",
    "draw_pile_up",
    "draw_plane",
    "draw_race",
    "draw_ray",
    "draw_shadow",
    "draw_shares",
    "draw_slopes",
    "draw_speed",
    "draw_steps",
    "draw_sum",
    "draw_templates",
    "draw_tenfold",
    "draw_training",
    "draw_two_humps",
    "draw_walk",
]
