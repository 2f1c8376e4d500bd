"""Reading the register of events: the head's week and look-ups, the auditor's search."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.audit.models import EventQuerySet, Verification
from ecase.cases.models import Draft
from ecase.core import citizen_id
from ecase.core.paging import key_page, whole_list
from ecase.core.searches import keep_search, kept_search
from ecase.core.sheets import BATCH, Column, Table
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty

from ..actions import search_register
from .forms import RegisterSearchForm
from .rows import COLUMNS, shown
from .searching import (
    Week,
    as_kept,
    as_typed,
    asked_for,
    events_of_week,
    look_ups_without_a_case,
    search,
    worked,
)

BY_TIME: dict[str, tuple[str, ...]] = {"time": ("-at",)}
BY_NUMBER: dict[str, tuple[str, ...]] = {"time": ("-pk",)}  # of all offices: no index by time
OF_LOOK_UPS = {"time": ("-created_at",), "officer": ("officer__first_name", "-created_at")}


@require_safe
@open_to(Duty.HEAD)
def week(request: OfficerRequest) -> HttpResponseBase:
    """งานของเจ้าหน้าที่ในสัปดาห์: what everybody did and looked at in the own office."""
    today = timezone.localdate()
    asked = Week.asked(request.GET.get("week", ""), today)
    of_week = events_of_week(request.user.own_office, asked)
    everybody = worked(of_week)
    only = next((w for w in everybody if str(w.officer.pk) == request.GET.get("officer")), None)
    found = of_week.filter(by=only.officer) if only else of_week
    if file := exported(request, "week", found.count, lambda: _table(request, found, BY_TIME)):
        return file
    page = key_page(found.select_related("by"), request, orders=BY_TIME, default="time")
    context = {
        "week": asked,
        "is_this_week": asked.last >= today,
        "everybody": everybody,
        "only": only,
        "page": page,
        "rows": list(shown(page.rows)),
    }
    return render(request, "register/week.html", context)


@require_safe
@open_to(Duty.HEAD)
def look_ups(request: OfficerRequest) -> HttpResponseBase:
    """ตรวจสอบแล้วไม่มีเคส: whose history was looked at, and nothing followed."""
    found = look_ups_without_a_case(request.user.own_office)

    def table() -> Table[Draft]:
        whole = whole_list(found, request, orders=OF_LOOK_UPS, default="time")
        return Table("ตรวจสอบแล้วไม่มีเคส", LOOK_UP_COLUMNS, whole)

    if file := exported(request, "look_ups", found.count, table):
        return file
    page = key_page(found, request, orders=OF_LOOK_UPS, default="time")
    return render(request, "register/look_ups.html", {"page": page, "rows": page.rows})


LOOK_UP_COLUMNS: tuple[Column[Draft], ...] = (
    Column("เวลา", 20, lambda draft: draft.created_at),
    Column("ผู้ตรวจสอบ", 30, lambda draft: str(draft.officer)),
    Column("เลขบัตร", 22, lambda draft: citizen_id.masked(draft.citizen_id)),
    Column("ปีงบประมาณ", 14, lambda draft: str(draft.fiscal_year_id)),
)


@open_to(Duty.AUDITOR)
def register(request: OfficerRequest) -> HttpResponseBase:
    """ทะเบียนเหตุการณ์: searched by officer, person, record and time; and how it was verified last."""
    kept = asked_for(kept_search(request))
    form = RegisterSearchForm(request.POST or None, initial=as_typed(kept or {}))
    if request.method == "POST" and form.is_valid():
        asked = {name: value for name, value in form.asked.items() if value}
        search_register(request.user, asked=asked)
        address = reverse("register:register")
        token = keep_search(request, as_kept(asked)) if asked else ""
        return redirect(f"{address}?s={token}" if token else address)
    found = search(kept or {})
    if file := exported(
        request, "register", found.events.count, lambda: _table(request, found.events, BY_NUMBER)
    ):
        return file
    page = key_page(found.events.select_related("by"), request, orders=BY_NUMBER, default="time")
    context: dict[str, Any] = {
        "form": form,
        "search": found,
        "is_forgotten": kept is None,
        "page": page,
        "rows": list(shown(page.rows)),
        "verified": Verification.objects.newest_first().first(),
    }
    return render(request, "register/register.html", context)


def _table(
    request: OfficerRequest, found: EventQuerySet, orders: Mapping[str, tuple[str, ...]]
) -> Table[Any]:
    whole = whole_list(found.select_related("by"), request, orders=orders, default="time")
    return Table("ทะเบียนเหตุการณ์", COLUMNS, shown(whole.iterator(BATCH)))
