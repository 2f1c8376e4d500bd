"""The aid history of one ID (ประวัติการรับเงินสงเคราะห์), and what in it an officer should weigh.

Pure: the past in, lines and findings out. Of another office's case nothing comes in but fiscal
year, name, type of aid, office, status and time of entry (R22).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from ecase.core.thai import baht, thai_date
from ecase.offices.models import FiscalYear

from .models import Status
from .past import Past
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


def by_year(past: Sequence[Past]) -> list[tuple[int, list[Line]]]:
    """The lines under their fiscal years, in the order given."""
    return [
        (year, [_line(one) for one in group])
        for year, group in groupby(past, key=lambda one: one.year)
    ]


def findings(past: Sequence[Past], *, year: FiscalYear, today: date) -> list[Finding]:
    """What was granted this year, what still waits, and what comes often; gravest first."""
    granted = [_granted(one) for one in past if one.year == year.pk and one.status in GRANTED]
    alive = [_alive(one) for one in past if one.status in ALIVE]
    found = sorted(granted + alive, key=lambda finding: finding.tone != "stop")
    lately = [
        one
        for one in past
        if one.status != Status.DISQUALIFIED
        and timezone.localdate(one.recorded_at) > today - LATELY
    ]
    if len(lately) > 1:
        offices = len({one.office for one in lately})
        found.append(
            Finding(
                "warn",
                f"ขอรับความช่วยเหลือ {len(lately)} ครั้งใน 12 เดือน",
                f"จาก {offices} เขต พิจารณาความเหมาะสมและความซ้ำซ้อนก่อนดำเนินการต่อ",
            )
        )
    return found


def summary(past: Sequence[Past]) -> str:
    """How much was found, and where."""
    offices = len({one.office for one in past})
    years = len({one.year for one in past})
    return f"พบ {len(past)} รายการ จาก {offices} เขต ใน {years} ปีงบประมาณ"


def _line(past: Past) -> Line:
    tone, icon = status_look(past.status)
    return Line(
        case=str(past.case) if past.case else "",
        name=past.name,
        aid=past.aid,
        office=past.office,
        status=past.status.label,
        tone=tone,
        icon=icon,
        recorded_at=past.recorded_at,
        url=past.case.get_absolute_url() if past.case else "",
    )


def _granted(past: Past) -> Finding:
    aid, case = past.aid, past.case
    next_step = "หากขอประเภทเดิมในปีนี้ต้องระบุเหตุผลในแบบฟอร์ม และหัวหน้าฝ่ายรับรองตอนปิดรอบ"
    if case is None or case.approved_on is None:
        return Finding("stop", f"ได้{aid}ในปีนี้แล้ว", f"จากเขต{past.office} {next_step}")
    return Finding(
        "stop",
        f"ได้{aid}ในปีนี้แล้ว",
        f"{past.status.label} {baht(case.amount)} บาท อนุมัติเมื่อ {thai_date(case.approved_on)}"
        f" ({case}) {next_step}",
    )


def _alive(past: Past) -> Finding:
    aid = past.aid
    if past.case is None:
        place = f"เขต{past.office}"
        return Finding("warn", f"มีเคสค้างที่{place}", f"{aid} ควรสอบถาม{place}ก่อนบันทึก")
    return Finding(
        "stop",
        "มีเคสค้างที่เขตนี้",
        f"{aid} ({past.case}) {past.status.label} หากเป็นเรื่องเดียวกันให้แก้ไขเคสนั้น ไม่ต้องบันทึกใหม่",
    )
