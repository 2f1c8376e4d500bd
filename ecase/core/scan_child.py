"""Talking to the worker that opens received scans (ตัวอ่านไฟล์ในโปรเซสลูก)."""

import atexit
import contextlib
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from ecase.core import child
from ecase.core.child import Answer, Ended, Task
from ecase.core.scan_worker import PRINT_BYTES, Fault

WORKER = "ecase.core.scan_worker"
ALL_SECONDS = 25.0  # for all the files of one form, whatever they are
DRAW_SECONDS = 5.0
PICTURES_PER_CHILD = 200
WHY_ENDED = {Ended.TOO_SLOW: Fault.TOO_SLOW, Ended.CRASHED: Fault.CRASHED}


@dataclass(frozen=True)
class Made:
    """What the worker made of a task."""

    content: bytes
    pages: int
    prints: tuple[bytes, ...] = ()  # of the pages, where the task was to clean


def run(tasks: Sequence[Task]) -> list[Made | Fault]:
    """Each task's outcome. A task that ends the worker is at fault itself; the next gets a new worker."""
    return [_outcome(answer) for answer in child.run(WORKER, tasks, seconds=ALL_SECONDS)]


def _outcome(answer: Answer | Ended) -> Made | Fault:
    if isinstance(answer, Ended):
        return WHY_ENDED[answer]
    try:
        if "fault" in answer.told:
            return Fault(answer.told["fault"])
        pages = int(answer.told.get("pages", 0))
        if not answer.told.get("printed"):
            return Made(answer.content, pages)
        printed, content = (
            answer.content[: pages * PRINT_BYTES],
            answer.content[pages * PRINT_BYTES :],
        )
        starts = range(0, len(printed), PRINT_BYTES)
        return Made(content, pages, tuple(printed[at : at + PRINT_BYTES] for at in starts))
    except (ValueError, TypeError):
        return Fault.CRASHED


class Drawer:
    """A worker that stays, for pages that someone is waiting to see: 0.2 s of starting are too long."""

    def __init__(self) -> None:
        self.one_at_a_time = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = 0
        self.drawn = 0

    def draw(self, task: Task) -> Made | Fault:
        with self.one_at_a_time:
            worker = self._ready()
            assert worker.stdin and worker.stdout  # noqa: S101 -- both are pipes
            clock = threading.Timer(DRAW_SECONDS, worker.kill)
            clock.start()
            answer = None
            with contextlib.suppress(OSError):
                task.write_to(worker.stdin)
                worker.stdin.flush()
                answer = child.read_answer(worker.stdout)
            clock.cancel()
            self.drawn += 1
            if answer is None or self.drawn >= PICTURES_PER_CHILD:
                self.stop()
            return _outcome(answer or Ended.CRASHED)

    def _ready(self) -> subprocess.Popen[bytes]:
        if self.owner != os.getpid():  # a web server forks after loading: the child is not ours
            self.child, self.owner = None, os.getpid()
        if self.child is None or self.child.poll() is not None:
            self.stop()
            self.child, self.drawn = child.start(WORKER, subprocess.PIPE, subprocess.PIPE), 0
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
