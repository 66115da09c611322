"""Figures of notebook 4: how far to step, and what comes of it."""

import numpy as np
from matplotlib.ticker import MultipleLocator

from losslab.kit import style
from losslab.kit.charts import mark_guess
from losslab.kit.maps import draw_plane
from losslab.kit.style import HERE, INK, MINIMUM, PATH, PUBLISHED, QUIET, TERMS, TEST, TRAINING
from losslab.kit.words import text, words_of
from losslab.lessons.step_size.quadratic import quadratic_descent, step_factor

words = words_of("step_size.figures")

FACTORS = (0, 1.6)  # shown of the factors of steps in a bowl
COMPLEX = 1.35  # shown of the complex plane, each way
_AXES = (("--", TERMS[0], "gentle"), ("-", TERMS[1], "steep"))  # of that bowl


def draw_compass(ax, degrees, change, drop):
    """Draw the change (A,) of the loss by a short step at `degrees` from down, promised: `drop`."""
    fine = np.linspace(-180, 180, 361)
    ax.plot(fine, -drop * np.cos(np.radians(fine)), color=QUIET, label=words("compass_promise"))
    (dots,) = ax.plot(degrees, change, "o", color=TRAINING, label=words("compass_measured"))
    ax.axhline(0, color=QUIET, linewidth=1)
    names = {-180: "up", -90: "level", 0: "down", 90: "level", 180: "up"}
    ax.set_xticks(list(names), [f"{d}°\n{words(f'compass_{name}')}" for d, name in names.items()])
    ax.set_xlim(-200, 200)
    style.entitle(ax, words, "compass")
    ax.legend(loc="lower right")
    return dots


def draw_steps(ax, steps, measured, published, *, guess=None):
    """Draw the loss after one step of each length, measured beside published, all (S,)."""
    lines = []
    for losses, dash, colour, name, shift, side in (
        (measured, "o-", TRAINING, "steps_measured", (-12, 10), "right"),
        (published, "s--", PUBLISHED, "steps_published", (-2, -26), "left"),
    ):
        lines += ax.loglog(steps, losses, dash, color=colour, markersize=7)
        look = {"color": colour, "ha": side, "va": "baseline"}
        style.say(ax, words(name), (steps[-2], losses[-2]), shift, **look)
        best = int(np.argmin(losses))
        style.mark_lowest(ax, steps[best], losses[best])
    ax.margins(x=0.06, y=0.12)
    ax.set(xlabel=words("step_size"), ylabel=words("steps_y"), title=words("steps"))
    mark_guess(ax, x=guess)
    return lines


def draw_fingerprints(ax, names, draws, published):
    """Draw start losses and squared lengths of the gradient, (2, K) for each name, as groups."""
    looks = zip(names, draws, "os^Dv", (INK, QUIET, MINIMUM, TRAINING, TEST), strict=True)
    groups = [
        ax.semilogy(*draw, marker, color=colour, alpha=0.75, markersize=6, label=words(name))[0]
        for name, draw, marker, colour in looks
    ]
    ax.plot(*published, "*", color=PUBLISHED, markeredgecolor=INK, markersize=22, zorder=5)
    style.say(ax, words("published"), published, (-12, 0), color="black", ha="right")
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
    tip, end = np.add(start, arrow), np.add(start, np.multiply(reach, arrow))
    dashes = {"color": "white", "linewidth": 2, "scalex": False, "scaley": False}
    ax.plot(*zip(tip, end, strict=True), "--", **dashes)
    style.mark_here(ax, *start, color="white", markeredgecolor=INK)
    look = {"arrowstyle": "-|>", "color": "white", "linewidth": 3, "mutation_scale": 22}
    return ax.annotate("", tip, start, arrowprops=look, zorder=4)


def draw_gradient_line(ax, steps, loss, best, *, xlabel="step_size"):
    """Draw the loss (S,) along the line of a step, from its start, and where it overshoots."""
    ax.axvspan(best.a, steps[-1], color=HERE, alpha=0.1, linewidth=0)
    over = np.sqrt(best.a * steps[-1]) if ax.get_xscale() == "log" else (best.a + steps[-1]) / 2
    look = {"xycoords": ax.get_xaxis_transform(), "va": "bottom"}
    style.say(ax, words("overshoot"), (over, 0.02), color=HERE, **look)
    ax.set_xlim(steps[0], steps[-1])
    ax.set(xlabel=words(xlabel), ylabel=text("kit.line_y"), title=words("gradient_line"))
    return draw_line_and_best(ax, steps, loss, best)


def draw_line_and_best(ax, steps, loss, best):
    """Draw the loss (S,) along the line of a step, the height of its start, and the best step."""
    ax.axhline(loss[0], color=QUIET, linestyle=":")
    (curve,) = ax.plot(steps, loss, color=INK)
    style.mark_lowest(ax, best.a, best.loss)
    return curve


def draw_slopes(ax, steps, slopes, far):
    """Draw the slope (S,) along the line of a step: `far` out, where all hinges bent, level."""
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.axhline(far / 1e6, color=MINIMUM, linestyle="--")
    look = {"color": MINIMUM, "ha": "left", "va": "bottom"}
    style.say(ax, words("far_limit"), (steps[0], far / 1e6), (0, 3), **look)
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
    factors = (f"{step_factor(k, step_size):.2f}" for k in curvature)
    factors = text("kit.between_values").join(factors)
    ax.set_title(words("walk", step=step_size, factors=factors))
    return draw_path(ax, quadratic_descent(curvature, start, step_size, steps))


def frame_bowl(ax):
    """Set the limits and names of the axes of a bowl."""
    ax.grid(False)
    ax.set(xlim=(-1.25, 1.25), ylim=(-1, 1), xlabel="$x_1$", ylabel="$x_2$")
    ax.set_aspect("equal")  # right angles are shown


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
    style.mark_here(ax, *path[0], zorder=4)
    return line


def frame_factors(ax, longest):
    """Draw what stays around the factors of steps up to `longest`: the limit 1, and their names."""
    ax.axhspan(1, 10, color=HERE, alpha=0.1, linewidth=0)
    look = {"xycoords": ax.get_yaxis_transform(), "ha": "right", "va": "bottom"}
    style.say(ax, words("escapes"), (0.97, 1.03), color=HERE, **look)
    ax.set(xlabel=words("step_size"), ylabel=words("factors_y"), title=words("factors"))
    ax.set(xlim=(0.001, longest), ylim=FACTORS)
    ax.xaxis.set_major_locator(MultipleLocator(0.1))
    for dash, colour, name in _AXES:
        ax.plot([], [], dash, color=colour, label=words(name))
    ax.legend(loc="lower right")


def draw_factors(ax, curvature, step_size):
    """Draw the size of the factor of each step, for two curvatures, and where `step_size` is."""
    steps = np.linspace(*ax.get_xlim(), 200)
    look = {"markeredgecolor": "white", "markersize": 12, "zorder": 3}
    for k, (dash, colour, _) in zip(curvature, _AXES, strict=True):
        ax.plot(steps, np.abs(step_factor(k, steps)), dash, color=colour)
        here = min(abs(step_factor(k, step_size)), FACTORS[1] - 0.02)  # beyond: at the edge
        ax.plot(step_size, here, "o", color=colour, **look)


def frame_complex(ax):
    """Draw what stays around factors in the complex plane: the circle of size 1, their names."""
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 181))
    ax.plot(circle.real, circle.imag, color=INK, linewidth=1.5)
    ax.fill(*_around(circle), color=HERE, alpha=0.1, linewidth=0)
    style.say(ax, words("escapes"), (-1.2, -1.3), color=HERE, ha="left", va="bottom")
    ax.set(xlim=(-COMPLEX, COMPLEX), ylim=(-COMPLEX, 1.85), aspect="equal")
    ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    style.entitle(ax, words, "complex")
    for (_, colour, name), marker in zip(_AXES, "os", strict=True):
        ax.plot([], [], marker, color=colour, label=words(name))
    ax.legend(loc="upper left")


def _around(circle):
    """The outline of what lies outside of a circle of complex numbers."""
    square = 2 * COMPLEX * np.array([1, 1 + 1j, -1 + 1j, -1 - 1j, 1 - 1j, 1])
    outline = np.concatenate([square, circle[::-1]])
    return outline.real, outline.imag


def draw_complex_factors(ax, factors):
    """Draw two complex factors for each of two axes (2, 2); those beyond stand at the edge."""
    marks = []
    for pair, (_, colour, _), marker in zip(factors, _AXES, "os", strict=True):
        x, y = (np.clip(part, -COMPLEX + 0.05, COMPLEX - 0.05) for part in (pair.real, pair.imag))
        look = {"color": colour, "markeredgecolor": "white", "markersize": 11, "zorder": 3}
        marks += ax.plot(x, y, marker, **look)
    return marks


def draw_steps_needed(ax, kappas, plain, momentum):
    """Draw how many steps bowls take whose curvatures differ `kappas` times, (K,) each."""
    rows = (plain, "o", TRAINING, "plain", 1, ":"), (momentum, "s", HERE, "heavy", 1 / 2, "--")
    lines = []
    for steps, marker, colour, name, power, dash in rows:
        lines += ax.loglog(kappas, steps, marker, color=colour, markersize=8)
        guide = steps[-1] * (np.asarray(kappas) / kappas[-1]) ** power
        ax.loglog(kappas, guide, dash, color=colour, linewidth=1.5)
        look = {"color": colour, "ha": "right", "va": "bottom"}
        style.say(ax, words(name), (kappas[-1], steps[-1]), (-14, 2), **look)
    for axis in (ax.xaxis, ax.yaxis):
        style.plain_log_axis(axis)
    style.entitle(ax, words, "needed")
    return lines


def draw_norms(ax, products, norms):
    """Draw the length of the weights in training, an array for each product ``step · reg``."""
    lines = []
    for k, (product, norm) in enumerate(zip(products, norms, strict=True)):
        dash = ("-", "--", "-.", ":")[k % 4]
        lines += ax.semilogy(norm, dash, color=TERMS[k], linewidth=2.5)
        name = words("norms_line", product=product, factor=abs(1 - 2 * product))
        style.say(ax, name, (len(norm) - 1, norm[-1]), (8, 0), color=TERMS[k], ha="left")
    ax.set_xlim(0, len(norms[0]) - 1)
    ax.set(xlabel=words("iterations"), ylabel=words("norms_y"), title=words("norms"))
    return lines


def draw_training(ax, losses, step_size, *, kind):
    """Draw a training curve; its `kind` is crawls, goes_well, trembles or thrown_out."""
    ax.set_yscale("log")
    (curve,) = ax.plot(losses, color=TRAINING)
    ax.axhline(losses[0], color=QUIET, linestyle=":")
    style.plain_log_axis(ax.yaxis, (1, 3))
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"), title=words(kind, step=step_size))
    return curve


def draw_exact_line_search(ax, star, half, *, guess=None):
    """Draw the losses of two walks: always to the lowest point of the line, and half as far."""
    walks = ((star, "-", MINIMUM, "to_the_star", 12), (half, "--", TRAINING, "half_as_far", -12))
    lines = []
    for losses, dash, colour, name, up in walks:
        lines += ax.plot(losses, dash, color=colour, linewidth=2.5)
        end = len(losses) - 1, losses[-1]
        style.say(ax, words(name), end, (0, up), color=colour, ha="right")
    ax.set_ylim(bottom=0)
    ax.set(xlabel=words("iterations"), ylabel=text("kit.line_y"), title=words("exact_line_search"))
    if guess is not None:  # 0 at the end of the star, 1 at that of half as far
        mark_guess(ax, y=np.interp(guess, (0, 1), (star[-1], half[-1])))
    return lines
