"""Figures of notebook 03: how large the error of a difference is, and where to draw the line."""

import numpy as np

from losslab.figures.style import HERE, PUBLISHED, TERMS, TRAINING
from losslab.language import text

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
