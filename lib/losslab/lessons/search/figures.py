"""Figures of notebook 2: what many random tries found."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from losslab.kit.maps import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH, PUBLISHED, QUIET, TEST, TRAINING, say
from losslab.kit.words import text, words_of
from losslab.lessons.search.hiker_map import GRID

words = words_of("search.figures")
SECONDS_SINCE_BIG_BANG = 4.35e17  # 13.8 billion years
RIM = {"markeredgecolor": "white", "markeredgewidth": 1.2}  # of marks on a map
PUBLISHED_ACCURACIES = 0.1555, 0.214  # of random and of local search, in the note


def draw_attempts(ax, losses, *, title):
    """Draw the loss of each attempt (A,), and the best so far as a stair; `title` is a key."""
    best = np.minimum.accumulate(losses)
    attempts = np.arange(len(best))
    (dots,) = ax.plot(attempts, losses, ".", color=QUIET, markersize=4)
    (stair,) = ax.plot(
        attempts, best, color=MINIMUM, linewidth=3, drawstyle="steps-post",
        label=words("best", loss=best[-1]),
    )  # fmt: skip
    ax.plot([], [], "o", color=QUIET, label=words("each"))
    ax.legend(loc="upper right", ncols=2)
    room = np.ptp(losses)
    ax.set_ylim(np.min(losses) - 0.08 * room, np.max(losses) + 0.2 * room)
    ax.set(xlabel=words("attempt"), ylabel=text("kit.loss"), title=words(title))
    return dots, stair


def draw_guesses(ax, losses, *, published):
    """Draw how the losses (A,) of random weights are spread, and the note's own above."""
    counts, edges, bars = ax.hist(losses, bins=40, color=TRAINING, alpha=0.6)
    middle, spread = np.mean(losses), np.std(losses)
    x = np.linspace(edges[0] - spread / 2, edges[-1], 200)
    bell = np.exp(-(((x - middle) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))
    label = words("bell", middle=middle, spread=spread)
    ax.plot(x, len(losses) * (edges[1] - edges[0]) * bell, color=INK, linewidth=1.5, label=label)
    height, label = counts.max(), words("note_losses")
    ax.plot(published, [1.1 * height] * len(published), "D", color=PUBLISHED, label=label)
    arrow = {"arrowstyle": "-|>", "color": MINIMUM}
    winner = words("winner", loss=np.min(losses))
    place = np.min(losses), 1
    say(ax, winner, place, (0, 60), color=MINIMUM, va="baseline", arrowprops=arrow)
    ax.set(ylim=(0, 1.45 * height), xlabel=text("kit.loss"), ylabel=words("count"))
    ax.set_title(words("losses"))
    ax.legend(loc="upper right")
    return bars


def draw_expected_tries(ax, losses, tries, goals):
    """Draw how many tries a loss would take: as measured (A,), and extrapolated by `tries`."""
    reached = np.sort(losses)[: len(losses) // 2]
    taken = len(losses) / np.arange(1, len(reached) + 1)
    x = np.linspace(min(goals) - 0.15, reached[-1], 200)
    (guess,) = ax.plot(x, [tries(goal) for goal in x], "--", color=QUIET)
    (seen,) = ax.plot(reached, taken, color=TRAINING, linewidth=4)
    for goal in goals:
        ax.plot(goal, tries(goal), "o", color=HERE, zorder=3)
        label = words("goal", loss=goal, tries=_power(tries(goal)))
        _label(ax, label, (goal, tries(goal)), (10, 2))
    big_bang = 100 * SECONDS_SINCE_BIG_BANG
    ax.axhline(big_bang, color=INK, linewidth=1, linestyle=":")
    ax.text(reached[-1], big_bang * 3, words("big_bang"), ha="right", va="bottom")
    place = np.median(reached), 4
    say(ax, words("measured"), place, (0, 14), color=TRAINING, va="baseline")
    ax.set(yscale="log", ylim=(0.5, 1e4 * tries(min(goals))))
    ax.set(xlabel=words("wanted"), ylabel=words("tries"), title=words("tries_title"))
    return seen, guess


def _power(number):
    """A large number in round figures."""
    if number < 1e5:
        return f"{float(f'{number:.1e}'):,.0f}"
    digit, exponent = f"{number:.0e}".split("e+")
    return f"{digit}·$10^{{{int(exponent)}}}$"


def draw_accuracies(ax, random, local):
    """Draw the test accuracies (0 to 1) of two searches beside the note's, and beside chance."""
    ax.axvline(0.1, color=QUIET, linestyle=":", linewidth=1.5)
    ax.plot(0.1, 0, "s", color=QUIET, markersize=9)
    _label(ax, "10 %", (0.1, 0), (10, 0), va="center")
    dots = []
    for values, shift, look, colour, name in (
        ((random, local), -0.14, "o", TEST, "here"),
        (PUBLISHED_ACCURACIES, 0.14, "D", PUBLISHED, "note"),
    ):
        rows = np.array([1, 2]) + shift
        dots += ax.plot(values, rows, look, color=colour, markersize=11, label=words(name))
        for value, row in zip(values, rows, strict=True):
            _label(ax, f"{100 * value:.4g} %", (value, row), (10, 0), va="center")
    ax.set_yticks(range(3), [words(name) for name in ("chance", "random", "local")])
    ax.set_xticks(np.arange(0, 0.31, 0.05), [f"{p} %" for p in range(0, 31, 5)])
    ax.set(ylim=(2.6, -0.6), xlim=(0, 0.3), xlabel=words("accuracy"), title=words("accuracies"))
    ax.legend(loc="upper right")
    return dots


def _label(ax, label, place, shift, **look):
    """Write beside a place, so many points across and up from it."""
    ax.annotate(label, place, xytext=shift, textcoords="offset points", **look)


def draw_scales(ax, scales, curves, *, minima):
    """Draw the loss of weights times a number (A,): two curves, of random and of local search."""
    lines = []
    looks = (("random", "--", QUIET), ("local", "-", INK))
    found = [np.interp(1, scales, curve) for curve in curves]
    for curve, loss, low, look in zip(curves, found, minima, looks, strict=True):
        name, style, colour = look
        lines += ax.plot(scales, curve, style, color=colour, linewidth=2.5, label=words(name))
        ax.plot(1, loss, "o", color=HERE, markersize=10, zorder=3)
        _label(ax, f"{loss:.1f}", (1, loss), (10, -17))
        ax.plot(low.a, low.loss, "*", color=MINIMUM, markersize=16, zorder=3)
        place = low.a, low.loss
        say(ax, f"{low.loss:.1f}", place, (0, -20), color=MINIMUM, va="baseline")
    ax.axvline(1, color=PATH, linewidth=1, linestyle=":")
    bottom, top = min(low.loss for low in minima), max(found)
    ax.set_ylim(bottom - 0.25 * (top - bottom), top + 0.25 * (top - bottom))
    ax.set(xlabel=words("scale"), ylabel=words("scaled_loss"), title=words("scales"))
    ax.legend(loc="upper left")
    return lines


def draw_label_table(ax, table):
    """Draw a table (N, N) of yes and no, its diagonal framed."""
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
    ax.set(xticks=[], yticks=[], xlabel=words("predicted"), ylabel=words("label"))
    ax.set_title(words("table"))
    return image


def draw_hiker_map(ax, hiker_map):
    """Draw the map of a hiker, its directions named after the compass."""
    draw_plane(ax, GRID, GRID, hiker_map.plane(GRID, GRID))
    ax.set(aspect="equal", xticks=[], yticks=[])
    ax.set(xlabel=text("search.hiker.across"), ylabel=text("search.hiker.up"))
