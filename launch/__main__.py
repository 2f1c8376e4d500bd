"""`python -m launch`: what the Makefile calls."""

import sys

from launch import CannotStart, throwaway, tools
from launch.prepare import prepare
from launch.running import run

USAGE = """\
python -m launch run                      serve E-Case; Ctrl-C stops it
python -m launch tools                    install the programs that the tests need
python -m launch with-database COMMAND…   run a command with a PostgreSQL that is gone afterwards
"""


def main(words: list[str]) -> int:
    match words:
        case ["run"]:
            return run()
        case ["prepare"]:  # a step of run, in its own process
            return prepare()
        case ["tools"]:
            tools.install()
            return 0
        case ["with-database", *command]:
            return throwaway.with_database(command)
        case _:
            print(USAGE, file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        sys.exit(1)
