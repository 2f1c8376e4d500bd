"""Ctrl-C and its like only raise a flag; the launcher looks at it where nothing can be lost.

An exception out of a signal handler could come between the fork of a child and the line that
remembers it, and that child would outlive us.
"""

import signal
import time
from types import FrameType

_asked = False


class Stopped(Exception):
    """Somebody asked E-Case to stop."""


def listen() -> None:
    """From here on a request to stop is noticed at the next pause()."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask)


def pause(seconds: float = 0.05) -> None:
    """Waits a moment; raises Stopped when somebody asked to stop."""
    time.sleep(seconds)
    if _asked:
        raise Stopped


def _ask(number: int, frame: FrameType | None) -> None:
    global _asked
    _asked = True
