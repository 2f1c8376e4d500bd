"""หน้าหลัก: what waits for the officer, and the cases taken out of the meeting (R9, R66-R68)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.cases.models import Case
from ecase.cases.rows import Row, rows
from ecase.core.paging import key_page
from ecase.core.thai import baht, thai_date
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty
from ecase.payments.models import Approval
from ecase.payments.rows import FIGURES

from . import queries
from .books import books_by_office, books_by_type, total_of
from .tables import books_table, city_table, set_aside_table
from .todo import todo

APPROVALS_SHOWN = 3
COUNTED = 1000
ORDERS = {"day": ("return_on",), "name": ("name_key",), "amount": ("amount",)}


@require_safe
@open_to(*EVERY_DUTY)
def home(request: OfficerRequest) -> HttpResponseBase:
    return _city(request) if request.user.sees_every_office else _office(request)


def _office(request: OfficerRequest) -> HttpResponseBase:
    officer, year, today = request.user, request.year, timezone.localdate()
    approvals = queries.waiting_approvals(officer, year)
    now = queries.current_round(officer, year)
    waiting = Case.objects.visible_to(officer).of_year(year).set_aside()
    if file := exported(
        request, "set_aside", waiting.count, lambda: set_aside_table(request, waiting, ORDERS)
    ):
        return file
    page = key_page(waiting.in_full(), request, orders=ORDERS, default="day")
    count = waiting.order_by()[: COUNTED + 1].count()
    works = officer.may(Duty.CASEWORKER, Duty.HEAD)
    context = {
        "today": today,
        "todo": todo(officer, year, approvals, now, today=today),
        "approvals": [_figures(approval) for approval in approvals[:APPROVALS_SHOWN]],
        "approval_count": len(approvals),
        "round": now,
        "steps": _steps(now) if now else [],
        "page": page,
        "aside": _aside(page.rows, request, today),
        "count": f"มากกว่า {COUNTED:,}" if count > COUNTED else f"{count:,}",
        "works": works,
        "may_record": works and year.is_open,
    }
    return render(request, "reporting/home.html", context)


def _city(request: OfficerRequest) -> HttpResponseBase:
    offices = queries.city(request.year)
    if file := exported(request, "city", len(offices), lambda: city_table(offices)):
        return file
    total = {
        name: sum(getattr(office, name) for office in offices)
        for name in ("cases", "in_meeting", "set_aside", "approved", "paid", "failed", "paid_sum")
    }
    context = {"today": timezone.localdate(), "offices": offices, "total": total}
    return render(request, "reporting/city.html", context)


@require_safe
@open_to(*EVERY_DUTY)
def books(request: OfficerRequest) -> HttpResponseBase:
    """ยอดคุมทั้งปี: approved = paid + failed + open, by type of aid and by office."""
    by_type = books_by_type(request.user, request.year)
    by_office = books_by_office(request.user, request.year)
    if file := exported(
        request, "books", len(by_type) + len(by_office), lambda: books_table(by_type, by_office)
    ):
        return file
    parts = [
        ("แยกตามประเภทเงินสงเคราะห์", "ประเภทเงินสงเคราะห์", by_type, total_of(by_type)),
        ("แยกตามสำนักงานเขต", "สำนักงานเขต", by_office, total_of(by_office)),
    ]
    return render(request, "reporting/books.html", {"parts": parts})


def _figures(approval: Approval) -> dict[str, Any]:
    counts = [
        (tone, getattr(approval, f"{status.lower()}_count"), word) for status, tone, word in FIGURES
    ]
    return {
        "url": approval.get_absolute_url(),
        "number": approval.number,
        "count": approval.count,
        "total": baht(approval.total),
        "bar": [(tone, number) for tone, number, _ in counts],
        "key": [part for part in counts if part[1]],
    }


def _steps(now: queries.Round) -> list[dict[str, str]]:
    """How far the round is, in the four steps of its life."""
    recorded = f"{now.count} เคส ขอรับ {baht(now.requested)} บาท"
    apart = f"นำออก {now.set_aside} ขาดคุณสมบัติ {now.disqualified}"
    if now.is_deliberating and now.meeting.deliberating_since:
        since = thai_date(timezone.localdate(now.meeting.deliberating_since))
        collect, decide, close = "done", "now", "รอหัวหน้าฝ่ายปิดรอบ"
        deciding = f"เริ่ม {since} · {apart}"
    else:
        collect, decide, close = "now", "", "ยังไม่ถึง"
        deciding = f"ยังไม่เริ่ม · {apart}" if now.set_aside or now.disqualified else "ยังไม่เริ่ม"
    return [
        {"name": "รับเคส", "text": recorded, "state": collect},
        {"name": "พิจารณา", "text": deciding, "state": decide},
        {"name": "ปิดรอบ", "text": close, "state": ""},
        {"name": "จ่ายเงิน", "text": "ยังไม่เริ่ม", "state": ""},
    ]


@dataclass(frozen=True)
class Aside:
    """A case that waits outside of the meeting: its row, why, and when to come back to it."""

    row: Row
    because: str
    return_on: date | None
    tone: str
    when: str


def _aside(cases: list[Case], request: OfficerRequest, today: date) -> list[Aside]:
    shown = zip(cases, rows(cases, request, today=today), strict=True)
    return [
        Aside(
            row,
            case.why_set_aside,
            case.return_on,
            *_when(case.return_on, today),
        )
        for case, row in shown
    ]


def _when(day: date | None, today: date) -> tuple[str, str]:
    if day is None:
        return "calm", "ยังไม่ได้นัด"
    left = (day - today).days
    if left < 0:
        return "stop", f"เลยกำหนด {-left} วัน"
    return ("warn", "วันนี้") if left == 0 else ("calm", f"อีก {left} วัน")
