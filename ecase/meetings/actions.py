"""Everything that can happen to a meeting, and to a case in it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ecase.audit.actions import record
from ecase.cases import actions as cases
from ecase.cases.actions import Facts
from ecase.cases.checklist import waited_for
from ecase.cases.models import Case, Draft, SetAsideReason, refuse_removed
from ecase.core.whose import over_the_city
from ecase.offices.actions import on_duty
from ecase.offices.models import (
    Duty,
    FiscalYear,
    Office,
    Officer,
    Separation,
    Waiver,
    YearClosed,
)
from ecase.offices.separation import another_person

from .agenda_content import AgendaContent, agenda_content
from .models import (
    AgendaChanged,
    EmptyAgenda,
    Meeting,
    OverridesNotAccepted,
    ReasonNeeded,
    Stage,
    WrongStage,
)


@transaction.atomic
def collecting(office: Office, year: FiscalYear, *, by: Officer) -> Meeting:
    """The round of an office and year that takes new cases (รอบที่รับเคส); begun where none is."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # one begins it, others wait
    rounds = Meeting.objects.filter(office=office, fiscal_year=year)
    meeting = rounds.filter(stage=Stage.COLLECTING).first()
    if meeting is None:
        if not year.is_open:
            raise YearClosed(year)
        last = rounds.aggregate(last=Max("number"))["last"] or 0
        meeting = Meeting.objects.create(office=office, fiscal_year=year, number=last + 1)
        record("meeting.began", meeting, by=by, after={"number": meeting.number})
    return meeting


def record_case(draft: Draft, facts: Facts, *, by: Officer) -> Case:
    """Record a case; it goes straight into the collecting round (ยืนยัน, R47 of the manual)."""
    papers = cases.join_papers(draft)
    with transaction.atomic():
        draft.refresh_from_db(fields=["became"])
        if draft.became:  # sent again: no round is begun for what is recorded already
            return cases.record(draft, facts, papers, round=draft.became.round, by=by)
        meeting = collecting(draft.office, draft.fiscal_year, by=by)
        return cases.record(draft, facts, papers, round=meeting.number, by=by)


@dataclass(frozen=True)
class Leave:
    """Why a case leaves the meeting for now, and when to come back to it (R64-R65)."""

    because: str
    note: str = ""
    return_on: date | None = None
    wanted: Collection[str] = ()  # papers that it lacks


def edit_case(
    case: Case,
    facts: Facts,
    *,
    opened_version: int,
    amount_because: str = "",
    draft: Draft | None = None,
    leave: Leave | None = None,
    into: Meeting | None = None,
    into_collecting: bool = False,
    by: Officer,
) -> Case:
    """Change a case in the meeting (แก้ไขข้อมูลเคสในที่ประชุมสำนักงานเขต).

    In the same step it may leave the meeting for now, or come back into a round: into a named one,
    or into the collecting one, which is begun where none is. While the meeting deliberates, another
    amount or type is its resolution and needs its reason.
    """
    papers = cases.join_papers(draft) if draft else None
    with transaction.atomic():
        if into_collecting:
            into = collecting(case.office, case.fiscal_year, by=by)
        rounds = {meeting.pk: meeting for meeting in (round_of(case), into) if meeting}
        locked = [_locked(rounds[key]) for key in sorted(rounds)]
        case = Case.objects.select_for_update().get(pk=case.pk)
        decided = (facts.amount, facts.assistance_type.pk) != (case.amount, case.assistance_type_id)
        deliberates = any(meeting.stage == Stage.DELIBERATING for meeting in locked)
        if decided and deliberates and not amount_because:
            raise ReasonNeeded("รอบนี้กำลังพิจารณา การแก้ประเภทหรือจำนวนเงินต้องระบุเหตุผลของที่ประชุม")
        case = cases.edit(
            case,
            facts,
            papers,
            opened_version=opened_version,
            amount_because=amount_because if decided else "",
            draft=draft,
            by=by,
        )
        if leave:
            [case] = set_aside([case], **vars(leave), by=by)
        if into:
            case = put_back(case, into=into, by=by)
        return case


@transaction.atomic
def set_aside(
    chosen: list[Case],
    *,
    because: str,
    note: str,
    return_on: date | None,
    wanted: Collection[str] = (),
    by: Officer,
) -> list[Case]:
    """Take cases out of their meeting for now, all or none (นำออกจากที่ประชุมชั่วคราว, R64).

    ``wanted`` are papers that they wait for: those that a case lacks stand in its own note.
    """
    by_round = {(case.office_id, case.fiscal_year_id, case.round): case for case in chosen}
    for _, case in sorted(by_round.items()):
        _locked(round_of(case))
    asks = wanted if because == SetAsideReason.PAPERS_MISSING else ()
    alike: dict[str, list[Case]] = defaultdict(list)
    for case in chosen:
        alike[waited_for(case, asks, note) if asks else note].append(case)
    return [
        moved
        for says, group in alike.items()
        for moved in cases.set_aside_all(
            group, because=because, note=says, return_on=return_on, by=by
        )
    ]


@transaction.atomic
def put_back(case: Case, *, into: Meeting, by: Officer) -> Case:
    """Put a case back into the round that was chosen (นำกลับเข้าที่ประชุม, R67-R68)."""
    into = _locked(into)
    if into.stage == Stage.CLOSED:
        raise WrongStage(f"รอบ {into} ปิดแล้ว เลือกรอบที่ยังเปิดอยู่แล้วบันทึกอีกครั้ง")
    return cases.enter_meeting(case, round=into.number, by=by)


@transaction.atomic
def start_deliberation(meeting: Meeting, *, by: Officer) -> Meeting:
    """Freeze the agenda (เริ่มพิจารณา): from now on new cases go to the next round (P1)."""
    meeting = _locked_against_recording(meeting)
    if meeting.stage != Stage.COLLECTING:
        raise WrongStage(f"รอบ {meeting} {meeting.get_stage_display()}อยู่แล้ว")
    _refuse_beside_an_earlier_round(meeting)
    if not meeting.agenda().exists():
        raise EmptyAgenda(f"รอบ {meeting} ยังไม่มีเคส บันทึกเคสก่อน แล้วจึงเริ่มพิจารณา")
    meeting.stage, meeting.deliberating_since = Stage.DELIBERATING, timezone.now()
    meeting.save(update_fields=["stage", "deliberating_since"])
    record("meeting.deliberating", meeting, by=by, after={"count": meeting.agenda().count()})
    collecting(meeting.office, meeting.fiscal_year, by=by)
    return meeting


@transaction.atomic
def close(
    meeting: Meeting, *, digest: str, on: date, accepted: Collection[str] = (), by: Officer
) -> tuple[Meeting, AgendaContent]:
    """Approve exactly the list whose digest the page showed, and end the meeting.

    Works from COLLECTING too, as in the manual. ``accepted`` are the numbers of the cases whose
    written reason for going on beside another case the head accepts. Who closes had no hand in a
    case of the list. Raises AgendaChanged where anything changed since the page was opened,
    OverridesNotAccepted, OverCeiling, SamePerson, DutyEnded; then nothing is done.
    """
    on_duty(by, Duty.HEAD)
    meeting = _locked_against_recording(meeting)
    if meeting.stage == Stage.CLOSED:
        raise WrongStage(f"รอบ {meeting} ปิดและจัดทำรายงานแล้ว ดูได้ที่เมนูพิมพ์รายงานขออนุมัติเงิน")
    _refuse_beside_an_earlier_round(meeting)
    locked = list(meeting.agenda().in_full().select_for_update(of=("self",)))
    if not locked:
        raise EmptyAgenda(f"รอบ {meeting} ไม่มีเคสในที่ประชุม จึงจัดทำรายงานขออนุมัติเงินไม่ได้")
    content = agenda_content(meeting, on=on, cases=locked)
    if content.digest != digest:
        raise AgendaChanged(meeting)
    if unaccepted := content.unaccepted(accepted):
        raise OverridesNotAccepted(unaccepted)
    cases.check_ceilings(locked, on=on)
    meeting.waiver = waiver_to_close(meeting, by=by, hold=True)
    cases.approve_all(locked, on=on, by=by)
    meeting.stage, meeting.closed_at, meeting.closed_by = Stage.CLOSED, timezone.now(), by
    meeting.save(update_fields=["stage", "closed_at", "closed_by", "waiver"])
    facts: dict[str, Any] = {"count": content.count, "total": content.total, "digest": digest}
    note = meeting.waiver.note if meeting.waiver else ""
    record("meeting.closed", meeting, by=by, after=facts, note=note)
    return meeting, content


def waiver_to_close(meeting: Meeting, *, by: Officer, hold: bool = False) -> Waiver | None:
    """Make sure that who closes a round had no hand in its cases, or that a waiver allows it.

    Who recorded as failed the payment that a case begins again from had a hand in it too.
    ``hold`` the waiver where the round is closed next. Raises SamePerson.
    """
    with over_the_city("what this officer did for another office, to the same money"):
        touched = meeting.agenda().touched_by(by).order_by("sequence").first()
    return another_person(
        Separation.CLOSING,
        did=f"คุณบันทึกหรือแก้ไขเคส {touched} ของรอบนี้ จึงปิดรอบ {meeting} เองไม่ได้",
        by=by,
        office=meeting.office,
        was_there=touched is not None,
        hold=hold,
    )


@transaction.atomic
def print_minutes(meeting: Meeting, *, by: Officer) -> None:
    """Print the minutes (รายงานการประชุม), which name people and why they get nothing; on record."""
    refuse_removed(meeting.cases(), f"รายงานการประชุมรอบ {meeting}")
    record("meeting.minutes_printed", meeting, by=by, after={"stage": meeting.stage})


def round_of(case: Case) -> Meeting:
    """The round on whose agenda a case is, or was last."""
    return Meeting.objects.get(
        office=case.office_id, fiscal_year=case.fiscal_year_id, number=case.round
    )


def _locked_against_recording(meeting: Meeting) -> Meeting:
    """Lock the office, as ``collecting`` does, then the meeting: no case is on its way in."""
    Office.objects.select_for_update(no_key=True).get(pk=meeting.office_id)
    return _locked(meeting)


def _locked(meeting: Meeting) -> Meeting:
    # NO KEY: recording a case refers to its round, and need not wait for this.
    meeting = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("office", "fiscal_year")
        .get(pk=meeting.pk)
    )
    if not meeting.fiscal_year.is_open:
        raise YearClosed(meeting.fiscal_year)
    return meeting


def _refuse_beside_an_earlier_round(meeting: Meeting) -> None:
    """Rounds end in the order of their numbers: that is what makes ครั้งที่ n gapless."""
    earlier = (
        Meeting.objects.open()
        .filter(office=meeting.office, fiscal_year=meeting.fiscal_year, number__lt=meeting.number)
        .first()
    )
    if earlier:
        raise WrongStage(f"รอบ {earlier} กำลังพิจารณาอยู่ ปิดรอบนั้นก่อน แล้วจึงดำเนินการรอบ {meeting}")
