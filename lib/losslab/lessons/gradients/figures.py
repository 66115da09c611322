"""Figures of notebook 03: slopes, what differences cost, and the gradient by calculus."""

import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patheffects import withStroke

from losslab.kit.maps import draw_templates
from losslab.kit.style import HERE, INK, MINIMUM, QUIET, TRAINING
from losslab.kit.words import text

_PALE = "#707070"  # can still be read on a coloured cell
_TIMES = ((1, "second"), (60, "minute"), (3600, "hour"), (86400, "day"), (31557600, "year"))


def draw_gradient(ax, slopes, *, length):
    """Draw the slopes along both axes of a map, and the arrow that they make together.

    Parameters
    ----------
    ax : Axes
        With a map, such as `draw_plane` draws; the hiker stands at (0, 0).
    slopes : tuple (float, float)
        Along the horizontal and the vertical axis.
    length : float
        Of the arrow, in units of the axes.

    Returns
    -------
    list of Annotation
    """
    across, up = length * np.array(slopes) / np.hypot(*slopes)
    ends = ((across, 0), (0, up), (across, up))
    names = ("slope_across", "slope_up", "slope_both")
    arrows = []
    for end, name, colour, width in zip(ends, names, "www", (2, 2, 4), strict=True):
        look = {"arrowstyle": "->", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
        arrows.append(ax.annotate("", end, (0, 0), arrowprops=look, zorder=4))
        ax.annotate(
            text(f"gradients.figures.{name}"), end, xytext=_outwards(end), color="white",
            textcoords="offset points", ha="center", va="center", weight="bold", zorder=5,
            path_effects=[withStroke(linewidth=3, foreground=INK)],
        )  # fmt: skip
    ax.plot([across, across, 0], [0, up, up], ":", color="white", linewidth=1.2)
    ax.plot(0, 0, "o", color=HERE, markeredgecolor="white", markersize=13, zorder=6)
    ax.set_aspect("equal")  # else the arrow would not cross the contours at a right angle
    ax.set_title(text("gradients.figures.gradient"))
    return arrows


def _outwards(end, *, away=20):
    """Where a label goes, in points: beyond the end of its arrow."""
    across, up = np.sign(end)
    return (1.9 * away * across, away * up) if across and up else (2.4 * away * across, away * up)


def draw_pile_up(ax, right, wrong):
    """Draw slopes measured with and without putting each weight back.

    Parameters
    ----------
    ax : Axes
    right, wrong : ndarray, shape (K,)
        In the order in which they were measured.

    Returns
    -------
    list of BarContainer
    """
    at = np.arange(1, len(right) + 1)
    bars = [
        ax.bar(at - 0.2, right, 0.4, color=TRAINING, label=text("gradients.figures.restored")),
        ax.bar(
            at + 0.2, wrong, 0.4, color="white", edgecolor=HERE, hatch="////",
            label=text("gradients.figures.not_restored"),
        ),
    ]  # fmt: skip
    ax.axhline(0, color=INK, linewidth=1)
    ax.legend(loc="best")
    ax.set_xticks(at)
    ax.grid(axis="x", visible=False)
    ax.set(xlabel=text("gradients.figures.pile_up_x"), ylabel=text("gradients.figures.slope"))
    ax.set_title(text("gradients.figures.pile_up"))
    return bars


def draw_cost(ax, counts, seconds, *, structured):
    """Draw what a numerical gradient costs against the number of weights, extrapolated.

    Parameters
    ----------
    ax : Axes
    counts, seconds : ndarray, shape (K,)
        Measured.
    structured : float
        Seconds for all 30,730 from the structure.

    Returns
    -------
    list of artists
    """
    each = np.median(np.asarray(seconds) / (np.asarray(counts) + 1))
    far = np.geomspace(counts[0], 3e7, 60)
    line = ax.loglog(far, each * (far + 1), "--", color=QUIET)
    measured = ax.loglog(counts, seconds, "o", color=TRAINING, markersize=8)
    ours = ax.plot(30730, structured, "*", color=MINIMUM, markersize=18)
    for count, words, colour in ((30730, "cost_ours", INK), (1e7, "cost_network", QUIET)):
        ax.plot(count, each * (count + 1), "s", color=colour, markersize=9)
        _say(ax, (count, each * (count + 1)), words, colour, (-10, 10), "right")
    _say(ax, (counts[-1], seconds[-1]), "cost_measured", TRAINING, (12, -14), "left")
    _say(ax, (30730, structured), "cost_structured", MINIMUM, (14, -6), "left")
    low, high = 0.3 * min(seconds[0], structured), 30 * each * far[-1]
    ticks = [(s, text(f"gradients.figures.{name}")) for s, name in _TIMES if low < s < high]
    ax.set_yticks(*zip(*ticks, strict=True))
    ax.minorticks_off()
    ax.set(ylim=(low, high), xlabel=text("gradients.figures.cost_x"))
    ax.set(title=text("gradients.figures.cost"), ylabel=text("gradients.figures.cost_y"))
    return [*line, *measured, *ours]


def _say(ax, at, words, colour, shift, side):
    ax.annotate(
        text(f"gradients.figures.{words}"), at, xytext=shift, textcoords="offset points",
        color=colour, ha=side, va="center", weight="bold",
    )  # fmt: skip


def draw_downhill(ax, gradient):
    """Draw minus the gradient, row by row, as ten pictures.

    Parameters
    ----------
    ax : Axes
    gradient : ndarray, shape (10, 3073)

    Returns
    -------
    AxesImage
    """
    artist = draw_templates(ax, -gradient)
    ax.set_title(text("gradients.figures.downhill"))
    return artist


def draw_margin_table(ax, margins, y):
    """Draw what stands inside each hinge: a row a class, a column an image.

    Parameters
    ----------
    ax : Axes
    margins : ndarray, shape (10, N)
        ``s_j - s_y + 1``; a dozen images at most.
    y : ndarray, shape (N,)

    Returns
    -------
    AxesImage
    """
    shown = np.where(np.arange(len(margins))[:, None] == y, np.nan, margins)
    ax.set_title(text("gradients.figures.margin_table"))
    return _draw_table(ax, shown, y, "{:.1f}", positive=margins > 0)


def draw_coefficients(ax, coefficients, y):
    """Draw how often each image enters each row of the gradient.

    Parameters
    ----------
    ax : Axes
    coefficients : ndarray, shape (10, N)
    y : ndarray, shape (N,)

    Returns
    -------
    AxesImage
    """
    ax.set_title(text("gradients.figures.coefficients"))
    return _draw_table(ax, coefficients, y, "{:.0f}", positive=coefficients > 0)


def _draw_table(ax, table, y, form, *, positive):
    """A table of numbers, the positive ones dark, with the true class of each column framed."""
    reach = np.nanmax(np.abs(table))
    norm = TwoSlopeNorm(0, -reach, reach)
    artist = ax.imshow(table, norm=norm, cmap="PuOr", aspect="auto", alpha=0.55)
    for (j, i), value in np.ndenumerate(table):
        words = "–" if np.isnan(value) else form.format(value)
        dark = positive[j, i] or y[i] == j
        look = {"weight": "bold", "color": INK} if dark else {"color": _PALE}
        ax.text(i, j, words, ha="center", va="center", size=11, **look)
    for i, label in enumerate(y):
        frame = [(i - 0.5, i + 0.5, i + 0.5, i - 0.5, i - 0.5)]
        frame += [(label - 0.5, label - 0.5, label + 0.5, label + 0.5, label - 0.5)]
        ax.plot(*frame, color=INK, linewidth=2)
    ax.set_yticks(np.arange(10), text("kit.class_names"))
    ax.set_xticks(np.arange(len(y)))
    ax.tick_params(length=0)
    ax.grid(False)
    ax.set(xlabel=text("gradients.figures.table_x"))
    return artist


def draw_race(ax, loop, vectorized):
    """Draw how long the loop and the matrix product take for the same gradient.

    Parameters
    ----------
    ax : Axes
    loop, vectorized : float
        Seconds.

    Returns
    -------
    BarContainer
    """
    names = [text(f"gradients.figures.{way}") for way in ("loop", "vectorized")]
    bars = ax.barh(names, (loop, vectorized), color=(QUIET, TRAINING))
    ax.bar_label(bars, [f" {float(f'{s:.2g}'):g} s" for s in (loop, vectorized)], size=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(text("gradients.figures.race_x"))
    ax.set_title(text("gradients.figures.race", ratio=loop / vectorized))
    return bars

import numpy as np

from losslab.kit.style import HERE, PUBLISHED, TERMS, TRAINING
from losslab.kit.words import text

SCHEMES = ("forward", "centered")
_LOOKS = {"forward": ("o", TERMS[0]), "centered": ("s", TERMS[1])}


def draw_errors(ax, h, errors, *, title):
    """Draw the error of a slope against h: both schemes, in both precisions.

    Parameters
    ----------
    ax : Axes
    h : ndarray, shape (H,)
    errors : dict
        ``errors[scheme, digits]`` is an ndarray (H,), with scheme "forward" or "centered" and
        digits 32 or 64.
    title : str
        A key of ``[figures]``.

    Returns
    -------
    list of Line2D
    """
    lines = []
    for (scheme, digits), values in errors.items():
        mark, colour = _LOOKS[scheme]
        label = f"{text(f'gradients.figures.{scheme}')}, float{digits}"
        lines += ax.loglog(
            h, values, "-" if digits == 64 else ":", marker=mark, color=colour, label=label,
            markersize=5, markerfacecolor=colour if digits == 64 else "white",
        )  # fmt: skip
    ax.axvline(1e-5, color=PUBLISHED, linewidth=1.5, zorder=0)
    ax.set(ylim=(1e-13, 30), xlabel="h", title=text(f"gradients.figures.{title}"))
    ax.set_ylabel(text("gradients.figures.relative_error"))
    return lines


def draw_two_humps(ax, errors, kinks):
    """Draw the relative errors of many coordinates, those with a kink apart from the others.

    Parameters
    ----------
    ax : Axes
    errors : ndarray, shape (K,)
        Relative errors; 0 is drawn at the left end.
    kinks : ndarray, shape (K,)
        How many kinks lie inside ± h.

    Returns
    -------
    list of BarContainer
    """
    bins = np.linspace(-16, 0.5, 67)
    logs = np.log10(np.maximum(errors.ravel(), 1.01e-16))
    smooth = kinks.ravel() == 0
    bars = []
    cases = ((smooth, TRAINING, "", "without_kink"), (~smooth, TERMS[1], "///", "with_kink"))
    for chosen, colour, hatch, name in cases:
        share = text(f"gradients.figures.{name}", count=int(chosen.sum()))
        look = {"color": colour, "hatch": hatch, "edgecolor": "white", "label": share}
        bars.append(ax.hist(logs[chosen], bins, **look)[2])
    ax.axvline(-6, color=HERE, linestyle="--")
    ax.legend(loc="upper right")
    ax.set_xticks(np.arange(-16, 1, 2), [f"$10^{{{e}}}$" for e in range(-16, 1, 2)])
    ax.set(xlabel=text("gradients.figures.relative_error"))
    ax.set(ylabel=text("gradients.figures.coordinates"), title=text("gradients.figures.two_humps"))
    return bars


def draw_shares(ax, h, shares, *, title):
    """Draw the share of coordinates that a threshold refuses, against h.

    Parameters
    ----------
    ax : Axes
    h : ndarray, shape (H,)
    shares : dict
        ``shares[scheme]`` is an ndarray (H,), from 0 to 1.
    title : str
        A key of ``[figures]``.

    Returns
    -------
    list of Line2D
    """
    lines = []
    for scheme in SCHEMES:
        mark, colour = _LOOKS[scheme]
        dash = "-" if scheme == "forward" else "--"
        lines += ax.semilogx(
            h, 100 * np.asarray(shares[scheme]), dash, marker=mark, color=colour,
            label=text(f"gradients.figures.{scheme}"),
        )  # fmt: skip
    ax.legend(loc="upper center", ncols=2)
    ax.set(ylim=(-4, 125), yticks=(0, 25, 50, 75, 100), xlabel="h")
    ax.set_ylabel(text("gradients.figures.share"))
    ax.set_title(text(f"gradients.figures.{title}"))
    return lines


def draw_hidden_factor(ax, reg, errors, *, threshold):
    """Draw the error that a missing factor 2 makes, against the regularization.

    Parameters
    ----------
    ax : Axes
    reg : ndarray, shape (R,)
    errors : ndarray, shape (R,)
        Relative.
    threshold : float
        Below it, nobody would notice.

    Returns
    -------
    Line2D
    """
    (line,) = ax.loglog(reg, errors, "o-", color=TRAINING)
    ax.axhline(threshold, color=HERE, linestyle="--")
    hidden = errors < threshold
    ax.loglog(reg[hidden], errors[hidden], "o", color="white", markeredgecolor=HERE, markersize=9)
    ax.annotate(
        text("gradients.figures.hidden"), (reg[0], threshold), xytext=(4, 8), color=HERE,
        textcoords="offset points", weight="bold",
    )  # fmt: skip
    ax.set(xlabel=text("gradients.figures.reg"), ylabel=text("gradients.figures.relative_error"))
    ax.set_title(text("gradients.figures.hidden_factor"))
    return line
