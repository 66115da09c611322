"""A figure whose ground is drawn once and kept, while scenes come and go over it.

Drawing a figure whole takes 20 to 90 ms; drawing what moves, a few. So a picture has four layers
of SVG, crisp at any size. What a scene leaves behind (artists, limits, titles) is undone before
the next one, so a picture never depends on the pictures before it.
"""

import io
from dataclasses import dataclass, field

from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from losslab.kit.vectors import svg_of

GROUNDS = 16  # so many are kept, for as many limits and titles
SCALES = 200  # so many pictures of a live axis are kept, each for other limits
POINTS = 72  # an inch: the units of SVG, so that a figure of so many dots has them, too


class Stage:
    """The ground of a figure, and the scene that stands on it.

    `live` are artists of the ground that change with the scenes, such as ``ax.yaxis`` or a title:
    they are drawn with each scene, since they would make many grounds.
    """

    def __init__(self, figure, live=()):
        self.figure, self.canvas = figure, FigureCanvasAgg(figure)
        self._ground = {owner: owner.get_children() for owner in (figure, *figure.axes)}
        self._frames = [Frame(ax, live) for ax in figure.axes]
        self._live = list(live) + [mark for frame in self._frames for mark in frame.movable_marks()]
        self._grounds, self._scales = {}, {}
        self._kept = Kept()

    def clear(self):
        """Undo the last scene: its artists but those kept, its limits, its titles."""
        self._remove(self._scene())
        self._kept.wanted = False
        for frame in self._frames:
            frame.restore()

    def keep(self, draw, *values):
        """``draw(*values)`` first in a scene, or what it gave if just that still stands there."""
        if (draw, values) != self._kept.made_by:
            self._forget_kept()
            self._kept = Kept((draw, values), draw(*values))
            self._kept.artists = self._scene()
            self._kept.states = [frame.state() for frame in self._frames]
        self._kept.wanted = True
        for frame, state in zip(self._frames, self._kept.states, strict=True):
            frame.restore(state)
        return self._kept.result

    def settle_layout(self):
        """Give every label its room, once: a layout that follows the numbers would jump."""
        if isinstance(engine := self.figure.get_layout_engine(), ConstrainedLayoutEngine):
            engine.set(w_pad=0.12)
        self.canvas.draw()
        self.figure.set_layout_engine("none")
        self._forget_kept()  # labels of contours were placed in another room

    def draw(self):
        """The ground, what is kept, live axes, the scene: images (SVG) that lie on each other."""
        if not self._kept.wanted:
            self._forget_kept()
        key = tuple(frame.key() for frame in self._frames)
        if key not in self._grounds:
            self._keep_ground(key)
        if self._kept.drawn_over != key:
            self._kept.picture = self._svg(self._in_order(self._kept.artists))
            self._kept.drawn_over = key
        scales = "".join(self._scale(part) for part in self._live if isinstance(part, Axis))
        marks = (part for part in self._live if not isinstance(part, Axis))
        scene = self._svg(self._in_order([*marks, *self._scene()]))
        return self._grounds[key], self._kept.picture, scales, scene

    def png(self, dots=200):
        """The whole picture, with so many dots an inch."""
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=dots)
        return file.getvalue()

    def _forget_kept(self):
        self._remove(self._kept.artists)
        self._kept = Kept()

    def _scale(self, axis):
        """The picture of a live axis: made once for the same limits and words."""
        frame = next(frame for frame in self._frames if frame.ax is axis.axes)
        key = axis, frame.scale(axis), frame.ax.get_position().bounds
        if key not in self._scales:
            if len(self._scales) >= SCALES:
                self._scales.clear()
            self._scales[key] = self._svg([axis])
        return self._scales[key]

    def _svg(self, artists):
        return svg_of(artists, *self.figure.get_size_inches() * POINTS)

    def _in_order(self, artists):
        """Axes by axes, then by their own order."""
        axes = [*self.figure.axes, None]
        return sorted(artists, key=lambda artist: (axes.index(artist.axes), artist.get_zorder()))

    def _keep_ground(self, key):
        if len(self._grounds) >= GROUNDS:
            self._grounds.clear()
        for artist in (*self._live, *self._kept.artists, *self._scene()):
            artist.set_animated(True)  # left out of a figure, but not of one that is saved
        self._grounds[key] = self._svg([self.figure])

    def _scene(self):
        """What was added to the ground and is not kept."""
        known = set(self._kept.artists).union(*self._ground.values())
        return [
            part for owner in self._ground for part in owner.get_children() if part not in known
        ]

    def _remove(self, artists):
        there = {part for owner in self._ground for part in owner.get_children()}
        for artist in artists:
            # a contour takes its labels along
            if artist in there and artist.figure is not None:
                artist.remove()


@dataclass
class Kept:
    """The part of a scene that may stand through many scenes, and its picture."""

    made_by: tuple = ()
    result: object = None
    wanted: bool = True
    artists: list = field(default_factory=list)
    states: list = field(default_factory=list)
    drawn_over: tuple | None = None
    picture: str = ""


class Frame:
    """What a scene may change of one axes without adding to it: limits, titles and the like."""

    def __init__(self, ax, live):
        self.ax = ax
        self._ground = self.state()
        ax.autoscale(False)  # limits are set, never left to what autoscaling remembers
        ax.set_prop_cycle(None)
        self.live_axes = [name for name in "xy" if getattr(ax, f"{name}axis") in live]
        texts = [part for part in live if isinstance(part, Text) and part.axes is ax]
        self.live_title = any(part not in ax.texts for part in texts)

    def movable_marks(self):
        """Marks of the ground that move with limits which no picture of the ground shows."""
        ax = self.ax
        marks = [*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.images, *ax.artists]
        return marks if self.live_axes else []

    def restore(self, state=None):
        """Set what differs from a state, by default the ground's, back to it."""
        now, wanted = self.state(), state or self._ground
        changed = {name: value for name, value in wanted.items() if now[name] != value}
        if "title" in changed:
            for place, words in zip(("left", "center"), changed.pop("title"), strict=True):
                self.ax.set_title(words, loc=place)
        self.ax.set(**changed)
        self.ax.set_prop_cycle(None)  # colours begin with the first again

    def key(self):
        """What the picture of the ground depends on."""
        state = self.state()
        for name in self.live_axes:
            del state[f"{name}lim"], state[f"{name}label"]
        if self.live_title:
            del state["title"]
        return tuple(state.values())

    def scale(self, axis):
        """What the picture of one of its axes depends on."""
        state, name = self.state(), axis.axis_name
        return state[f"{name}lim"], state[f"{name}label"], state["aspect"], state["visible"]

    def state(self):
        """What it looks like now."""
        ax = self.ax
        return {
            "xlim": ax.get_xlim(), "ylim": ax.get_ylim(), "aspect": ax.get_aspect(),
            "xlabel": ax.get_xlabel(), "ylabel": ax.get_ylabel(), "visible": ax.get_visible(),
            "title": (ax.get_title(loc="left"), ax.get_title(loc="center")),
        }  # fmt: skip
