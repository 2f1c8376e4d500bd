"""The meeting's list (จัดทำรายการขออนุมัติเงิน, R50-R60) and what one does to a whole round."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecase.cases.checklist import missing_of, ordered
from ecase.cases.lookalikes import lookalikes
from ecase.cases.models import Case, CaseQuerySet, Status
from ecase.cases.remarks import remarks
from ecase.cases.rows import Row, rows
from ecase.core.paging import key_page
from ecase.core.thai import baht
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.actions import export_list
from ecase.offices.exports import exported
from ecase.offices.long_papers import handed_out, wants_sheet
from ecase.offices.models import Duty

from .. import actions
from ..forms import SetAsideForm
from ..minutes import minutes_facts
from ..models import Meeting, MeetingQuerySet, Stage, WrongStage
from ..printouts import agenda, minutes
from ..tables import round_table

ORDERS = {"number": ("sequence",)}
PAGE = 75  # a meeting works on one list; a page of more cases grows too heavy


@require_safe
@open_to(*EVERY_DUTY)
def current(request: OfficerRequest) -> HttpResponseBase:
    """The round in hand: the one that deliberates, if any, else the one that collects."""
    rounds = _rounds(request).open()
    if request.user.sees_every_office:
        of_all = rounds.with_counts().order_by("office__code", "number")
        return render(request, "meetings/rounds.html", {"rounds": of_all})
    return _page(request, rounds.first())


@require_safe
@open_to(*EVERY_DUTY)
def show(request: OfficerRequest, key: str) -> HttpResponseBase:
    """One round, by its address."""
    return _page(request, _meeting(request, key))


@require_safe
@open_to(*EVERY_DUTY)
def agenda_paper(request: OfficerRequest, key: str) -> HttpResponseBase:
    """พิมพ์รายชื่อเคส (R57): the list for consideration as a PDF."""
    meeting = _meeting(request, key)
    if meeting.stage == Stage.CLOSED:
        raise WrongStage(
            f"รอบ {meeting} ปิดแล้ว รายชื่อเพื่อพิจารณาพิมพ์ได้ก่อนปิดรอบ รายชื่อที่อนุมัติพิมพ์ได้ที่เมนูพิมพ์รายงานขออนุมัติเงิน"
        )
    told = agenda(meeting, list(meeting.agenda().in_full()), made_at=timezone.now())
    if wants_sheet(request):
        chosen, year = {"round": meeting.number}, request.year.pk
        export_list(
            "agenda", form="xlsx", count=told.count, chosen=chosen, year=year, by=request.user
        )
    return handed_out(request, told, f"รายชื่อเคส-รอบ{meeting.number}-{meeting.fiscal_year_id}")


@require_safe
@open_to(*EVERY_DUTY)
def minutes_paper(request: OfficerRequest, key: str) -> HttpResponseBase:
    """รายงานการประชุม as a PDF; while the round is open, a draft."""
    meeting = _meeting(request, key)
    told = minutes(minutes_facts(meeting), made_at=timezone.now())
    actions.print_minutes(meeting, by=request.user)
    return handed_out(request, told, f"รายงานการประชุม-รอบ{meeting.number}-{meeting.fiscal_year_id}")


@open_to(Duty.CASEWORKER, Duty.HEAD)
@require_POST
def start(request: OfficerRequest, key: str) -> HttpResponse:
    """เริ่มพิจารณา: from now on new cases go to the next round."""
    meeting = actions.start_deliberation(_meeting(request, key), by=request.user)
    messages.success(
        request,
        f"เริ่มพิจารณารอบ {meeting} แล้ว รายชื่อนิ่ง เคสที่บันทึกหลังจากนี้เข้ารอบถัดไป",
    )
    return redirect("meetings:current", request.year.pk)


@open_to(Duty.CASEWORKER, Duty.HEAD)
def set_aside(request: OfficerRequest, key: str) -> HttpResponse:
    """นำที่เลือกออกชั่วคราว: several cases with one reason."""
    meeting = _meeting(request, key)
    chosen = _chosen(request, meeting)
    if not chosen:
        messages.warning(request, "ยังไม่ได้เลือกเคส ทำเครื่องหมายหน้าชื่อก่อน แล้วกดนำที่เลือกออกชั่วคราว")
        return redirect(meeting)
    form = SetAsideForm(request.POST or None)
    form.offer(ordered(paper for case in chosen for paper in missing_of(case)))
    if form.is_valid():
        actions.set_aside(chosen, **form.cleaned_data, by=request.user)
        messages.success(request, f"นำออกชั่วคราวแล้ว {len(chosen)} เคส ดำเนินการต่อได้ที่เมนูหน้าหลัก")
        return redirect(meeting)
    context = {"meeting": meeting, "cases": chosen, "form": form}
    return render(request, "meetings/set_aside.html", context)


@dataclass(frozen=True)
class AgendaRow:
    """One row of the list: the manual's columns, what the meeting grants, and remarks."""

    row: Row
    requested: str
    granted: str
    change: str  # as −1,000.00, empty where the meeting grants what was asked
    flags: list[tuple[str, str, str]]  # tone, icon, text


def _page(request: OfficerRequest, meeting: Meeting | None) -> HttpResponseBase:
    """One round with its list; without a meeting there is no case yet this year."""
    if meeting is None:
        return render(request, "meetings/agenda.html", {"meeting": None})
    decided = _decided(meeting)
    if file := exported(
        request, "round", decided.count, lambda: round_table(request, meeting, decided, ORDERS)
    ):
        return file
    page = key_page(decided.in_full(), request, orders=ORDERS, default="number", size=PAGE)
    outside = meeting.cases().filter(status__in=[Status.SET_ASIDE, Status.DISQUALIFIED])
    listed = _agenda_rows(page.rows, request)
    context = {
        "meeting": meeting,
        "page": page,
        "rows": listed,
        "differ": any(row.change for row in listed),
        "sums": decided.aggregate(
            count=Count("pk"), requested=Sum("requested_amount"), granted=Sum("amount")
        ),
        "outside": outside.select_related("title").order_by("status", "sequence")[:PAGE],
        **_stage(request, meeting),
    }
    return render(request, "meetings/agenda.html", context)


def _stage(request: OfficerRequest, meeting: Meeting) -> dict[str, Any]:
    """How far the round is, and what this officer may do with it."""
    is_open = meeting.stage != Stage.CLOSED
    rounds = list(_rounds(request).filter(office=meeting.office).open().with_counts())
    earlier = next((m for m in rounds if m.number < meeting.number), None) if is_open else None
    works = is_open and request.year.is_open and request.user.may(Duty.CASEWORKER, Duty.HEAD)
    return {
        "tabs": rounds if is_open and len(rounds) > 1 else [],
        "is_open": is_open,
        "is_collecting": meeting.stage == Stage.COLLECTING,
        "earlier": earlier,
        "may_work": works,
        "next_round": f"{meeting.number + 1}/{meeting.fiscal_year_id}",
    }


def _agenda_rows(cases: Sequence[Case], request: OfficerRequest) -> list[AgendaRow]:
    today = timezone.localdate()
    alike = lookalikes(cases, officer=request.user)
    return [
        AgendaRow(
            row=row,
            requested=baht(case.requested_amount),
            granted=baht(case.amount),
            change=baht(-case.reduced_by) if case.reduced_by else "",
            flags=[
                *([("info", "edit", "ที่ประชุมปรับจำนวนเงิน")] if case.reduced_by else []),
                *(
                    [("warn", "alert", f"ช่วยเหลือซ้ำ เหตุผล: {case.override_because}")]
                    if case.override_because
                    else []
                ),
                *(
                    ("warn", "alert", remark)
                    for remark in [*remarks(case, today=today), *alike[case.pk]]
                ),
            ],
        )
        for case, row in zip(cases, rows(cases, request, today=today), strict=True)
    ]


def _decided(meeting: Meeting) -> CaseQuerySet:
    """What closing would approve; of a closed round, what it did approve."""
    if meeting.stage == Stage.CLOSED:
        return meeting.cases().filter(approved_on__isnull=False).order_by("sequence")
    return meeting.agenda()


def _chosen(request: OfficerRequest, meeting: Meeting) -> list[Case]:
    """The cases of this round that were ticked."""
    ticked = (request.POST or request.GET).getlist("case")
    numbers = [number for number in ticked if re.fullmatch("[0-9]{4}-[0-9]{1,9}", number)]
    return list(meeting.cases().filter(number__in=numbers).in_full())


def _rounds(request: OfficerRequest) -> MeetingQuerySet:
    rounds = Meeting.objects.visible_to(request.user).filter(fiscal_year=request.year)
    return rounds.select_related("office")


def _meeting(request: OfficerRequest, key: str) -> Meeting:
    rounds = Meeting.objects.visible_to(request.user).select_related(
        "office", "fiscal_year", "closed_by", "waiver__granted_by"
    )
    return get_object_or_404(rounds.of_key(request.year, key))
