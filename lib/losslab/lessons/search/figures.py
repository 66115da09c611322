"""Figures of notebook 02: what many random tries found."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from losslab.kit.style import HERE, INK, MINIMUM, PATH, PUBLISHED, QUIET, TEST, TRAINING
from losslab.kit.words import text

SECONDS_SINCE_BIG_BANG = 4.35e17  # 13.8 billion years


def draw_attempts(ax, losses, *, title):
    """Draw the loss of each attempt, and the best so far as a stair.

    Parameters
    ----------
    ax : Axes
    losses : sequence of float
    title : str
        A key of the figures in ``search.toml``.

    Returns
    -------
    tuple (Line2D, Line2D)
        The attempts, the stair.
    """
    best = np.minimum.accumulate(losses)
    attempts = np.arange(len(best))
    (dots,) = ax.plot(attempts, losses, ".", color=QUIET, markersize=4)
    (stair,) = ax.plot(attempts, best, color=MINIMUM, linewidth=3, drawstyle="steps-post")
    ax.plot([], [], "o", color=QUIET, label=text("search.figures.each"))
    stair.set_label(text("search.figures.best", loss=best[-1]))
    ax.legend(loc="upper right", ncols=2)
    room = np.ptp(losses)
    ax.set_ylim(np.min(losses) - 0.08 * room, np.max(losses) + 0.2 * room)
    ax.set(xlabel=text("search.figures.attempt"), ylabel=text("kit.loss"))
    ax.set_title(text(f"search.figures.{title}"))
    return dots, stair


def draw_guesses(ax, losses, *, published):
    """Draw how the losses of random weights are spread, with the note's own above.

    Parameters
    ----------
    ax : Axes
    losses : ndarray, shape (A,)
    published : sequence of float
        Losses that the note prints.

    Returns
    -------
    BarContainer
    """
    counts, edges, bars = ax.hist(losses, bins=40, color=TRAINING, alpha=0.6)
    middle, spread = np.mean(losses), np.std(losses)
    x = np.linspace(edges[0] - spread / 2, edges[-1], 200)
    bell = np.exp(-(((x - middle) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))
    ax.plot(x, len(losses) * (edges[1] - edges[0]) * bell, color=INK, linewidth=1.5,
            label=text("search.figures.bell", middle=middle, spread=spread))  # fmt: skip
    height = counts.max()
    ax.plot(published, np.full(len(published), 1.1 * height), "D", color=PUBLISHED,
            label=text("search.figures.note_losses"))  # fmt: skip
    ax.annotate(
        text("search.figures.winner", loss=np.min(losses)), (np.min(losses), 1),
        xytext=(0, 60), textcoords="offset points", ha="center", color=MINIMUM, weight="bold",
        arrowprops={"arrowstyle": "-|>", "color": MINIMUM},
    )  # fmt: skip
    ax.set(ylim=(0, 1.45 * height), xlabel=text("kit.loss"))
    ax.set(ylabel=text("search.figures.count"), title=text("search.figures.losses"))
    ax.legend(loc="upper right")
    return bars


def draw_tries(ax, losses, tries, goals):
    """Draw how many tries a loss would take: as measured, and by the bell curve far beyond.

    Parameters
    ----------
    ax : Axes
    losses : ndarray, shape (A,)
        Measured.
    tries : callable
        From a loss to the tries it takes, extrapolated.
    goals : sequence of float
        Losses to mark.

    Returns
    -------
    tuple (Line2D, Line2D)
        Measured, extrapolated.
    """
    reached = np.sort(losses)[: len(losses) // 2]
    x = np.linspace(min(goals) - 0.15, reached[-1], 200)
    (guess,) = ax.plot(x, [tries(goal) for goal in x], "--", color=QUIET)
    (seen,) = ax.plot(reached, len(losses) / np.arange(1, len(reached) + 1), color=TRAINING,
                      linewidth=4)  # fmt: skip
    for goal in goals:
        ax.plot(goal, tries(goal), "o", color=HERE, zorder=3)
        ax.annotate(text("search.figures.goal", loss=goal, tries=_power(tries(goal))),
                    (goal, tries(goal)), xytext=(10, 2), textcoords="offset points")  # fmt: skip
    ax.axhline(100 * SECONDS_SINCE_BIG_BANG, color=INK, linewidth=1, linestyle=":")
    ax.text(reached[-1], 100 * SECONDS_SINCE_BIG_BANG * 3, text("search.figures.big_bang"),
            ha="right", va="bottom")  # fmt: skip
    ax.annotate(
        text("search.figures.measured"), (np.median(reached), 4), xytext=(0, 14),
        textcoords="offset points", ha="center", color=TRAINING, weight="bold",
    )  # fmt: skip
    ax.set(yscale="log", xlabel=text("search.figures.wanted"), ylabel=text("search.figures.tries"))
    ax.set_title(text("search.figures.tries_title"))
    ax.set_ylim(0.5, 1e4 * tries(min(goals)))
    return seen, guess


def _power(number):
    """A large number in round figures."""
    if number < 1e5:
        return f"{float(f'{number:.1e}'):,.0f}"
    digit, exponent = f"{number:.0e}".split("e+")
    return f"{digit}·$10^{{{int(exponent)}}}$"


def draw_accuracies(ax, random, local):
    """Draw test accuracies beside what the note reports, and beside chance.

    Parameters
    ----------
    ax : Axes
    random, local : float
        Of random search and of local search, from 0 to 1.

    Returns
    -------
    list of Line2D
        Measured, published.
    """
    names = [text(f"search.figures.{name}") for name in ("chance", "random", "local")]
    here, note = (random, local), (0.1555, 0.214)
    ax.axvline(0.1, color=QUIET, linestyle=":", linewidth=1.5)
    ax.plot(0.1, 0, "s", color=QUIET, markersize=9)
    ax.annotate("10 %", (0.1, 0), xytext=(10, 0), textcoords="offset points", va="center")
    dots = []
    looks = (
        (here, -0.14, "o", TEST, "here"),
        (note, 0.14, "D", PUBLISHED, "note"),
    )
    for values, shift, marker, colour, name in looks:
        label = text(f"search.figures.{name}")
        dots += ax.plot(
            values, np.array([1, 2]) + shift, marker, color=colour, markersize=11, label=label
        )
        for k, value in enumerate(values, start=1):
            ax.annotate(f"{100 * value:.4g} %", (value, k + shift), xytext=(10, 0),
                        textcoords="offset points", va="center")  # fmt: skip
    ax.set(yticks=range(3), yticklabels=names, ylim=(2.6, -0.6), xlim=(0, 0.3))
    ax.set_xticks(np.arange(0, 0.31, 0.05), [f"{p} %" for p in range(0, 31, 5)])
    ax.set(xlabel=text("search.figures.accuracy"), title=text("search.figures.accuracies"))
    ax.legend(loc="upper right")
    return dots


def draw_scales(ax, scales, curves, *, minima):
    """Draw the loss of weights multiplied by a number, for each of two searches.

    Parameters
    ----------
    ax : Axes
    scales : ndarray, shape (A,)
    curves : sequence of 2 ndarrays, shape (A,)
        Random search, local search.
    minima : sequence of 2 LineMinimum

    Returns
    -------
    list of Line2D
    """
    lines = []
    looks = (("random", "--", QUIET), ("local", "-", INK))
    for curve, minimum, (name, style, colour) in zip(curves, minima, looks, strict=True):
        lines += ax.plot(scales, curve, style, color=colour, linewidth=2.5)
        lines[-1].set_label(text(f"search.figures.{name}"))
        found = np.interp(1, scales, curve)
        ax.plot(1, found, "o", color=HERE, markersize=10, zorder=3)
        ax.annotate(f"{found:.1f}", (1, found), xytext=(10, -17), textcoords="offset points")
        ax.plot(minimum.a, minimum.loss, "*", color=MINIMUM, markersize=16, zorder=3)
        ax.annotate(
            f"{minimum.loss:.1f}", (minimum.a, minimum.loss), xytext=(0, -20),
            textcoords="offset points", ha="center", color=MINIMUM, weight="bold",
        )  # fmt: skip
    ax.axvline(1, color=PATH, linewidth=1, linestyle=":")
    low, high = min(m.loss for m in minima), max(np.interp(1, scales, c) for c in curves)
    ax.set_ylim(low - 0.25 * (high - low), high + 0.25 * (high - low))
    ax.set(xlabel=text("search.figures.scale"), ylabel=text("search.figures.scaled_loss"))
    ax.set_title(text("search.figures.scales"))
    ax.legend(loc="upper left")
    return lines


def draw_label_table(ax, table):
    """Draw a table of yes and no, its diagonal framed.

    Parameters
    ----------
    ax : Axes
    table : ndarray, shape (N, N), bool

    Returns
    -------
    AxesImage
    """
    image = ax.imshow(np.where(table, 0.35, 0.0), cmap="Greys", vmin=0, vmax=1)
    n = len(table)
    for k in range(n):
        ax.add_patch(Rectangle((k - 0.5, k - 0.5), 1, 1, fill=False, edgecolor=HERE, linewidth=2))
    rows, columns = np.nonzero(table)
    ax.plot(columns, rows, ".", color=INK, markersize=5)
    ax.set_xticks(np.arange(-0.5, n), minor=True)
    ax.set_yticks(np.arange(-0.5, n), minor=True)
    ax.tick_params(which="both", length=0)
    ax.grid(False, which="major")
    ax.grid(True, which="minor", linewidth=0.5)
    ax.set(xticks=[], yticks=[], xlabel=text("search.figures.predicted"))
    ax.set(ylabel=text("search.figures.label"), title=text("search.figures.table"))
    return image
