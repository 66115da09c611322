"""Figures of notebook 1: the data, hinges, lines and planes through the loss landscape."""

from itertools import cycle, pairwise

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from losslab.kit import maps
from losslab.kit.charts import draw_seconds, fit_height
from losslab.kit.naming import example_image, names_of
from losslab.kit.style import HERE, INK, MINIMUM, QUIET, TERMS, TEST, TRAINING, entitle, say
from losslab.kit.words import text, words_of
from losslab.lessons.landscape.three_points import ThreePoints

words = words_of("landscape.figures")


def draw_examples(ax, data, *, per_class=8):
    """Draw the first images of each class, each in a white frame: a column a class."""
    frame = (1, 1), (1, 1), (0, 0)
    columns, classes = [], len(data.class_names)
    blank = np.full_like(example_image(data, data.X_train[:, 0]), 255)
    for label in range(classes):
        chosen = data.X_train.T[data.y_train == label][:per_class]
        images = [example_image(data, x) for x in chosen]
        images += [blank] * (per_class - len(images))
        columns.append(np.vstack([np.pad(im, frame, constant_values=255) for im in images]))
    sheet = ax.imshow(np.hstack(columns), interpolation="none")
    ax.set(title=words("examples"), yticks=[])
    ax.grid(False)
    width = blank.shape[1] + 2
    ax.set_xticks((np.arange(classes) + 0.5) * width, names_of(data, classes))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return sheet


def draw_loss_terms(ax, terms, label, data=None):
    """Draw what each class adds to the loss of one image of class `label`: terms (C,)."""
    bars = ax.bar(names_of(data, len(terms)), terms, color=TRAINING, width=0.7)
    ax.bar_label(bars, ["" if k == label else f"{t:.2f}" for k, t in enumerate(terms)], size=11)
    look = {"rotation": 90, "ha": "center", "va": "bottom", "color": QUIET}
    ax.text(label, 0.02, words("true_class"), **look)
    ax.set(
        ylabel=words("terms_y"),
        title=words("terms", others=len(terms) - 1),
        ylim=(0, 1.15 * max(terms.max(), 0.1)),
    )
    ax.grid(axis="x", visible=False)
    return bars


def draw_line(ax, a, loss, *, minimum=None):
    """Draw the loss (A,) along a line, and a star at its minimum, a `LineMinimum`."""
    (curve,) = ax.plot(a, loss, color=INK)
    if minimum is not None:
        ax.plot(minimum.a, minimum.loss, "*", color=MINIMUM, markersize=15, zorder=4)
        at = minimum.a, minimum.loss
        say(ax, words("lowest", a=minimum.a), at, (0, -18), va="top", color=MINIMUM)
    fit_height(ax, loss, below=0.14, above=0.07)
    ax.set(xlabel=words("line_x"), ylabel=text("kit.line_y"), title=words("line"))
    return curve


def draw_kinks(ax, kinks, loss, data=None):
    """Mark the kinks of one image's loss along a line (`LineKinks`, loss (K,)) with their class."""
    low, high = ax.get_xlim()
    names = names_of(data, int(kinks.label.max(initial=0)) + 1)
    shown = np.flatnonzero((kinks.a > low) & (kinks.a < high))
    look = {"color": TEST, "markeredgecolor": INK, "zorder": 3}
    (dots,) = ax.plot(kinks.a[shown], loss[shown], "o", **look)
    for k, level in zip(shown, cycle(range(3)), strict=False):
        ax.annotate(  # the line of a higher name passes behind a lower one
            names[kinks.label[k]], (kinks.a[k], loss[k]), ha="center", size=11,
            xytext=(0, 26 + 24 * level), textcoords="offset points", zorder=6 - level,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            arrowprops={"arrowstyle": "-", "color": QUIET, "shrinkB": 4},
        )  # fmt: skip
    ax.set_title(words("kinks"))
    return dots


def draw_plane(ax, a, b, loss, *, title):
    """Draw the map of `maps.draw_plane`, under a title of this lesson: the key of its words."""
    parts = maps.draw_plane(ax, a, b, loss)
    ax.set_title(words(title))
    return parts


def draw_hinges(ax, w0, terms, names):
    """Draw the hinges (T, A) of the three-point example against one weight (A,)."""
    lines = draw_hinge_lines(ax, w0, terms)
    ax.axhline(0, color=QUIET, linewidth=1)
    look = {"ncols": len(names), "columnspacing": 1.0, "handlelength": 2.4}  # under the axes:
    ax.legend(lines, names, loc="upper center", bbox_to_anchor=(0.5, -0.14), **look)  # no curve
    entitle(ax, words, "hinges")
    return lines


def draw_hinge_lines(ax, w0, terms):
    """Draw the hinges alone, each in its colour and its dashes."""
    looks = zip(terms, ("-", "--", "-.", ":"), TERMS, strict=False)
    return [ax.plot(w0, t, dashes, color=c, linewidth=2.5)[0] for t, dashes, c in looks]


def draw_sum(ax, w0, terms, constant, *, names=ThreePoints.names):
    """Draw the sum over 3 of the hinges (T, A), as layers over what the other hinges add."""
    heights = np.cumsum(np.vstack([0 * w0, 0 * w0 + constant, terms]), axis=0) / 3
    bands = [  # there along the upper edge, and back along the lower one
        np.column_stack([np.r_[w0, w0[::-1]], np.r_[above, below[::-1]]])
        for below, above in pairwise(heights)
    ]
    colours = ["#DDDDDD", *(to_rgba(colour, 0.55) for colour in TERMS)]
    layers = ax.add_collection(PolyCollection(bands, facecolors=colours, linewidths=0))
    (curve,) = ax.plot(w0, heights[-1], color=INK, linewidth=2.5)
    entitle(ax, words, "sum")
    for name, below, above in zip(names, heights[1:-1], heights[2:], strict=True):
        _name_layer(ax, name, w0, below, above)
    return [layers, curve]


def _name_layer(ax, name, w0, below, above, *, room=0.5):
    """Write the name of a layer where it is thickest, if it has room there."""
    below, above = (np.minimum(edge, ax.get_ylim()[1]) for edge in (below, above))
    inside = (w0 > w0[0] + 0.6) & (w0 < w0[-1] - 0.6)
    at = np.argmax(np.where(inside, above - below, -1))
    if above[at] - below[at] > room:
        ax.text(w0[at], (below[at] + above[at]) / 2, name, size=11, ha="center", va="center")


def draw_chords(ax, gaps, *, title):
    """Draw how far chords lie above the landscape in the middle, over their height: gaps (P,)."""
    span = np.abs(gaps).max()
    counts, edges = np.histogram(gaps, bins=np.linspace(-span, span, 41))
    bars = ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=TRAINING)
    for bar in bars[: int(np.sum(edges[:-1] < -1e-12))]:
        bar.set(facecolor="white", edgecolor=HERE, hatch="////")
    ax.axvline(0, color=INK, linewidth=1.5)
    ax.set(xlabel=words("chord_x"), ylabel=words("chord_y"))
    ax.set_title(words(title, share=np.mean(gaps < 0)))
    return bars


def draw_fan(ax, distance, loss, slopes):
    """Draw the loss (A,) near a kink at 0, and lines that touch it there, from slope to slope."""
    ax.plot(distance, loss, color=INK, linewidth=3, zorder=3)
    height = float(np.interp(0, distance, loss))
    ax.plot(0, height, "o", color=HERE, markersize=10, zorder=4)
    entitle(ax, words, "fan")
    sides, between = (":", QUIET), ("--", MINIMUM)
    looks = zip(np.linspace(*slopes, 5), (sides, between, between, between, sides), strict=True)
    return [
        ax.plot(distance, height + slope * distance, dash, color=colour, linewidth=1.5)[0]
        for slope, (dash, colour) in looks
    ]


def draw_speed(ax, seconds, *, points):
    """Draw how long a slice of so many points takes: by losses, from scores, by sorted kinks."""
    names = [words(f"speed_{way}") for way in ("plain", "scores", "hinges")]
    bars = draw_seconds(ax, names, seconds, (QUIET, TRAINING, MINIMUM), log=True)
    ax.set(xlabel=words("speed_x"), title=words("speed", points=points))
    return bars
