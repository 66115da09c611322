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
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import processes
import proxy
import psutil
import requests
from student import Run, log_in

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"
WINDOWS = "JupyterHub runs on Linux and macOS; on Windows, run this within WSL."
COLUMNS = (
    "student",
    "cells",
    "failed",
    "seconds",
    "core-s",
    "kernel MB",
    "server MB",
    "MB",
    "peak MB",
)
NOTES = """
core-s: seconds that processors worked for kernel and server, from the first cell to the last.
MB: {} of kernel and server at the end, when all students are still there.
{}
peak MB: the most of it that was seen, looking every two seconds.
The class took {:.0f} MB at its peak. The hub and its proxy: {:.0f} MB once."""
WHAT = {
    "PSS": "A page that several share counts in parts, so the sum over students is what they take.",
    "USS": "Pages that several share are left out.",
}


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
    sys.exit(f"The hub did not start:\n{log.read_text(errors='replace')[-3000:]}")


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
            sys.exit(f"The try-out stopped. {type(error).__name__}: {error}")
    return [task.result() for task in tasks]


def note_peaks(peaks, now):
    """Raise the peaks to what is taken now, by name, and under "" to what all take together."""
    for name, megabytes in [*now.items(), ("", sum(now.values()))]:
        peaks[name] = max(peaks.get(name, 0.0), megabytes)


def table(rows):
    """The lines of the table: a student each, then the mean and the most."""
    columns = [*zip(*(row.figures() for row in rows), strict=True)]
    lines = [[row.name, *row.figures()] for row in rows]
    lines.append(["mean", *(sum(column) / len(rows) for column in columns)])
    lines.append(["most", *map(max, columns)])
    texts = [COLUMNS, *([shown(value) for value in line] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(t.rjust(w) for t, w in zip(line, widths, strict=True)) for line in texts]


def shown(value):
    """A figure as it stands in the table."""
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def failures(rows):
    """What failed, a line each."""
    return [f"{row.name}, cell {failed}" for row in rows for failed in row.run.failed]


def main(arguments=None):
    """Run the try-out; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python run.py classroom", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--students", type=int, default=8, help="how many, 1 to 100")
    parser.add_argument("--notebook", default="01", help="the beginning of its name")
    parser.add_argument("--lang", choices=("en", "ja"), default="en")
    options = parser.parse_args(arguments)
    if not 1 <= options.students <= 100:
        parser.error(f"--students is {options.students}, expected 1 to 100")
    found = sorted((NOTEBOOKS / options.lang).glob(f"{options.notebook}*.ipynb"))
    if len(found) != 1:
        parser.error(f"--notebook is {options.notebook!r}, expected the beginning of one's name")
    if os.name == "nt":
        sys.exit(WINDOWS)
    proxy.install()
    path = f"{options.lang}/{found[0].name}"
    print(f"{options.students} students run {path} at once; this takes a few minutes.", flush=True)
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
    print(NOTES.format(kind, WHAT[kind], peaks[""], others))
    wrong = failures(rows)
    print("\n".join(wrong) if wrong else "No cell failed.")
    return 1 if wrong else 0


def others_of(process):
    """The children of the hub that are no student's: proxy and idle culler."""
    servers = processes.of_students(process).values()
    return [child for child in process.children() if child not in servers]


if __name__ == "__main__":
    sys.exit(main())
