"""`python -m launch`: what the Makefile calls."""

import signal
import sys

from launch import CannotStart

USAGE = """\
python -m launch run                      serve E-Case; Ctrl-C stops it
python -m launch tools                    install the programs that the tests need
python -m launch with-database COMMAND…   run a command with a PostgreSQL that is gone afterwards
"""


def main(words: list[str]) -> int:
    match words:
        case ["run"]:
            from launch.running import run

            return run()
        case ["prepare"]:  # a step of run, in its own process
            from launch.prepare import prepare

            return prepare()
        case ["tools"]:
            from launch import tools

            tools.install()
            return 0
        case ["with-database", *command]:
            from launch.throwaway import with_database

            return with_database(command)
        case _:
            print(USAGE, file=sys.stderr)
            return 2


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until a command takes it over: no traceback
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr)
        sys.exit(1)
