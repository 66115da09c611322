"""A loop of a notebook is stopped with ■: what follows runs to its end, with the real numbers."""

import itertools
import signal

import matplotlib.pyplot as plt
import notebook_text
import notebooks
import pytest
from notebook_checks import tags

from losslab import search
from losslab.kit import progress
from losslab.losses import svm_loss_and_gradient
from losslab.slices import svm_line_minimum

# These cells do not depend on a loop that can be stopped, and take long.
SLOW = {"copies-sum", "copies-compare", "time-measure", "time-figure", "powers", "hiker-game"}


class Room:
    """The cells of a notebook in one namespace, without a kernel."""

    def __init__(self, stem, capsys):
        book = notebook_text.read(notebooks.ROOT / "en" / f"{stem}.ipynb")
        self.sources = {
            cell.id: cell.source
            for cell in book.cells
            if cell.cell_type == "code" and "explorer" not in tags(cell)
        }
        self.names, self.capsys = {}, capsys

    def run(self, *cells):
        """Run cells, all if none is named; returns what each of them printed."""
        printed = {}
        for name in cells or [name for name in self.sources if name not in SLOW]:
            exec(compile(self.sources[name], name, "exec"), self.names)
            plt.close("all")
            printed[name] = self.capsys.readouterr().out
        return printed


@pytest.fixture
def bars(monkeypatch):
    shown = []
    monkeypatch.setattr(progress, "display", shown.append)
    monkeypatch.setattr(plt, "show", lambda: None)
    return shown


@pytest.fixture
def stop_each(monkeypatch, bars):
    """Let each loop, one after the other, be stopped after so many rounds."""

    def patch(*rounds):
        ends = itertools.cycle(rounds)

        class Bar(progress.ProgressBar):
            def __init__(self, total):
                super().__init__(total)
                self.end = next(ends)

            def __call__(self, k, *_):
                super().__call__(k)
                if k + 1 == self.end:
                    signal.raise_signal(signal.SIGINT)

        keep_lowest = search._keep_lowest

        def without_a_bar(candidates, attempts, on_attempt):
            return keep_lowest(candidates, attempts, on_attempt or Bar(attempts))

        monkeypatch.setattr(progress, "ProgressBar", Bar)
        monkeypatch.setattr(search, "_keep_lowest", without_a_bar)

    return patch


@pytest.mark.parametrize("rounds", [(1,), (2,), (21,), (60, 5), (5, 60, 13)], ids=str)
def test_random_search_goes_on_with_what_it_has(stop_each, bars, capsys, rounds):
    stop_each(*rounds)
    room = Room("02_random_search", capsys)
    printed = room.run()
    tried = len(room.names["guessed"].history)
    assert tried in rounds
    assert f"len(guessed.history) = {tried}," in printed["full-search"]
    walked = room.names["walked"]
    assert (
        f"len(walked.history) = {len(walked.history)}\n" in printed["full-local"] and walked.stopped
    )
    assert f"len(losses) = {len(room.names['losses'])}\n" in printed["local-loop"]
    for cell in ("library-search", "library-local"):
        assert "same = True" in printed[cell]
    shown = {bar.count.value for bar in bars if bar.total == 1000}
    assert shown <= {f"stopped after {k} of 1,000; what was found is kept" for k in rounds}


@pytest.mark.parametrize("rounds", [(2,), (6,), (30,), (30, 3), (3, 30, 130)], ids=str)
def test_minibatch_descent_goes_on_with_what_it_has(stop_each, bars, capsys, rounds):
    stop_each(*rounds)
    room = Room("05_minibatch", capsys)
    room.run("setup")
    printed = room.run()
    walks = [room.names[name] for name in ("full", "mini", "single")]
    diaries = [*room.names["racers"].values(), room.names["random"], room.names["local"]]
    assert all(diary.stopped for diary in walks + diaries)
    taken = min(10, walks[0].steps[-1])
    assert str(taken) in printed["diary"] and printed["diary"].endswith("True\n")
    for name, diary in zip(
        ("full", "minibatch", "single", "random", "local"), diaries, strict=True
    ):
        assert room.names["spent"][name]["evaluations"][-1] == diary.steps[-1] < 1000
    steps = room.names["descent"].steps
    assert f"{steps:,}" in printed["long-run"]
    assert all("stopped after" in bar.count.value for bar in bars)


@pytest.mark.parametrize(
    ("stem", "cells", "stopped"),
    [
        (
            "04_step_size",
            ["setup", "two-ways", "exercise-one-step", "descend"],
            ["reg-limit", "curves", "greed"],
        ),
        ("06_summary", ["setup"], ["train"]),
    ],
)
def test_a_loop_written_out_in_a_cell_is_stopped_aloud(bars, capsys, stem, cells, stopped):
    room = Room(stem, capsys)
    room.run(*cells)
    if stem == "04_step_size":
        room.names["svm_line_minimum"] = svm_line_minimum  # of a cell that takes long
    real = svm_loss_and_gradient
    for cell in stopped:
        calls = itertools.count(1)

        def loss_and_gradient(*args, calls=calls, **options):
            if next(calls) == 4:
                signal.raise_signal(signal.SIGINT)
            return real(*args, **options)

        room.names["svm_loss_and_gradient"] = loss_and_gradient
        with pytest.raises(KeyboardInterrupt):
            room.run(cell)
        assert next(calls) == 5
    room.names["svm_loss_and_gradient"] = real
    if stem == "06_summary":
        after = list(room.sources)
        room.run(*after[after.index("train") + 1 :])
