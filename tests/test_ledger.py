"""The ledger as it is made: verdicts follow from numbers, and the command can be stopped."""

import csv
import functools
import importlib
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from losslab.lessons.summary.ledger import MEAN, PATH, RAW, Entry, read_ledger

sys.path.insert(0, str(PATH.parents[1] / "tools"))


@pytest.fixture(scope="module")
def ledger():
    return importlib.import_module("ledger")


@pytest.fixture(scope="module")
def reproduce():
    return importlib.import_module("reproduce")


@pytest.fixture(params=["en", "ja"])
def readme(request):
    table = importlib.import_module("ledger_table")
    return table, table.READMES[request.param].read_text(encoding="utf-8"), request.param


@pytest.fixture
def lines():
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_quantity_is_there_under_both_conditions(ledger, lines):
    for pixels in (MEAN, RAW):
        there = [line["quantity"] for line in lines if line["conditions"].endswith(pixels)]
        assert there == list(ledger.PUBLISHED)


def test_verdicts_follow_from_the_numbers(lines):
    for line in lines:
        low, median, high = (float(line[name]) for name in ("low", "median", "high"))
        assert low <= median <= high
        published = float(line["published"]) if line["published"] else None
        if published is None:
            assert line["verdict"] == "not published"
        elif low <= published <= high:
            assert line["verdict"] == "inside"
        else:
            side, _, distance = line["verdict"].split()
            nearest = high if published > high else low
            assert side == ("above" if published > high else "below")
            assert float(distance) == pytest.approx(abs(published - nearest), rel=6e-3)


@pytest.mark.parametrize(
    ("published", "words"),
    [(5.0, "inside"), (4.0, "inside"), (6.5, "above by 0.5"), (3.75, "below by 0.25")],
)
def test_the_ends_of_the_range_are_inside(ledger, published, words):
    entry = Entry("parameters", published, "embedded, raw pixels", 5.0, 4.0, 6.0, 5)
    assert ledger.verdict(entry) == words


def test_written_and_read_again_is_the_same(ledger, tmp_path):
    values = [0.123456789, 0.15, 0.2]
    entries = [ledger.summarise("random_search_accuracy", "full, raw pixels", values)]
    entries += [ledger.summarise("minibatch_accuracy", "full, raw pixels", [0.3])]
    ledger.write_ledger(entries, tmp_path / "ledger.csv")
    assert read_ledger(tmp_path / "ledger.csv") == entries


def test_the_readmes_show_the_ledger(readme):
    table, page, code = readme
    assert table.with_table(page, code) == page, "run tools/ledger_table.py"


def test_a_table_has_a_row_for_each_quantity_and_the_verdicts(readme):
    table, _, code = readme
    rows = table.table(read_ledger(), code).splitlines()[2:]
    alone = [e for e in read_ledger() if not e.quantity.startswith(table.LISTS)]
    assert [row.count("|") for row in rows] == [5] * len(rows)
    for k, row in enumerate(rows):
        assert [cell.split()[-1] for cell in row.split("|")[3:5]] == [
            entry.mark for entry in alone[2 * k : 2 * k + 2]
        ]


def test_each_quantity_is_measured_by_one_experiment(ledger, reproduce):
    measured = [q for experiment in reproduce.EXPERIMENTS for q in reproduce._measures(experiment)]
    assert sorted(measured) == sorted(ledger.PUBLISHED)


def test_a_quick_run_makes_a_whole_ledger_and_a_second_one_measures_nothing(
    ledger, reproduce, tmp_path, capsys, monkeypatch
):
    kept = PATH.read_bytes()
    reproduce.main(["--quick"], folder=tmp_path)
    made = (tmp_path / "quick-ledger.csv").read_bytes()
    assert PATH.read_bytes() == kept
    quantities = [entry.quantity for entry in read_ledger(tmp_path / "quick-ledger.csv")]
    assert quantities[::2] == list(ledger.PUBLISHED)
    monkeypatch.setattr(reproduce, "_load", None)  # a call would fail
    reproduce.main(["--quick"], folder=tmp_path)
    assert (tmp_path / "quick-ledger.csv").read_bytes() == made


def test_a_stopped_run_goes_on_where_it_was(reproduce, tmp_path, monkeypatch):
    monkeypatch.setattr(reproduce, "_load", lambda which, pixels: None)
    path, seeds = tmp_path / "runs.csv", []

    def measure(patience):
        def lucky(data, rng, size):
            if len(seeds) == patience:
                raise KeyboardInterrupt
            seeds.append(float(rng.random()))
            return {"chance_accuracy": seeds[-1]}

        experiments, runs = ((lucky, ("chance_",), 1),), reproduce.Runs(path)
        return reproduce.measure("embedded", 5, None, runs, say=str, experiments=experiments)

    with pytest.raises(KeyboardInterrupt):
        measure(patience=3)
    with path.open("a") as file:
        file.write('chance_accuracy,"embedded, raw pixels",0,0.00')  # as a crash leaves it
    entries = measure(patience=100)
    assert seeds == 2 * [np.random.default_rng(k).random() for k in range(5)]
    assert [entry.seeds for entry in entries] == [5, 5]
    assert entries[0].low == entries[1].low == pytest.approx(np.quantile(seeds[:5], 0.05), rel=1e-5)


@pytest.mark.parametrize("experiment", ["random_attempts", "local_steps", "training"])
def test_a_part_of_a_run_is_never_written_down(reproduce, data, monkeypatch, experiment):
    def stop(k, *_):
        if k == 1:
            raise KeyboardInterrupt

    for name, watch in (
        ("random_search", "on_attempt"), ("local_search", "on_attempt"),
        ("gradient_descent", "on_step"),
    ):  # fmt: skip
        stopped = functools.partial(getattr(reproduce, name), **{watch: stop})
        monkeypatch.setattr(reproduce, name, stopped)
    size = SimpleNamespace(attempts=5, images=20_000)
    with pytest.raises(KeyboardInterrupt):
        getattr(reproduce, experiment)(data, np.random.default_rng(0), size)
