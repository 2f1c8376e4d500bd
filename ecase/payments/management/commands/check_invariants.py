import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecase.payments.invariants import LAWS, broken, damaged
from ecase.payments.models import Approval

SHOWN = 20  # rows of one law


class Command(BaseCommand):
    help = "Ask whether the laws of the data hold; name each row that breaks one, and exit with 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--approval", help="only this one and its cases, e.g. 2566/1008-1")
        parser.add_argument(
            "--thorough", action="store_true", help="read each stored document and compare its hash"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        approval = _approval(options["approval"]) if options["approval"] else None
        found = broken(approval.pk if approval else None)
        if approval is None:
            found += damaged(thorough=options["thorough"])
        for law in LAWS:
            rows = [violation for violation in found if violation.law == law]
            self.stdout.write(f"{law.key:4}{len(rows) or 'ok':>4}  {law.title}")
            for violation in rows[:SHOWN]:
                self.stdout.write(f"            {violation}")
            if len(rows) > SHOWN:
                self.stdout.write(f"            … {len(rows) - SHOWN} more")
        if found:
            raise CommandError(f"{len(found)} rows break a law of the data.")


def _approval(name: str) -> Approval:
    year, _, key = name.partition("/")
    found = None
    if re.match(r"\A[0-9]{4}\Z", year):
        found = Approval.objects.filter(fiscal_year=int(year)).keyed(key).first()
    if found is None:
        raise CommandError(f"There is no approval {name}; it is named as in 2566/1008-1.")
    return found
