from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ecase.cases.models import Case
from ecase.offices.models import Office
from ecase.privacy import actions
from ecase.privacy.models import RetentionRun


class Command(BaseCommand):
    help = (
        "Carries out the order that two administrators gave, where there is one: removes personal data"
        " whose time is over (RETENTION_YEARS). With --dry-run says which cases those are, and does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count and name, and do nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            self._say(actions.due(settings.RETENTION_YEARS))
            return
        run = RetentionRun.objects.under_way().filter(answer="ACCEPTED").first()
        if run is None:
            raise CommandError(
                "No order waits: one administrator asks on the page, another accepts."
            )
        actions.carry_out(run, by=None)
        stays = run.untouched.count()
        self.stdout.write(f"Order {run.pk}: the data of {run.count - stays} cases are removed.")
        if stays:
            self.stdout.write(f"{stays} are due no longer, and wait for an order to come.")

    def _say(self, due: list[actions.Due]) -> None:
        """Counts by office and year of the end, then the number of each case."""
        offices = dict(Office.objects.values_list("pk", "code"))
        counted = Counter((one.year, offices[one.office]) for one in due)
        for (year, office), count in sorted(counted.items()):
            self.stdout.write(f"{year} {office}: {count}")
        numbers = Case.objects.in_bulk([one.case for one in due])
        self.stdout.writelines(f"{numbers[one.case]}\n" for one in due)
        years = settings.RETENTION_YEARS
        self.stdout.write(f"{len(due)} cases were over more than {years} full fiscal years ago.")
