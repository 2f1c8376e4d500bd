"""What row security and the register of events cost, on the list page and on recording a case.

Each is done in turn with and without, many times: the median on the clock, and the processor time of
this process and its PostgreSQL together, which other work on the machine disturbs less.
"""

import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from bench.filling import OFFICER, RECORDER
from bench.lists import PLAIN_STATIC
from ecase.audit.actions import recording
from ecase.cases import actions as cases
from ecase.cases.checklist import ALWAYS
from ecase.cases.demo_scans import demo_scan
from ecase.cases.models import Bundle, Case, Draft
from ecase.core import scans
from ecase.core.citizen_id import check_digit
from ecase.core.scans import Scan
from ecase.core.whose import THE_OWNER, rows_of
from ecase.meetings import actions as meetings
from ecase.offices import middleware
from ecase.offices.models import Officer
from ecase.offices.whose import acting_as
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType, Bank

Without = Callable[[], AbstractContextManager[None]]


def measure(times: int) -> None:
    """Print what each costs, in milliseconds and percent."""
    warnings.filterwarnings("ignore", "No directory at")
    storages = {**settings.STORAGES, "staticfiles": PLAIN_STATIC}
    hosts = ["testserver"]
    with override_settings(STORAGES=storages, ALLOWED_HOSTS=hosts, LOOK_UPS_A_DAY=10**6):
        client = Client()
        client.force_login(Officer.objects.get(username=OFFICER))
        listed = reverse("cases:list", args=[Case.objects.earliest("pk").fiscal_year_id])
        drafts = _Drafts()
        print(f"{'':30} {'clock ms: without, with':>34} {'processor ms':>32}")
        for name, without in (("row security", _no_wall), ("events", _no_events)):
            _compare(
                f"list page: {name}", lambda: None, lambda _: client.get(listed), without, times
            )
            _compare(f"recording a case: {name}", drafts.next, drafts.record, without, times)


@contextmanager
def _no_wall() -> Iterator[None]:
    """Everybody is the tables' owner, who sees all."""
    with patch.object(middleware, "whose_of", lambda user: THE_OWNER), rows_of(THE_OWNER):
        yield


@contextmanager
def _no_events() -> Iterator[None]:
    """Nothing is put on record, marked or chained."""
    with patch.object(recording, "record_all", lambda lines: None):
        yield


class _Drafts:
    """Forms with their papers, one after another, that are recorded at the press of the button."""

    def __init__(self) -> None:
        today = timezone.localdate()
        self.by = Officer.objects.with_duties(today).get(username=RECORDER)
        self.year = Case.objects.earliest("pk").fiscal_year
        [made] = scans.clean_all([("สแกน.pdf", demo_scan(["เอกสารตัวอย่าง"], seed=1))])
        assert isinstance(made, Scan)  # noqa: S101 -- our own sheet
        self.scan, self.number = made, count(1)

    def next(self) -> Draft:
        first12 = f"2{next(self.number):011}"
        draft = cases.look_up(first12 + check_digit(first12), fiscal_year=self.year, by=self.by)
        for bundle in Bundle:
            cases.keep_file(draft, bundle=bundle, name="สแกน.pdf", scan=self.scan, by=self.by)
        return draft

    def record(self, draft: Draft) -> None:
        facts = cases.Facts(
            title=Title.objects.get(name="นาง"),
            gender="F",
            first_name="น้ำทิพย์",
            last_name="วัดผล",
            birth_date=timezone.localdate().replace(year=1980, day=1),
            is_disabled=False,
            assistance_type=AssistanceType.objects.get(name="ทุนประกอบอาชีพ"),
            amount=Decimal("5000.00"),
            hardship="ยากจน",
            attached_papers=list[str](ALWAYS),
            bank=Bank.objects.get(code="006"),
            branch_code="",
            account_name="นางน้ำทิพย์ วัดผล",
            account_number=f"9{draft.citizen_id[3:12]}",
            phone="",
            email="",
        )
        meetings.record_case(draft, facts, by=self.by)


def _compare(
    name: str,
    prepare: Callable[[], Any],
    do: Callable[[Any], object],
    without: Without,
    times: int,
) -> None:
    by = Officer.objects.get(username=OFFICER)
    clock: dict[bool, list[float]] = {False: [], True: []}
    worked = {False: 0.0, True: 0.0}
    for turn in range(2 * (times + 1)):
        has_it = bool(turn % 2)
        with rows_of(THE_OWNER):
            made = prepare()
        with acting_as(by) if has_it else without():
            began, worked_before = time.perf_counter(), _worked()
            do(made)
            taken, work = time.perf_counter() - began, _worked() - worked_before
        if turn > 1:
            clock[has_it].append(taken * 1000)
            worked[has_it] += work * 1000 / times
    before, after = (statistics.median(clock[has_it]) for has_it in (False, True))
    print(
        f"{name:30} {before:12.1f} {after:12.1f} {after / before - 1:+8.1%}"
        f" {worked[False]:12.1f} {worked[True]:10.1f} {worked[True] / worked[False] - 1:+8.1%}",
        flush=True,
    )


def _worked() -> float:
    """Seconds of the processor, of this process and of the one that serves its connection."""
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() + int(server.split()[0]) / 1e9
