"""Parts of charts that several lessons draw."""

import numpy as np

from losslab.kit.style import INK
from losslab.kit.words import text


def fit_height(ax, heights, *, below, above):
    """Show all heights, and these shares of their range below and above them."""
    span = np.ptp(heights) or 1e-9  # a level curve has none
    ax.set_ylim(np.min(heights) - below * span, np.max(heights) + above * span)


def mark_guess(ax, x=None, y=None):
    """Mark a student's guess beside the truth; nothing, and None, if there is no guess.

    With x or y alone it is a line across the axes. With both, arrays, it is a curve.
    """
    if x is None and y is None:
        return None
    look = {"color": INK, "linestyle": (0, (1, 1)), "linewidth": 2, "zorder": 1.8, "gid": "guess"}
    words = text("kit.guess")
    if x is not None and y is not None:
        (line,) = ax.plot(x, y, **look)
        at, how = (x[-1], y[-1]), {"xytext": (0, -4), "ha": "right", "va": "top"}
    elif x is not None:
        line = ax.axvline(x, **look)
        at, how = (x, 0), {"xytext": (5, 4), "xycoords": ax.get_xaxis_transform(), "va": "bottom"}
    else:
        line = ax.axhline(y, **look)
        at, how = (0, y), {"xytext": (4, 3), "xycoords": ax.get_yaxis_transform()}
    pale = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    how |= {"textcoords": "offset points", "color": INK, "size": 11, "bbox": pale, "zorder": 6}
    ax.annotate(words, at, **how)
    return line


def draw_seconds(ax, names, seconds, colours, **look):
    """Draw how long each of some ways takes: a bar and its number of seconds for each name."""
    bars = ax.barh(names, seconds, color=colours, **look)
    ax.bar_label(bars, [f" {float(f'{s:.2g}'):,g} s" for s in seconds], size=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    return bars
