"""What the processes of a student take: the server of the student, and its kernels.

Memory is the proportional set size (PSS, Linux): pages that many share count in parts, so the sum
over a class is what the class takes. Elsewhere it is the unique set size (USS), without them.
"""

import contextlib

import psutil

MEGABYTE = 1 << 20
KIND = "PSS" if psutil.LINUX else "USS"


def of_students(hub):
    """The servers below the hub's process, by the names of their students."""
    found = {}
    for process in hub.children():
        with contextlib.suppress(psutil.Error):
            if name := process.environ().get("JUPYTERHUB_USER"):
                found[name] = process
    return found


def family(process):
    """The process and all below it."""
    return [process, *process.children(recursive=True)]


def megabytes(processes):
    """What they take together."""
    return sum(getattr(p.memory_full_info(), KIND.lower()) for p in processes) / MEGABYTE


def core_seconds(processes):
    """The time that processors have worked for them."""
    return sum(sum(p.cpu_times()[:2]) for p in processes)
