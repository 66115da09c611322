"""The explorer of notebook 7: a plane through any landscape."""

from functools import cache

import numpy as np

from losslab.kit import maps
from losslab.kit.charts import fit_height
from losslab.kit.controls import choice_slider
from losslab.kit.explorer import Explorer
from losslab.kit.style import HERE, QUIET, entitle, mark_here, mark_lowest
from losslab.kit.words import text, words_of
from losslab.lessons.your_landscape import figures
from losslab.lessons.your_landscape.probing import PLACES, Probed, direction, spread

words = words_of("your_landscape.landscape")
_ON_A_MAP = {"markeredgecolor": "white", "markeredgewidth": 1.5, "zorder": 4}
RANGES = 0.1, 0.2, 0.5, 1, 2, 5, 10
DRAWS = 6  # pairs of directions that are drawn by lot


class LandscapeExplorer(Explorer):
    """Any function `f` on the plane ``W + a U + b V``, and on the line across it.

    Parameters
    ----------
    f : callable
        ``f(W)`` gives one number. Where it gives none, or raises, the map has a mark.
    W : array of any shape
        The place in the middle.
    U, V : arrays of that shape, optional
        Two directions; without them, some are drawn by lot: each number from a normal
        distribution, or ``scale`` times that.
    scale : number or array that fits `W`, optional
        The spread of random directions. Without it, that of `W`, or 1 where `W` is constant.

    What keeps a map from being drawn (an array for a number, an error, chance, minutes of time)
    is said under the picture; nothing is raised.
    """

    height = 4.6
    drags = {"map_ax": ("a", "b"), "line_ax": ("a", None)}
    held = {"a": 0.0, "b": 0.0}
    arrows = "a", "b"
    leap = 4

    def __init__(self, f, W, U=None, V=None, *, scale=None):
        self.probed = Probed(f, W)
        self.given, self.scale = None, scale
        if self.probed.trouble is None:
            self._take_directions(U, V)
        self.cut = cache(self._cut)
        super().__init__()

    def _take_directions(self, U, V):
        W = self.probed.W
        try:
            self.scale = spread(self.scale, W)
            if U is not None or V is not None:
                self.given = direction(U, "U", W), direction(V, "V", W)
        except ValueError as error:
            self.probed.trouble = "argument", {"error": str(error)}

    def _directions(self, pair):
        """The two directions of a pair: 0 is the student's own, the others are drawn by lot."""
        if pair == 0:
            return self.given
        W = self.probed.W
        drawn = np.random.default_rng(pair).standard_normal((2, *W.shape)) * self.scale
        return drawn.astype(W.dtype)

    def _cut(self, pair, range):
        with self.saying(words("asking")):
            return self.probed.cut(*self._directions(pair), range)

    def controls(self):
        pairs = [(words("random", number=k), k) for k in range(1, DRAWS + 1)]
        if self.given is not None:
            pairs = [(words("yours"), 0), *pairs]
        return [
            {"pair": choice_slider(words("directions"), pairs, pairs[0][1]),
             "range": choice_slider(words("range"), RANGES, 1, fmt="± {:g}")},
        ]  # fmt: skip

    def ground(self, figure):
        self.map_ax, self.line_ax = figure.subplots(1, 2, width_ratios=(1, 1.15))
        self.map_ax.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal")
        self.map_ax.locator_params(nbins=4)
        entitle(self.line_ax, figures.words, "heights")
        self.line_ax.set(xlim=(-1, 1), ylim=(0, 1))
        entitle(self.map_ax, words, "map")
        return self.line_ax.xaxis, self.line_ax.yaxis

    def scene(self, pair, range, a, b):
        if self.probed.trouble is not None:
            name, values = self.probed.trouble
            return words(f"trouble.{name}", **values)
        cut = self.cut(pair, range)
        if cut.missing == cut.heights.size:
            return words("trouble.nowhere", range=range, error=cut.error or words("not_finite"))
        self.keep(self._draw_map, pair, range)
        column, row = (int(np.abs(cut.grid - at).argmin()) for at in (a, b))
        self._draw_line(cut, row, column)
        return self._sentence(cut, row, column)

    def _draw_map(self, pair, range):
        cut = self.cut(pair, range)
        grid, edge = cut.grid, range * (1 + 1 / len(cut.grid))
        self.map_ax.set(xlim=(-edge, edge), ylim=(-edge, edge))
        known = cut.heights[~np.isnan(cut.heights)]
        if np.ptp(known) > 0:
            shown = np.where(np.isnan(cut.heights), known.max(), cut.heights)
            maps.draw_plane(self.map_ax, grid, grid, shown, levels=6, places=132)
            mark_lowest(self.map_ax, *self._lowest(cut)[:2], **_ON_A_MAP)
        rows, columns = np.nonzero(np.isnan(cut.heights))
        self.map_ax.plot(grid[columns], grid[rows], "x", color=QUIET, markersize=5, zorder=2)
        entitle(self.map_ax, words, "map")

    def _draw_line(self, cut, row, column):
        heights, here = cut.heights[row], cut.heights[row, column]
        a, b = cut.grid[column], cut.grid[row]
        self.map_ax.axhline(b, color="white", linewidth=1.5, linestyle="--", zorder=3)
        mark_here(self.map_ax, a, b, **_ON_A_MAP)
        edge = cut.grid[-1] * (1 + 1 / len(cut.grid))
        known = heights[~np.isnan(heights)]
        figures.draw_heights(self.line_ax, cut.grid, heights)
        fit_height(self.line_ax, known if len(known) else [0.0, 1.0], below=0.1, above=0.1)
        self.line_ax.set(xlim=(-edge, edge))
        self.line_ax.axvline(a, color=HERE, linewidth=1.2, linestyle=":")
        if not np.isnan(here):
            mark_here(self.line_ax, a, here)

    def _lowest(self, cut):
        row, column = np.unravel_index(np.nanargmin(cut.heights), cut.heights.shape)
        return cut.grid[column], cut.grid[row], cut.heights[row, column]

    def _sentence(self, cut, row, column):
        here, (_, _, lowest) = cut.heights[row, column], self._lowest(cut)
        values = {"a": cut.grid[column], "b": cut.grid[row], "here": here, "lowest": lowest}
        said = [words("no_number_here" if np.isnan(here) else "here", **values)]
        if cut.missing:
            values |= {"missing": cut.missing, "places": cut.heights.size}
            said.append(words("missing", error=cut.error or words("not_finite"), **values))
        elif np.ptp(cut.heights) == 0:
            said.append(words("level"))
        else:
            said.append(words("bowl" if _passes_for_a_bowl(cut.heights) else "no_bowl"))
        if self.probed.places < PLACES[0]:
            said.append(words("coarse", places=self.probed.places))
        return text("kit.between_sentences").join(said)

    def moved(self, name, places):
        reach, steps = self.values["range"], max(1, self.probed.places // 2)  # from 0 to the edge
        place = np.clip(self.held[name], -reach, reach) + places * reach / steps
        return float(np.clip(place, -reach, reach))


def _passes_for_a_bowl(heights):
    """Whether each height is at most the mean of its two neighbours, along rows and columns."""
    room = 1e-9 * max(np.ptp(heights), 1e-300) + 1e-12 * np.abs(heights).max()
    sags = (2 * part[1:-1] - part[:-2] - part[2:] for part in (heights, heights.T))
    return all(float(sag.max()) <= room for sag in sags)
