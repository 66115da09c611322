"""Figures of notebook 05: what a minibatch knows, what it costs, and where it leads."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import NullLocator

from losslab.kit import maps, style
from losslab.kit.charts import mark_guess
from losslab.kit.words import words_of

words = words_of("minibatch.figures")

# a colour, a line and a marker for each way to train, and for each place of noisy gradients
LOOKS = {
    "random": (style.QUIET, ":", "x"),
    "local": (style.PATH, "--", "s"),
    "full": (style.INK, "-", "o"),
    "minibatch": (style.HERE, "--", "D"),
    "single": (style.MINIMUM, "-.", "^"),
    "start": (style.TRAINING, "-", "o"),
    "later": (style.HERE, "--", "D"),
    "bold": (style.QUIET, ":", "s"),
    "calm": (style.INK, "-.", "o"),
    "inverse": (style.MINIMUM, "--", "^"),
    "cosine": (style.HERE, "-", "D"),
}
_PUBLISHED = {"random": 15.55, "local": 21.4}  # in percent


def draw_training_and_test(ax, at, training, test, **look):
    """Draw a measure of the training images, and of the test images: two lines."""
    lines = ax.plot(at, training, "-o", color=style.TRAINING, label=words("training"), **look)
    return lines + ax.plot(at, test, "--s", color=style.TEST, label=words("test"), **look)


def draw_progress(ax, steps, training, test, *, title):
    """Draw a measure of training and test images against the step; `title` is a key of words."""
    lines = draw_training_and_test(ax, steps, training, test, markersize=5)
    ax.legend()
    ax.set(xlabel=words("steps"), ylabel=words(f"{title}_y"), title=words(title))
    return lines


def draw_losses(ax, at, batches, stations, measured):
    """Draw the losses of minibatches as dots, and those of a fixed set of images as a line."""
    look = {"color": style.HERE, "alpha": 0.5, "markersize": 5}
    dots = ax.plot(at, batches, ".", label=words("batch_loss"), **look)
    return dots + ax.plot(stations, measured, color=style.INK, label=words("all_loss"))


def draw_batch_losses(ax, losses, stations, measured):
    """Draw the loss of every minibatch, and that of all images at some steps, the stations."""
    dots, line = draw_losses(ax, np.arange(len(losses)), losses, stations, measured)
    dots.set(alpha=0.4, markersize=4)  # there are many
    line.set(linewidth=2.5)
    ax.legend().legend_handles[0].set(alpha=1, markersize=9)
    ax.set(xlabel=words("steps"), ylabel=words("full_loss"), title=words("batch_losses"))
    return dots, line


def _draw_curve(ax, name, x, y, *, size=5):
    """Draw a curve in the looks of this name, with markers of this size."""
    colour, dashes, marker = LOOKS[name]
    look = {"marker": marker, "markersize": size, "color": colour, "label": words(name)}
    return ax.plot(x, y, dashes, **look)[0]


def draw_race_for_images(ax, images, losses, *, guess=None):
    """Draw the loss of all images against the images seen, by the name of the way to train."""
    lines = [_draw_curve(ax, name, np.divide(images[name], 1000), losses[name]) for name in images]
    ax.legend()
    ax.set(xlabel=words("thousands"), ylabel=words("loss"), title=words("same_images"))
    if guess is not None:  # 0 at the end of all images, 1 at that of minibatches
        ends = [values[-1] for values in losses.values()]
        mark_guess(ax, y=np.interp(guess, (0, 1), ends))
    return lines


def draw_paths(ax, a, b, loss, paths):
    """Draw the projections of several descents, (S, 2) each, on a plane of the loss (B, A)."""
    maps.draw_plane(ax, a, b, loss)
    lines = [_draw_path(ax, name, path) for name, path in paths.items()]
    ax.plot(0, 0, "o", color="white", markeredgecolor="black", markersize=13, zorder=5)
    style.say(ax, words("start_here"), (0, 0), (12, -4), color="white", ha="left", va="top")
    frame = {"frameon": True, "facecolor": "#555555", "framealpha": 0.9, "labelcolor": "white"}
    ax.legend(loc="upper left", **frame)
    ax.set(xlabel=words("paths_x"), ylabel=words("paths_y"), title=words("paths"))
    return lines


def _draw_path(ax, name, path):
    colour, dashes, marker = LOOKS[name]
    edge, order = "white", 2  # told apart on any ground
    if name == "full":  # a short one, on top
        colour, edge, order = "white", style.INK, 4
    look = {"linewidth": 2.2, "path_effects": [withStroke(linewidth=3.7, foreground=edge)]}
    look |= {"marker": marker, "markeredgecolor": "black", "markersize": 11, "markevery": [-1]}
    return ax.plot(*path.T, dashes, color=colour, label=words(name), zorder=order, **look)[0]


def draw_results(ax, accuracies):
    """Draw the test accuracy of every method, beside what the note reports, and chance."""
    names, shares = list(accuracies), [100 * share for share in accuracies.values()]
    colours = [LOOKS[name][0] for name in names]
    bars = ax.barh([words(name) for name in names], shares, color=colours, height=0.6)
    ax.bar_label(bars, fmt=" {:.1f} %", size=12, weight="bold")
    for name, share in _PUBLISHED.items():
        at, label = (share, names.index(name) - 0.38), words("published", share=share)
        ax.plot(*at, "v", color=style.PUBLISHED, markersize=11, clip_on=False)
        style.say(ax, label, at, (11, 0), ha="left", weight="normal")
    ax.axvline(10, color=style.INK, linestyle=":")
    ax.text(10, len(names) - 0.25, f" {words('chance')}", ha="left", va="bottom")
    ax.set(ylim=(len(names) - 0.2, -0.75), xlim=(0, 42))
    ax.grid(axis="y", visible=False)
    ax.set(xlabel=words("accuracy"), title=words("results"))
    return bars


def draw_budgets(ax, runs, *, by):
    """Draw what each method spent (evaluations, images, seconds) and its test accuracy, 0 to 1."""
    lines = [_draw_curve(ax, name, x, 100 * np.asarray(y)) for name, (x, y) in runs.items()]
    ax.axhline(10, color=style.INK, linestyle=":", linewidth=1)
    ax.set(xscale="log", ylim=(5, 42), xlabel=words(by), ylabel=words("accuracy"))
    ax.set_title(words(f"race_{by}"))
    return lines


def draw_noise(ax, sizes, errors, *, guess=None):
    """Draw the relative error of minibatch gradients by their size, at two places, with 1/√B.

    A `guess` is the error of four times the images, as a part of the error.
    """
    sizes, dots = np.asarray(sizes, float), []
    for name, values in errors.items():
        colour, dashes, marker = LOOKS[name]
        scale = np.exp(np.mean(np.log(values * np.sqrt(sizes))))
        ax.loglog(sizes, scale / np.sqrt(sizes), dashes, color=colour, linewidth=1.2)
        dots += ax.loglog(sizes, values, marker, color=colour, markersize=8, label=words(name))
    ax.plot([], [], color=style.INK, linewidth=1.2, label=r"$\propto 1/\sqrt{B}$")
    ax.axhline(1, color=style.QUIET, linewidth=1, linestyle=":")
    ax.text(sizes[0], 1, words("as_large"), va="top", ha="left", size=11, color=style.INK)
    if guess is not None:
        first = next(iter(errors.values()))[0]
        mark_guess(ax, sizes, first * (sizes / sizes[0]) ** (np.log(guess) / np.log(4)))
    ax.legend()
    _batch_axis(ax, sizes[::2])
    ax.set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    ax.set(ylabel=words("noise_y"), title=words("noise"))
    return dots


def draw_angles(ax, sizes, angles):
    """Draw the angle (°) between minibatch gradients and the full one, likewise."""
    lines = [_draw_curve(ax, name, sizes, values, size=7) for name, values in angles.items()]
    ax.axhline(90, color=style.QUIET, linestyle=":")
    ax.set(xscale="log", ylim=(0, 112), yticks=range(0, 91, 15))
    ax.text(sizes[-1], 91, words("uphill"), ha="right", va="bottom", size=11, color=style.INK)
    ax.legend(loc="lower left")
    _batch_axis(ax, sizes[::2])
    ax.set(ylabel=words("angle_y"), title=words("angle"))
    return lines


def draw_time_per_example(ax, sizes, seconds):
    """Draw the seconds that a gradient takes per example, at batch sizes with 1 and 100 in them."""
    times = np.asarray(seconds) * 1e6
    (line,) = ax.loglog(sizes, times, "o-", color=style.TRAINING)
    one, hundred = (times[list(sizes).index(size)] for size in (1, 100))
    ax.plot([1, 100], [one, hundred], "o", color=style.HERE, markersize=13, zorder=4)
    look = {"textcoords": "axes fraction", "weight": "bold"}
    look["arrowprops"] = {"arrowstyle": "-", "color": style.QUIET, "shrinkB": 7}
    ax.annotate(words("hundred", times=one / hundred), (100, hundred), (0.5, 0.75), **look)
    _batch_axis(ax, [1, 4, 16, 100, 256, 1024])
    style.plain_log_axis(ax.yaxis, (1, 2, 5))
    ax.set(ylim=(times.min() / 1.5, times.max() * 1.5), ylabel=words("time_y"), title=words("time"))
    return line


def draw_powers(ax, sizes, seconds):
    """Draw the seconds per example, (S, repetitions), of powers of two and of their neighbours."""
    sizes, times = np.asarray(sizes), np.asarray(seconds) * 1e6
    place, power = np.arange(len(sizes)), (sizes & (sizes - 1)) == 0
    low, middle, high = np.quantile(times, (0.25, 0.5, 0.75), axis=1)
    ax.vlines(place, low, high, color=style.INK, linewidth=2, zorder=4)  # the stars are large
    stars = {"color": style.HERE, "markersize": 17, "label": words("powers_two")}
    dots = {"color": style.TRAINING, "markersize": 8, "label": words("powers_other")}
    marks = ax.plot(place[power], middle[power], "*", zorder=3, **stars)
    marks += ax.plot(place[~power], middle[~power], "o", zorder=3, **dots)
    ax.set_xticks(place, sizes)
    ax.set_ylim(0, 1.35 * high.max())
    ax.legend(ncols=2, loc="upper right")
    ax.set(xlabel=words("batch_size"), ylabel=words("time_y"), title=words("powers"))
    return marks


def draw_schedules(ax, epochs, sizes):
    """Draw the step sizes (T,) of some schedules against the epochs (T,)."""
    lines = []
    for name, values in sizes.items():
        colour, dashes, _ = LOOKS[name]
        lines += ax.plot(epochs, 1e7 * np.asarray(values), dashes, color=colour, linewidth=2.5)
    ax.set_ylim(bottom=0)
    ax.set(xlabel=words("epochs"), ylabel=words("schedules_y"), title=words("schedules"))
    return lines


def draw_floors(ax, heights):
    """Draw the loss of all images at the start and after each epoch, (E + 1,) for each schedule."""
    lines = [_draw_curve(ax, name, range(len(h)), h) for name, h in heights.items()]
    ends = [h[-1] for h in heights.values()]
    ax.set_ylim(min(ends) - 0.15, max(ends) + 1.6)  # what counts is how low they get
    ax.legend()
    ax.set(xlabel=words("epochs"), ylabel=words("floors_y"), title=words("floors"))
    return lines


def _batch_axis(ax, sizes):
    ax.set_xticks(sizes, [f"{int(size):,}" for size in sizes])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(words("batch_size"))
