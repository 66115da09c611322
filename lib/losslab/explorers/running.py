"""What the explorers that train share: play, one frame, back to the start, a growing axis."""

import ipywidgets as widgets

from losslab.explorers.base import Explorer
from losslab.language import text

FRAME = 60  # milliseconds between two frames that the player asks for


class RunningExplorer(Explorer):
    """Base of the explorers that train while one watches.

    A subclass has, beside what an `Explorer` has, ``train()`` for one frame, ``begin()`` to go to
    the start, ``length()`` of what was trained, in units of the axis, and ``growing_axes()``.
    """

    first_shown = 100  # units on the axis at the start; doubled when they are used up

    def player(self):
        """The row of the player and its two buttons."""
        self.play = widgets.Play(
            value=0, min=0, max=1_000_000, interval=FRAME, show_repeat=False,
            description=text("common.play"),
        )  # fmt: skip
        self.play.observe(self._on_play, names="value")
        self.once, self.back = (
            widgets.Button(description=text(f"common.{name}"), icon=icon)
            for name, icon in (("one_frame", "step-forward"), ("restart", "fast-backward"))
        )
        self.once.on_click(lambda _: self.advance())
        self.back.on_click(lambda _: self.reset())
        return widgets.HBox([self.play, self.once, self.back])

    def _on_play(self, change):
        # the player sends its newest count only: a slow machine skips frames, none queue up
        if change["new"]:
            self.advance()
        else:
            self.reset()

    def advance(self):
        """Train for one frame."""
        self.train()
        if self.length() > self.shown:
            self.show_units(2 * self.shown)
            self.redraw()
        else:
            self.refresh()

    def reset(self):
        """Stop, and go back to the start."""
        self.play.playing = False
        self.play.unobserve(self._on_play, names="value")
        self.play.value = 0
        self.play.observe(self._on_play, names="value")
        self.begin()
        self.show_units(self.first_shown)
        self.redraw()

    def show_units(self, units):
        """Let the axes that grow reach from 0 to so many units."""
        self.shown = units
        for ax in self.growing_axes():
            ax.set_xlim(0, units)
