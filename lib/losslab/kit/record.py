"""What the student has solved, and how: a small file beside the notebooks, kept across restarts.

Nothing that was learned is taken back, so two records of one student join to the further of
both: a notebook that knows less than the file, or more, can spoil nothing.
"""

import json
import os
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from IPython import get_ipython

FILE = "losslab-progress.json"
VARIABLE = "LOSSLAB_PROGRESS"  # of the environment: names another file
PATIENCE = 2  # seconds for another notebook to write
STATES = ("open", "tried", "solved")
_known = {}  # by file, what this kernel has seen: for a file that cannot be written


@dataclass(frozen=True)
class Entry:
    """How far the student is with one exercise."""

    state: str = "open"
    hints: int = 0
    solution: bool = False
    source: str = ""  # the code of the last right answer
    at: float = 0.0  # when it was right: seconds since 1970

    def joined(self, other):
        """The further of both, with the newer code."""
        state = max(self.state, other.state, key=STATES.index)
        looked_at = self.solution or other.solution
        newer = max(self, other, key=lambda entry: entry.at)
        return Entry(state, max(self.hints, other.hints), looked_at, newer.source, newer.at)


def note(key, **news):
    """Keep news of the exercise `key`, as far as they are any; never raises."""
    known = _known.setdefault(place(), {})
    before = known.get(key, Entry())
    known[key] = before.joined(Entry(**news))
    if known[key] != before:
        entries()


def entries():
    """All that is known, by key, after it was saved; and what went wrong: a word, or None."""
    known = _known.setdefault(path := place(), {})
    try:
        found, problem = _read(path)
        if _joined(found, known) != found and path is not None:
            with _alone(path):
                _write(path, _joined(_read(path)[0], known))
    except Exception:  # a full disk, a folder of somebody else: no reason to fail a check
        problem = "unwritable"
    return dict(known), problem


def _joined(found, known):
    """What the file holds and what this kernel knows, which then knows both."""
    for key, stored in found.items():
        known[key] = _entry(stored).joined(known.get(key, Entry()))
    return found | {key: asdict(entry) for key, entry in known.items() if entry != Entry()}


def place():
    """The file: beside the notebook that runs; None outside of one, where nothing is kept."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    shell = get_ipython()
    return Path(shell.starting_dir, FILE) if hasattr(shell, "kernel") else None


def _read(path):
    """What the file holds; one that holds something else is set aside, not overwritten."""
    if path is None or not path.exists():
        return {}, None
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found, None
    names = (path.with_name(f"{path.stem}-damaged-{k}{path.suffix}") for k in range(1, 1000))
    path.rename(next(name for name in names if not name.exists()))
    return {}, "damaged"


def _entry(stored):
    """An entry as it stands in the file; what is none counts as nothing known."""
    try:
        entry = Entry(stored["state"], stored["hints"], stored["solution"], *_code(stored))
        is_one = entry.state in STATES and type(entry.hints) is int and entry.hints >= 0
    except (TypeError, KeyError):
        return Entry()
    return entry if is_one and isinstance(entry.solution, bool) else Entry()


def _code(stored):
    """The code of an entry and when it was right: older records have none."""
    source, at = stored.get("source", ""), stored.get("at", 0.0)
    if type(source) is not str or type(at) not in (int, float):
        return "", 0.0
    return source, at if 0 <= at <= time.time() else 0.0  # no time to come, to be newer for ever


@contextmanager
def _alone(path):
    """Keep other notebooks from writing, between our look at the file and our own writing."""
    lock, began = path.with_name(f".{path.name}.lock"), time.monotonic()
    while time.monotonic() < began + PATIENCE:  # then whoever has the lock is no more
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _write(path, content):
    """Replace the file in one go: whoever stops us leaves the old one or the new one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
