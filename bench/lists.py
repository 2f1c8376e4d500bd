"""How long the pages of lists take, from the request to the last byte of the answer.

Each is asked for through Django's test client, that is, with all of the product's middleware and
templates and its real database, but without a network and a web server before it.
"""

import re
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.filling import OFFICER
from ecase.cases.models import Case
from ecase.meetings.models import Meeting
from ecase.offices.models import Officer
from ecase.payments.models import Approval

DEEP = 20  # pages of 50
NEXT = re.compile(r'rel="next" href="([^"]+)"')
PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

Ask = Callable[[], Any]


def measure(times: int) -> None:
    """Print the median and the worst answer of each page, its size and its queries."""
    # Names of static files without a digest: nothing was collected for the bench.
    warnings.filterwarnings("ignore", "No directory at")
    storages = {**settings.STORAGES, "staticfiles": PLAIN_STATIC}
    with override_settings(STORAGES=storages, ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(Officer.objects.get(username=OFFICER))
        print(f"{'page':38} {'median ms':>9} {'worst ms':>9} {'KB':>6} {'queries':>8}")
        for name, ask in _pages(client):
            _measure(name, ask, times)


def _measure(name: str, ask: Ask, times: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    asked = len(queries)  # the next request empties the log
    if answer.status_code != 200:
        print(f"{name:38} answers {answer.status_code}")
        return
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    print(
        f"{name:38} {statistics.median(taken):9.1f} {max(taken):9.1f}"
        f" {len(answer.content) / 1024:6.0f} {asked:8}"
    )


def _pages(client: Client) -> Iterator[tuple[str, Ask]]:
    case = Case.objects.filter(office__code="1008").select_related("person").earliest("sequence")
    year = case.fiscal_year_id
    meeting = Meeting.objects.open().filter(office=case.office_id).latest("number")
    last, first = (
        Approval.objects.filter(office=case.office_id).order_by(order)[0]
        for order in ("-number", "number")
    )
    listed = reverse("cases:list", args=[year])
    search = reverse("cases:search", args=[year])

    def get(address: str) -> Ask:
        return lambda: client.get(address)

    def find(typed: str) -> Ask:
        return lambda: client.post(search, {"q": typed}, follow=True)

    yield "home", get(reverse("reporting:home", args=[year]))
    yield "list of cases", get(listed)
    yield f"list of cases, page {DEEP}", get(_deep(client, listed))
    yield "list of cases by name", get(f"{listed}?sort=name")
    yield f"list of cases by name, page {DEEP}", get(_deep(client, f"{listed}?sort=name"))
    yield "list of cases by amount", get(f"{listed}?sort=amount")
    yield "search: whole name", find(case.full_name)
    yield "search: part of a name", find(case.last_name[:4])
    yield "search: two letters", find(case.first_name[:2])
    yield "search: citizen ID", find(case.person.citizen_id)
    yield "search: number of a case", find(case.number)
    yield "case", get(case.get_absolute_url())
    yield "meeting", get(meeting.get_absolute_url())
    yield "closing of the meeting", get(reverse("payments:closing", args=[year, meeting.key]))
    yield "approvals", get(reverse("payments:approvals", args=[year]))
    yield "payments waiting", get(reverse("payments:waiting", args=[year]))
    yield "payments of an approval, pending", get(last.get_absolute_url())
    yield "payments of an approval, paid", get(first.get_absolute_url())


def _deep(client: Client, address: str) -> str:
    """The address of a page far down, as reached by หน้าถัดไป."""
    here = address.partition("?")[0]
    for _ in range(DEEP - 1):
        onward = NEXT.search(client.get(address).content.decode())
        if not onward:
            break
        address = here + onward[1].replace("&amp;", "&")
    return address
