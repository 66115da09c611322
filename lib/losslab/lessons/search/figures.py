"""Figures of notebook 2: what many random tries found, and the ways of a hiker."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from losslab.kit import style
from losslab.kit.charts import fit_height, mark_guess
from losslab.kit.maps import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH, PUBLISHED, QUIET, TEST, TRAINING, say
from losslab.kit.words import text, words_of
from losslab.lessons.search.descent_probability import expected_gain
from losslab.lessons.search.hiker import GRID, SIDE, lowest_point

words, hiker_words = words_of("search.figures"), words_of("search.hiker")
player_words, dial_words = words_of("search.player"), words_of("search.dimensions")
BIG_BANG = 100 * 4.35e17  # guesses at 100 a second in 13.8 billion years
EDGE = SIDE + (GRID[1] - GRID[0]) / 2  # half a cell of a map beyond its last points
SIGNS = "→↗↑↖←↙↓↘"  # of the eight headings
_RIM = {"markeredgecolor": "white", "markeredgewidth": 1.2}  # of marks on a map
_ARROW = "simple,head_width=1.1,head_length=1.1,tail_width=0.35"
PUBLISHED_ACCURACIES = 0.1555, 0.214  # of random and of local search, in the note


def draw_attempts(ax, losses, *, title):
    """Draw the loss of each attempt (A,), and the best so far as a stair; `title` is a key."""
    best = np.minimum.accumulate(losses)
    (dots,) = ax.plot(losses, ".", color=QUIET, markersize=4)
    look = {"color": MINIMUM, "linewidth": 3, "drawstyle": "steps-post"}
    (stair,) = ax.plot(best, label=words("best", loss=best[-1]), **look)
    ax.plot([], [], "o", color=QUIET, label=words("each"))
    ax.legend(loc="upper right", ncols=2)
    fit_height(ax, losses, below=0.08, above=0.2)
    ax.set(xlabel=words("attempt"), ylabel=text("kit.loss"), title=words(title))
    return dots, stair


def draw_guesses(ax, losses, *, published):
    """Draw how the losses (A,) of random weights are spread, and the note's own above."""
    counts, edges, bars = ax.hist(losses, bins=40, color=TRAINING, alpha=0.6)
    middle, lowest = np.mean(losses), np.min(losses)
    spread = max(np.std(losses), 1e-9)  # a search that was stopped may have one loss only
    x = np.linspace(edges[0] - spread / 2, edges[-1], 200)
    bell = np.exp(-(((x - middle) / spread) ** 2) / 2) / (spread * np.sqrt(2 * np.pi))
    label = words("bell", middle=middle, spread=spread)
    ax.plot(x, len(losses) * (edges[1] - edges[0]) * bell, color=INK, linewidth=1.5, label=label)
    height, label = counts.max(), words("note_losses")
    ax.plot(published, [1.1 * height] * len(published), "D", color=PUBLISHED, label=label)
    look = {"va": "baseline", "arrowprops": {"arrowstyle": "-|>", "color": MINIMUM}}
    say(ax, words("winner", loss=lowest), (lowest, 1), (0, 60), color=MINIMUM, **look)
    ax.set(ylim=(0, 1.45 * height), xlabel=text("kit.loss"), ylabel=words("count"))
    ax.set_title(words("losses"))
    ax.legend(loc="upper right")
    return bars


def draw_expected_tries(ax, losses, tries, goals):
    """Draw how many tries a loss would take: as measured (A,), and extrapolated by `tries`."""
    reached = np.sort(losses)[: max(1, len(losses) // 2)]
    taken = len(losses) / np.arange(1, len(reached) + 1)
    x = np.linspace(min(goals) - 0.15, reached[-1], 200)
    (guess,) = ax.plot(x, [tries(loss) for loss in x], "--", color=QUIET)
    (seen,) = ax.plot(reached, taken, color=TRAINING, linewidth=4)
    for goal, needed in zip(goals, map(tries, goals), strict=True):
        ax.plot(goal, needed, "o", color=HERE, zorder=3)
        _label(ax, words("goal", loss=goal, tries=_power(needed)), (goal, needed), (10, 2))
    ax.axhline(BIG_BANG, color=INK, linewidth=1, linestyle=":")
    ax.text(reached[-1], BIG_BANG * 3, words("big_bang"), ha="right", va="bottom")
    say(ax, words("measured"), (np.median(reached), 4), (0, 14), color=TRAINING, va="baseline")
    ax.set(yscale="log", ylim=(0.5, 1e4 * tries(min(goals))))
    ax.set(xlabel=words("wanted"), ylabel=words("tries"), title=words("tries_title"))
    return seen, guess


def _power(number):
    """A large number in round figures."""
    if number < 1e5:
        return f"{float(f'{number:.1e}'):,.0f}"
    digit, exponent = f"{number:.0e}".split("e+")
    return f"{digit}·$10^{{{int(exponent)}}}$"


def draw_accuracies(ax, random, local, *, guess=None):
    """Draw the test accuracies (0 to 1) of two searches beside the note's, and beside chance."""
    ax.axvline(0.1, color=QUIET, linestyle=":", linewidth=1.5)
    dots = []
    for values, rows, marker, size, colour, label in (
        ([0.1], [0], "s", 9, QUIET, None),
        ((random, local), (0.86, 1.86), "o", 11, TEST, words("here")),
        (PUBLISHED_ACCURACIES, (1.14, 2.14), "D", 11, PUBLISHED, words("note")),
    ):
        dots += ax.plot(values, rows, marker, color=colour, markersize=size, label=label)
        for value, row in zip(values, rows, strict=True):
            _label(ax, f"{100 * value:.4g} %", (value, row), (10, 0), va="center")
    ax.set_yticks(range(3), [words(name) for name in ("chance", "random", "local")])
    ax.set_xticks(np.arange(0, 0.31, 0.05), [f"{p} %" for p in range(0, 31, 5)])
    ax.set(ylim=(2.6, -0.6), xlim=(0, 0.3), xlabel=words("accuracy"), title=words("accuracies"))
    ax.legend(loc="upper right")
    mark_guess(ax, y=guess)
    return dots[1:]


def _label(ax, label, place, shift, **look):
    """Write beside a place, so many points across and up from it."""
    ax.annotate(label, place, xytext=shift, textcoords="offset points", **look)


def draw_scales(ax, scales, curves, *, minima):
    """Draw the loss of weights times a number (A,): two curves, of random and of local search."""
    lines, shown = [], []
    looks = (("random", "--", QUIET), ("local", "-", INK))
    for curve, low, (name, dashes, colour) in zip(curves, minima, looks, strict=True):
        loss = np.interp(1, scales, curve)
        lines += ax.plot(scales, curve, dashes, color=colour, linewidth=2.5, label=words(name))
        ax.plot(1, loss, "o", color=HERE, markersize=10, zorder=3)
        _label(ax, f"{loss:.1f}", (1, loss), (10, -17))
        at = low.a, low.loss
        ax.plot(*at, "*", color=MINIMUM, markersize=16, zorder=3)
        say(ax, f"{low.loss:.1f}", at, (0, -20), color=MINIMUM, va="baseline")
        shown += loss, low.loss
    ax.axvline(1, color=PATH, linewidth=1, linestyle=":")
    fit_height(ax, shown, below=0.25, above=0.25)
    ax.set(xlabel=words("scale"), ylabel=words("scaled_loss"), title=words("scales"))
    ax.legend(loc="upper left")
    return lines


def draw_label_table(ax, table):
    """Draw a table (N, N) of yes and no, its diagonal framed."""
    image = ax.imshow(np.where(table, 0.35, 0.0), cmap="Greys", vmin=0, vmax=1)
    edges = np.arange(-0.5, len(table))
    for edge in edges[:-1]:
        ax.add_patch(Rectangle((edge, edge), 1, 1, fill=False, edgecolor=HERE, linewidth=2))
    rows, columns = np.nonzero(table)
    ax.plot(columns, rows, ".", color=INK, markersize=5)
    ax.set_xticks(edges, minor=True)
    ax.set_yticks(edges, minor=True)
    ax.tick_params(which="both", length=0)
    ax.grid(True, which="minor", linewidth=0.5)
    ax.set(xticks=[], yticks=[], xlabel=words("predicted"), ylabel=words("label"))
    ax.set_title(words("table"))
    return image


def draw_hiker_map(ax, hiker_map):
    """Draw the map of a hiker, its directions named after the compass."""
    draw_plane(ax, GRID, GRID, hiker_map.plane(GRID, GRID))
    ax.set(aspect="equal", xticks=[], yticks=[])
    ax.set(xlabel=hiker_words("across"), ylabel=hiker_words("up"))


def draw_unveiled_map(ax, hiker_map):
    """Draw the map of a hiker, and its lowest point."""
    draw_hiker_map(ax, hiker_map)
    style.mark_lowest(ax, *lowest_point(hiker_map), markersize=18, zorder=2, **_RIM)


def draw_blindfold(ax):
    """Draw what covers the map, with signs for the ways."""
    ax.add_patch(Rectangle((-EDGE, -EDGE), 2 * EDGE, 2 * EDGE, color="#2B2F38"))
    for a, b, sign in ((-9, 0, "←"), (9, 0, "→"), (0, 9, "↑"), (0, -9, "↓")):
        ax.text(a, b, sign, color="white", ha="center", va="center", size=22)


def draw_senses(ax, length, downhill):
    """Draw what the hiker feels in the dark: how far a step goes, and the way down or None."""
    ax.add_patch(Circle((0, 0), length, fill=False, color=PATH, linestyle="--"))
    style.mark_here(ax, 0, 0, markersize=13, **_RIM)
    if downhill is not None:
        (east, north), slope = downhill
        look = {"arrowstyle": _ARROW, "mutation_scale": 16, "shrinkA": 9, "shrinkB": 0}
        ax.add_patch(FancyArrowPatch((0, 0), (5.5 * east, 5.5 * north), color="white", **look))
        look = {"color": "white", "size": 13, "ha": "center", "va": "center"}
        ax.text(0, -5.2 if north > -0.3 else 5.2, hiker_words("slope_here", slope=slope), **look)


def draw_paths(ax, game):
    """Draw where the hiker went, and where random and local search did."""
    guesses, steps = game.score.guesses, game.score.steps
    ax.plot(*guesses.places[1:].T, "x", color="white", markersize=6, markeredgewidth=1.4)
    ax.plot(*steps.places[steps.accepted].T, "--", color="white", linewidth=1.4)
    ax.plot(*zip(*game.places, strict=True), "-o", color=PATH, markersize=5, linewidth=2.5)
    style.mark_here(ax, *game.places[-1], markersize=13, **_RIM)


def draw_altimeter(ax, game):
    """Draw the loss at each step, down or up, and where each step went; set the limits."""
    losses = np.array(game.losses)
    steps, fell = np.arange(len(losses)), np.r_[True, np.diff(losses) <= 0]  # or stayed
    ax.plot(steps, losses, color=PATH)
    ax.plot(steps[fell], losses[fell], "o", color=PATH, markersize=8, zorder=3)
    look = {"color": HERE, "markersize": 9, "zorder": 3, "markerfacecolor": "white"}
    ax.plot(steps[~fell], losses[~fell], "X", **look)
    ax.plot(steps[-1], losses[-1], "o", color=HERE, markersize=12, zorder=4)
    for step, way in enumerate(game.headings, start=1):
        ax.text(step, 0.94, SIGNS[way], size=12, transform=ax.get_xaxis_transform(), ha="center")
    lowest, room = losses.min(), 0.25  # above, for the signs
    if game.score:
        guesses, tries = game.score.guesses.best, game.score.steps.best
        ax.plot(guesses, ":", color=INK, label=hiker_words("guesses"), linewidth=1.6)
        ax.plot(tries, "--", color=QUIET, label=hiker_words("steps"), linewidth=1.6)
        ax.legend(loc="upper right", bbox_to_anchor=(1, 0.93))
        lowest, room = min(lowest, guesses[-1], tries[-1]), 0.4  # and the legend
    height = max(losses.max() - lowest, 1.0)
    ax.set_ylim(lowest - 0.08 * height, losses.max() + room * height)


def draw_walk(ax, walk):
    """Draw a walk on its map: the path of the hiker, and each refused try as a spoke."""
    refused, stations = ~walk.accepted, walk.places[walk.accepted]
    stood = stations[np.cumsum(walk.accepted) - 1]  # where the hiker was at each attempt
    spokes = np.stack([stood, walk.places], axis=1)[refused]
    ax.add_collection(
        LineCollection(spokes, colors="white", linewidths=0.7, alpha=0.45), autolim=False
    )
    ax.plot(*walk.places[refused].T, "x", color="white", markersize=6, markeredgewidth=1.5)
    ax.plot(*stations.T, "-o", color=PATH, markersize=5, linewidth=2.5)
    style.mark_here(ax, *stations[-1], markersize=13, zorder=2, **_RIM)


def draw_losses(ax, walk):
    """Draw the loss of each attempt of a walk, and the best so far as a stair."""
    attempts, taken = np.arange(len(walk.losses)), walk.accepted
    high, low = (attempts[~taken], walk.losses[~taken]), (attempts[taken], walk.losses[taken])
    ax.plot(*high, "x", color=INK, markersize=6, label=player_words("refused"))
    ax.plot(*low, "o", color=PATH, markersize=7, label=player_words("accepted"))
    look = {"color": MINIMUM, "drawstyle": "steps-post"}
    ax.plot(attempts, walk.best, label=player_words("best"), **look)


def draw_gains(ax, dimensions, gain, straight):
    """Draw the gains (D,) of random steps, what the law says, and the gain of the gradient."""
    law = [straight * expected_gain(d) for d in dimensions]
    ax.plot(dimensions, gain, "o-", color=PATH, markersize=5, label=dial_words("random"))
    ax.plot(dimensions, law, "--", color=QUIET, zorder=1.9, label=dial_words("law"))
    ax.plot((1, 1e5), (straight, straight), color=INK, linewidth=3, label=dial_words("gradient"))
