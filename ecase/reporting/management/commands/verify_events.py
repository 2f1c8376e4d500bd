from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecase.audit.heads import printed_head
from ecase.reporting.verifying import verify


class Command(BaseCommand):
    help = (
        "Examine the register of events, the exported heads, the laws of the data and every stored "
        "document; name each place that is not as it was written, and exit with 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads", type=Path, default=settings.EVENT_HEADS, help="the file of exported heads"
        )
        parser.add_argument(
            "--printed", help="a head from a paper too, as in 1008-950-3f9a1c07be52"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        printed = None
        if options["printed"]:
            printed = printed_head(options["printed"])
            if printed is None:
                raise CommandError("A head from a paper is written as in 1008-950-3f9a1c07be52.")
        verified = verify(options["heads"], printed=printed)
        kept = verified.kept
        self.stdout.write(f"{kept.events} events, {kept.heads} exported heads")
        if not kept.heads:
            self.stdout.write("No exported heads: a register that was cut off would go unseen.")
        if verified.waiting:
            self.stdout.write(f"{verified.waiting} events wait for their seal (export_heads)")
        for finding in verified.findings:
            self.stdout.write(finding)
        if verified.findings:
            raise CommandError(f"{len(verified.findings)} places are not as they were written.")
        self.stdout.write("All is as it was written.")
