"""The child that makes one piece of a long paper, with limits, and ends."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from datetime import datetime

from ecase.core.papers.engine import make

SECONDS_OF_WORK = 60
PR_SET_PDEATHSIG = 1


def main() -> None:
    """One task on standard input, its answer on standard output."""
    _with_the_parent()
    task = json.loads(sys.stdin.buffer.readline())
    data = json.loads(sys.stdin.buffer.read(task["sizes"][0]))
    made_at = datetime.fromisoformat(task["made_at"])
    pdf = make(task["template"], data, made_at=made_at, tagged="feet" not in data)
    sys.stdout.buffer.write(json.dumps({"size": len(pdf)}).encode() + b"\n" + pdf)
    sys.stdout.buffer.flush()


def _with_the_parent() -> None:
    """End when the parent ends; give way to everything else; and never run on and on."""
    os.nice(19)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    with contextlib.suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    main()
