"""งานที่รอคุณ: what truly waits for this officer, the most urgent first."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from ecase.core.thai import thai_date
from ecase.offices.models import Duty, FiscalYear, Officer
from ecase.payments.models import Approval

from . import queries

SOON = 7  # days that are left to answer who asks for the own data


@dataclass(frozen=True)
class Task:
    """One thing to do: what, more of it, and the link to where it is done."""

    tone: str
    icon: str
    what: str
    more: str
    url: str
    link: str


def todo(
    officer: Officer,
    year: FiscalYear,
    approvals: list[Approval],
    now: queries.Round | None,
    *,
    today: date,
) -> list[Task]:
    """The tasks of an officer by duty; ``approvals`` are those that wait, with figures."""
    # The payer may only give a case up; where the money goes is mended by another.
    mends = officer.may(Duty.CASEWORKER, Duty.HEAD)
    tasks = _returned(approvals, "แก้บัญชี" if mends else "ดูรายการ")
    if officer.may(Duty.HEAD):
        tasks += _held(approvals, year) + _conflicts(officer, year) + _asked(officer, today)
    if officer.may(Duty.PAYER):
        tasks += _unanswered(approvals) + _due(approvals)
    if officer.may(Duty.HEAD) and now and now.is_deliberating and now.count:
        tasks.append(
            Task(
                "info",
                "list",
                f"ปิดรอบ {now.meeting} เมื่อที่ประชุมมีมติแล้ว",
                f"กำลังพิจารณา {now.count} เคส",
                now.meeting.get_absolute_url(),
                "ดูรายชื่อ",
            )
        )
    if officer.may(Duty.CASEWORKER, Duty.HEAD):
        tasks += _coming_back(officer, year, today) + _unfinished(officer, year)
    return tasks


def _returned(approvals: list[Approval], link: str) -> list[Task]:
    returned = [(a, getattr(a, "returned_count", 0)) for a in approvals]
    returned = [(approval, count) for approval, count in returned if count]
    reasons = queries.return_reasons([approval for approval, _ in returned]) if returned else {}
    return [
        Task(
            "stop",
            "failed",
            f"โอนไม่ผ่าน {count} ราย ในครั้งที่ {approval.number}",
            " ".join(f"{reason} {n} ราย" for reason, n in reasons.get(approval.pk, [])),
            approval.get_absolute_url(),
            link,
        )
        for approval, count in returned
    ]


def _held(approvals: list[Approval], year: FiscalYear) -> list[Task]:
    count = sum(getattr(approval, "held_count", 0) for approval in approvals)
    if not count:
        return []
    url = reverse("payments:account_changes", args=[year.pk])
    more = "เงินยังไม่โอนจนกว่าหัวหน้าฝ่ายจะรับรอง"
    return [Task("warn", "bank", f"รับรองบัญชีที่แก้ไข {count} ราย", more, url, "ตรวจบัญชี")]


def _conflicts(officer: Officer, year: FiscalYear) -> list[Task]:
    count = queries.open_conflicts(officer, year)
    if not count:
        return []
    url = reverse("payments:conflicts", args=[year.pk])
    more = "ธนาคารแจ้งผลต่างจากที่บันทึกไว้"
    return [Task("stop", "alert", f"ตัดสินผลที่ขัดกัน {count} ราย", more, url, "ตัดสินผล")]


def _asked(officer: Officer, today: date) -> list[Task]:
    count, first = queries.open_data_requests(officer)
    if not first:
        return []
    left = first.days_left(today)
    more = f"ต้องตอบใน {left} วัน" if left >= 0 else f"เกินกำหนดตอบ {-left} วัน"
    tone = "warn" if left > SOON else "stop"
    url = f"{reverse('privacy:requests')}?show=open"
    return [Task(tone, "user", f"คำขอเข้าถึงข้อมูลส่วนบุคคล {count} เรื่อง", more, url, "ตอบคำขอ")]


def _unanswered(approvals: list[Approval]) -> list[Task]:
    of = {approval.pk: approval for approval in approvals}
    return [
        Task(
            "warn",
            "clock",
            f"บันทึกผลโอน {file} ครั้งที่ {of[file.approval_id].number}",
            f"ทำไฟล์เมื่อ {thai_date(timezone.localdate(file.made_at))} ยังไม่มีผล {file.pending_count} ราย",
            of[file.approval_id].get_absolute_url(),
            "บันทึกผล",
        )
        for file in (queries.unanswered_files(approvals) if approvals else [])
    ]


def _due(approvals: list[Approval]) -> list[Task]:
    return [
        Task(
            "info",
            "bank",
            f"ทำไฟล์โอนเงิน {count} ราย ในครั้งที่ {approval.number}",
            "อนุมัติแล้ว ยังไม่อยู่ในไฟล์ใด",
            approval.get_absolute_url(),
            "ไปทำไฟล์",
        )
        for approval in approvals
        if (count := getattr(approval, "due_count", 0))
    ]


def _coming_back(officer: Officer, year: FiscalYear, today: date) -> list[Task]:
    count, first = queries.due_to_come_back(officer, year, today)
    if not first:
        return []
    more = f"{first.name} {first.why_set_aside}"
    return [Task("calm", "calendar", f"เคสที่นำออกครบกำหนดแล้ว {count} ราย", more, "#aside", "ดูเคส")]


def _unfinished(officer: Officer, year: FiscalYear) -> list[Task]:
    drafts = queries.unfinished_drafts(officer, year)
    if not drafts:
        return []
    newest = drafts[0]
    name = f"{newest.typed.get('first_name', '')} {newest.typed.get('last_name', '')}".strip()
    return [
        Task(
            "calm",
            "edit",
            f"แบบฟอร์มที่กรอกค้างไว้ {len(drafts)} ฉบับ",
            f"ล่าสุด {name or 'ยังไม่ได้กรอกชื่อ'} เมื่อ {thai_date(timezone.localdate(newest.created_at))}",
            reverse("meetings:record", args=[year.pk, newest.pk]),
            "กรอกต่อ",
        )
    ]
