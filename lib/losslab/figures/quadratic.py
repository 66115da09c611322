"""Figures of a quadratic bowl, where the factor of each step is known."""

import numpy as np

from losslab.figures.step_size import words
from losslab.figures.style import HERE, INK, MINIMUM, PATH, QUIET, TERMS
from losslab.quadratic import quadratic_descent


def draw_bowl(ax, curvature):
    """Draw contours of the quadratic bowl ``½ Σ k x²`` as ellipses.

    Parameters
    ----------
    ax : Axes
    curvature : pair of floats

    Returns
    -------
    list of Line2D
        Give `ellipses` of another curvature to their ``set_data``.
    """
    lines = [
        ax.plot(*points, color=QUIET, linewidth=1, zorder=1)[0] for points in ellipses(curvature)
    ]
    ax.plot(0, 0, "*", color=MINIMUM, markersize=15, zorder=2)
    ax.grid(False)
    ax.set(xlim=(-1.25, 1.25), ylim=(-0.8, 0.8), xlabel="$x_1$", ylabel="$x_2$")
    return lines


def ellipses(curvature, *, count=7):
    """Where ``½ Σ k x²`` has `count` even heights along the first axis: shape (count, 2, 181)."""
    angle = np.linspace(0, 2 * np.pi, 181)
    k1, k2 = curvature
    radius = np.linspace(0.2, 1.7, count)[:, None, None]
    return radius * np.stack([np.cos(angle), np.sqrt(k1 / k2) * np.sin(angle)])


def draw_path(ax, path):
    """Draw the steps of a walk on a map: its start, and each place it came to.

    Parameters
    ----------
    ax : Axes
    path : ndarray, shape (S + 1, 2)

    Returns
    -------
    Line2D
    """
    look = {"color": PATH, "markersize": 5, "markeredgecolor": INK, "markeredgewidth": 0.5}
    (line,) = ax.plot(*path.T, "o-", zorder=3, **look)
    ax.plot(*path[0], "o", color=HERE, markeredgecolor="white", markersize=12, zorder=4)
    return line


def draw_walk(ax, curvature, start, step_size, *, steps=20):
    """Draw gradient descent in the quadratic bowl.

    Parameters
    ----------
    ax : Axes
    curvature, start : pairs of floats
    step_size : float
    steps : int

    Returns
    -------
    Line2D
        The path.
    """
    draw_bowl(ax, curvature)
    factors = (1 - step_size * k for k in curvature)
    ax.set_title(words("walk", step=step_size, factors=", ".join(f"{f:.2f}" for f in factors)))
    return draw_path(ax, quadratic_descent(curvature, start, step_size, steps))


def draw_factors(ax, curvature, steps):
    """Draw ``|1 - step · k|`` for each curvature: below 1 the walk comes closer.

    Parameters
    ----------
    ax : Axes
    curvature : pair of floats
    steps : ndarray, shape (S,)

    Returns
    -------
    list of 2 Line2D
    """
    ax.axhspan(1, 10, color=HERE, alpha=0.1, linewidth=0)
    place = {"transform": ax.get_yaxis_transform(), "color": HERE, "weight": "bold"}
    ax.text(0.97, 1.03, words("escapes"), ha="right", va="bottom", **place)
    looks = (("--", TERMS[0], "gentle"), ("-", TERMS[1], "steep"))
    lines = [
        ax.plot(steps, np.abs(1 - steps * k), style, color=colour, label=words(name))[0]
        for k, (style, colour, name) in zip(curvature, looks, strict=True)
    ]
    ax.set(xlabel=words("factors_x"), ylabel=words("factors_y"), title=words("factors"))
    ax.set(xlim=(steps[0], steps[-1]), ylim=(0, 1.6))
    ax.legend(loc="lower right")
    return lines


def draw_norms(ax, products, norms):
    """Draw the length of the weights while they are trained, for several ``step · reg``.

    Parameters
    ----------
    ax : Axes
    products : sequence of P floats
    norms : sequence of P ndarrays

    Returns
    -------
    list of Line2D
    """
    lines = []
    for k, (product, norm) in enumerate(zip(products, norms, strict=True)):
        style = ("-", "--", "-.", ":")[k % 4]
        lines += ax.semilogy(norm, style, color=TERMS[k], linewidth=2.5)
        name = words("norms_line", product=product, factor=abs(1 - 2 * product))
        ax.annotate(
            name, (len(norm) - 1, norm[-1]), xytext=(8, 0), textcoords="offset points",
            va="center", color=TERMS[k], weight="bold",
        )  # fmt: skip
    ax.set_xlim(0, len(norms[0]) - 1)
    ax.set(xlabel=words("iterations"), ylabel=words("norms_y"), title=words("norms"))
    return lines
