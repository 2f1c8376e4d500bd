"""Putting the demonstration into an empty database: once, and all of it or nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.models import Event
from ecase.core.thai import fiscal_year
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.people.models import Person

if TYPE_CHECKING:
    from .people import Row

DONE = "demo.loaded"


class OtherPeoplesData(Exception):
    """The database is somebody's already; the demonstration stays out of it."""


def load_demo(rows: Sequence["Row"] = ()) -> bool:
    """Load the demonstration where there is none and nobody else; says whether it did.

    One transaction holds it all, and the register's event closes it: a crash half-way leaves
    nothing (but files in the storage that no record names), and the next run begins anew.
    Raises OtherPeoplesData. ``rows`` are other cases than those of data/cases.csv.
    """
    with transaction.atomic():
        # Two that start at once: the second waits here, then finds the first one's event.
        office = Office.objects.select_for_update(no_key=True).get(code="1008")
        if Event.objects.about(office).filter(verb=DONE).exists():
            return False
        if Officer.objects.exists() or Person.objects.exists():
            raise OtherPeoplesData(
                "The demo was not loaded: this database holds officers or people that are not the"
                " demo's. Use an empty database for it."
            )
        _tell(rows)
        record(DONE, office, by=None)
    return True


def _tell(rows: Sequence["Row"]) -> None:
    # Drawing pages needs libraries that take a while to load, and every start comes by here.
    from .new_head import ask_as_new_head
    from .papers import make_papers
    from .people import FactsOf, demo_rows, engage_officers
    from .story import Story

    today = timezone.localdate()
    rows = rows or list(demo_rows())
    facts_of = FactsOf(today)
    names = dict(Office.objects.values_list("code", "name"))
    papers = make_papers(rows, facts_of, names)
    staff = engage_officers(today)
    year = FiscalYear.objects.get(pk=fiscal_year(today))
    Story(year, today, staff, facts_of).tell(rows, papers)
    ask_as_new_head(today)
