"""The papers of a round: the list that it considers, and its minutes. Pure: records in, what to print out."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from ecase.cases.checklist import said
from ecase.cases.models import Case
from ecase.core import papers, thai

from .minutes import MinutesFacts, Outside
from .models import Meeting, Stage

HEAD = "หัวหน้าฝ่ายพัฒนาชุมชนและสวัสดิการสังคม"
NO_REASON = "ไม่ได้ระบุเหตุผล"


def agenda(meeting: Meeting, cases: Sequence[Case], *, made_at: datetime) -> papers.Told:
    """รายชื่อเพื่อพิจารณา: what the meeting is asked to grant, with room for its resolution."""
    total = sum((case.amount for case in cases), Decimal("0.00"))
    told: papers.Agenda = {
        "office": meeting.office.full_name,
        "meeting": str(meeting),
        "printed_at": _at(made_at),
        "count": len(cases),
        "total": thai.baht(total),
        "total_words": thai.baht_words(total),
        "rows": [
            {
                "name": case.name,
                "district": meeting.office.name,
                "aid": case.assistance_type.name,
                "amount": thai.baht(case.amount),
                "legal_basis": case.assistance_type.legal_basis,
                "missing": said(case),
            }
            for case in cases
        ],
        "signers": [
            {"role": "ผู้จัดทำ", "name": "", "position": ""},
            {"role": "ผู้ตรวจสอบ", "name": "", "position": HEAD},
        ],
    }
    return papers.Told("agenda", told, made_at)


def minutes(facts: MinutesFacts, *, made_at: datetime) -> papers.Told:
    """รายงานการประชุม: what the round decided and why. Before it is closed, marked as a draft.

    Who came, where and when is not recorded: lines to write on.
    """
    meeting, granted = facts.meeting, facts.granted
    total = sum((case.amount for case in granted), Decimal("0.00"))
    told: papers.Minutes = {
        "office": meeting.office.full_name,
        "meeting": str(meeting),
        "draft": meeting.stage != Stage.CLOSED,
        "deliberated_at": _at(meeting.deliberating_since),
        "closed_at": _at(meeting.closed_at),
        "closed_by": str(meeting.closed_by) if meeting.closed_by else "",
        "digest": facts.digest,
        "printed_at": "" if facts.digest else _at(made_at),
        "notes": [meeting.waiver.note] if meeting.waiver else [],
        "count": len(granted) + len(facts.set_aside) + len(facts.disqualified),
        "requested_total": thai.baht(
            sum((case.requested_amount for case in granted), Decimal("0.00"))
        ),
        "total": thai.baht(total),
        "total_words": thai.baht_words(total),
        "granted": [
            {
                "name": case.name,
                "case": str(case),
                "aid": case.assistance_type.name,
                "legal_basis": case.assistance_type.legal_basis,
                "requested": thai.baht(case.requested_amount),
                "amount": thai.baht(case.amount),
            }
            for case in granted
        ],
        "adjusted": [
            {
                "name": case.name,
                "case": str(case),
                "requested": thai.baht(case.requested_amount),
                "amount": thai.baht(case.amount),
                "reason": case.amount_because or NO_REASON,
            }
            for case in granted
            if case.reduced_by or case.amount_because
        ],
        "overridden": [
            {
                "name": case.name,
                "case": str(case),
                "aid": case.assistance_type.name,
                "reason": case.override_because,
                "more": f"รับรองโดย{case.override_accepted_by or 'หัวหน้าฝ่ายเมื่อปิดรอบ'}",
            }
            for case in granted
            if case.override_because
        ],
        "set_aside": [_outside(left) for left in facts.set_aside],
        "disqualified": [_outside(left) for left in facts.disqualified],
        "signers": [
            {"role": "ผู้จดรายงานการประชุม", "name": "", "position": ""},
            {"role": "ผู้ตรวจรายงานการประชุม", "name": "", "position": HEAD},
            {"role": "ประธานที่ประชุม", "name": "", "position": "ผู้อำนวยการเขต"},
        ],
    }
    return papers.Told("minutes", told, meeting.closed_at or made_at)


def _outside(left: Outside) -> papers.Reasoned:
    back = thai.long_date(date.fromisoformat(left.return_on)) if left.return_on else ""
    return {
        "name": left.case.name,
        "case": str(left.case),
        "aid": left.case.assistance_type.name,
        "reason": left.reason,
        "more": f"กลับมาพิจารณา {back}" if back else "",
    }


def _at(at: datetime | None) -> str:
    if at is None:
        return ""
    return f"{thai.long_date(timezone.localdate(at))} เวลา {_time(at)}"


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M} น."
