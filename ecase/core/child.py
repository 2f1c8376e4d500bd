"""Work on received files in a process of its own, and outliving it (โปรเซสลูกที่เปิดไฟล์จากภายนอก).

The child is a module with a ``__main__`` that calls ``core.shut_in.serve``.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True)
class Task:
    """One thing for the child to do, with the bytes that it is to do it to."""

    do: dict[str, Any]
    contents: Sequence[bytes]

    def write_to(self, stream: IO[bytes]) -> None:
        sizes = [len(content) for content in self.contents]
        stream.write(json.dumps({**self.do, "sizes": sizes}).encode() + b"\n")
        for content in self.contents:
            stream.write(content)


@dataclass(frozen=True)
class Answer:
    """What the child made of a task, and what it said of it."""

    told: dict[str, Any]
    content: bytes


class Ended(Enum):
    """How a task ended the child, so that there is no answer."""

    TOO_SLOW = "too_slow"
    CRASHED = "crashed"


def run(module: str, tasks: Sequence[Task], *, seconds: float) -> list[Answer | Ended]:
    """Each task's outcome. A task that ends the child is at fault itself; the next gets a new child.

    ``seconds`` is for all tasks together, on the wall.
    """
    outcomes: list[Answer | Ended] = []
    left = seconds
    while len(outcomes) < len(tasks):
        if left <= 0:
            outcomes.append(Ended.TOO_SLOW)
            continue
        answered, ended_by, left = _run_once(module, tasks[len(outcomes) :], left)
        outcomes.extend(answered)
        if len(outcomes) < len(tasks):
            outcomes.append(ended_by)
    return outcomes


def _run_once(
    module: str, tasks: Sequence[Task], seconds: float
) -> tuple[list[Answer], Ended, float]:
    # Files without a name in place of pipes: the child cannot flood the memory of this process,
    # nobody has to read and write at the same time, and nothing stays behind.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as gotten:
        for task in tasks:
            task.write_to(given)
        given.seek(0)
        with start(module, given, gotten) as child:
            before = time.monotonic()
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                child.kill()
            child.wait()
        gotten.seek(0)
        answered: list[Answer] = []
        while len(answered) < len(tasks) and (answer := read_answer(gotten)) is not None:
            answered.append(answer)
    slow = child.returncode in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)
    left = seconds - (time.monotonic() - before)
    return answered, Ended.TOO_SLOW if slow else Ended.CRASHED, left


def start(module: str, given: IO[bytes] | int, gotten: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """A child that answers the tasks of one stream in another."""
    return subprocess.Popen(  # noqa: S603 -- our own module, no shell
        [sys.executable, "-s", "-P", "-m", module],
        stdin=given,
        stdout=gotten,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # Nothing of ours: no keys, no database.
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        start_new_session=True,  # Ctrl-C in the terminal is for the server
    )


def read_answer(stream: IO[bytes]) -> Answer | None:
    """The next answer, or None where the child ended before it was complete."""
    try:
        told = json.loads(stream.readline(1000))
        size = int(told["size"])
        if not 0 <= size <= LARGEST_ANSWER:
            return None
        content = stream.read(size)
    except (ValueError, KeyError, TypeError):
        return None
    return Answer(told, content) if len(content) == size else None
