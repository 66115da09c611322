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
        self.total, self.done, self._drawn = total, 0, 0.0
        self.bar = widgets.IntProgress(0, min=0, max=total, description=text("kit.progress.label"))
        self.bar.style.description_width = "initial"
        self.count = widgets.Label()
        self.widget = widgets.HBox([self.bar, self.count])
        self.show()
        display(self)

    def show(self, word="count"):
        """Fill the bar up to what is done, and say so."""
        self.bar.value = self.done
        self.count.value = text(f"kit.progress.{word}", done=self.done, total=self.total)

    def __call__(self, k, *_):
        """Round `k`, from 0, is done; what came out of it does not matter here."""
        self.done, now = k + 1, time.monotonic()
        if now - self._drawn > _PAUSE or self.done == self.total:
            self.show()
            self._drawn = now

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        """Say how far it came, if that is not the end; after an error nothing may be kept."""
        if self.done < self.total:
            self.show("left" if error else "stopped")

    def _repr_mimebundle_(self, **kwargs):
        return bundle_of(self.widget, text("kit.progress.length", total=self.total))


def progress_bar(total):
    """Show a bar for a loop of the library, which calls it with the number of each round.

    ``with progress_bar(1000) as bar:`` and in it ``on_attempt=bar`` or ``on_step=bar``: a run that
    is stopped leaves the bar saying how far it came.
    """
    return ProgressBar(total)


def progress(total):
    """Count from 0 to `total` - 1, with a bar; *Interrupt the kernel* ends the loop early.

    The round in which the button is pressed is finished first, so that nothing is left half
    done and no error is shown. Pressed again, it stops at once, as usual.
    """
    with progress_bar(total) as bar, _interruption() as interrupted:
        for k in range(total):
            yield k
            bar(k)
            if interrupted():
                return


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
