"""A progress bar counts to the end, and an interruption leaves what there was."""

import signal
import threading

import pytest

from losslab.kit import progress as module
from losslab.kit.progress import ProgressBar, progress, progress_bar


@pytest.fixture(autouse=True)
def bars(monkeypatch):
    shown = []
    monkeypatch.setattr(module, "display", shown.append)
    before = signal.getsignal(signal.SIGINT)
    yield shown
    assert signal.getsignal(signal.SIGINT) is before


def test_it_counts_and_fills(bars):
    assert list(progress(5)) == [0, 1, 2, 3, 4]
    assert bars[0].bar.value == bars[0].bar.max == 5
    assert bars[0].count.value == "5 of 5"


def test_an_interruption_ends_the_loop_after_its_round(bars):
    done = []
    for k in progress(100):
        if k == 3:
            signal.raise_signal(signal.SIGINT)
        done.append(k)
    assert done == [0, 1, 2, 3]
    assert "stopped after 4 of 100" in bars[0].count.value


def test_a_second_interruption_is_raised():
    with pytest.raises(KeyboardInterrupt):
        for _ in progress(100):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)


def test_an_error_in_the_loop_goes_through():
    with pytest.raises(ZeroDivisionError):
        for _ in progress(100):
            1 / 0  # noqa: B018


def test_a_loop_that_is_left_early_gives_the_signal_back():
    for _ in progress(100):
        break


def test_in_another_thread_it_only_counts():
    counted = []
    thread = threading.Thread(target=lambda: counted.extend(progress(3)))
    thread.start()
    thread.join()
    assert counted == [0, 1, 2]


def test_the_searches_of_the_library_fill_it(bars):
    advance = progress_bar(3)
    for k in range(3):
        assert advance(k, 9.0, 8.5) is None
    assert bars[0].bar.value == 3


def test_without_a_kernel_it_says_how_long_the_loop_is():
    assert ProgressBar(1000)._repr_mimebundle_()["text/plain"] == "1,000 rounds"
