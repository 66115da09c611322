"""A bar that fills while a loop runs; the loop can be stopped and keeps what it has."""

import signal
import threading
import time
from contextlib import contextmanager

import ipywidgets as widgets
from IPython.display import display

from losslab.kit.controls import bundle_of
from losslab.kit.words import text

_PAUSE = 0.1  # seconds between two drawings of the bar: more would slow the loop down


class ProgressBar:
    """A bar with its count, shown at once; without a kernel, a line that says how long it is."""

    def __init__(self, total):
        self.total, self._drawn = total, 0.0
        self.bar = widgets.IntProgress(0, min=0, max=total, description=text("kit.progress.label"))
        self.bar.style.description_width = "initial"
        self.count = widgets.Label()
        self.widget = widgets.HBox([self.bar, self.count])
        self.show(0)
        display(self)

    def show(self, done, word="count"):
        """Fill the bar up to `done`."""
        self.bar.value = done
        self.count.value = text(f"kit.progress.{word}", done=done, total=self.total)

    def advance(self, k, *_):
        """Round `k`, from 0, is done; what came out of it does not matter here."""
        now = time.monotonic()
        if now - self._drawn > _PAUSE or k + 1 == self.total:
            self.show(k + 1)
            self._drawn = now

    def _repr_mimebundle_(self, **kwargs):
        return bundle_of(self.widget, text("kit.progress.length", total=self.total))


def progress_bar(total):
    """Show a bar; return what the library's searches call after each attempt, with its number."""
    return ProgressBar(total).advance


def progress(total):
    """Count from 0 to `total` - 1, with a bar; *Interrupt the kernel* ends the loop early.

    The round in which the button is pressed is finished first, so that nothing is left half
    done and no error is shown. Pressed again, it stops at once, as usual.
    """
    bar = ProgressBar(total)
    with _interruption() as interrupted:
        for k in range(total):
            yield k
            if interrupted() and k + 1 < total:
                bar.show(k + 1, "stopped")
                return
            bar.advance(k)


@contextmanager
def _interruption():
    """Note the first interruption instead of raising it; the second is raised."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False  # only the main thread may say what a signal does
        return
    before = signal.getsignal(signal.SIGINT)
    noted = []

    def note(number, frame):
        noted.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(noted)
    finally:
        signal.signal(signal.SIGINT, before)
