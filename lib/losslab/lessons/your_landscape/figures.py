"""Figures of notebook 7: digits, the same tools on other landscapes, and what lies in between."""

import numpy as np

from losslab.kit.charts import fit_height
from losslab.kit.naming import example_image, names_of
from losslab.kit.style import (
    INK,
    MINIMUM,
    QUIET,
    TRAINING,
    entitle,
    mark_lowest,
    plain_log_axis,
    say,
)
from losslab.kit.words import words_of

words = words_of("your_landscape.figures")
DASHES = "-", "--"


def draw_examples(ax, data, *, per_class=6):
    """Draw the first examples of each class of `data` as pictures: a column a class."""
    frame, classes = ((1, 1), (1, 1), (0, 0)), len(data.class_names)
    columns = []
    for label in range(classes):
        chosen = data.X_train.T[data.y_train == label][:per_class]
        images = [np.pad(example_image(data, x), frame, constant_values=255) for x in chosen]
        columns.append(np.vstack(images))
    sheet = ax.imshow(np.hstack(columns), interpolation="none")
    ax.set(title=words("examples"), yticks=[])
    width = columns[0].shape[1]
    ax.set_xticks((np.arange(classes) + 0.5) * width, names_of(data, classes))
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return sheet


def draw_descents(ax, losses, *, title):
    """Draw the losses of some descents, arrays (S,), each from a start of its own."""
    lines = [ax.plot(loss, dash, color=INK)[0] for loss, dash in zip(losses, DASHES, strict=True)]
    ax.set_yscale("log")
    plain_log_axis(ax.yaxis)
    ends = {"first": losses[0][-1], "second": losses[1][-1]}
    names = {"xlabel": words("descents_x"), "ylabel": words("descents_y")}
    ax.set(title=words(title, **ends), **names)
    return lines


def draw_between(ax, t, heights, *, title):
    """Draw the loss (T,) on the way from one end of a descent (t = 0) to another (t = 1)."""
    first, last = (int(np.argmin(np.abs(t - end))) for end in (0, 1))
    ends = [heights[first], heights[last]]
    (chord,) = ax.plot([0, 1], ends, "--", color=QUIET)
    (curve,) = ax.plot(t, heights, color=INK)
    for at, height in zip((0, 1), ends, strict=True):
        mark_lowest(ax, at, height, color=MINIMUM)
    middle = int(np.argmin(np.abs(t - 0.5)))
    label = words("halfway", height=heights[middle])
    say(ax, label, (t[middle], heights[middle]), (0, 14), color=TRAINING)
    ax.plot(t[middle], heights[middle], "o", color=TRAINING, zorder=4)
    fit_height(ax, np.r_[0, heights], below=0.06, above=0.22)
    ax.set_xticks([0, 0.5, 1], [words("one_end"), "½", words("other_end")])
    ax.set(ylabel=words("descents_y"), title=words(title))
    return curve, chord


def draw_heights(ax, a, heights):
    """Draw the heights (A,) of a landscape along a line, with gaps where there is no number."""
    (curve,) = ax.plot(a, heights, color=INK)
    entitle(ax, words, "heights")
    return curve
