"""Other processes, known by a number from a file that may be long out of date."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def command(pid: int) -> str:
    """The command line of a running process; empty when there is none, or a zombie."""
    if not PROC.is_dir():  # a Mac
        listing = subprocess.run(
            ["/bin/ps", "-o", "command=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return listing.stdout.strip()
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def number_in(file: Path) -> int | None:
    """The process number in the first line of a file."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def stop(is_running: Callable[[], bool], pid: int, *signals: tuple[signal.Signals, float]) -> bool:
    """Sends each signal in turn and gives the process that many seconds to end."""
    for number, seconds in signals:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not is_running():
                return True
            time.sleep(0.02)
    return not is_running()
