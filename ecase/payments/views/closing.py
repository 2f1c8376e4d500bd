"""The last look at the list, and closing the meeting (จัดทำรายงานขออนุมัติเงิน, R72-R75)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from ecase.cases.checklist import said
from ecase.cases.models import Case, Status
from ecase.cases.overrides import beside
from ecase.core.paging import KeyPage, key_page
from ecase.core.thai import baht
from ecase.meetings.actions import waiver_to_close
from ecase.meetings.agenda_content import AgendaContent, agenda_content
from ecase.meetings.agenda_differences import Differences, copy_of, differences
from ecase.meetings.models import Meeting, Stage
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty, Waiver, YearClosed
from ecase.offices.password_again import password_given_lately
from ecase.offices.separation import SamePerson

from .. import actions

IN_ORDER = {"number": ("sequence",)}
ROWS_OF_A_PAGE = 100


@open_to(*EVERY_DUTY)
def closing(request: OfficerRequest, key: str) -> HttpResponseBase:
    """The preview, which all may read; posting it approves exactly what it showed."""
    meetings = Meeting.objects.visible_to(request.user).select_related("office", "fiscal_year")
    meeting = get_object_or_404(meetings.of_key(request.year, key))
    if request.method == "POST":
        return _close(request, meeting)
    if meeting.stage == Stage.CLOSED:
        messages.info(request, f"รอบ {meeting} ปิดและจัดทำรายงานแล้ว")
        return redirect("payments:approvals", request.year.pk)
    return _preview(request, meeting, agenda_content(meeting, on=timezone.localdate()))


@open_to(Duty.HEAD)
@password_given_lately("ปิดรอบประชุมและจัดทำรายงานขออนุมัติเงินทั้งหมด")
def _close(request: OfficerRequest, meeting: Meeting) -> HttpResponse:
    """จัดทำรายงานขออนุมัติเงินทั้งหมด (R74); where the list changed meanwhile, 409 with how."""
    content = agenda_content(meeting, on=timezone.localdate())
    digest = request.POST.get("digest", "")
    if meeting.stage != Stage.CLOSED and content.digest != digest:
        changes = differences(request.POST.get("shown", ""), content, meeting)
        return _preview(request, meeting, content, changed=True, changes=changes)
    accepted = request.POST.getlist("accepted")
    if unaccepted := content.unaccepted(accepted):
        return _preview(request, meeting, content, unaccepted=unaccepted)
    approval = actions.request_funding(meeting, digest=digest, accepted=accepted, by=request.user)
    messages.success(
        request,
        f"จัดทำ{approval.name} แล้ว {approval.count} ราย เป็นเงิน {baht(approval.total)} บาท"
        " บันทึกเคสสำหรับการประชุมรอบต่อไปได้เลย",
    )
    return redirect("payments:approvals", request.year.pk)


def _preview(
    request: OfficerRequest,
    meeting: Meeting,
    content: AgendaContent,
    *,
    changed: bool = False,
    changes: Differences | None = None,
    unaccepted: Collection[Case] = (),
) -> HttpResponse:
    outside = meeting.cases().filter(status__in=[Status.SET_ASIDE, Status.DISQUALIFIED])
    why_not, waiver = _why_not(request, meeting)
    part = _part(request, meeting, content, told=bool(changes or unaccepted))
    context: dict[str, Any] = {
        "meeting": meeting,
        "content": content,
        "part": part,
        "page": part.page,
        "shown": copy_of(content) if part.is_last_look else "",
        "today": timezone.localdate(),
        "outside": outside.select_related("title").order_by("status", "sequence"),
        "why_not": why_not,
        "waiver": waiver,
        "overridden": [(case, beside(case)) for case in content.overridden if part.is_last_look],
        "unaccepted": unaccepted,
        "accepted": request.POST.getlist("accepted"),
        "changed": changed,
        "changes": changes,
    }
    return render(
        request, "payments/closing.html", context, status=409 if changed or unaccepted else 200
    )


@dataclass(frozen=True)
class _Part:
    """One page of the list. The button stands at its end, after all that it approves."""

    page: KeyPage[Case]
    rows: list[tuple[int, Case, str]]  # with their places in the whole list, and what papers lack
    is_stale: bool  # the pages before were of a list that is not so any more
    is_last_look: bool


def _part(
    request: OfficerRequest, meeting: Meeting, content: AgendaContent, *, told: bool
) -> _Part:
    """The page that is asked for, cut from the very content that its digest is of.

    The address of each further page names the list that the first page began; where that is
    another one by now, what stood on the pages before is not what the button would approve.
    ``told`` says that the page tells all that changed, so that nothing has to be looked at anew.
    """
    page = key_page(
        meeting.agenda().only("pk", "sequence"),
        request,
        orders=IN_ORDER,
        default="number",
        size=ROWS_OF_A_PAGE,
    )
    began, now = request.GET.get("list", ""), content.digest[:16]
    is_stale = page.has_previous and began != now and not told
    params = request.GET.copy()
    params["list"] = began if is_stale else now
    placed = {
        case.pk: (place, case, said(case)) for place, case in enumerate(content.cases, start=1)
    }
    return _Part(
        page=replace(page, params=params),
        rows=[placed[case.pk] for case in page.rows if case.pk in placed],
        is_stale=is_stale,
        is_last_look=told or not (page.has_next or is_stale),
    )


def _why_not(request: OfficerRequest, meeting: Meeting) -> tuple[str, Waiver | None]:
    """Why this officer cannot close this round now, empty where that is possible; and the waiver
    that makes it so, where it takes one."""
    if not request.user.may(Duty.HEAD):
        return "หัวหน้าฝ่ายเป็นผู้ปิดรอบและจัดทำรายงาน คุณดูรายชื่อก่อนปิดรอบได้ที่หน้านี้", None
    if not request.year.is_open:
        return str(YearClosed(request.year)), None
    rounds = Meeting.objects.visible_to(request.user).filter(fiscal_year=meeting.fiscal_year)
    earlier = rounds.open().filter(office=meeting.office, number__lt=meeting.number).first()
    if earlier:
        return f"รอบ {earlier} ยังไม่ปิด ปิดรอบนั้นก่อน แล้วจึงปิดรอบ {meeting}", None
    try:
        return "", waiver_to_close(meeting, by=request.user)
    except SamePerson as same:
        return str(same), None
