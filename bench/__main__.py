"""`python -m bench lists --cases 20000`: fill an empty database, then time the pages of lists."""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    """Fill the database of DATABASE_URL, which must be empty, and print how long each page takes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("what", choices=["lists"])
    parser.add_argument("--cases", type=int, default=20_000, help="how many to fill in (20000)")
    parser.add_argument("--times", type=int, default=15, help="how often to ask for each page (15)")
    asked = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        parser.error("DATABASE_URL must name an empty database for the bench alone")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", "of the bench")
    os.environ.setdefault("ECASE_HOME", str(Path(__file__).parents[1] / "var" / "bench"))

    import django

    django.setup()
    from bench import filling, lists

    try:
        filling.fill(asked.cases)
    except filling.NotEmpty as refusal:
        print(refusal, file=sys.stderr)
        return 1
    lists.measure(asked.times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
