"""Whether the marks of a figure can be told apart on grey, and by eyes that miss red or green.

Two marks in one axes that differ in colour must differ in their shape too (a dash, a marker, a
hatch, a width), or in colours that stay apart in every view, or stand beside their own names.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection, QuadMesh
from matplotlib.colors import same_color, to_rgba
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.patches import FancyArrowPatch

APART = 20  # in CIELAB, where black and white are 100 apart
LINE = 12  # points: an area thinner than a line of text has no room for its name
THICKER = 1.5  # times as wide, or as large
# Machado, Oliveira, Fernandes 2009, severity 1.0; of linear RGB
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)  # fmt: skip
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)  # fmt: skip
GREY = ((0.2126, 0.7152, 0.0722),) * 3  # the luminance of sRGB
VIEWS = {"on grey": GREY, "by protanopes": PROTANOPIA, "by deuteranopes": DEUTERANOPIA}
_XYZ = np.array(
    [(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)]
)  # of linear sRGB
_WHITE = _XYZ.sum(axis=1)


@dataclass(frozen=True)
class Mark:
    """A line, a set of markers or an area, with what is seen of it beside its colours."""

    name: str
    shape: tuple
    width: float  # 0 for an area
    colours: tuple  # of its inside and its edge, over white
    named: bool = False  # its own name stands on it or beside it, so the other is another one


def assert_told_apart(figure):
    """No two marks of one axes differ in their colour only, unless everyone sees that."""
    figure.canvas.draw()
    clashes = [clash for ax in figure.axes for clash in _clashes(ax)]
    assert not clashes, "told apart by colour alone: " + "; ".join(clashes)


def _clashes(ax):
    for one, other in combinations(_marks(ax), 2):
        if one.named or other.named or not _alike(one, other):
            continue
        for view, matrix in VIEWS.items():
            far = max(map(lambda a, b: distance(a, b, matrix), one.colours, other.colours))
            if far < APART:
                yield f"{view}, {far:.0f} of {APART}: {one.name} and {other.name}"
                break
    for image in (*ax.images, *(c for c in ax.collections if isinstance(c, QuadMesh))):
        if not _has_even_shades(image) and len(ax.texts) < image.get_array().size:
            yield f"the shades of {image.get_cmap().name} go up and down"


def _alike(one, other):
    """Whether two marks differ in nothing but their colours, and do so in these."""
    widths = sorted((one.width, other.width))
    return one.shape == other.shape and one.colours != other.colours and (
        widths[1] < THICKER * widths[0] or not widths[1]
    )  # fmt: skip


def seen(colour, matrix):
    """A colour (sRGB) as it looks in a view, in CIELAB."""
    colour = np.asarray(colour, float)
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    share = _XYZ @ np.clip(np.array(matrix) @ linear, 0, 1) / _WHITE
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, matrix):
    """How far two colours are apart in a view."""
    return float(np.linalg.norm(seen(one, matrix) - seen(other, matrix)))


def _marks(ax):
    yield from map(_line, filter(_is_seen, ax.lines))
    for patch in filter(_is_seen, ax.patches):
        yield _patch(ax, patch)
    for collection in filter(_is_seen, ax.collections):
        yield from _parts(ax, collection)


def _is_seen(artist):
    return artist.get_visible()


def _over_white(colour, alpha=None):
    *rgb, alpha = to_rgba(colour, alpha)
    return tuple(alpha * part + 1 - alpha for part in rgb)


def _line(line):
    name = f"line {line.get_label()!r} in {line.get_color()}"
    dash, marker = line.get_linestyle(), line.get_marker()
    shape, colours, width = ["line"], [], line.get_markersize()
    if dash != "None":
        shape.append(str(line._unscaled_dash_pattern))
        colours.append(line.get_color())
        width = line.get_linewidth()
    if marker not in ("None", "", " ", None):
        inside, edge = line.get_markerfacecolor(), line.get_markeredgecolor()
        is_open = same_color(inside, "none") or same_color(inside, "white")
        shape += [str(marker), "open" if is_open else "filled"]
        colours += ["white" if is_open else inside, edge]
    return Mark(name, tuple(shape), width, tuple(_over_white(c, line.get_alpha()) for c in colours))


def _patch(ax, patch):
    face, edge = patch.get_facecolor(), patch.get_edgecolor()
    name = f"{type(patch).__name__} {patch.get_label()!r}"
    if isinstance(patch, FancyArrowPatch) or not patch.get_fill():
        shape = type(patch).__name__, str(patch.get_linestyle())
        return Mark(name, shape, patch.get_linewidth(), (_over_white(edge),))
    shape = "area", patch.get_hatch()
    box = patch.get_path().get_extents(patch.get_transform())
    named = _has_words_on(ax, box) or _has_words_beside(ax, patch)
    return Mark(f"{name} {face}", shape, 0, (_over_white(face),), named)


def _parts(ax, collection):
    """The marks of a collection: one for each of its colours."""
    name = f"{type(collection).__name__} {collection.get_label()!r}"
    if isinstance(collection, LineCollection | ContourSet):
        for colour in collection.get_edgecolor():
            yield Mark(name, ("lines",), max(collection.get_linewidth()), (_over_white(colour),))
        return
    if not isinstance(collection, PolyCollection):
        return  # markers of one colour each, or a map of numbers
    for path, colour in zip(collection.get_paths(), collection.get_facecolor(), strict=False):
        outline = collection.get_transform().transform(path.vertices)
        if not np.isfinite(outline).all() or _thickness(outline) < LINE * ax.figure.dpi / 72:
            continue
        box = path.get_extents(collection.get_transform())
        shape = "area", collection.get_hatch()
        yield Mark(f"{name} {colour}", shape, 0, (_over_white(colour),), _has_words_on(ax, box))


def _thickness(outline):
    """How thick an area is on the average of its width."""
    x, y = outline.T
    return abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2 / max(np.ptp(x), 1e-9)


def _has_words_on(ax, box):
    """Whether a text stands in a box, in dots."""
    places = [text.get_window_extent() for text in ax.texts if text.get_text().strip()]
    return any(box.contains(*(place.get_points().mean(axis=0))) for place in places)


def _has_words_beside(ax, patch):
    """Whether a bar has a name of its own on an axis."""
    if not any(patch in c.patches for c in ax.containers if isinstance(c, BarContainer)):
        return False
    (left, low), (right, high) = patch.get_bbox().get_points()
    for axis, ends in ((ax.xaxis, (left, right)), (ax.yaxis, (low, high))):
        ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
        names = [label.get_text() for at, label in ticks if min(ends) <= at <= max(ends)]
        if any(any(letter.isalpha() for letter in name) for name in names):
            return True
    return False


def _has_even_shades(image):
    """Whether the shades of a map of numbers get lighter, or darker, all the way, in every view."""
    if image.get_array().ndim > 2:
        return True  # a photograph
    colours = image.get_cmap()(np.linspace(0, 1, 33))[:, :3]
    for matrix in VIEWS.values():
        rise = np.diff([seen(colour, matrix)[0] for colour in colours])
        if rise.min() < 0 < rise.max():
            return False
    return True
