"""Measuring, in an empty database that is filled first (papers need none).

`python -m bench lists --cases 20000` times the pages of lists; `python -m bench paying --lines 10000`
times one approval of so many: closing, the transfer file, the bank's list of results;
`python -m bench overhead --cases 2000 --times 100` compares with and without row security and events;
`python -m bench papers --rows 30` times each paper; with 10000 rows, each long one.
"""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    """Print how long things take; the database of DATABASE_URL, which must be empty, is filled."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("what", choices=["lists", "paying", "papers", "overhead"])
    parser.add_argument("--cases", type=int, default=20_000, help="how many to fill in (20000)")
    parser.add_argument("--times", type=int, default=15, help="how often to ask for each page (15)")
    parser.add_argument("--lines", type=int, default=10_000, help="how many to pay (10000)")
    parser.add_argument("--rows", type=int, default=30, help="how many rows a paper lists (30)")
    asked = parser.parse_args()
    if asked.what == "papers":
        from bench import papers
        from ecase.core.papers.long import LONG

        if asked.rows > LONG:
            papers.measure_long(asked.rows)
        else:
            papers.measure(asked.rows, asked.times)
        return 0
    if not os.environ.get("DATABASE_URL"):
        parser.error("DATABASE_URL must name an empty database for the bench alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", "of the bench")
    os.environ.setdefault("SECOND_FACTOR_DUTIES", "")
    os.environ.setdefault("ECASE_HOME", str(Path(__file__).parents[1] / "var" / "bench"))

    import django

    from ecase.core.whose import the_owner_by_default

    the_owner_by_default()
    django.setup()
    from bench import filling, lists, overhead, paying

    try:
        if asked.what == "paying":
            paying.measure(asked.lines)
        else:
            filling.fill(asked.cases)
            (overhead if asked.what == "overhead" else lists).measure(asked.times)
    except filling.NotEmpty as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
