"""Explorers that move by themselves: play, one step, back to the start."""

import math

import ipywidgets as widgets

from losslab.kit.controls import button
from losslab.kit.explorer import Explorer
from losslab.kit.words import text

FRAME = 60  # milliseconds between two frames that the player asks for


class Film(Explorer):
    """Base of explorers whose `model` has ``reset()``; ``go_on(steps, **values)`` moves it.

    So many steps, or as many as a frame of the player has where `steps` is None.
    """

    def player(self):
        """The controls of the player, for a row of its own."""
        self.play = widgets.Play(
            max=1_000_000, interval=FRAME, show_repeat=False, description=text("kit.play")
        )
        self.play.observe(self._on_play, names="value")
        widgets.jslink((self.play, "playing"), (self.picture, "playing"))
        once = button(text("kit.one_frame"), icon="step-forward")
        back = button(text("kit.restart"), icon="fast-backward")
        return {"play": self.play, "advance": once, "restart": back}

    def _on_play(self, change):
        # the player sends its newest count only: a slow machine skips frames, none queue up
        if change["new"]:
            self.advance(None)
        else:
            self.restart()

    def advance(self, steps=1):
        """Go on by one step, as the button says."""
        self.go_on(steps, **self.values)
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
    """Where an axis ends that is doubled whenever it is used up."""
    return first * 2 ** max(0, math.ceil(math.log2(max(length, 1e-9) / first)))
