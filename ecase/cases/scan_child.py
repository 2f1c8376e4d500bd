"""Talking to the worker that opens received files, and outliving it (ตัวอ่านไฟล์ในโปรเซสลูก)."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ecase.cases.scan_worker import Fault

ROOT = Path(__file__).resolve().parents[2]
ALL_SECONDS = 25.0  # for all the files of one form, whatever they are
DRAW_SECONDS = 5.0
LARGEST_PICTURE = 32 * 1024 * 1024
PICTURES_PER_CHILD = 200


@dataclass(frozen=True)
class Task:
    """One thing for the worker to do, with the bytes that it is to do it to."""

    do: dict[str, Any]
    contents: Sequence[bytes]

    def write_to(self, stream: IO[bytes]) -> None:
        sizes = [len(content) for content in self.contents]
        stream.write(json.dumps({**self.do, "sizes": sizes}).encode() + b"\n")
        for content in self.contents:
            stream.write(content)


@dataclass(frozen=True)
class Made:
    """What the worker made of a task."""

    content: bytes
    pages: int


def run(tasks: Sequence[Task]) -> list[Made | Fault]:
    """Each task's outcome. A task that ends the worker is at fault itself; the next gets a new worker."""
    outcomes: list[Made | Fault] = []
    left = ALL_SECONDS
    while len(outcomes) < len(tasks):
        if left <= 0:
            outcomes.append(Fault.TOO_SLOW)
            continue
        answered, ended_by, left = _run_once(tasks[len(outcomes) :], left)
        outcomes.extend(answered)
        if len(outcomes) < len(tasks):
            outcomes.append(ended_by)
    return outcomes


def _run_once(tasks: Sequence[Task], seconds: float) -> tuple[list[Made | Fault], Fault, float]:
    # Files without a name in place of pipes: the worker cannot flood the memory of this process,
    # nobody has to read and write at the same time, and nothing stays behind.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as gotten:
        for task in tasks:
            task.write_to(given)
        given.seek(0)
        with _start(given, gotten) as child:
            before = time.monotonic()
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                child.kill()
            child.wait()
        gotten.seek(0)
        answered: list[Made | Fault] = []
        while len(answered) < len(tasks) and (outcome := _read_answer(gotten)) is not None:
            answered.append(outcome)
    slow = child.returncode in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)
    left = seconds - (time.monotonic() - before)
    return answered, Fault.TOO_SLOW if slow else Fault.CRASHED, left


def _start(given: IO[bytes] | int, gotten: IO[bytes] | int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "ecase.cases.scan_worker"],
        stdin=given,
        stdout=gotten,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # Nothing of ours: no keys, no database.
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,  # Ctrl-C in the terminal is for the server
    )


def _read_answer(stream: IO[bytes]) -> Made | Fault | None:
    """The next answer, or None where the worker ended before it was complete."""
    try:
        told = json.loads(stream.readline(1000))
        if "fault" in told:
            return Fault(told["fault"])
        size, pages = int(told["size"]), int(told.get("pages", 0))
        if not 0 <= size <= LARGEST_PICTURE * 2:
            return None
        content = stream.read(size)
    except (ValueError, KeyError, TypeError):
        return None
    return Made(content, pages) if len(content) == size else None


class Drawer:
    """A worker that stays, for pages that someone is waiting to see: 0.2 s of starting are too long."""

    def __init__(self) -> None:
        self.one_at_a_time = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.drawn = 0

    def draw(self, task: Task) -> Made | Fault:
        with self.one_at_a_time:
            child = self._ready()
            assert child.stdin and child.stdout  # noqa: S101 -- both are pipes
            clock = threading.Timer(DRAW_SECONDS, child.kill)
            clock.start()
            outcome = None
            with contextlib.suppress(OSError):
                task.write_to(child.stdin)
                child.stdin.flush()
                outcome = _read_answer(child.stdout)
            clock.cancel()
            self.drawn += 1
            if outcome is None or self.drawn >= PICTURES_PER_CHILD:
                self.stop()
            return Fault.CRASHED if outcome is None else outcome

    def _ready(self) -> subprocess.Popen[bytes]:
        if self.owner != os.getpid():  # a web server forks after loading: the child is not ours
            self.child, self.owner = None, os.getpid()
        if self.child is None or self.child.poll() is not None:
            self.stop()
            self.child, self.drawn = _start(subprocess.PIPE, subprocess.PIPE), 0
        return self.child

    def stop(self) -> None:
        """Ends the worker; the next page starts another."""
        if self.child is not None and self.owner == os.getpid():
            self.child.kill()
            with contextlib.suppress(OSError):
                self.child.communicate()
        self.child = None


drawer = Drawer()
atexit.register(drawer.stop)
