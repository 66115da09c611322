"""Try a class out on this machine: a hub on the loopback, and students who run a notebook.

    python run.py classroom [--students 8] [--notebook 01] [--lang en]

All at once they log in, start a server each, and run all cells. The table says what each took;
the exit status is 1 if a cell failed. It isolates nobody: see tryout_config.py.
"""

import argparse
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import processes
import proxy
import psutil
import requests
from console import language, parser, say
from student import Run, log_in

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"


@dataclass
class Row:
    """A line of the table."""

    name: str
    run: Run
    core_seconds: float  # of kernel and server, from the first cell to the end of the last
    kernel: float = 0.0  # megabytes
    server: float = 0.0
    peak: float = 0.0  # of both together

    def figures(self):
        """What stands in the columns after the name."""
        run = self.run
        memory = self.kernel, self.server, self.kernel + self.server, self.peak
        return [run.cells, len(run.failed), run.seconds, self.core_seconds, *memory]


@contextmanager
def hub():
    """Start a hub in a folder of its own: yields its address, its password and its process."""
    password = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        ports = free_ports(3)
        settings = {
            "LOSSLAB_TRYOUT": scratch,
            "LOSSLAB_TRYOUT_PORTS": " ".join(map(str, ports)),
            "LOSSLAB_TRYOUT_PASSWORD": password,
        }
        log = Path(scratch, "hub.log")
        command = [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "tryout_config.py")]
        with log.open("wb") as file:
            process = psutil.Popen(
                command, cwd=scratch, env=os.environ | settings, stdout=file, stderr=file
            )
        try:
            url = f"http://127.0.0.1:{ports[1]}"
            wait_for(url, process, log)
            yield url, password, process
        finally:
            stop(process)


def wait_for(url, process, log, *, timeout=120):
    """Wait until the hub answers; leave with its log where it does not."""
    session = requests.Session()
    session.trust_env = False
    end = time.monotonic() + timeout
    while time.monotonic() < end and process.poll() is None:
        try:
            if session.get(f"{url}/hub/api/", timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    sys.exit(say("no hub", log.read_text(errors="replace")[-3000:]))


def stop(process):
    """End the hub, which ends its servers; what is left after that is ended, too."""
    if process.poll() is not None:
        return
    members = processes.family(process)
    process.terminate()
    for member in psutil.wait_procs(members, timeout=30)[1]:
        member.kill()


def free_ports(count):
    """Ports of the loopback that nobody uses."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def attend(name, path, started, address, password, process):
    """Be one student: log in, wait until all have a kernel, run the notebook; return a `Row`."""
    try:
        server = log_in(address, name, password)
        notebook = server.read(path)
        kernel = server.start_kernel(path)
        kernel.run("pass")  # it answers: now it is there
        own = processes.family(processes.of_students(process)[name])
    except BaseException:
        started.abort()  # or all others would wait for this one
        raise
    started.wait()
    before = processes.core_seconds(own)
    run = kernel.run_notebook(notebook)
    row = Row(name, run, processes.core_seconds(own) - before)
    server.write(path, notebook)
    return row


def weigh(rows, process):
    """Note what each student takes while all are there."""
    servers = processes.of_students(process)
    for row in rows:
        server, *kernels = processes.family(servers[row.name])
        row.server, row.kernel = processes.megabytes([server]), processes.megabytes(kernels)


def watch(tasks, process, peaks):
    """Note the most that each student takes until all tasks are done, and under "" the class."""
    while wait(tasks, timeout=2).not_done:
        now = {}
        for name, server in processes.of_students(process).items():
            with suppress(psutil.Error):  # it may end while we look
                now[name] = processes.megabytes(processes.family(server))
        note_peaks(peaks, now)


def results(tasks):
    """What the tasks returned; leaves with the reason where one failed."""
    for task in tasks:
        error = task.exception()
        if error and not isinstance(error, threading.BrokenBarrierError):  # those only waited
            sys.exit(say("ended", type(error).__name__, error))
    return [task.result() for task in tasks]


def note_peaks(peaks, now):
    """Raise the peaks to what is taken now, by name, and under "" to what all take together."""
    for name, megabytes in [*now.items(), ("", sum(now.values()))]:
        peaks[name] = max(peaks.get(name, 0.0), megabytes)


def table(rows):
    """The lines of the table: a student each, then the mean and the most."""
    columns = [*zip(*(row.figures() for row in rows), strict=True)]
    lines = [[row.name, *row.figures()] for row in rows]
    lines.append([say("mean"), *(sum(column) / len(rows) for column in columns)])
    lines.append([say("most"), *map(max, columns)])
    texts = [say("columns").split("|"), *([shown(value) for value in line] for line in lines)]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
    padded = ([" " * (w - width(t)) + t for t, w in zip(x, widths, strict=True)] for x in texts)
    return ["  ".join(line) for line in padded]


def width(text):
    """How many places of a console a text takes: a Japanese character takes two."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def shown(value):
    """A figure as it stands in the table."""
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def failures(rows):
    """What failed, a line each."""
    return [say("failed", row.name, failed) for row in rows for failed in row.run.failed]


def main(arguments=None):
    """Run the try-out; returns the exit status."""
    command = parser("classroom", formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument("--students", type=int, default=8, help=say("students"))
    command.add_argument("--notebook", default="01", help=say("notebook"))
    command.add_argument("--lang", choices=("en", "ja"), default=language())
    options = command.parse_args(arguments)
    if not 1 <= options.students <= 100:
        command.error(say("no students", options.students))
    found = sorted((NOTEBOOKS / options.lang).glob(f"{options.notebook}*.ipynb"))
    if len(found) != 1:
        command.error(say("no notebook", options.notebook))
    if os.name == "nt":
        sys.exit(say("windows"))
    proxy.install()
    path = f"{options.lang}/{found[0].name}"
    print(say("begins", options.students, path), flush=True)
    names = [f"student{number:02d}" for number in range(1, options.students + 1)]
    started = threading.Barrier(len(names))
    with hub() as (address, password, process), ThreadPoolExecutor(len(names)) as pool:
        tasks = [
            pool.submit(attend, name, path, started, address, password, process) for name in names
        ]
        peaks = {}
        watch(tasks, process, peaks)
        rows = results(tasks)
        weigh(rows, process)
        note_peaks(peaks, {row.name: row.kernel + row.server for row in rows})
        for row in rows:
            row.peak = peaks[row.name]
        others = processes.megabytes([process, *others_of(process)])
    print("\n".join(table(rows)))
    kind = processes.KIND
    print(say("notes", kind, say(kind), peaks[""], others))
    wrong = failures(rows)
    print("\n".join(wrong) if wrong else say("none failed"))
    return 1 if wrong else 0


def others_of(process):
    """The children of the hub that are no student's: proxy and idle culler."""
    servers = processes.of_students(process).values()
    return [child for child in process.children() if child not in servers]


if __name__ == "__main__":
    sys.exit(main())
