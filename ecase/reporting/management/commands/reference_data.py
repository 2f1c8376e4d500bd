from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ecase.core.thai import fiscal_year
from ecase.offices.actions import load_offices, open_years
from ecase.people.actions import load_titles
from ecase.regulations.actions import load_banks, load_schedule

MANUALS_YEAR = 2566


def load() -> None:
    """All reference data: offices, years, titles, banks and the schedule of aid."""
    load_offices()
    open_years([MANUALS_YEAR, fiscal_year(timezone.localdate())])
    load_titles()
    load_banks()
    load_schedule()


class Command(BaseCommand):
    help = "Load the reference data that are missing; what is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        load()
