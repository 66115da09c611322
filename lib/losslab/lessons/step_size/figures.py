"""Figures of notebook 04: how far to step, and what comes of it."""

import numpy as np

from losslab.kit.maps import draw_plane
from losslab.kit.style import (
    HERE,
    INK,
    MINIMUM,
    PATH,
    PUBLISHED,
    QUIET,
    TERMS,
    TEST,
    TRAINING,
    plain_log_axis,
)
from losslab.kit.words import text, words_of
from losslab.lessons.step_size.quadratic import quadratic_descent

words = words_of("step_size.figures")


def draw_compass(ax, degrees, change, drop):
    """Draw how the loss changes after a short step, against the direction of the step.

    Parameters
    ----------
    ax : Axes
    degrees, change : ndarray, shape (A,)
        Angle to minus the gradient, and the measured change.
    drop : float
        What the slope promises straight downhill: step times length of the gradient.

    Returns
    -------
    Line2D
    """
    fine = np.linspace(-180, 180, 361)
    ax.plot(fine, -drop * np.cos(np.radians(fine)), color=QUIET, label=words("compass_promise"))
    (dots,) = ax.plot(degrees, change, "o", color=TRAINING, label=words("compass_measured"))
    ax.axhline(0, color=QUIET, linewidth=1)
    names = {-180: "up", -90: "level", 0: "down", 90: "level", 180: "up"}
    ax.set_xticks(list(names), [f"{d}°\n{words(f'compass_{name}')}" for d, name in names.items()])
    ax.set(xlim=(-200, 200), xlabel=words("compass_x"), ylabel=words("compass_y"))
    ax.set_title(words("compass"))
    ax.legend(loc="lower right")
    return dots


def draw_steps(ax, steps, measured, published):
    """Draw the loss after one step, for steps of ten lengths, beside the published column.

    Parameters
    ----------
    ax : Axes
    steps, measured, published : sequence of S floats

    Returns
    -------
    list of 2 Line2D
    """
    looks = (
        ("o-", TRAINING, "steps_measured", measured, (-12, 10), "right"),
        ("s--", PUBLISHED, "steps_published", published, (-2, -26), "right"),
    )
    lines = []
    for style, colour, name, losses, offset, side in looks:
        lines += ax.loglog(steps, losses, style, color=colour, markersize=7)
        ax.annotate(
            words(name), (steps[-2], losses[-2]), xytext=offset, textcoords="offset points",
            ha=side, color=colour, weight="bold",
        )  # fmt: skip
        best = int(np.argmin(losses))
        ax.plot(steps[best], losses[best], "*", color=MINIMUM, markersize=17, zorder=4)
    lines[1].axes.texts[-1].set(ha="left")
    ax.margins(x=0.06, y=0.12)
    ax.set(xlabel=words("steps_x"), ylabel=words("steps_y"), title=words("steps"))
    return lines


def draw_fingerprints(ax, names, draws, published):
    """Draw start loss and squared length of the gradient, for draws of weights and images.

    Parameters
    ----------
    ax : Axes
    names : sequence of G str
        Keys of the figures' words.
    draws : sequence of G ndarrays, shape (2, K)
        Start losses and squared lengths.
    published : tuple (float, float)

    Returns
    -------
    list of Line2D
    """
    looks = zip(names, draws, "os^Dv", (INK, QUIET, MINIMUM, TRAINING, TEST), strict=True)
    groups = [
        ax.semilogy(*draw, marker, color=colour, alpha=0.75, markersize=6, label=words(name))[0]
        for name, draw, marker, colour in looks
    ]
    ax.plot(*published, "*", color=PUBLISHED, markeredgecolor=INK, markersize=22, zorder=5)
    ax.annotate(
        words("published"), published, xytext=(-12, 0), textcoords="offset points",
        ha="right", va="center", weight="bold",
    )  # fmt: skip
    for value, name in ((np.log(10), "ln 10"), (9, "9")):
        ax.axvline(value, color=QUIET, linestyle=":", zorder=1)
        ax.text(value, 1.0, f" {name}", transform=ax.get_xaxis_transform(), va="top")
    ax.legend(loc="lower right")
    ax.set_xlim(left=0)
    ax.set(xlabel=words("start_loss"), ylabel=words("squares"), title=words("fingerprints"))
    return groups


def draw_shadow(ax, a, b, loss, start, arrow, *, reach):
    """Draw a map, the hiker on it, the shadow that minus the gradient casts, and its extension.

    Parameters
    ----------
    ax : Axes
    a, b : ndarray, shapes (A,) and (B,)
    loss : ndarray, shape (B, A)
    start, arrow : sequence of 2 floats
    reach : float
        Length of the extension, in arrows.

    Returns
    -------
    Annotation
        The arrow.
    """
    draw_plane(ax, a, b, loss)
    ax.set(aspect="equal", title=words("shadow"))  # downhill is at a right angle to contours
    return draw_arrow(ax, start, arrow, reach=reach)


def draw_arrow(ax, start, arrow, *, reach):
    """Draw where the hiker stands, an arrow, and its dashed extension, in white on a map.

    Parameters
    ----------
    ax : Axes
    start, arrow : sequence of 2 floats
    reach : float
        Length of the extension, in arrows.

    Returns
    -------
    Annotation
    """
    start, arrow = np.asarray(start, float), np.asarray(arrow, float)
    ends = np.column_stack([start + arrow, start + reach * arrow])
    ax.plot(*ends, "--", color="white", linewidth=2, scalex=False, scaley=False)
    drawn = ax.annotate(
        "", start + arrow, start, zorder=4,
        arrowprops={"arrowstyle": "-|>", "color": "white", "linewidth": 3, "mutation_scale": 22},
    )  # fmt: skip
    look = {"color": "white", "markeredgecolor": INK, "markersize": 12, "zorder": 5}
    ax.plot(*start, "o", **look)
    return drawn


def draw_ray(ax, steps, loss, best, *, xlabel="ray_x"):
    """Draw the loss along a ray: the start, the best step, and what lies beyond it.

    Parameters
    ----------
    ax : Axes
    steps, loss : ndarray, shape (S,)
        The first one is the start.
    best : LineMinimum
    xlabel : str
        A key of the figures' words.

    Returns
    -------
    Line2D
    """
    ax.axvspan(best.a, steps[-1], color=HERE, alpha=0.1, linewidth=0)
    ax.axhline(loss[0], color=QUIET, linestyle=":")
    (curve,) = ax.plot(steps, loss, color=INK)
    ax.plot(best.a, best.loss, "*", color=MINIMUM, markersize=17, zorder=4)
    over = np.sqrt(best.a * steps[-1]) if ax.get_xscale() == "log" else (best.a + steps[-1]) / 2
    place = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
    ax.text(over, 0.02, words("overshoot"), color=HERE, weight="bold", **place)
    ax.set_xlim(steps[0], steps[-1])
    ax.set(xlabel=words(xlabel), ylabel=text("kit.line_y"), title=words("ray"))
    return curve


def draw_slopes(ax, steps, slopes, far):
    """Draw the slope of the loss along the ray against the step: level far out.

    Parameters
    ----------
    ax : Axes
    steps, slopes : ndarray, shape (S,)
    far : float
        The slope where all hinges have bent.

    Returns
    -------
    Line2D
    """
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.axhline(far / 1e6, color=MINIMUM, linestyle="--")
    ax.annotate(
        words("far_limit"), (steps[0], far / 1e6), xytext=(0, 3), textcoords="offset points",
        color=MINIMUM, va="bottom", weight="bold",
    )  # fmt: skip
    (curve,) = ax.semilogx(steps, np.asarray(slopes) / 1e6, color=INK)
    ax.margins(y=0.12)
    ax.set(xlabel=words("ray_x"), ylabel=words("far_y"), title=words("far"))
    return curve


def draw_tenfold(ax, steps, ratios):
    """Draw how many times the loss grows when the step is made ten times as long.

    Parameters
    ----------
    ax : Axes
    steps, ratios : ndarray, shape (S,)

    Returns
    -------
    Line2D
    """
    ax.axhline(10, color=MINIMUM, linestyle="--")
    (curve,) = ax.semilogx(steps, ratios, color=INK)
    ax.set(ylim=(0, 11), xlabel=words("ray_x"), ylabel=words("tenfold_y"), title=words("tenfold"))
    return curve


def draw_training(ax, losses, step_size, *, kind):
    """Draw one training curve, on a logarithmic axis.

    Parameters
    ----------
    ax : Axes
    losses : ndarray, shape (S,)
    step_size : float
    kind : {"crawls", "healthy", "bounces", "large"}
        What the title says of it.

    Returns
    -------
    Line2D
    """
    (curve,) = ax.semilogy(losses, color=TRAINING)
    ax.axhline(losses[0], color=QUIET, linestyle=":")
    plain_log_axis(ax.yaxis, (1, 3))
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"))
    ax.set_title(words(kind, step=step_size))
    return curve


def draw_greed(ax, star, half):
    """Draw two walks: always to the lowest point of the ray, and always half as far.

    Parameters
    ----------
    ax : Axes
    star, half : sequence of S floats
        Their losses.

    Returns
    -------
    list of 2 Line2D
    """
    looks = ((star, "-", MINIMUM, "greed_star", 12), (half, "--", TRAINING, "greed_half", -12))
    lines = []
    for losses, style, colour, name, up in looks:
        lines += ax.plot(losses, style, color=colour, linewidth=2.5)
        ax.annotate(
            words(name), (len(losses) - 1, losses[-1]), xytext=(0, up), ha="right", va="center",
            textcoords="offset points", color=colour, weight="bold",
        )  # fmt: skip
    ax.set_ylim(bottom=0)
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"), title=words("greed"))
    return lines


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
