"""ทำลายข้อมูลตามระยะเวลา: what is due, asked by one administrator, accepted and carried out by another."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ecase.core.paging import key_page
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.forms_of_officers import BecauseForm
from ecase.offices.models import Duty, Office
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..models import RetentionRun

RUNS = {"asked": ("-asked_at",)}
ITEMS = {"number": ("case__fiscal_year", "case__sequence"), "office": ("office__name", "pk")}
AT_ONCE = 50  # cases that one press removes; the command goes on with the rest


class Count(NamedTuple):
    """How many cases of an office were over in a year."""

    office: str
    year: int
    cases: int


@require_safe
@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
def retention(request: OfficerRequest) -> HttpResponse:
    """What would go now, counted, and every order that was given."""
    runs = RetentionRun.objects.visible_to(request.user).in_full()
    page = key_page(runs, request, orders=RUNS, default="asked")
    is_under_way = RetentionRun.objects.visible_to(request.user).under_way().exists()
    due = [] if is_under_way else actions.due(settings.RETENTION_YEARS)
    context = {
        "page": page,
        "rows": [(run, _state(run)) for run in page.rows],
        "years": settings.RETENTION_YEARS,
        "is_under_way": is_under_way,
        "due": len(due),
        "counts": _counted((one.office, one.year) for one in due),
        "may_order": request.user.may(Duty.ADMINISTRATOR),
    }
    return render(request, "privacy/retention.html", context)


@require_POST
@open_to(Duty.ADMINISTRATOR)
@password_given_lately("ขอทำลายข้อมูลที่พ้นกำหนดเวลา")
def ask(request: OfficerRequest) -> HttpResponse:
    """ขอทำลายข้อมูล: the cases that are due now are put on an order; nothing goes yet."""
    run = actions.ask_for_run(by=request.user)
    messages.success(request, f"ขอแล้ว {run.count} เคส รอผู้ดูแลระบบอีกคนรับรอง ยังไม่มีอะไรถูกทำลาย")
    return redirect(run)


@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
@password_given_lately("พิจารณาหรือดำเนินการตามคำสั่งทำลายข้อมูล")
def run(request: OfficerRequest, key: int) -> HttpResponse:
    """One order with its cases: accepted or declined by another, then carried out."""
    runs = RetentionRun.objects.visible_to(request.user).in_full()
    ordered = get_object_or_404(runs, pk=key)
    post = request.POST if request.method == "POST" else None
    declines = BecauseForm(post if post and "decline" in post else None)
    if post and "accept" in post:
        actions.accept_run(ordered, by=request.user)
        messages.success(request, "รับรองแล้ว กดดำเนินการเพื่อทำลายข้อมูล เรียกคืนไม่ได้")
        return redirect(ordered)
    if declines.is_valid():
        actions.decline_run(ordered, **declines.cleaned_data, by=request.user)
        messages.success(request, "บันทึกว่าไม่รับรองแล้ว ไม่มีอะไรถูกทำลาย")
        return redirect("privacy:retention")
    if post and "carry_out" in post:
        left = actions.carry_out(ordered, by=request.user, most=AT_ONCE)
        messages.success(request, _done(ordered, left))
        return redirect(ordered)
    items = ordered.items.select_related("case__tombstone", "office")
    page = key_page(items, request, orders=ITEMS, default="number")
    left = ordered.untouched.count()
    is_own = ordered.asked_by_id == request.user.pk
    orders = request.user.may(Duty.ADMINISTRATOR)
    context = {
        "run": ordered,
        "state": _state(ordered),
        "page": page,
        "rows": page.rows,
        "left": left,
        "counts": _counted(ordered.items.values_list("office", "year")),
        "may_decide": orders and not ordered.answer and not is_own,
        "waits_for_another": not ordered.answer and is_own,
        "may_carry_out": orders and ordered.is_accepted and not ordered.finished_at,
        "declines": declines,
    }
    return render(request, "privacy/run.html", context)


def _done(run: RetentionRun, left: int) -> str:
    """What a press did; what is due no longer stays for an order to come."""
    if left:
        return f"ทำลายแล้ว เหลืออีก {left} เคส กดดำเนินการต่อ"
    stays = run.untouched.count()
    if stays:
        return f"ทำลายแล้ว เว้น {stays} เคสที่มีเรื่องใหม่หลังออกคำสั่ง จึงยังไม่พ้นกำหนด"
    return "ทำลายข้อมูลครบทุกเคสแล้ว"


def _counted(cases: Iterable[tuple[int, int]]) -> list[Count]:
    """By year and office, the oldest first."""
    names = dict(Office.objects.values_list("pk", "name"))
    counted = Counter((year, names[office]) for office, year in cases)
    return [Count(office, year, count) for (year, office), count in sorted(counted.items())]


def _state(run: RetentionRun) -> tuple[str, str, str]:
    if run.finished_at:
        return "ok", "done", "ทำลายแล้ว"
    if run.is_accepted:
        return "warn", "clock", "รับรองแล้ว รอดำเนินการ"
    if run.answer:
        return "calm", "x", "ไม่รับรอง"
    return "info", "clock", "รอผู้ดูแลระบบอีกคน"
