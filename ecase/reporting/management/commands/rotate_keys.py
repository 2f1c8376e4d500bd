from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecase.core.sealing import Broken
from ecase.core.sweeping import NotSweepable
from ecase.reporting.rotating import StillServing, left, rotate, rotate_digests


class Command(BaseCommand):
    help = (
        "Seal everything anew under the first key of ECASE_KEYS; the keys of before stay on the ring"
        " until it says that nothing is left. Cut off, it goes on where it was. As the tables' owner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", action="store_true", help="only say how much is left")
        parser.add_argument(
            "--digests",
            action="store_true",
            help="write all digests under the first key of ECASE_DIGEST_KEYS: stop the product first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["count"]:
                self._count()
            elif options["digests"]:
                for step in rotate_digests():
                    self.stdout.write(f"{step.of}: {step.done:,} rows")
            else:
                self._rotate()
        except NotSweepable as error:
            raise CommandError("This storage cannot tell what lies in it.") from error
        except StillServing as error:
            raise CommandError("Stop the product first: others are connected.") from error
        except Broken as error:
            raise CommandError(
                f"Something does not open ({error}); nothing was changed."
            ) from error

    def _count(self) -> None:
        steps = list(left())
        for step in steps:
            self.stdout.write(f"{step.of}: {step.left:,} left")
        self.stdout.write(f"{sum(step.left for step in steps):,} left in all.")

    def _rotate(self) -> None:
        done, broken = 0, list[str]()
        for step in rotate():
            done += step.done
            broken += step.broken
            if step.done or step.broken:
                self.stdout.write(f"{step.of}: {step.left:,} left")
        for name in broken:
            self.stdout.write(f"{name} does not open, and was left as it is.")
        if broken:
            raise CommandError(f"{done:,} sealed anew; {len(broken):,} do not open.")
        self.stdout.write(f"{done:,} sealed anew; nothing is left under another key.")
