"""One look for every figure: sizes, fonts, and colours that mean one thing everywhere."""

import base64
import re
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from losslab.kit.words import language, text

# Okabe-Ito: told apart by every kind of colour vision, and always helped by a shape or a dash
HERE = "#D55E00"  # where the hiker stands
PATH = "#56B4E9"  # the way behind
MINIMUM = "#009E73"  # the lowest point
TRAINING = "#0072B2"
TEST = "#E69F00"
PUBLISHED = "#CC79A7"  # a value that the note quotes
INK = "#222222"
QUIET = "#8A8A8A"
TERMS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
MAP = "viridis"

STYLE = Path(__file__).with_name("losslab.mplstyle")
WIDTH = 9.0  # inches, at 100 dots an inch: the width of a notebook cell
DOTS = 200  # an inch, in a figure that is shown: two for each pixel of a page
ROOM = 0.93  # of its size is the sheet in a lecture room; it is shown as large, all on it larger

_FORMULA = re.compile(r"\$([^$]+)\$")
_INDEX, _LOW = re.compile(r"_(\d)"), str.maketrans("012", "₀₁₂")
_GREEK = {r"\alpha": "α", r"\kappa": "κ"}  # the Japanese font has them too wide
_room = {"sheet": 1.0, "dots": DOTS}


def use_style():
    """Set the course's look, with a font for the language in use, for all figures to come.

    Whatever a reader's own settings say: only the backend is left, outside of notebooks.
    """
    mpl.rcdefaults()
    mpl.rcParams.update(mpl.rc_params_from_file(STYLE, use_default_template=False))
    mpl.rcParams["font.family"] = _fonts()
    if _room["sheet"] < 1:
        mpl.rcParams["axes.titlesize"] = 11.5  # a long one fills its panel as it is
    if (shell := _notebook()) is not None:
        _show_figures_inline(shell)


def use_room(dots, sheet=ROOM):
    """Draw all figures to come for a lecture room: larger type, thicker lines, so many dots."""
    _room.update(sheet=sheet, dots=dots)


def sheet(width, height):
    """The size (inches) on which a figure that is meant for this size is drawn."""
    return _room["sheet"] * width, _room["sheet"] * height


def _fonts():
    if language() != "ja":
        return ["DejaVu Sans"]
    import matplotlib_fontja  # noqa: F401  registers its font; sets a global one, replaced above

    fonts = font_manager.fontManager.ttflist
    known = [font for font in fonts if font.name == "IPAexGothic"]
    if all(font.weight != 700 for font in known):
        # the font has no bold: without an entry for it, each bold title would warn
        fonts.append(replace(known[0], weight=700))
    # this order: the other loses Japanese in strings with $…$
    return ["IPAexGothic", "DejaVu Sans"]


def plain_log_axis(axis, multiples=(1,)):
    """Label a logarithmic axis 0.1, 1, 10, 100 and not in powers; at other multiples, too."""
    axis.set_major_locator(LogLocator(10, multiples))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))


def mark_here(ax, x, y, **look):
    """Mark where the hiker stands."""
    look = {"marker": "o", "color": HERE, "markeredgecolor": "white", "markersize": 12, **look}
    return ax.plot(x, y, **{"linestyle": "", "zorder": 5, **look})[0]


def mark_lowest(ax, x, y, **look):
    """Mark the lowest point with a star."""
    return ax.plot(x, y, "*", **{"color": MINIMUM, "markersize": 17, "zorder": 4, **look})[0]


def say(ax, words, at, shift=(0, 0), *, color=INK, **look):
    """Write bold words at a point of the data, shifted by so many points of the page."""
    look = {"ha": "center", "va": "center", "weight": "bold", **look}
    return ax.annotate(words, at, xytext=shift, textcoords="offset points", color=color, **look)


def entitle(ax, words, name, **values):
    """Write the title and the names of both axes: the words `name`, `name`_x and `name`_y."""
    ax.set(xlabel=words(f"{name}_x"), ylabel=words(f"{name}_y"), title=words(name, **values))


def description(figure):
    """What a figure says in words: its titles, each with the names of its axes."""
    parts = []
    for ax in figure.axes:
        title = ax.get_title(loc="left") or ax.get_title()
        names = " × ".join(filter(None, (ax.get_xlabel(), ax.get_ylabel())))
        if title:
            parts.append(text("kit.panel", title=title, names=names) if names else title)
    heading = figure.get_suptitle()
    said = text("kit.between_panels").join(filter(None, [heading, *parts]))
    return _FORMULA.sub(_read_out, said.replace("\n", " "))


def _read_out(formula):
    """A formula as it is read in a line of words: w₀ for w_0."""
    said = _INDEX.sub(lambda index: index[1].translate(_LOW), formula[1])
    for name, letter in _GREEK.items():
        said = said.replace(name, letter)
    return said


def _notebook():
    """The shell of the notebook that this runs in, if it runs in one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def _show_figures_inline(shell):
    """Show every figure in the notebook, with its description as alternative text."""
    from IPython.core.pylabtools import print_figure
    from matplotlib_inline.backend_inline import configure_inline_support

    backend = "module://matplotlib_inline.backend_inline"
    mpl.use(backend)  # MPLBACKEND may name another one, which would show nothing
    configure_inline_support(shell, backend)

    def png_with_description(figure):
        inches = figure.get_size_inches()
        width, height = (round(100 * side) for side in inches)
        figure.set_size_inches(sheet(*inches))
        png = print_figure(figure, fmt="png", bbox_inches=None, dpi=_room["dots"])
        figure.set_size_inches(inches)
        if png is None:  # nothing is drawn yet
            return None
        metadata = {"alt": description(figure), "width": width, "height": height}
        return base64.b64encode(png).decode(), metadata

    shell.display_formatter.formatters["image/png"].for_type(Figure, png_with_description)
