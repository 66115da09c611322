"""Figures of notebook 05: what a minibatch knows, what it costs, and where it leads."""

import numpy as np
from matplotlib.patheffects import withStroke

from losslab.lessons.minibatch.figures import words
from losslab.lessons.landscape.figures import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH, PUBLISHED, QUIET, TEST, TRAINING

# a colour, a line and a marker for each way to train, the same in every figure here
LOOKS = {
    "random": (QUIET, ":", "x"),
    "local": (PATH, "--", "s"),
    "full": (INK, "-", "o"),
    "minibatch": (HERE, "-", "D"),
    "single": (MINIMUM, "-.", "^"),
}

_EDGES = {"full": INK, "minibatch": "white", "single": "white"}  # told apart on any ground


def draw_progress(ax, steps, training, test, *, title):
    """Draw a measure of training and test images against the step.

    Parameters
    ----------
    ax : Axes
    steps, training, test : sequence of S numbers
    title : str
        A key of the figures' words; so is ``title + "_y"``, the name of the axis.

    Returns
    -------
    list of 2 Line2D
    """
    lines = []
    looks = ((training, TRAINING, "-o", "training"), (test, TEST, "--s", "test"))
    for values, colour, style, name in looks:
        lines += ax.plot(steps, values, style, color=colour, markersize=5, label=words(name))
    ax.legend()
    ax.set(xlabel=words("steps"), ylabel=words(f"{title}_y"), title=words(title))
    return lines


def draw_batch_losses(ax, losses, stations, measured):
    """Draw the loss of every minibatch, and now and then that of all images: with regularization.

    Parameters
    ----------
    ax : Axes
    losses : ndarray, shape (S,)
    stations, measured : sequence of K numbers
        Steps, and the loss of all images there.

    Returns
    -------
    list of 2 Line2D
    """
    dots = ax.plot(losses, ".", color=HERE, alpha=0.4, markersize=4, label=words("batch_loss"))
    line = ax.plot(stations, measured, color=INK, linewidth=2.5, label=words("all_loss"))
    legend = ax.legend()
    legend.legend_handles[0].set(alpha=1, markersize=9)
    ax.set(xlabel=words("steps"), ylabel=words("full_loss"), title=words("batch_losses"))
    return dots + line


def draw_race_for_images(ax, images, losses):
    """Draw the loss of all images against the images seen, of two ways to train.

    Parameters
    ----------
    ax : Axes
    images, losses : dict of str: sequence
        By the name of the way: ``full`` and ``minibatch``.

    Returns
    -------
    list of Line2D
    """
    lines = []
    for name in images:
        colour, style, marker = LOOKS[name]
        lines += ax.plot(
            np.divide(images[name], 1000), losses[name], style, marker=marker, markersize=5,
            color=colour, label=words(name),
        )  # fmt: skip
    ax.legend()
    ax.set(xlabel=words("thousands"), ylabel=words("loss"), title=words("same_images"))
    return lines


def draw_paths(ax, a, b, loss, paths):
    """Draw the shadows of several walks on one plane.

    Parameters
    ----------
    ax : Axes
    a, b, loss : ndarrays, shapes (A,), (B,) and (B, A)
    paths : dict of str: ndarray, shape (S, 2)
        By the name of the way to train.

    Returns
    -------
    list of Line2D
    """
    draw_plane(ax, a, b, loss)
    lines = []
    for name, path in paths.items():
        colour, style, marker = LOOKS[name]
        colour, order = ("white", 4) if name == "full" else (colour, 2)  # a short one, on top
        lines += ax.plot(
            *path.T, style, color=colour, linewidth=2.2, label=words(name), zorder=order,
            path_effects=[withStroke(linewidth=3.7, foreground=_EDGES[name])],
        )  # fmt: skip
        ax.plot(*path[-1], marker, color=colour, markeredgecolor="black", markersize=11, zorder=5)
    ax.plot(0, 0, "o", color="white", markeredgecolor="black", markersize=13, zorder=5)
    ax.annotate(words("start_here"), (0, 0), xytext=(12, -4), textcoords="offset points",
                color="white", weight="bold", va="top")  # fmt: skip
    frame = {"frameon": True, "facecolor": "#555555", "framealpha": 0.9, "labelcolor": "white"}
    ax.legend(loc="upper left", **frame)
    ax.set(xlabel=words("paths_x"), ylabel=words("paths_y"), title=words("paths"))
    return lines


def draw_results(ax, accuracies):
    """Draw the test accuracy of every method, beside what the note reports, and chance.

    Parameters
    ----------
    ax : Axes
    accuracies : dict of str: float
        By the name of the method.

    Returns
    -------
    BarContainer
    """
    names = list(accuracies)
    shares = [100 * accuracies[name] for name in names]
    colours = [LOOKS[name][0] for name in names]
    bars = ax.barh([words(name) for name in names], shares, color=colours, height=0.6)
    ax.bar_label(bars, [f" {share:.1f} %" for share in shares], size=12, weight="bold")
    for name, published in (("random", 15.55), ("local", 21.4)):
        if name in names:
            place = published, names.index(name) - 0.38
            ax.plot(*place, "v", color=PUBLISHED, markersize=11, clip_on=False)
            ax.annotate(words("published", share=published), place, xytext=(11, 0),
                        textcoords="offset points", va="center", color=INK)  # fmt: skip
    ax.axvline(10, color=INK, linestyle=":")
    ax.text(10, len(names) - 0.25, f" {words('chance')}", ha="left", va="bottom")
    ax.set(ylim=(len(names) - 0.2, -0.75), xlim=(0, 42))
    ax.grid(axis="y", visible=False)
    ax.set(xlabel=words("accuracy"), title=words("results"))
    return bars


def draw_budgets(ax, runs, *, by):
    """Draw the test accuracy of every method against what it has spent.

    Parameters
    ----------
    ax : Axes
    runs : dict of str: tuple of 2 sequences
        By the name of the method: what is spent, test accuracy from 0 to 1.
    by : {"evaluations", "images", "seconds"}

    Returns
    -------
    list of Line2D
    """
    lines = []
    for name, (spent, accuracies) in runs.items():
        colour, style, marker = LOOKS[name]
        lines += ax.semilogx(
            spent, 100 * np.asarray(accuracies), style, color=colour, marker=marker,
            markersize=5, label=words(name),
        )  # fmt: skip
    ax.axhline(10, color=INK, linestyle=":", linewidth=1)
    ax.set(ylim=(5, 42), xlabel=words(by), ylabel=words("accuracy"), title=words(f"race_{by}"))
    return lines

import numpy as np
from matplotlib.ticker import NullLocator

from losslab.kit.style import HERE, INK, QUIET, TRAINING
from losslab.kit.words import text


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
