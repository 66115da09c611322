"""Times side by side: in turn, many rounds, and ratios within a round; a busy machine is fair."""

import time
from dataclasses import dataclass

import numpy as np

SHORTEST = 0.1  # seconds: what takes less is repeated


@dataclass(frozen=True)
class Contender:
    """Something that does the same work as ours.

    Attributes
    ----------
    name : str
    run : callable
        Does the work, or a sample of it.
    scale : float
        How many times the sample fits into the work: 1 where all of it is done.
    why : str
        Said in the table where ours is the slower one.
    """

    name: str
    run: object
    scale: float = 1.0
    why: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a table: the seconds of a contender, and how many times ours fits into them."""

    name: str
    seconds: float
    ratio: float
    low: float
    high: float
    sampled: bool
    why: str


def compare(ours, *others, rounds=15):
    """Time `ours` and the others in turn.

    Returns
    -------
    list of Line
        The first is ours. A ratio is the median over the rounds, with the quartiles.
    """
    contenders = (ours, *others)
    for contender in contenders:  # the first run fills caches
        contender.run()
    repeats = [max(1, round(SHORTEST / seconds_of(contender.run))) for contender in contenders]
    seconds, rng = np.empty((len(contenders), rounds)), np.random.default_rng(0)
    for k in range(rounds):
        for i in rng.permutation(len(contenders)):  # nobody always follows the same one
            seconds[i, k] = contenders[i].scale * seconds_of(contenders[i].run, repeats[i])
    lines = []
    for contender, times in zip(contenders, seconds, strict=True):
        low, ratio, high = quartiles(times / seconds[0])
        why = contender.why if ratio < 1 else ""
        sampled = contender.scale != 1
        lines.append(Line(contender.name, np.median(times), ratio, low, high, sampled, why))
    return lines


def seconds_of(run, times=1):
    """The mean time of a few calls."""
    if times > 1:  # short work waits until the threads of the one before have stopped spinning
        time.sleep(2 * SHORTEST)
        for _ in range(times):
            run()
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def exponent(sizes, times):
    """The exponent p of the power law time ~ size ** p that fits best."""
    return np.polyfit(np.log(sizes), np.log(times), 1)[0]


def as_table(lines):
    """Lines as Markdown."""
    rows = ["| | time | in units of ours (quartiles) | |", "|---|--:|--:|---|"]
    for line in lines:
        time = ("≈ " if line.sampled else "") + in_words(line.seconds)
        ratio = ratio_in_words(line.low, line.ratio, line.high)
        rows.append(f"| {line.name} | {time} | {ratio} | {line.why} |")
    return "\n".join(rows)


def quartiles(ratios):
    """Lower quartile, median, upper quartile."""
    return np.quantile(ratios, (0.25, 0.5, 0.75))


def ratio_in_words(low, ratio, high):
    """A ratio with its quartiles: "1.2 (1.1 … 1.4)"."""
    return f"{ratio:.3g} ({low:.3g} … {high:.3g})"


def in_words(seconds):
    """A time that a reader can grasp: "5.2 ms", "3.1 h"."""
    for unit, length in (("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= 0.9995 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{1000 * seconds:.3g} ms"
