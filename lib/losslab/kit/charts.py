"""Parts of charts that several lessons draw."""

import numpy as np


def fit_height(ax, heights, *, below, above):
    """Show all heights, and these shares of their range below and above them."""
    span = np.ptp(heights) or 1e-9  # a level curve has none
    ax.set_ylim(np.min(heights) - below * span, np.max(heights) + above * span)


def draw_seconds(ax, names, seconds, colours, **look):
    """Draw how long each of some ways takes: a bar and its number of seconds for each name."""
    bars = ax.barh(names, seconds, color=colours, **look)
    ax.bar_label(bars, [f" {float(f'{s:.2g}'):,g} s" for s in seconds], size=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    return bars
