"""The figures of notebook 03; a `scheme` is "forward" or "centered", a `title` a key of words."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from losslab.kit.charts import draw_seconds, mark_guess
from losslab.kit.maps import draw_templates
from losslab.kit.naming import names_of
from losslab.kit.style import HERE, INK, MINIMUM, PUBLISHED, QUIET, TERMS, TRAINING, entitle, say
from losslab.kit.words import text, words_of

words = words_of("gradients.figures")

_SCHEMES = {"forward": ("o", TERMS[0], "-"), "centered": ("s", TERMS[1], "--")}
_PALE = "#707070"  # can still be read on a coloured cell
_TIMES = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "year": 31557600}


def draw_gradient(ax, slopes, *, length):
    """Draw the two slopes at (0, 0) of a map, and the arrow of this length that they make."""
    across, up = length * np.array(slopes) / np.hypot(*slopes)
    arrows = []
    for name, end, width, beyond in (
        ("slope_across", (across, 0), 2, (48, 0)),
        ("slope_up", (0, up), 2, (0, 20)),
        ("slope_both", (across, up), 4, (38, 20)),
    ):
        look = {"arrowstyle": "->", "color": "w", "linewidth": width, "shrinkA": 0, "shrinkB": 0}
        arrows.append(ax.annotate("", end, (0, 0), arrowprops=look, zorder=4))
        look = {"path_effects": [withStroke(linewidth=3, foreground=INK)], "zorder": 5}
        say(ax, words(name), end, np.sign(end) * beyond, color="white", **look)
    ax.plot([across, across, 0], [0, up, up], ":", color="white", linewidth=1.2)
    ax.plot(0, 0, "o", color=HERE, markeredgecolor="white", markersize=13, zorder=6)
    ax.set_aspect("equal")  # else the arrow would not cross the contours at a right angle
    ax.set_title(words("gradient"))
    return arrows


def draw_not_restored(ax, right, wrong):
    """Draw slopes (K,), in order of measuring, with and without putting each weight back."""
    at = np.arange(1, len(right) + 1)
    striped = {"color": "white", "edgecolor": HERE, "hatch": "////"}
    bars = [
        ax.bar(at - 0.2, right, 0.4, color=TRAINING, label=words("restored")),
        ax.bar(at + 0.2, wrong, 0.4, **striped, label=words("not_restored")),
    ]
    ax.axhline(0, color=INK, linewidth=1)
    ax.legend(loc="best")
    ax.set_xticks(at)
    ax.grid(axis="x", visible=False)
    entitle(ax, words, "pile_up")
    return bars


def draw_errors(ax, h, errors, *, title, guess=None):
    """Draw the errors (H,) of a slope against h: ``errors[scheme, digits]``, digits 32 or 64."""
    lines, comma = [], text("kit.between_values")
    for (scheme, digits), values in errors.items():
        mark, colour, _ = _SCHEMES[scheme]
        dash, inside = ("-", colour) if digits == 64 else (":", "white")
        look = {"marker": mark, "color": colour, "markerfacecolor": inside, "markersize": 5}
        lines += ax.loglog(h, values, dash, **look, label=f"{words(scheme)}{comma}float{digits}")
    ax.axvline(1e-5, color=PUBLISHED, linewidth=1.5, zorder=0)
    ax.set(ylim=(1e-13, 30), xlabel="h", ylabel=words("relative_error"), title=words(title))
    mark_guess(ax, x=guess)
    return lines


def draw_cost(ax, counts, seconds, *, structured, guess=None):
    """Draw the time of slopes against their number: measured (K,), extended, by structure."""
    each = np.median(np.asarray(seconds) / (np.asarray(counts) + 1))
    far = np.geomspace(counts[0], 3e7, 60)
    line = ax.loglog(far, each * (far + 1), "--", color=QUIET)
    measured = ax.loglog(counts, seconds, "o", color=TRAINING, markersize=8)
    ours = ax.plot(30730, structured, "*", color=MINIMUM, markersize=18)
    for name, count, colour in (("cost_ours", 30730, INK), ("cost_network", 1e7, QUIET)):
        there = count, each * (count + 1)
        ax.plot(*there, "s", color=colour, markersize=9)
        say(ax, words(name), there, (-10, 10), color=colour, ha="right")
    say(ax, words("cost_measured"), (counts[-1], seconds[-1]), (12, -14), color=TRAINING, ha="left")
    say(ax, words("cost_structured"), (30730, structured), (14, -6), color=MINIMUM, ha="left")
    ax.set_yticks(list(_TIMES.values()), [words(name) for name in _TIMES])
    ax.minorticks_off()
    ax.set_ylim(0.3 * min(seconds[0], structured), 30 * each * far[-1])
    entitle(ax, words, "cost")
    mark_guess(ax, y=guess)
    return [*line, *measured, *ours]


def draw_negative_gradient(ax, gradient, data=None):
    """Draw minus the gradient (C, D), row by row, as pictures."""
    artist = draw_templates(ax, -gradient, data)
    ax.set_title(words("negative_gradient"))
    return artist


def draw_margin_table(ax, margins, y, data=None):
    """Draw what stands inside each hinge, ``s_j - s_y + 1``: a row a class, a column an image."""
    shown = np.where(np.arange(len(margins))[:, None] == y, np.nan, margins)
    return _draw_table(ax, shown, y, data, "margin_table", digits=1)


def draw_coefficients(ax, coefficients, y, data=None):
    """Draw how often each image enters each row of the gradient, (C, N)."""
    return _draw_table(ax, coefficients, y, data, "coefficients", digits=0)


def _draw_table(ax, table, y, data, title, *, digits):
    """A table of numbers, the positive ones dark, with the true class of each column framed."""
    reach = np.nanmax(np.abs(table))
    artist = ax.imshow(table, vmin=-reach, vmax=reach, cmap="PuOr", aspect="auto", alpha=0.55)
    for (j, i), value in np.ndenumerate(table):
        number = "–" if np.isnan(value) else f"{value:.{digits}f}"
        dark = value > 0 or y[i] == j
        look = {"weight": "bold", "color": INK} if dark else {"color": _PALE}
        ax.text(i, j, number, ha="center", va="center", size=11, **look)
    for i, label in enumerate(y):
        ax.add_patch(Rectangle((i - 0.5, label - 0.5), 1, 1, fill=False, color=INK, linewidth=2))
    ax.set_yticks(np.arange(len(table)), names_of(data, len(table)))
    ax.set_xticks(np.arange(len(y)))
    ax.tick_params(length=0)
    ax.grid(False)
    ax.set(xlabel=words("table_x"), title=words(title))
    return artist


def draw_speedup(ax, loop, vectorized):
    """Draw how many seconds the loop and the matrix product take for the same gradient."""
    names = words("loop"), words("vectorized")
    bars = draw_seconds(ax, names, (loop, vectorized), (QUIET, TRAINING))
    ratio = loop / vectorized
    title = words("speedup" if ratio > 1.5 else "busy", ratio=ratio)
    ax.set(xlabel=words("speedup_x"), title=title)
    return bars


def draw_error_histogram(ax, errors, kinks):
    """Draw relative errors (K,), those of intervals with kinks, counted in `kinks`, apart."""
    logs = np.log10(np.maximum(errors.ravel(), 1.01e-16))  # 0 is drawn at the left end
    smooth = kinks.ravel() == 0
    bars = []
    cases = ((smooth, TRAINING, "", "without_kink"), (~smooth, TERMS[1], "///", "with_kink"))
    for chosen, colour, hatch, name in cases:
        look = {"color": colour, "hatch": hatch, "edgecolor": "white"}
        look["label"] = words(name, count=int(chosen.sum()))
        bars.append(ax.hist(logs[chosen], np.linspace(-16, 0.5, 67), **look)[2])
    ax.axvline(-6, color=HERE, linestyle="--")
    ax.legend(loc="upper right")
    ax.set_xticks(np.arange(-16, 1, 2), [f"$10^{{{e}}}$" for e in range(-16, 1, 2)])
    ax.set(xlabel=words("relative_error"), ylabel=words("coordinates"))
    ax.set_title(words("error_histogram"))
    return bars


def draw_shares(ax, h, shares, *, title):
    """Draw the share of coordinates over the threshold, ``shares[scheme]`` (H,), against h."""
    lines = []
    for scheme, (mark, colour, dash) in _SCHEMES.items():
        look = {"marker": mark, "color": colour, "label": words(scheme)}
        lines += ax.semilogx(h, 100 * np.asarray(shares[scheme]), dash, **look)
    ax.legend(loc="upper center", ncols=2)
    ax.set(ylim=(-4, 125), yticks=(0, 25, 50, 75, 100), xlabel="h", ylabel=words("share"))
    ax.set_title(words(title))
    return lines


def draw_hidden_factor(ax, reg, errors, *, threshold):
    """Draw the error (R,) of a missing factor 2 against reg; under the threshold it is hidden."""
    (line,) = ax.loglog(reg, errors, "o-", color=TRAINING)
    ax.axhline(threshold, color=HERE, linestyle="--")
    hidden = errors < threshold
    ax.loglog(reg[hidden], errors[hidden], "o", color="white", markeredgecolor=HERE, markersize=9)
    say(ax, words("hidden"), (reg[0], threshold), (4, 8), color=HERE, ha="left", va="baseline")
    ax.set(xlabel=words("reg"), ylabel=words("relative_error"), title=words("hidden_factor"))
    return line
