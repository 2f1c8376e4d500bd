"""`python -m tests.fuzz --files 20000`: spoil so many files, and say what came of them.

--from N      go on from there: what was counted before is not counted again
--only N      one file alone, in full
--keep FOLDER write each file that failed there (with --only: that file)
--seed S      other files
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import django

os.environ.setdefault("SECRET_KEY", "of no use: nothing is signed")
os.environ.setdefault("DATABASE_URL", "postgres:///no-database-is-asked")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.fuzz.judging import TOGETHER, Tally, file_of, judge

SEED = 2566


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.fuzz")
    words.add_argument("--files", type=int, default=500)
    words.add_argument("--from", type=int, default=0, dest="first")
    words.add_argument("--only", type=int)
    words.add_argument("--keep", type=Path)
    words.add_argument("--seed", type=int, default=SEED)
    words.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    asked = words.parse_args()
    if asked.only is not None:
        numbers = range(asked.only, asked.only + 1)
        _keep(asked.keep, asked.only, asked.seed)
    else:
        numbers = range(asked.first, asked.files)
    started = time.monotonic()
    tally = Tally()
    try:
        for done, part in judged(numbers, asked.seed, asked.cores):
            tally.add(part)
            for failure in part.failures:
                print(failure, flush=True)
                number = failure.partition(":")[0]
                if number.isdigit():
                    _keep(asked.keep, int(number), asked.seed)
            if done % (TOGETHER * 25) == 0:
                print(f"… go on with --from {done} if this ends now", flush=True)
    except KeyboardInterrupt:
        print(f"stopped: go on with --from {numbers.start + tally.files}")
    _print(tally, time.monotonic() - started)
    return 1 if tally.failures else 0


def judged(numbers: range, seed: int, cores: int) -> Iterator[tuple[int, Tally]]:
    """What came of the files, some at a time and in order, with the number that follows them.

    In processes of their own, so that the memory of other children is not taken for theirs.
    """
    parts = [numbers[at : at + TOGETHER] for at in range(0, len(numbers), TOGETHER)]
    context = get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context, initializer=django.setup) as pool:
        for part, tally in zip(parts, pool.map(judge, parts, [seed] * len(parts)), strict=True):
            yield part.stop, tally


def _keep(folder: Path | None, number: int, seed: int) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / str(number)).write_bytes(file_of(number, seed)[1])


def _print(tally: Tally, seconds: float) -> None:
    for outcome, count in sorted(tally.outcomes.items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"{count:7}  {outcome}")
    slow, number = tally.slowest
    print(
        f"{tally.files} files in {seconds:.0f} s; slowest {slow:.1f} s (number {number});"
        f" a child took {tally.memory / 2**20:.0f} MB at most; {len(tally.failures)} failures"
    )


if __name__ == "__main__":
    sys.exit(main())
