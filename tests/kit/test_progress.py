"""A progress bar counts to the end, and an interruption leaves what there was."""

import gc
import signal
import threading

import numpy as np
import pytest

from losslab.descent import gradient_descent
from losslab.kit import progress as module
from losslab.kit.progress import ProgressBar, progress, progress_bar
from losslab.losses import svm_loss_and_gradient
from losslab.search import random_search

STOPPED = {
    "en": "stopped after 751 of 1,000; what was found is kept",
    "ja": "1,000 回中 751 回で止めました。それまでの結果は残っています",
}


def interrupt():
    raise KeyboardInterrupt


@pytest.fixture
def problem():
    return np.array([[1.0, -1.0], [1.0, 1.0]], dtype=np.float32), np.array([0, 1])


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


def test_a_loop_that_is_left_early_says_where(bars):
    for k in progress(100):
        if k == 3:
            break
    gc.collect()  # the loop's own end, where it is not at once
    assert bars[0].count.value == "stopped after 3 of 100"


def test_in_another_thread_it_only_counts():
    counted = []
    thread = threading.Thread(target=lambda: counted.extend(progress(3)))
    thread.start()
    thread.join()
    assert counted == [0, 1, 2]


def test_the_searches_of_the_library_fill_it(bars):
    with progress_bar(3) as bar:
        for k in range(3):
            assert bar(k, 9.0, 8.5) is None
    assert bars[0].bar.value == 3 and bars[0].count.value == "3 of 3"


@pytest.mark.parametrize("stops", [interrupt, lambda: True], ids=["button", "on_attempt"])
def test_a_stopped_search_leaves_the_bar_where_it_came(bars, problem, language, stops):
    def watch(k, *what):
        bar(k, *what)
        return stops() if k == 750 else None

    with progress_bar(1000) as bar:
        found = random_search(
            *problem, attempts=1000, scale=1.0, rng=np.random.default_rng(0), on_attempt=watch
        )
    assert found.stopped and len(found.history) == bars[0].bar.value == 751
    assert bars[0].count.value == STOPPED[language]


def test_a_stopped_descent_leaves_the_bar_where_it_came(bars, problem, language):
    def watch(step, W, loss):
        bar(step)
        if step == 750:
            interrupt()

    W, how = np.ones((10, 2)), {"step_size": 1e-3, "steps": 1000}
    with progress_bar(1000) as bar:
        found = gradient_descent(svm_loss_and_gradient, W, *problem, on_step=watch, **how)
    assert found.stopped and len(found.losses) == bars[0].bar.value == 751
    assert bars[0].count.value == STOPPED[language]


def test_nothing_is_said_to_be_kept_when_a_loop_ends_in_an_error(bars, language):
    with pytest.raises(KeyboardInterrupt), progress_bar(1000):
        interrupt()
    said = {"en": "stopped after 0 of 1,000", "ja": "1,000 回中 0 回で止まりました"}
    assert bars[0].count.value == said[language]


def test_without_a_kernel_it_says_how_long_the_loop_is():
    assert ProgressBar(1000)._repr_mimebundle_()["text/plain"] == "1,000 rounds"
