"""Figures of notebook 05: what the size of a batch costs, and what it buys."""

import numpy as np
from matplotlib.ticker import NullLocator

from losslab.figures.style import HERE, INK, QUIET, TRAINING
from losslab.language import text


def words(key, **values):
    """Words of the figures of this notebook."""
    return text(f"minibatch.figures.{key}", **values)


def draw_noise(ax, sizes, errors):
    """Draw the relative error of minibatch gradients against the batch size, with 1/√B.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of S ints
    errors : dict of str: ndarray, shape (S,)
        By where it was measured: ``start`` or ``later``.

    Returns
    -------
    list of Line2D
        The measured ones.
    """
    sizes, dots = np.asarray(sizes, float), []
    looks = {"start": (TRAINING, "o"), "later": (HERE, "D")}
    for name, values in errors.items():
        colour, marker = looks[name]
        scale = np.exp(np.mean(np.log(values * np.sqrt(sizes))))
        ax.loglog(sizes, scale / np.sqrt(sizes), "--", color=colour, linewidth=1.2)
        dots += ax.loglog(sizes, values, marker, color=colour, markersize=8, label=words(name))
    ax.plot([], [], "--", color=QUIET, label="∝ 1/√B")
    ax.axhline(1, color=QUIET, linewidth=1, linestyle=":")
    ax.text(sizes[0], 1, words("as_large"), va="top", ha="left", size=11, color=INK)
    ax.legend()
    _batch_axis(ax, sizes[::2])
    ax.set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    ax.set(ylabel=words("noise_y"), title=words("noise"))
    return dots


def draw_angles(ax, sizes, angles):
    """Draw the angle between minibatch gradients and the full one against the batch size.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of S ints
    angles : dict of str: ndarray, shape (S,)
        In degrees, by where it was measured: ``start`` or ``later``.

    Returns
    -------
    list of Line2D
    """
    lines = []
    looks = {"start": (TRAINING, "-o"), "later": (HERE, "--D")}
    for name, values in angles.items():
        colour, style = looks[name]
        lines += ax.semilogx(sizes, values, style, color=colour, markersize=7, label=words(name))
    ax.axhline(90, color=QUIET, linestyle=":")
    ax.set(ylim=(0, 112), yticks=range(0, 91, 15))
    ax.text(sizes[-1], 91, words("uphill"), ha="right", va="bottom", size=11, color=INK)
    ax.legend(loc="lower left")
    _batch_axis(ax, sizes[::2])
    ax.set(ylabel=words("angle_y"), title=words("angle"))
    return lines


def draw_time_per_example(ax, sizes, seconds):
    """Draw the time of a gradient, per example, against the batch size.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of S ints
        With 1 and 100 among them.
    seconds : sequence of S floats

    Returns
    -------
    Line2D
    """
    times = dict(zip(sizes, np.asarray(seconds) * 1e6, strict=True))
    (line,) = ax.loglog(list(times), list(times.values()), "o-", color=TRAINING)
    for size in (1, 100):
        ax.plot(size, times[size], "o", color=HERE, markersize=13, zorder=4)
    ax.annotate(
        words("hundred", times=times[1] / times[100]), (100, times[100]), xytext=(0.5, 0.75),
        textcoords="axes fraction", ha="left", weight="bold",
        arrowprops={"arrowstyle": "-", "color": QUIET, "shrinkB": 7},
    )  # fmt: skip
    _batch_axis(ax, [1, 4, 16, 100, 256, 1024])
    _plain_times(ax, times.values())
    ax.set(ylabel=words("time_y"), title=words("time"))
    return line


def draw_powers(ax, sizes, seconds):
    """Draw the time per example of powers of two and of their neighbours.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of S ints
    seconds : ndarray, shape (S, R)
        Per example; a column a repetition.

    Returns
    -------
    list of 2 Line2D
        Powers of two, others.
    """
    sizes, times = np.asarray(sizes), np.asarray(seconds) * 1e6
    place, middle = np.arange(len(sizes)), np.median(times, axis=1)
    low, high = np.quantile(times, (0.25, 0.75), axis=1)
    ax.vlines(place, low, high, color=INK, linewidth=2, zorder=4)  # the stars are large
    power = (sizes & (sizes - 1)) == 0
    look = {"linestyle": "", "zorder": 3}
    dots = ax.plot(place[power], middle[power], marker="*", color=HERE, markersize=17,
                   label=words("powers_two"), **look)  # fmt: skip
    dots += ax.plot(place[~power], middle[~power], marker="o", color=TRAINING, markersize=8,
                    label=words("powers_other"), **look)  # fmt: skip
    ax.set_xticks(place, sizes)
    ax.set_ylim(0, 1.35 * high.max())
    ax.legend(ncols=2, loc="upper right")
    ax.set(xlabel=words("batch_size"), ylabel=words("time_y"), title=words("powers"))
    return dots


def _batch_axis(ax, sizes):
    ax.set_xticks(sizes, [f"{int(size):,}" for size in sizes])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(words("batch_size"))


def _plain_times(ax, times):
    """Label a logarithmic axis of times at 1, 2, 5, 10 …"""
    low, high = min(times) / 1.5, max(times) * 1.5
    ticks = [m * 10.0**k for k in range(-1, 7) for m in (1, 2, 5)]
    shown = [tick for tick in ticks if low <= tick <= high]
    ax.set_yticks(shown, [f"{tick:,g}" for tick in shown])
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_ylim(low, high)
