"""Figures of notebook 4: how far to step, and what comes of it."""

import numpy as np
from matplotlib.ticker import MultipleLocator

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
from losslab.lessons.step_size.quadratic import quadratic_descent, step_factor

words = words_of("step_size.figures")

FACTORS = (0, 1.6)  # shown of the factors of steps in a bowl
_AXES = (("--", TERMS[0], "gentle"), ("-", TERMS[1], "steep"))  # of that bowl


def draw_compass(ax, degrees, change, drop):
    """Draw how the loss changes (A,) after a short step in directions at `degrees` (A,) from down.

    The slope promises a fall by `drop` straight down: the step times the gradient's squared length.
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
    """Draw the loss after one step of each length, measured beside published, all (S,)."""
    columns = (
        (measured, "o-", TRAINING, "steps_measured", (-12, 10), "right"),
        (published, "s--", PUBLISHED, "steps_published", (-2, -26), "left"),
    )
    lines = []
    for losses, style, colour, name, offset, side in columns:
        lines += ax.loglog(steps, losses, style, color=colour, markersize=7)
        place = steps[-2], losses[-2]
        write_beside(ax, words(name), place, colour, offset=offset, ha=side, va="baseline")
        best = int(np.argmin(losses))
        draw_star(ax, steps[best], losses[best])
    ax.margins(x=0.06, y=0.12)
    ax.set(xlabel=words("step_size"), ylabel=words("steps_y"), title=words("steps"))
    return lines


def draw_fingerprints(ax, names, draws, published):
    """Draw start losses and squared lengths of the gradient, (2, K) for each name, as groups."""
    looks = zip(names, draws, "os^Dv", (INK, QUIET, MINIMUM, TRAINING, TEST), strict=True)
    groups = [
        ax.semilogy(*draw, marker, color=colour, alpha=0.75, markersize=6, label=words(name))[0]
        for name, draw, marker, colour in looks
    ]
    ax.plot(*published, "*", color=PUBLISHED, markeredgecolor=INK, markersize=22, zorder=5)
    write_beside(ax, words("published"), published, "black", offset=(-12, 0), ha="right")
    for value, name in ((np.log(10), "ln 10"), (9, "9")):
        ax.axvline(value, color=QUIET, linestyle=":", zorder=1)
        ax.text(value, 1.0, f" {name}", transform=ax.get_xaxis_transform(), va="top")
    ax.legend(loc="lower right")
    ax.set_xlim(left=0)
    ax.set(xlabel=words("start_loss"), ylabel=words("squares"), title=words("fingerprints"))
    return groups


def draw_projected_gradient(ax, a, b, loss, start, arrow, *, reach):
    """Draw a map (B, A), the hiker on it, minus the gradient as far as it lies there, and on."""
    draw_plane(ax, a, b, loss)
    ax.set(aspect="equal", title=words("projected_gradient"))  # right angles are shown
    return draw_arrow(ax, start, arrow, reach=reach)


def draw_arrow(ax, start, arrow, *, reach):
    """Draw, white on a map: a start, an arrow from it, dashed on to `reach` times its length."""
    start, arrow = np.asarray(start, float), np.asarray(arrow, float)
    ends = np.column_stack([start + arrow, start + reach * arrow])
    ax.plot(*ends, "--", color="white", linewidth=2, scalex=False, scaley=False)
    drawn = ax.annotate(
        "", start + arrow, start, zorder=4,
        arrowprops={"arrowstyle": "-|>", "color": "white", "linewidth": 3, "mutation_scale": 22},
    )  # fmt: skip
    ax.plot(*start, "o", color="white", markeredgecolor=INK, markersize=12, zorder=5)
    return drawn


def draw_gradient_line(ax, steps, loss, best, *, xlabel="step_size"):
    """Draw the loss (S,) along the line of a step, from its start, and where it overshoots."""
    ax.axvspan(best.a, steps[-1], color=HERE, alpha=0.1, linewidth=0)
    over = np.sqrt(best.a * steps[-1]) if ax.get_xscale() == "log" else (best.a + steps[-1]) / 2
    place = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
    ax.text(over, 0.02, words("overshoot"), color=HERE, weight="bold", **place)
    ax.set_xlim(steps[0], steps[-1])
    ax.set(xlabel=words(xlabel), ylabel=text("kit.line_y"), title=words("gradient_line"))
    return draw_line_and_best(ax, steps, loss, best)


def draw_line_and_best(ax, steps, loss, best):
    """Draw the loss (S,) along the line of a step, the height of its start, and the best step."""
    ax.axhline(loss[0], color=QUIET, linestyle=":")
    (curve,) = ax.plot(steps, loss, color=INK)
    draw_star(ax, best.a, best.loss)
    return curve


def draw_here(ax, x, y, marker="o", *, zorder=6):
    """Draw where the hiker stands."""
    ax.plot(x, y, marker, color=HERE, markeredgecolor="white", markersize=12, zorder=zorder)


def draw_slopes(ax, steps, slopes, far):
    """Draw the slope (S,) along the line of a step: `far` out, where all hinges bent, level."""
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.axhline(far / 1e6, color=MINIMUM, linestyle="--")
    place = steps[0], far / 1e6
    write_beside(ax, words("far_limit"), place, MINIMUM, offset=(0, 3), va="bottom")
    (curve,) = ax.semilogx(steps, np.asarray(slopes) / 1e6, color=INK)
    ax.margins(y=0.12)
    ax.set(xlabel=words("step_size"), ylabel=words("far_y"), title=words("far"))
    return curve


def draw_tenfold(ax, steps, ratios):
    """Draw how many times the loss grows (S,) when the step is made ten times as long."""
    ax.axhline(10, color=MINIMUM, linestyle="--")
    (curve,) = ax.semilogx(steps, ratios, color=INK)
    ax.set(xlabel=words("step_size"), ylabel=words("tenfold_y"), title=words("tenfold"))
    ax.set_ylim(0, 11)
    return curve


def draw_walk(ax, curvature, start, step_size, *, steps=20):
    """Draw gradient descent in the quadratic bowl; curvature and start have two axes."""
    frame_bowl(ax)
    draw_bowl(ax, curvature)
    factors = ", ".join(f"{step_factor(k, step_size):.2f}" for k in curvature)
    ax.set_title(words("walk", step=step_size, factors=factors))
    return draw_path(ax, quadratic_descent(curvature, start, step_size, steps))


def frame_bowl(ax):
    """Set the limits and names of the axes of a bowl."""
    ax.grid(False)
    ax.set(xlim=(-1.25, 1.25), ylim=(-0.8, 0.8), xlabel="$x_1$", ylabel="$x_2$")


def draw_bowl(ax, curvature):
    """Draw contours of the bowl ``½ Σ k x²``, evenly spaced on its first axis, and its bottom."""
    angle = np.linspace(0, 2 * np.pi, 181)[:, None]
    radius = np.linspace(0.2, 1.7, 7)
    k1, k2 = curvature
    x2 = np.sqrt(k1 / k2) * np.sin(angle) * radius
    ax.plot(np.cos(angle) * radius, x2, color=QUIET, linewidth=1, zorder=1)
    ax.plot(0, 0, "*", color=MINIMUM, markersize=15, zorder=2)


def draw_path(ax, path):
    """Draw the steps of a walk (S + 1, 2) on a map: its start, and each place it came to."""
    look = {"color": PATH, "markersize": 5, "markeredgecolor": INK, "markeredgewidth": 0.5}
    (line,) = ax.plot(*path.T, "o-", zorder=3, **look)
    draw_here(ax, *path[0], zorder=4)
    return line


def frame_factors(ax, longest):
    """Draw what stays around the factors of steps up to `longest`: the limit 1, and their names."""
    ax.axhspan(1, 10, color=HERE, alpha=0.1, linewidth=0)
    place = {"transform": ax.get_yaxis_transform(), "color": HERE, "weight": "bold"}
    ax.text(0.97, 1.03, words("escapes"), ha="right", va="bottom", **place)
    ax.set(xlabel=words("step_size"), ylabel=words("factors_y"), title=words("factors"))
    ax.set(xlim=(0.001, longest), ylim=FACTORS)
    ax.xaxis.set_major_locator(MultipleLocator(0.1))
    for style, colour, name in _AXES:
        ax.plot([], [], style, color=colour, label=words(name))
    ax.legend(loc="lower right")


def draw_factors(ax, curvature):
    """Draw the size of the factor of each step, for two curvatures."""
    steps = np.linspace(*ax.get_xlim(), 200)
    for k, (style, colour, _) in zip(curvature, _AXES, strict=True):
        ax.plot(steps, np.abs(step_factor(k, steps)), style, color=colour)


def draw_factors_here(ax, curvature, step_size):
    """Draw where a step size stands on the two lines of its factors."""
    for k, (_, colour, _) in zip(curvature, _AXES, strict=True):
        factor = min(abs(step_factor(k, step_size)), FACTORS[1] - 0.02)  # beyond: at the edge
        ax.plot(step_size, factor, "o", color=colour, markeredgecolor="white", markersize=12)


def draw_norms(ax, products, norms):
    """Draw the length of the weights in training, an array for each product ``step · reg``."""
    lines = []
    for k, (product, norm) in enumerate(zip(products, norms, strict=True)):
        style = ("-", "--", "-.", ":")[k % 4]
        lines += ax.semilogy(norm, style, color=TERMS[k], linewidth=2.5)
        name = words("norms_line", product=product, factor=abs(1 - 2 * product))
        write_beside(ax, name, (len(norm) - 1, norm[-1]), TERMS[k], offset=(8, 0))
    ax.set_xlim(0, len(norms[0]) - 1)
    ax.set(xlabel=words("iterations"), ylabel=words("norms_y"), title=words("norms"))
    return lines


def draw_training(ax, losses, step_size, *, kind):
    """Draw a training curve; its `kind` is crawls, healthy, large or bounces."""
    ax.set_yscale("log")
    curve = draw_losses(ax, losses)
    ax.axhline(losses[0], color=QUIET, linestyle=":")
    plain_log_axis(ax.yaxis, (1, 3))
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"))
    ax.set_title(words(kind, step=step_size))
    return curve


def draw_losses(ax, losses):
    """Draw the losses of a training run, one a step."""
    (curve,) = ax.plot(losses, color=TRAINING)
    return curve


def draw_exact_line_search(ax, star, half):
    """Draw the losses of two walks: always to the lowest point of the line, and half as far."""
    walks = ((star, "-", MINIMUM, "to_the_star", 12), (half, "--", TRAINING, "half_as_far", -12))
    lines = []
    for losses, style, colour, name, up in walks:
        lines += ax.plot(losses, style, color=colour, linewidth=2.5)
        place = len(losses) - 1, losses[-1]
        write_beside(ax, words(name), place, colour, offset=(0, up), ha="right")
    ax.set_ylim(bottom=0)
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"))
    ax.set_title(words("exact_line_search"))
    return lines


def draw_star(ax, x, y):
    """Draw the lowest point."""
    ax.plot(x, y, "*", color=MINIMUM, markersize=17, zorder=4)


def write_beside(ax, name, place, colour, *, offset, ha="left", va="center"):
    """Write a name beside a place, `offset` points away."""
    look = {"color": colour, "weight": "bold", "ha": ha, "va": va}
    ax.annotate(name, place, xytext=offset, textcoords="offset points", **look)
