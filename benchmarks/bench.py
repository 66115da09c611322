"""Measure side by side, and write benchmarks/RESULTS.md.

    python run.py bench [--data embedded|full] [--quick]

The full CIFAR-10 is added where it is there. --quick tries the machinery, and writes nothing.
"""

import argparse
import os
import platform
from pathlib import Path

import memory
import numpy as np
import sklearn
import torch
import work
from timing import as_table

from losslab.cifar10 import load_cifar10
from losslab.cifar10.download import is_there

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# Benchmarks

Written by `python run.py bench`. Times are medians over rounds, each in another order. A ratio
is the other's time divided by ours, within a round: over 1, ours is faster. In brackets, their
quartiles. "≈": sampled, a few points or weights of many, and multiplied. Which library multiplies
matrices fastest depends on the processor: yours may rank them otherwise.

{machine}
"""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--data", choices=("embedded", "full"))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    sizes = ["embedded"]
    if options.data == "full" or (options.data is None and is_there()):
        sizes.append("full")
    parts = [HEAD.format(machine=machine())]
    for part in sections(sizes, 2 if options.quick else 15):
        print(part, flush=True)
        parts.append(part)
    if not options.quick:
        RESULTS.write_text("\n".join(parts), encoding="utf-8", newline="\n")
        print(f"written: {RESULTS}")


def sections(sizes, rounds):
    """The sections of the results, one after the other."""
    for which in sizes:
        data = load_cifar10(which)
        X, y = data.X_train, data.y_train
        few = rounds if which == "embedded" else max(2, rounds // 5)
        images = f"{len(y):,} images"
        found = work.svm_loss_of_both(X, y)
        assert np.allclose(found, found[0], rtol=1e-4), f"the losses differ: {found}"
        yield section(f"Plane slice, 101 × 101 points, {images}", work.plane(X, y, few))
        fewer = max(2, few // 3)
        yield section(f"Complete numerical gradient, {images}", work.numerical(X, y, fewer))
        for name, lines in work.searches(X, y, few).items():
            yield section(f"{name.replace('_', ' ').capitalize()}, 20 attempts, {images}", lines)
        yield section(f"Loss and gradient, {images}", work.gradients(X, y, few))
        yield section(f"One epoch in batches of 256, {images}", work.epoch(X, y, fewer))
        if which == "embedded":
            batch = np.ascontiguousarray(X[:, :256].T).T, y[:256]
            for threads in sorted({1, torch.get_num_threads()}):
                title = f"One step with a minibatch of 256, threads: {threads}"
                yield section(title, work.step(*batch, 3 * rounds, threads))
            yield f"## How time grows\n\n{work.growth(X, y)}\n"
            title = f"Training to 35 % test accuracy, {images}"
            yield f"## {title}\n\n{work.training(data, max(2, few // 2))}\n"
        del data, X, y
    yield f"## Peak memory, beyond the data\n\n{peaks(sizes)}\n"


def section(title, lines):
    """A heading and its table."""
    return f"## {title}\n\n{as_table(lines)}\n"


def peaks(sizes):
    """The table of peak memory."""
    rows = ["| | " + " | ".join(sizes) + " |", "|---" + "|--:" * len(sizes) + "|"]
    for name in memory.NAMES:
        found = [f"{memory.peak_of(name, which):.0f} MB" for which in sizes]
        rows.append(f"| {name} | " + " | ".join(found) + " |")
    rows.append("\nThe first line is what NumPy's BLAS takes for a product, once, and keeps: the")
    rows.append("lines under it that use NumPy contain it. PyTorch has a BLAS of its own.")
    return "\n".join(rows)


def machine():
    """What it was measured on."""
    versions = {"Python": platform.python_version(), "NumPy": np.__version__}
    versions |= {"PyTorch": torch.__version__, "scikit-learn": sklearn.__version__}
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"{platform.system()}, {processor()}, {os.cpu_count()} cores; {named}."


def processor():
    """Its name: which of two products is the faster one differs between makers."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
