"""Measure again what the lecture note quotes; write data/ledger.csv and the READMEs' tables.

    python run.py reproduce [--data embedded|full] [--seeds N] [--quick]

Without --data it takes the full CIFAR-10 where it is, else the embedded part. Each result is kept
in build/reproduce/ as soon as it is there: stopped and started again, it goes on from there.
Delete that folder to measure everything anew. --quick tries the machinery in seconds, and leaves
the ledger alone.
"""

import argparse
import csv
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from copies import mean_over_columns
from ledger import PUBLISHED, summarise, verdict, write_ledger
from ledger_table import write_tables

from losslab.cifar10 import load_cifar10
from losslab.cifar10.download import is_there
from losslab.descent import gradient_descent
from losslab.gradients import check_gradient, numerical_gradient
from losslab.lessons.summary.ledger import MEAN, PATH, RAW
from losslab.losses import (
    accuracy,
    softmax_gradient,
    softmax_loss,
    softmax_loss_and_gradient,
    svm_gradient,
    svm_loss,
    svm_loss_and_gradient,
)
from losslab.search import local_search, random_search
from losslab.svm_gradients import svm_numerical_gradient

ROOT = Path(__file__).resolve().parents[1]
STEPS = [10.0**k for k in range(-10, 0)]
REG = 1e4


@dataclass(frozen=True)
class Size:
    """How much of everything: the note's amounts, or a quick try."""

    attempts: int = 1000
    copies: int = 1200
    images: int = 100_000  # seen in training
    coordinates: int = 200
    timings: int = 30  # of one evaluation of the loss


QUICK = Size(attempts=20, copies=3, images=5_000, coordinates=10, timings=3)


def counts(data, rng, size):
    W, calls = np.zeros((10, len(data.X_train)), np.float32), 0

    def loss(W):
        nonlocal calls
        calls += 1
        return 0.0

    numerical_gradient(loss, W, scheme="forward")
    return {"parameters": W.size, "evaluations": calls}


def copies(data, rng, size):
    """A set of copies has the loss of what was copied."""
    X, y = data.X_train[:, :1000], data.y_train[:1000]
    W = _uniform(rng)
    index = np.tile(np.arange(len(y)), size.copies)
    loss, _ = mean_over_columns(svm_loss_and_gradient, W, X, y, index)
    return {"copies_loss": loss / svm_loss(W, X, y)}


def costs(data, rng, size):
    """Seconds for the slopes of all weights: one by one as the note does it, and by structure."""
    W, X, y = _uniform(rng), data.X_train, data.y_train
    one = np.median([_seconds(svm_loss, W, X, y) for _ in range(size.timings)])
    structured = _seconds(svm_numerical_gradient, W, X, y)
    return {"numerical_seconds": (W.size + 1) * one, "structured_seconds": structured}


def guesses(data, rng, size):
    labels = rng.integers(0, 10, len(data.y_test))
    return {"chance_accuracy": float(np.mean(labels == data.y_test))}


def random_attempts(data, rng, size):
    options = {"attempts": size.attempts, "scale": 1e-4, "rng": rng}
    found = random_search(data.X_train, data.y_train, **options)
    printed = {f"random_loss_{k}": loss for k, loss in enumerate(found.history[:7].tolist())}
    return {**printed, "random_search_accuracy": _tested(found, data)}


def local_steps(data, rng, size):
    options = {"attempts": size.attempts, "scale": 1e-3, "step": 1e-4, "rng": rng}
    found = local_search(data.X_train, data.y_train, **options)
    return {"local_search_accuracy": _tested(found, data)}


def svm_steps(data, rng, size):
    """The shape of the step table: its start, its best decade, its growth far out."""
    W, X, y = _uniform(rng), data.X_train, data.y_train
    start, gradient = svm_loss_and_gradient(W, X, y)
    losses = [svm_loss(W - np.float32(step) * gradient, X, y) for step in STEPS]
    best = STEPS[int(np.argmin(losses))]
    return {
        "svm_start": start,
        "svm_best_step": best,
        "svm_tenfold": round(losses[-1] / losses[-2], 2),
    }


def softmax_steps(data, rng, size):
    """The step table under the conditions that fit it: softmax, 30 images."""
    few = rng.choice(len(data.y_train), 30, replace=False)
    W, X, y = _uniform(rng), data.X_train[:, few], data.y_train[few]
    start, gradient = softmax_loss_and_gradient(W, X, y)
    found = {"softmax_start": start}
    for k, step in zip(range(-10, 0), STEPS, strict=True):
        found[f"softmax_step_{k}"] = softmax_loss(W - np.float32(step) * gradient, X, y)
    return found


def training(data, rng, size):
    """Minibatches of 256 against all images at once, with the same number of images seen."""
    found, n = {}, len(data.y_train)
    for name, batch in (("minibatch_accuracy", 256), ("descent_accuracy", None)):
        down = gradient_descent(
            lambda W, X, y: svm_loss_and_gradient(W, X, y, reg=REG),
            np.zeros((10, len(data.X_train)), np.float32), data.X_train, data.y_train,
            step_size=1e-7, steps=max(1, size.images // (batch or n)), batch_size=batch, rng=rng,
        )  # fmt: skip
        found[name] = _tested(down, data)
    return found


def checks(data, rng, size):
    """Share of the weights whose gradient check is over 1e-6, with the note's h."""
    X, y = data.X_train[:, :500].astype(np.float64), data.y_train[:500]
    W, found = _uniform(rng).astype(np.float64), {}
    pairs = (("svm", svm_loss, svm_gradient), ("softmax", softmax_loss, softmax_gradient))
    for name, loss, gradient in pairs:
        check = check_gradient(
            lambda W, loss=loss: loss(W, X, y),
            lambda W, gradient=gradient: gradient(W, X, y),
            W, h=1e-5, n_coordinates=size.coordinates, rng=rng,
        )  # fmt: skip
        found[f"{name}_check"] = float(np.mean(check.errors > 1e-6))
    return found


def _uniform(rng):
    """Weights where the note's step table starts."""
    return rng.random((10, 3073), dtype=np.float32) * np.float32(1e-3)


def _seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def _tested(result, data):
    if result.stopped:
        raise KeyboardInterrupt  # a part of a run is nothing to write down
    return accuracy(result.W, data.X_test, data.y_test)


# What each measures (by the beginnings of the quantities' names), and over how many times the
# seeds: once where chance has no part, more often where it costs nothing.
ONCE, CHEAP = 0, 20
EXPERIMENTS = (
    (counts, ("parameters", "evaluations"), ONCE),
    (costs, ("numerical_", "structured_"), ONCE),
    (copies, ("copies_",), ONCE),
    (guesses, ("chance_",), CHEAP),
    (svm_steps, ("svm_start", "svm_best", "svm_tenfold"), 1),
    (softmax_steps, ("softmax_st",), CHEAP),
    (checks, ("svm_check", "softmax_check"), 1),
    (training, ("minibatch_", "descent_"), 1),
    (random_attempts, ("random_",), 1),
    (local_steps, ("local_",), 1),
)


class Runs:
    """What was measured so far: a line on disk as soon as it is known."""

    columns = ("quantity", "conditions", "seed", "value")

    def __init__(self, path):
        self.path, self.values = path, {}
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = text[: text.rfind("\n") + 1]  # a crash may have cut the last line off
        path.write_text(whole or ",".join(self.columns) + "\n", encoding="utf-8")
        for line in csv.DictReader(whole.splitlines()):
            key = line["quantity"], line["conditions"], int(line["seed"])
            self.values[key] = float(line["value"])

    def add(self, found, conditions, seed):
        with self.path.open("a", encoding="utf-8", newline="") as file:
            for quantity, value in found.items():
                self.values[quantity, conditions, seed] = float(value)
                csv.writer(file, lineterminator="\n").writerow(
                    (quantity, conditions, seed, repr(float(value)))
                )


def measure(which, seeds, size, runs, *, say=print, experiments=EXPERIMENTS):
    """Run what is not there yet; return the entries of the ledger."""
    todo = [
        (experiment, pixels, seed)
        for pixels in (MEAN, RAW)
        for experiment in experiments
        for seed in range(max(1, seeds * experiment[2]))
        if not all((q, f"{which}, {pixels}", seed) in runs.values for q in _measures(experiment))
    ]
    data, loaded, said, times = None, None, 0.0, {}
    for done, (experiment, pixels, seed) in enumerate(todo, 1):
        if loaded != pixels:
            data = None  # before the next is loaded: the full data fit into memory once
            data, loaded = _load(which, pixels), pixels
        start = time.monotonic()
        found = experiment[0](data, np.random.default_rng(seed), size)
        runs.add(found, f"{which}, {pixels}", seed)
        times.setdefault(experiment, []).append(time.monotonic() - start)
        if time.monotonic() - said > 2 or done == len(todo):  # thousands take no time at all
            said, name = time.monotonic(), experiment[0].__name__.replace("_", " ")
            left = _left(times, [other for other, *_ in todo[done:]])
            say(f"[{done}/{len(todo)}] {which}, {pixels}: {name}, seed {seed}; {left} left")
    return _entries(which, seeds, runs, experiments)


def _left(times, todo):
    """The time that is left, "at least" as long as something was never timed."""
    seconds = sum(np.mean(times.get(experiment, 0)) for experiment in todo)
    known = all(experiment in times for experiment in todo)
    return f"{'' if known else 'at least '}{seconds / 60:.0f} min"


def _measures(experiment):
    return [quantity for quantity in PUBLISHED if quantity.startswith(experiment[1])]


def _load(which, pixels):
    data = load_cifar10(which)
    if pixels == RAW:  # in place: nobody else has these arrays
        for X in (data.X_train, data.X_test):
            X[:-1] += data.mean_image[:, None]
    return data


def _entries(which, seeds, runs, experiments):
    """The lines of the ledger, in its order."""
    times = {q: max(1, seeds * e[2]) for e in experiments for q in _measures(e)}
    entries = []
    for quantity in (quantity for quantity in PUBLISHED if quantity in times):
        for conditions in (f"{which}, {pixels}" for pixels in (MEAN, RAW)):
            values = [runs.values[quantity, conditions, k] for k in range(times[quantity])]
            entries.append(summarise(quantity, conditions, values))
    return entries


def main(arguments=None, *, folder=ROOT / "build/reproduce", path=PATH):
    parser = argparse.ArgumentParser(
        prog="run.py reproduce", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", choices=("embedded", "full"))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error("--seeds must be 1 or more")
    which = "embedded" if options.quick else options.data or ("full" if is_there() else "embedded")
    if options.quick:
        path, size, seeds = Path(folder) / "quick-ledger.csv", QUICK, 1
        runs = Runs(Path(folder) / "quick.csv")
    else:
        size, seeds, runs = Size(), options.seeds, Runs(Path(folder) / f"{which}.csv")
    entries = measure(which, seeds, size, runs)
    write_ledger(entries, path)
    if path == PATH:
        write_tables()
    for entry in entries:
        print(f"{entry.quantity:24} {entry.conditions:26} {entry.median:10.4g}  {verdict(entry)}")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
