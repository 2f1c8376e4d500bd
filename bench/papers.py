"""How much of the processor each paper takes, with so many rows, after the first one is made."""

import itertools
import json
import resource
import statistics
import time
from datetime import UTC, datetime
from typing import Any

from ecase.core.papers.engine import TEMPLATES, make

AT = datetime(2022, 10, 11, 2, 43, tzinfo=UTC)
# What grows with a round; what else an example lists (signers, banks, accounts) stays as it is.
GROWS = ("rows", "granted", "story")
GOAL = 150  # milliseconds


def measure(rows: int, times: int) -> None:
    """Make each form with its example so often, and print the fastest, the median and the slowest.

    Beside other work on the same processor the fastest comes nearest to what the paper itself takes.
    """
    names = sorted(example.stem for example in TEMPLATES.glob("*.json"))
    print(
        f"{'paper':22} {'rows':>5} {'KB':>5} {'fastest ms':>11} {'median':>8} {'slowest':>8}   (CPU)"
    )
    for name in names:
        example, listed = _grown(json.loads((TEMPLATES / f"{name}.json").read_text("utf-8")), rows)
        size = len(make(name, example, made_at=AT))
        spent = [_once(name, example, again) for again in range(times)]
        over = "" if statistics.median(spent) <= GOAL else f"  over {GOAL} ms"
        print(
            f"{name:22} {listed or '':>5} {size / 1024:5.0f}"
            f" {min(spent):11.0f} {statistics.median(spent):8.0f} {max(spent):8.0f}{over}",
            flush=True,
        )


def measure_long(rows: int) -> None:
    """Make each paper that is a list as a long one: seconds, and the memory of its children."""
    from ecase.core.papers.long import make_long
    from ecase.core.papers.telling import ROWS_OF, Told

    for name in ROWS_OF:
        example, _ = _grown(json.loads((TEMPLATES / f"{name}.json").read_text("utf-8")), rows)
        begun = time.monotonic()
        size = len(make_long(Told(name, example, AT), beat=lambda done: None))
        own, of_children = (
            resource.getrusage(who).ru_maxrss // 1024
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(
            f"{name:10} {rows} rows {time.monotonic() - begun:6.1f} s {size // 1024} KB"
            f"   most memory so far: {own} MB joining, {of_children} MB a piece",
            flush=True,
        )


def _once(name: str, example: dict[str, Any], again: int) -> float:
    """Milliseconds of this process. Each time another office, so that nothing is remembered."""
    told = {**example, "office": f"สำนักงานเขตที่ {again}"}
    begun = time.process_time()
    make(name, told, made_at=AT)
    return (time.process_time() - begun) * 1000


def _grown(example: dict[str, Any], rows: int) -> tuple[dict[str, Any], int]:
    for key in GROWS:
        if example.get(key):
            again = itertools.islice(itertools.cycle(example[key]), rows)
            named = [
                {**row, "name": f"{row['name']} {n}"} if "name" in row else row
                for n, row in enumerate(again, start=1)
            ]
            return {**example, key: named, "count": rows}, rows
    return example, 0
