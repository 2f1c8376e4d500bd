"""The inside of a child process that opens received files: it gives up all that reading does not need.

Runs in the child of ecase/core/child.py. Nothing here imports Django.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

MEMORY = 360 * 1024 * 1024  # 60 are there before anything is read
WRITTEN = 64 * 1024 * 1024
SECONDS_OF_WORK = 8
SECONDS = 12
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38

Work = Callable[[dict[str, Any], list[bytes]], tuple[dict[str, Any], bytes]]


def serve(work: Work) -> None:
    """The child's loop: a task on standard input, its answer on standard output, until the input ends."""
    _shut_in()
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := tasks.readline():
        _start_the_clocks()
        task = json.loads(line)
        contents = [tasks.read(size) for size in task["sizes"]]
        told, made = work(task, contents)
        answers.write(json.dumps({**told, "size": len(made)}).encode() + b"\n" + made)
        answers.flush()
        signal.alarm(0)
    os._exit(0)  # a library that was given rubbish may not clean up either


def _shut_in() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (OSError, ValueError):
            continue  # a system without this limit; the parent's clock stays
    try:
        libc = ctypes.CDLL(None)
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)  # a network of its own, with nobody in it
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # not Linux


def _start_the_clocks() -> None:
    """Each task has its own time: seconds of work, and seconds on the wall. Past them, the process dies."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + SECONDS_OF_WORK
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.alarm(SECONDS)
