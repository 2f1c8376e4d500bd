from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecase.core.sweeping import GRACE, LEAST_GRACE, NotSweepable, orphans, remove, strangers

HOUR = timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Find the stored objects that no record names, older than the grace period; with --remove,"
        " remove them. The other way round, records without their object, is law I20:"
        " check_invariants --thorough."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="remove them; else only name them"
        )
        parser.add_argument(
            "--hours",
            type=int,
            default=GRACE // HOUR,
            help="the grace period (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        grace = options["hours"] * HOUR
        if grace < LEAST_GRACE:
            raise CommandError("What is younger than an hour may be about to be recorded.")
        count = size = 0
        try:
            for orphan in orphans(grace=grace):
                if options["remove"] and not remove(orphan, grace=grace):
                    continue  # it was recorded, or brought again, meanwhile
                count, size = count + 1, size + orphan.size
                self.stdout.write(
                    f"{orphan.brought_at:%Y-%m-%d %H:%M} {orphan.size:>10} {orphan.name}"
                )
            left = strangers()
        except NotSweepable as error:
            raise CommandError("This storage cannot tell what lies in it.") from error
        done = "removed" if options["remove"] else "found; --remove removes them"
        self.stdout.write(f"{count} orphans of {size:,} bytes {done}.")
        if left:
            self.stdout.write(f"{left} objects have names that are not ours, and were left alone.")
