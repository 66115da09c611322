"""Explorers that move by themselves: play, one step, back to the start."""

import math

import ipywidgets as widgets

from losslab.kit.controls import button
from losslab.kit.explorer import Explorer
from losslab.kit.words import text

FRAME = 60  # milliseconds between two frames that the player asks for


class Film(Explorer):
    """Base of explorers whose model goes on by frames while one watches.

    A subclass has, beside what an `Explorer` has, ``next_frame(**values)``, which moves its
    `model`; that has ``reset()``.
    """

    def player(self):
        """The controls of the player, for a row of its own."""
        self.play = widgets.Play(
            value=0, min=0, max=1_000_000, interval=FRAME, show_repeat=False,
            description=text("kit.play"),
        )  # fmt: skip
        self.play.observe(self._on_play, names="value")
        once = button(text("kit.one_frame"), icon="step-forward")
        return {
            "play": self.play, "advance": once,
            "restart": button(text("kit.restart"), icon="fast-backward"),
        }  # fmt: skip

    def _on_play(self, change):
        # the player sends its newest count only: a slow machine skips frames, none queue up
        if change["new"]:
            self.advance()
        else:
            self.restart()

    def advance(self):
        """Go on by one frame."""
        self.next_frame(**self.values)
        self.refresh()

    def restart(self):
        """Stop, and go back to the start."""
        self.play.playing = False
        self.play.unobserve(self._on_play, names="value")
        self.play.value = 0
        self.play.observe(self._on_play, names="value")
        self.model.reset()
        self.refresh()


def growing_end(length, first):
    """Where an axis ends that is doubled whenever it is used up.

    Examples
    --------
    >>> growing_end(30, 100), growing_end(130, 100)
    (100, 200)
    """
    return first * 2 ** max(0, math.ceil(math.log2(max(length, 1e-9) / first)))
