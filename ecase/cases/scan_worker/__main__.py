"""The worker's loop: a task on standard input, its answer on standard output, until the input ends."""

import ctypes
import json
import os
import resource
import signal
import sys
from typing import Any

MEMORY = 360 * 1024 * 1024  # 60 are there before anything is read
WRITTEN = 64 * 1024 * 1024
SECONDS_OF_WORK = 8
SECONDS = 12
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38


def shut_in() -> None:
    """Gives up what reading a file does not need, before anything foreign is read."""
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


def start_the_clocks() -> None:
    """Each task has its own time: seconds of work, and seconds on the wall. Past them, the process dies."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + SECONDS_OF_WORK
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.alarm(SECONDS)


def answer(task: dict[str, Any], contents: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """What came of one task."""
    import pikepdf
    import pypdfium2
    from PIL import UnidentifiedImageError

    from ecase.cases.scan_worker import Fault, Unfit, pdfs, pictures

    try:
        if task["do"] == "draw":
            return {}, pictures.draw(contents[0], task["page"], task["width"])
        if task["do"] == "join":
            made, pages = pdfs.join(contents)
        elif task["kind"] == "pdf":
            made, pages = pdfs.clean(contents[0])
        else:
            made, pages = pictures.clean(contents[0], task["kind"])
        return {"pages": pages}, made
    except Unfit as unfit:
        return {"fault": unfit.fault.value}, b""
    except MemoryError:
        return {"fault": Fault.TOO_LARGE_PICTURE.value}, b""
    except (
        *(pikepdf.PdfError, pypdfium2.PdfiumError, UnidentifiedImageError, SyntaxError),
        *(OSError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError),
        *(RuntimeError, EOFError),
    ):
        # What the libraries raise on a broken file has no common class.
        return {"fault": Fault.DAMAGED.value}, b""


def main() -> None:
    """Answers each task as it comes."""
    shut_in()
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := tasks.readline():
        start_the_clocks()
        task = json.loads(line)
        contents = [tasks.read(size) for size in task["sizes"]]
        told, made = answer(task, contents)
        answers.write(json.dumps({**told, "size": len(made)}).encode() + b"\n" + made)
        answers.flush()
        signal.alarm(0)
    os._exit(0)  # a library that was given rubbish may not clean up either


if __name__ == "__main__":
    main()
