"""The aid history of one ID (ประวัติการรับเงินสงเคราะห์), and what in it an officer should weigh.

Pure: cases in, lines and findings out. Of another office's case nothing passes but fiscal year,
name, type of aid, office, status and time of entry (R22).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from ecase.core.thai import baht, thai_date
from ecase.offices.models import FiscalYear, Officer

from .models import Case, Status
from .rows import status_look

ALIVE = (Status.IN_MEETING, Status.SET_ASIDE)
GRANTED = (Status.APPROVED, Status.PAID)
LATELY = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One case of the history. ``url`` is empty where it is another office's."""

    case: str
    name: str
    aid: str
    office: str
    status: str
    tone: str
    icon: str
    recorded_at: datetime
    url: str


@dataclass(frozen=True)
class Finding:
    """Something to weigh before going on. It blocks nothing: the officer judges (R23)."""

    tone: str
    title: str
    text: str


def by_year(cases: Sequence[Case], *, officer: Officer) -> list[tuple[int, list[Line]]]:
    """The lines under their fiscal years, in the order given."""
    return [
        (year, [_line(case, officer) for case in group])
        for year, group in groupby(cases, key=lambda case: case.fiscal_year_id)
    ]


def findings(
    cases: Sequence[Case], *, year: FiscalYear, officer: Officer, today: date
) -> list[Finding]:
    """What was granted this year, what still waits, and what comes often; gravest first."""
    this_year = [case for case in cases if case.fiscal_year_id == year.pk]
    granted = [_granted(case, officer) for case in this_year if case.status in GRANTED]
    alive = [_alive(case, officer) for case in cases if case.status in ALIVE]
    found = sorted(granted + alive, key=lambda finding: finding.tone != "stop")
    lately = [
        case
        for case in cases
        if case.status != Status.DISQUALIFIED
        and timezone.localdate(case.recorded_at) > today - LATELY
    ]
    if len(lately) > 1:
        offices = len({case.office_id for case in lately})
        found.append(
            Finding(
                "warn",
                f"ขอรับความช่วยเหลือ {len(lately)} ครั้งใน 12 เดือน",
                f"จาก {offices} เขต พิจารณาความเหมาะสมและความซ้ำซ้อนก่อนดำเนินการต่อ",
            )
        )
    return found


def summary(cases: Sequence[Case]) -> str:
    """How much was found, and where."""
    offices = len({case.office_id for case in cases})
    years = len({case.fiscal_year_id for case in cases})
    return f"พบ {len(cases)} รายการ จาก {offices} เขต ใน {years} ปีงบประมาณ"


def _line(case: Case, officer: Officer) -> Line:
    tone, icon = status_look(case.status)
    return Line(
        case=str(case) if _own(case, officer) else "",
        name=case.name,
        aid=case.assistance_type.name,
        office=case.office.name,
        status=case.get_status_display(),
        tone=tone,
        icon=icon,
        recorded_at=case.recorded_at,
        url=case.get_absolute_url() if _own(case, officer) else "",
    )


def _granted(case: Case, officer: Officer) -> Finding:
    aid = case.assistance_type.name
    next_step = "หากขอประเภทเดิมในปีนี้ต้องระบุเหตุผลในแบบฟอร์ม และหัวหน้าฝ่ายรับรองตอนปิดรอบ"
    if not _own(case, officer) or case.approved_on is None:
        return Finding("stop", f"ได้{aid}ในปีนี้แล้ว", f"จากเขต{case.office.name} {next_step}")
    return Finding(
        "stop",
        f"ได้{aid}ในปีนี้แล้ว",
        f"{case.get_status_display()} {baht(case.amount)} บาท อนุมัติเมื่อ {thai_date(case.approved_on)}"
        f" ({case}) {next_step}",
    )


def _alive(case: Case, officer: Officer) -> Finding:
    aid = case.assistance_type.name
    if not _own(case, officer):
        place = f"เขต{case.office.name}"
        return Finding("warn", f"มีเคสค้างที่{place}", f"{aid} ควรสอบถาม{place}ก่อนบันทึก")
    return Finding(
        "stop",
        "มีเคสค้างที่เขตนี้",
        f"{aid} ({case}) {case.get_status_display()} หากเป็นเรื่องเดียวกันให้แก้ไขเคสนั้น ไม่ต้องบันทึกใหม่",
    )


def _own(case: Case, officer: Officer) -> bool:
    return case.office_id == officer.office_id
