"""Figures of notebook 05: what a minibatch knows, what it costs, and where it leads."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import NullLocator

from losslab.kit.maps import draw_plane
from losslab.kit.style import (
    HERE,
    INK,
    MINIMUM,
    PATH,
    PUBLISHED,
    QUIET,
    TEST,
    TRAINING,
    plain_log_axis,
)
from losslab.kit.words import words_of

words = words_of("minibatch.figures")

# a colour, a line and a marker for each way to train, the same in every figure here
LOOKS = {
    "random": (QUIET, ":", "x"),
    "local": (PATH, "--", "s"),
    "full": (INK, "-", "o"),
    "minibatch": (HERE, "-", "D"),
    "single": (MINIMUM, "-.", "^"),
}
_EDGES = {"full": INK, "minibatch": "white", "single": "white"}  # told apart on any ground
_PLACES = {"start": (TRAINING, "-", "o"), "later": (HERE, "--", "D")}  # of noisy gradients
_PUBLISHED = {"random": 15.55, "local": 21.4}  # in percent


def draw_training_and_test(ax, at, training, test, **look):
    """Draw a measure of the training images, and of the test images: two lines."""
    lines = ax.plot(at, training, "-o", color=TRAINING, label=words("training"), **look)
    return lines + ax.plot(at, test, "--s", color=TEST, label=words("test"), **look)


def draw_progress(ax, steps, training, test, *, title):
    """Draw a measure of training and test images against the step; `title` is a key of words."""
    lines = draw_training_and_test(ax, steps, training, test, markersize=5)
    ax.legend()
    ax.set(xlabel=words("steps"), ylabel=words(f"{title}_y"), title=words(title))
    return lines


def draw_losses(ax, at, batches, stations, measured):
    """Draw the losses of minibatches as dots, and those of a fixed set of images as a line."""
    dots = ax.plot(at, batches, ".", color=HERE, alpha=0.5, markersize=5, label=words("batch_loss"))
    return dots + ax.plot(stations, measured, color=INK, label=words("all_loss"))


def draw_batch_losses(ax, losses, stations, measured):
    """Draw the loss of every minibatch, and that of all images at some steps, the stations."""
    dots, line = draw_losses(ax, np.arange(len(losses)), losses, stations, measured)
    dots.set(alpha=0.4, markersize=4)  # there are many
    line.set(linewidth=2.5)
    legend = ax.legend()
    legend.legend_handles[0].set(alpha=1, markersize=9)
    ax.set(xlabel=words("steps"), ylabel=words("full_loss"), title=words("batch_losses"))
    return dots, line


def _draw_curve(ax, name, x, y):
    """Draw a curve in the looks of this way to train."""
    colour, style, marker = LOOKS[name]
    look = {"marker": marker, "markersize": 5, "color": colour, "label": words(name)}
    return ax.plot(x, y, style, **look)[0]


def draw_race_for_images(ax, images, losses):
    """Draw the loss of all images against the images seen, by the name of the way to train."""
    lines = [_draw_curve(ax, name, np.divide(images[name], 1000), losses[name]) for name in images]
    ax.legend()
    ax.set(xlabel=words("thousands"), ylabel=words("loss"), title=words("same_images"))
    return lines


def draw_paths(ax, a, b, loss, paths):
    """Draw the projections of several descents, (S, 2) each, on a plane of the loss (B, A)."""
    draw_plane(ax, a, b, loss)
    lines = [_draw_path(ax, name, path) for name, path in paths.items()]
    ax.plot(0, 0, "o", color="white", markeredgecolor="black", markersize=13, zorder=5)
    ax.annotate(words("start_here"), (0, 0), xytext=(12, -4), textcoords="offset points",
                color="white", weight="bold", va="top")  # fmt: skip
    frame = {"frameon": True, "facecolor": "#555555", "framealpha": 0.9, "labelcolor": "white"}
    ax.legend(loc="upper left", **frame)
    ax.set(xlabel=words("paths_x"), ylabel=words("paths_y"), title=words("paths"))
    return lines


def _draw_path(ax, name, path):
    colour, style, marker = LOOKS[name]
    colour, order = ("white", 4) if name == "full" else (colour, 2)  # a short one, on top
    (line,) = ax.plot(
        *path.T, style, color=colour, linewidth=2.2, label=words(name), zorder=order,
        path_effects=[withStroke(linewidth=3.7, foreground=_EDGES[name])],
    )  # fmt: skip
    ax.plot(*path[-1], marker, color=colour, markeredgecolor="black", markersize=11, zorder=5)
    return line


def draw_results(ax, accuracies):
    """Draw the test accuracy of every method, beside what the note reports, and chance."""
    names = list(accuracies)
    shares = [100 * accuracies[name] for name in names]
    colours = [LOOKS[name][0] for name in names]
    bars = ax.barh([words(name) for name in names], shares, color=colours, height=0.6)
    ax.bar_label(bars, [f" {share:.1f} %" for share in shares], size=12, weight="bold")
    for place, name in enumerate(names):
        if name in _PUBLISHED:
            _mark_published(ax, _PUBLISHED[name], place - 0.38)
    ax.axvline(10, color=INK, linestyle=":")
    ax.text(10, len(names) - 0.25, f" {words('chance')}", ha="left", va="bottom")
    ax.set(ylim=(len(names) - 0.2, -0.75), xlim=(0, 42))
    ax.grid(axis="y", visible=False)
    ax.set(xlabel=words("accuracy"), title=words("results"))
    return bars


def _mark_published(ax, share, y):
    ax.plot(share, y, "v", color=PUBLISHED, markersize=11, clip_on=False)
    ax.annotate(words("published", share=share), (share, y), xytext=(11, 0),
                textcoords="offset points", va="center", color=INK)  # fmt: skip


def draw_budgets(ax, runs, *, by):
    """Draw the test accuracy of each method against what it spent: evaluations, images, seconds.

    `runs` holds, by the name of the method, what is spent and the accuracy (0 to 1) it gave.
    """
    curves = [
        _draw_curve(ax, name, spent, 100 * np.asarray(accuracies))
        for name, (spent, accuracies) in runs.items()
    ]
    ax.axhline(10, color=INK, linestyle=":", linewidth=1)
    ax.set(xscale="log", ylim=(5, 42), xlabel=words(by), ylabel=words("accuracy"))
    ax.set_title(words(f"race_{by}"))
    return curves


def draw_noise(ax, sizes, errors):
    """Draw the relative error of minibatch gradients against the batch size, with 1/√B.

    `errors` holds an error for each size, by where it was measured: ``start`` or ``later``.
    """
    sizes, dots = np.asarray(sizes, float), []
    for name, values in errors.items():
        colour, _, marker = _PLACES[name]
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
    """Draw the angle (°) between minibatch gradients and the full one, likewise."""
    lines = []
    for name, values in angles.items():
        colour, style, marker = _PLACES[name]
        look = {"color": colour, "marker": marker, "markersize": 7, "label": words(name)}
        lines += ax.semilogx(sizes, values, style, **look)
    ax.axhline(90, color=QUIET, linestyle=":")
    ax.set(ylim=(0, 112), yticks=range(0, 91, 15))
    ax.text(sizes[-1], 91, words("uphill"), ha="right", va="bottom", size=11, color=INK)
    ax.legend(loc="lower left")
    _batch_axis(ax, sizes[::2])
    ax.set(ylabel=words("angle_y"), title=words("angle"))
    return lines


def draw_time_per_example(ax, sizes, seconds):
    """Draw the seconds that a gradient takes per example, at batch sizes with 1 and 100 in them."""
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
    plain_log_axis(ax.yaxis, (1, 2, 5))
    ax.set(ylim=(min(times.values()) / 1.5, max(times.values()) * 1.5))
    ax.set(ylabel=words("time_y"), title=words("time"))
    return line


def draw_powers(ax, sizes, seconds):
    """Draw the seconds per example, (S, repetitions), of powers of two and of their neighbours."""
    sizes, times = np.asarray(sizes), np.asarray(seconds) * 1e6
    place, middle = np.arange(len(sizes)), np.median(times, axis=1)
    low, high = np.quantile(times, (0.25, 0.75), axis=1)
    ax.vlines(place, low, high, color=INK, linewidth=2, zorder=4)  # the stars are large
    power = (sizes & (sizes - 1)) == 0
    dots = []
    for kind, marker, colour, size, name in (
        (power, "*", HERE, 17, "powers_two"),
        (~power, "o", TRAINING, 8, "powers_other"),
    ):
        look = {"color": colour, "markersize": size, "label": words(name), "zorder": 3}
        dots += ax.plot(place[kind], middle[kind], marker, **look)
    ax.set_xticks(place, sizes)
    ax.set_ylim(0, 1.35 * high.max())
    ax.legend(ncols=2, loc="upper right")
    ax.set(xlabel=words("batch_size"), ylabel=words("time_y"), title=words("powers"))
    return dots


def _batch_axis(ax, sizes):
    ax.set_xticks(sizes, [f"{int(size):,}" for size in sizes])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(words("batch_size"))
