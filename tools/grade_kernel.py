"""A kernel for code that one does not trust to end: it has a limit of time and one of memory."""

import ast
import contextlib
import os
import queue
import secrets
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
from jupyter_client import KernelManager

TOOLS = Path(__file__).resolve().parent
MARK = "LOSSLAB_GRADED"  # of the environment: what a submission has started is known by it
PAUSE = 0.1  # seconds between two looks at the limits


class Over(Exception):
    """A submission went over a limit, or its kernel died: names the remark on it."""


class LimitedKernel:
    """Runs cells until `seconds`, or `megabytes` with all children, are over; then all is ended.

    Memory is looked at ten times a second, on every system: one that fills faster than that is
    over its limit for a moment.
    """

    def __init__(self, seconds, megabytes):
        self.seconds, self.megabytes = seconds, megabytes
        self.mark, self.seen = secrets.token_hex(8), set()

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        own = {MARK: self.mark, "IPYTHONDIR": self.folder.name, "OPENBLAS_NUM_THREADS": "1"}
        own["PYTHONPATH"] = os.pathsep.join(map(str, (TOOLS, TOOLS.parent / "lib")))
        own["LOSSLAB_PROGRESS"] = str(Path(self.folder.name, "progress.json"))
        self.manager = KernelManager(kernel_name="python3")
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.manager.start_kernel(cwd=self.folder.name, env=os.environ | own, **silent)
        self.kernel = psutil.Process(self.manager.provisioner.pid)
        self.client = self.manager.client()
        # What cells print is not read: it cannot fill our memory, and proves nothing.
        self.client.start_channels(shell=True, iopub=False, stdin=False, hb=False)
        self.end = time.monotonic() + self.seconds
        return self

    def __exit__(self, *_):
        self._look()
        self.client.stop_channels()
        _kill({self.kernel})
        for _ in range(10):  # children may have children while we count
            if not (left := {p for p in self.seen | self._marked() if _runs(p)}):
                break
            _kill(left)
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()

    def run(self, code):
        """Run a cell; returns the name of the error that ended it, or None."""
        content = self._ask(code, {})
        return None if content["status"] == "ok" else str(content.get("ename", "error"))

    def value(self, expression):
        """The value of an expression that gives a string; None if it gives something else."""
        found = self._ask("", {"value": expression}).get("user_expressions", {}).get("value", {})
        try:
            return ast.literal_eval(found["data"]["text/plain"])
        except (KeyError, ValueError, SyntaxError, MemoryError, RecursionError):
            return None

    def _ask(self, code, expressions):
        named = {"user_expressions": expressions, "store_history": False}
        message = self.client.execute(code, allow_stdin=False, stop_on_error=False, **named)
        while True:
            self._check_limits()
            try:
                reply = self.client.get_shell_msg(timeout=PAUSE)
            except queue.Empty:
                continue
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"]

    def _check_limits(self):
        if time.monotonic() > self.end:
            raise Over("time limit")
        if self._look() > self.megabytes * 1e6:
            raise Over("memory limit")
        if not _runs(self.kernel):
            raise Over("kernel died")

    def _look(self):
        """The bytes of the kernel and of all that it has started; remembers who they are."""
        total = 0
        with contextlib.suppress(psutil.Error):
            self.seen.update(self.kernel.children(recursive=True))
        for process in {self.kernel, *self.seen}:
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def _marked(self):
        """What runs with our mark in its environment, whoever its parent is by now."""
        found = set()
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark and _runs(process):
                    found.add(process)
            except psutil.Error:  # somebody else's, or gone
                pass
        return found


def _runs(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _kill(processes):
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=3)
