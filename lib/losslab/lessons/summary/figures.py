"""Figures of notebook 06: the ledger, the methods side by side, and a chain of slopes."""

import numpy as np

from losslab.kit.style import HERE, INK, PUBLISHED, QUIET, TEST, TRAINING
from losslab.kit.words import text, words_of
from losslab.lessons.summary.ledger import MEAN, RAW

_MARKS = {"✓": TRAINING, "✗": HERE, "–": QUIET}
_CLIMBS = {"course": (INK, "-o"), "yours": (HERE, "--D")}
_COLUMNS = {MEAN: 70, RAW: 99.5}  # of the table: where they end

words = words_of("summary.figures")


def _numbers(entries):
    """The published values (NaN for none), the 5 % points, the medians, the 95 % points."""
    return np.array([(e.published, e.low, e.median, e.high) for e in entries], dtype=float).T


def draw_methods(ax, entries):
    """Draw the test accuracy of each method, its range over the seeds, and what was published."""
    published, low, median, high = 100 * _numbers(entries)
    at, spread = np.arange(len(entries)), (median - low, high - median)
    bars = ax.barh(at, median, 0.55, xerr=spread, color=TEST, capsize=5, ecolor=INK)
    for share, end, y in zip(median, np.fmax(high, published), at, strict=True):
        ax.text(end + 0.8, y, f"{share:.1f} %", va="center", weight="bold")
    known = np.isfinite(published)
    look = {"color": PUBLISHED, "markeredgecolor": INK, "markersize": 9, "zorder": 4}
    ax.plot(published[known], at[known], "D", label=words("published"), **look)
    ax.set_yticks(at, [words(f"names.{entry.quantity}") for entry in entries])
    ax.invert_yaxis()
    ax.set(xlabel=words("accuracy"), xlim=(0, 45), title=words("methods"))
    ax.grid(axis="y", visible=False)
    ax.legend(loc="upper right")
    return bars


def draw_ledger(ax, entries):
    """Draw the ledger as a table, a row a quantity; return the verdicts, row by row."""
    quantities = list(dict.fromkeys(entry.quantity for entry in entries))
    ax.set(xlim=(0, 100), ylim=(len(quantities) + 0.1, -1.2), title=words("ledger"))
    ax.set_axis_off()
    right = {"ha": "right", "va": "center"}
    for name, x in (("published", 42), ("mean_pixels", 70), ("raw_pixels", 99.5)):
        ax.text(x, -0.6, words(name), weight="bold", **right)
    ax.axhline(-0.1, color=INK, linewidth=1.2)
    verdicts = []
    for row, quantity in enumerate(quantities):
        y, measured = row + 0.45, [entry for entry in entries if entry.quantity == quantity]
        ax.text(0, y, words(f"names.{quantity}"), va="center")
        ax.text(42, y, measured[0].shown_published, **right)
        ax.axhline(row + 1, color="#DDDDDD", linewidth=1)
        for entry in measured:
            x = _COLUMNS[entry.conditions.split(", ")[1]]
            ax.text(x - 5, y, entry.shown_range, size=11, **right)
            look = {"color": _MARKS[entry.mark], "weight": "bold", "size": 14, **right}
            verdicts.append(ax.text(x, y, entry.mark, **look))
    return verdicts


def draw_ranges(ax, x, entries, *, title, xlabel):
    """Draw measured ranges over `x`, and the published values: filled inside, hollow outside."""
    _, low, median, high = _numbers(entries)
    ax.fill_between(x, low, high, color=TRAINING, alpha=0.25, label=words("range"))
    ax.plot(x, median, color=TRAINING, label=words("median"))
    dots = _draw_published(ax, x, entries)
    ax.set(xscale="log", yscale="log")
    ax.set(xlabel=words(xlabel), ylabel=text("kit.loss"), title=words(title))
    ax.legend(loc="upper left")
    return dots


def draw_pooled(ax, entries):
    """Draw the one range of equally distributed attempts, and the value published for each."""
    _, (low, *_), (median, *_), (high, *_) = _numbers(entries)
    ax.axhspan(low, high, color=TRAINING, alpha=0.25, label=words("pooled_range"))
    ax.axhline(median, color=TRAINING, label=words("pooled_median"))
    numbers = np.arange(1, len(entries) + 1)
    dots = _draw_published(ax, numbers, entries)
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top + 0.45 * (top - bottom))  # room for the legend
    ax.set_xticks(numbers)
    ax.set(xlabel=words("attempt"), ylabel=text("kit.loss"), title=words("attempts"))
    ax.legend(loc="upper left")
    return dots


def _draw_published(ax, x, entries):
    """Draw published values as diamonds, first those inside; return both kinds."""
    x, (published, low, _, high) = np.asarray(x), _numbers(entries)
    hit = (low <= published) & (published <= high)
    look = {"markersize": 9, "markeredgecolor": PUBLISHED, "markeredgewidth": 2, "zorder": 4}
    dots = []
    for chosen, colour, name in ((hit, PUBLISHED, "inside"), (~hit, "white", "outside")):
        label = words(name, n=chosen.sum())
        dots += ax.plot(x[chosen], published[chosen], "D", color=colour, label=label, **look)
    return dots


def draw_climbs(ax, climbs):
    """Draw how many validation images climbs get right on their way, each under its name."""
    lines = []
    for name, climb in climbs.items():
        colour, style = _CLIMBS[name]
        shares = 100 * np.asarray(climb.shares)
        lines += ax.plot(climb.looks, shares, style, color=colour, label=words(name))
    ax.axhline(10, color=INK, linestyle=":", linewidth=1)
    ax.set(xlabel=words("looks"), ylabel=words("share"), title=words("climbs"), ylim=(0, 45))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.legend(loc="lower right")
    return lines


def draw_chain(ax, names, values, slopes, rules):
    """Draw a chain of quantities (formulas), their values, and the slope from each to the next."""
    last = len(names) - 1
    ax.set(xlim=(-0.5, last + 0.5), ylim=(-1.25, 1.05), title=words("chain"))
    ax.set_axis_off()
    totals = np.r_[np.cumprod(slopes[::-1])[::-1], 1.0]
    box = {"boxstyle": "round,pad=0.5", "facecolor": "#F3F6F9", "edgecolor": INK}
    found = []
    for k, (name, value, total) in enumerate(zip(names, values, totals, strict=True)):
        ax.text(k, 0.45, f"${name}$\n{value:g}", ha="center", va="center", size=15, bbox=box)
        label = rf"$\partial {names[last]}/\partial {name}$" + f"\n{total:g}"
        found.append(ax.text(k, -0.85, label, ha="center", va="center", size=14, color=HERE))
    for k, (slope, rule) in enumerate(zip(slopes, rules, strict=True)):
        _draw_link(ax, (k + 0.3, 0.45), (k + 0.7, 0.45), "-", INK)
        _draw_link(ax, (k + 0.72, -0.85), (k + 0.28, -0.85), (0, (2.2, 1.1)), HERE)
        ax.text(k + 0.5, 0.72, f"${rule}$", ha="center", va="center", size=13)
        ax.text(k + 0.5, -0.58, f"× {slope:g}", ha="center", va="center", size=13, color=HERE)
    return found


def _draw_link(ax, start, end, style, colour):
    arrow = {"arrowstyle": "-|>", "color": colour, "linestyle": style, "linewidth": 2}
    ax.annotate("", end, start, arrowprops=arrow)
