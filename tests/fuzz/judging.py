"""What comes of spoilt files, and whether that may be: a clean paper, or a refusal in our words."""

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from random import Random

import pikepdf
import pypdfium2

from ecase.core import scans
from ecase.core.child import ROOT, Task
from ecase.core.scan_kinds import Foreign, kind_of
from ecase.core.scan_worker import Fault
from ecase.core.scans import Scan, ScanRefused
from ecase.core.shut_in import MEMORY, SECONDS
from ecase.payments.bank_results import ListRefused, read
from tests.fuzz.sources import LISTS, SCANS
from tests.fuzz.spoiling import spoilt
from tests.hostile.inert import faults_of

TOGETHER = 20  # files in one child, as a form may bring them
LONGEST = SECONDS + 3  # seconds on the wall for one file: its child's own limit, and its starting
# Of a child, in bytes. Its limit is of addresses; what is really there can be no more than that.
MOST_MEMORY = MEMORY + 40 * 1024 * 1024
ENDED = {scans.WHY[Fault.CRASHED]: "crashed", scans.WHY[Fault.TOO_SLOW]: "too slow"}


@dataclass
class Tally:
    """What came of many files."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)
    memory: int = 0

    def add(self, other: "Tally") -> None:
        self.files += other.files
        self.outcomes += other.outcomes
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)


def file_of(number: int, seed: int) -> tuple[str, bytes]:
    """The spoilt file of a number, and which way it goes: as a scan or as a list of the bank."""
    dice = Random(f"{seed}:{number}")
    way = "list" if dice.random() < 0.05 else "scan"
    return way, spoilt(dice, LISTS() if way == "list" else SCANS())


def judge(numbers: range, seed: int) -> Tally:
    """Send these files through the product, and say what came of them."""
    tally = Tally(files=len(numbers))
    pending: list[tuple[int, bytes]] = []
    for number in numbers:
        way, content = file_of(number, seed)
        if way == "list":
            _judge_list(number, content, tally)
        else:
            pending.append((number, content))
    before = time.monotonic()
    outcomes = scans.clean_all([(name_of(number), content) for number, content in pending])
    each = (time.monotonic() - before) / max(len(pending), 1)
    for (number, content), outcome in zip(pending, outcomes, strict=True):
        seconds = each
        if isinstance(outcome, ScanRefused) and outcome.why in ENDED:
            # The others of this form may have taken its time: what it does by itself counts.
            before = time.monotonic()
            (outcome,) = scans.clean_all([(name_of(number), content)])
            seconds = time.monotonic() - before
        tally.slowest = max(tally.slowest, (seconds, number))
        if seconds > LONGEST:
            tally.failures.append(f"{number}: took {seconds:.1f} s")
        _judge_scan(number, content, outcome, tally)
    tally.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if tally.memory > MOST_MEMORY:
        tally.failures.append(f"{numbers}: a child took {tally.memory / 2**20:.0f} MB")
    return tally


def name_of(number: int) -> str:
    return f"{number}.pdf"


def _judge_scan(number: int, content: bytes, outcome: Scan | ScanRefused, tally: Tally) -> None:
    if isinstance(outcome, ScanRefused):
        if not outcome.why or str(outcome) != f"ไฟล์ «{name_of(number)}» {outcome.why}":
            tally.failures.append(f"{number}: refused without a word")
        tally.outcomes[f"refused: {reasons().get(outcome.why, 'another kind of file')}"] += 1
        if outcome.why == scans.WHY[Fault.CRASHED]:
            how = how_it_ended(content, name_of(number))
            tally.outcomes[f"of them: {how.splitlines()[-1]}"] += 1
            if not how.startswith("signal"):
                tally.failures.append(f"{number}: an error that the worker does not know\n{how}")
        return
    tally.outcomes["accepted"] += 1
    try:
        wrong = faults_of(outcome.pdf, outcome.pages)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        wrong = [f"does not open: {error}"]
    tally.failures += [f"{number}: accepted, but {fault}" for fault in wrong]


def _judge_list(number: int, content: bytes, tally: Tally) -> None:
    before = time.monotonic()
    try:
        found = read("ผล.xlsx", content)
    except ListRefused as refused:
        tally.outcomes["list refused"] += 1
        if " ให้" not in str(refused):
            tally.failures.append(f"{number}: refused without what to do: {refused}")
    except Exception as error:  # noqa: BLE001 -- whatever it is, the run goes on and names the file
        tally.failures.append(f"{number}: {type(error).__name__}: {error}")
    else:
        tally.outcomes["list read"] += 1
        if not found.rows:
            tally.failures.append(f"{number}: read as a list of nothing")
    seconds = time.monotonic() - before
    tally.slowest = max(tally.slowest, (seconds, number))
    if seconds > LONGEST:
        tally.failures.append(f"{number}: took {seconds:.1f} s")


@cache
def reasons() -> dict[str, str]:
    """The short word for each of our reasons."""
    return {why: fault.value.replace("_", " ") for fault, why in scans.WHY.items()} | {
        scans.EMPTY: "empty"
    }


def how_it_ended(content: bytes, name: str) -> str:
    """How the worker ends over this file: by which signal, or with which error of Python."""
    kind = kind_of(name, content)
    assert not isinstance(kind, Foreign), kind
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as gotten:
        Task({"do": "clean", "kind": kind}, [content]).write_to(given)
        given.seek(0)
        done = subprocess.run(
            [sys.executable, "-m", "ecase.core.scan_worker"],
            stdin=given,
            stdout=gotten,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    said = re.sub(r"/\S+/", "", done.stderr.decode(errors="replace")).strip()
    return said or f"ended with {done.returncode}"
