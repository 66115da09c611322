"""Figures of notebook 01: hinges, lines and planes through the loss landscape."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from losslab.kit.style import HERE, INK, MINIMUM, QUIET, TERMS, TEST, TRAINING
from losslab.kit.words import text


def draw_loss_terms(ax, terms, label):
    """Draw what each class adds to the loss of one image.

    Parameters
    ----------
    ax : Axes
    terms : ndarray, shape (C,)
        ``max(0, s_j - s_y + margin)``, and 0 for the true class.
    label : int
        The true class.

    Returns
    -------
    BarContainer
    """
    bars = ax.bar(text("kit.class_names"), terms, color=TRAINING, width=0.7)
    for k, value in enumerate(terms):
        if k != label:
            ax.text(k, value, f"{value:.2f}", ha="center", va="bottom", size=11)
    ax.text(
        label, 0.02, text("landscape.figures.true_class"), rotation=90, ha="center", va="bottom", color=QUIET
    )
    ax.set(ylabel=text("landscape.figures.terms_y"), title=text("landscape.figures.terms"))
    ax.set_ylim(0, 1.15 * max(terms.max(), 0.1))
    ax.grid(axis="x", visible=False)
    return bars


def draw_line(ax, a, loss, *, minimum=None):
    """Draw the loss along a line.

    Parameters
    ----------
    ax : Axes
    a, loss : ndarray, shape (A,)
    minimum : LineMinimum, optional
        Marked with a star.

    Returns
    -------
    Line2D
    """
    (curve,) = ax.plot(a, loss, color=INK)
    if minimum is not None:
        ax.plot(minimum.a, minimum.loss, "*", color=MINIMUM, markersize=15, zorder=4)
        words = text("landscape.figures.lowest", a=minimum.a)
        ax.annotate(
            words, (minimum.a, minimum.loss), xytext=(0, -18), textcoords="offset points",
            ha="center", va="top", color=MINIMUM, weight="bold",
        )  # fmt: skip
    room = 0.14 * (np.max(loss) - np.min(loss))
    ax.set_ylim(np.min(loss) - room, np.max(loss) + room / 2)
    ax.set(xlabel=text("landscape.figures.line_x"), ylabel=text("kit.line_y"), title=text("landscape.figures.line"))
    return curve


def draw_kinks(ax, kinks, loss):
    """Mark the kinks of one image's loss along a line, each with the class that makes it.

    Parameters
    ----------
    ax : Axes
    kinks : LineKinks
    loss : ndarray, shape (K,)
        At each kink.

    Returns
    -------
    Line2D
    """
    names = text("kit.class_names")
    low, high = ax.get_xlim()
    shown = np.flatnonzero((kinks.a > low) & (kinks.a < high))
    (dots,) = ax.plot(kinks.a[shown], loss[shown], "o", color=TEST, markeredgecolor=INK, zorder=3)
    for count, k in enumerate(shown):
        level = count % 3
        ax.annotate(  # the line of a higher name passes behind a lower one
            names[kinks.label[k]], (kinks.a[k], loss[k]), xytext=(0, 26 + 24 * level),
            textcoords="offset points", ha="center", size=11, zorder=6 - level,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            arrowprops={"arrowstyle": "-", "color": QUIET, "shrinkB": 4},
        )  # fmt: skip
    ax.set_title(text("landscape.figures.kinks"))
    return dots


def draw_plane(ax, a, b, loss, *, title="plane", levels=9):
    """Draw the loss on a plane: a map with labelled contours.

    Parameters
    ----------
    ax : Axes
    a, b : ndarray, shapes (A,) and (B,)
        Evenly spaced.
    loss : ndarray, shape (B, A)
    title : str
        A key of ``figures.toml``.
    levels : int
        About how many contours.

    Returns
    -------
    tuple (AxesImage, QuadContourSet, list of Text)
    """
    half_a, half_b = (a[1] - a[0]) / 2, (b[1] - b[0]) / 2
    extent = (a[0] - half_a, a[-1] + half_a, b[0] - half_b, b[-1] + half_b)
    # an image tells low from high better when the steep rim does not use up the colours
    low, high = loss.min(), loss.max()
    image = ax.imshow(
        _shades(loss), extent=extent, origin="lower", aspect="auto", interpolation="bilinear"
    )
    at = MaxNLocator(levels).tick_values(low, high)
    contours = ax.contour(a, b, loss, levels=at, colors="white", linewidths=0.9)
    labels = ax.clabel(contours, fmt="%g", fontsize=11)
    ax.grid(False)
    ax.set(xlabel=text("kit.maps.plane_x"), ylabel=text("kit.maps.plane_y"))
    ax.set_title(text(f"landscape.figures.{title}"))
    return image, contours, labels


def _shades(loss):
    """The square root of the height over the lowest point, from 0 to 1."""
    height = loss - loss.min()
    return np.sqrt(height / max(height.max(), 1e-30))


def draw_hinges(ax, w0, terms, names):
    """Draw the hinges of the three-point example against one weight.

    Parameters
    ----------
    ax : Axes
    w0 : ndarray, shape (A,)
    terms : ndarray, shape (T, A)
    names : list of T str

    Returns
    -------
    list of Line2D
    """
    styles = ("-", "--", "-.", ":")
    lines = []
    for k, (term, name) in enumerate(zip(terms, names, strict=True)):
        lines += ax.plot(w0, term, styles[k % 4], color=TERMS[k], label=name, linewidth=2.5)
    ax.axhline(0, color=QUIET, linewidth=1)
    ax.legend(loc="upper center", ncols=2)
    ax.set(
        xlabel=text("landscape.figures.hinges_x"), ylabel=text("landscape.figures.hinges_y"),
        title=text("landscape.figures.hinges"),
    )  # fmt: skip
    return lines


def draw_sum(ax, w0, terms, constant):
    """Draw the sum of the hinges over 3; under each straight piece the terms active there.

    Parameters
    ----------
    ax : Axes
    w0 : ndarray, shape (A,)
    terms : ndarray, shape (T, A)
    constant : float
        What the terms without `w0` add.

    Returns
    -------
    list of artists
    """
    layers = np.cumsum(np.vstack([np.full(len(w0), constant), terms]), axis=0) / 3
    bands = [ax.fill_between(w0, 0, layers[0], color="#DDDDDD", linewidth=0)]
    for k in range(len(terms)):
        band = ax.fill_between(
            w0, layers[k], layers[k + 1], color=TERMS[k], alpha=0.55, linewidth=0
        )
        bands.append(band)
    bands += ax.plot(w0, layers[-1], color=INK, linewidth=2.5)
    ax.set(xlabel=text("landscape.figures.sum_x"), ylabel=text("landscape.figures.sum_y"), title=text("landscape.figures.sum"))
    return bands


def draw_chords(ax, gaps, *, title):
    """Draw how far the chord lies above the landscape in the middle, for many pairs of points.

    Parameters
    ----------
    ax : Axes
    gaps : ndarray, shape (P,)
        Height of the chord less that of the landscape, over the height of the chord.
    title : str
        A key of ``figures.toml``.

    Returns
    -------
    BarContainer
    """
    span = np.abs(gaps).max()
    counts, edges = np.histogram(gaps, bins=np.linspace(-span, span, 41))
    colours = np.where(edges[:-1] < -1e-12, HERE, TRAINING)
    bars = ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=colours)
    ax.axvline(0, color=INK, linewidth=1.5)
    ax.set(xlabel=text("landscape.figures.chord_x"), ylabel=text("landscape.figures.chord_y"))
    ax.set_title(text(f"landscape.figures.{title}", share=np.mean(gaps < 0)))
    return bars


def draw_fan(ax, distance, loss, slopes, *, n=5):
    """Draw the loss near a kink at 0, and the lines that touch it there from below.

    Parameters
    ----------
    ax : Axes
    distance, loss : ndarray, shape (A,)
    slopes : tuple (float, float)
        On the left and on the right of the kink.
    n : int
        How many lines.

    Returns
    -------
    list of Line2D
    """
    ax.plot(distance, loss, color=INK, linewidth=3, zorder=3)
    height = float(np.interp(0, distance, loss))
    lines = []
    for k, slope in enumerate(np.linspace(*slopes, n)):
        shade = MINIMUM if 0 < k < n - 1 else QUIET
        lines += ax.plot(distance, height + slope * distance, "--", color=shade, linewidth=1.5)
    ax.plot(0, height, "o", color=HERE, markersize=10, zorder=4)
    ax.set(xlabel=text("landscape.figures.fan_x"), ylabel=text("landscape.figures.fan_y"), title=text("landscape.figures.fan"))
    return lines


def draw_speed(ax, seconds, *, points):
    """Draw how long each way of computing the same slice takes, on a logarithmic axis.

    Parameters
    ----------
    ax : Axes
    seconds : sequence of 3 floats
        One loss at a time, from the scores, from the sorted kinks.
    points : int
        Of the slice.

    Returns
    -------
    BarContainer
    """
    names = [text(f"landscape.figures.speed_{way}") for way in ("plain", "scores", "hinges")]
    bars = ax.barh(names, seconds, color=(QUIET, TRAINING, MINIMUM), log=True)
    ax.bar_label(bars, [f" {float(f'{s:.2g}'):,g} s" for s in seconds], size=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    ax.set(xlabel=text("landscape.figures.speed_x"), title=text("landscape.figures.speed", points=points))
    return bars
