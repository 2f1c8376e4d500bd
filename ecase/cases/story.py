"""The history of a case (ประวัติของเคส), told from the register in plain Thai sentences.

Pure: events in, sentences out. ``VERBS`` has a sentence for everything that can happen to a case
or to its money; a test compares it with what the actions record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ecase.audit.models import Event
from ecase.core.thai import baht, thai_date
from ecase.people.models import Gender

from .checklist import labels
from .models import Bundle, SetAsideReason

VERBS = {
    "case.recorded": "บันทึกเคสเข้ารอบที่ {round}",
    "case.edited": "แก้ไขข้อมูล",
    "case.set_aside": "นำออกจากที่ประชุมชั่วคราว",
    "case.in_meeting": "นำกลับเข้าที่ประชุม",
    "case.disqualified": "บันทึกขาดคุณสมบัติ",
    "case.approved": "อนุมัติเงิน",
    "case.bank_account_proposed": "เสนอแก้ไขข้อมูลทางการเงิน",
    "case.bank_account_changed": "แก้ไขข้อมูลทางการเงิน",
    "case.bank_account_refused": "ไม่รับรองบัญชีที่เสนอแก้",
    "case.bank_account_withdrawn": "ถอนคืนการแก้ข้อมูลทางการเงิน",
    "case.paid": "จ่ายสำเร็จ",
    "case.payment_failed": "บันทึกจ่ายไม่สำเร็จ",
    "case.data_removed": "ทำลายข้อมูลตามระยะเวลา คำสั่งที่ {run}",
    "payment.sent": "ส่งเงินใน{file} เลขอ้างอิง {reference}",
    "payment.paid": "ธนาคารโอนเงินสำเร็จ เลขอ้างอิง {reference}",
    "payment.returned": "โอนไม่ผ่าน เลขอ้างอิง {reference}",
    "payment.void": "ยกเลิกไฟล์ที่ยังไม่ได้ส่ง เลขอ้างอิง {reference}",
    "payment.conflict_noted": "ธนาคารแจ้งผลต่างจากที่บันทึกไว้ เลขอ้างอิง {reference}",
    "payment.conflict_settled": "ตัดสินผลที่ขัดกัน เลขอ้างอิง {reference}",
    "payment.flag_settled": "ตรวจข้อสังเกตของบัญชีแล้วให้โอนได้ {kind}",
}
LOOKS = {
    "case.citizen_id_disclosed": "เปิดดูเลขบัตรเต็ม",
    "case.account_disclosed": "เปิดดูเลขบัญชีเต็ม",
    "case.document_opened": "เปิดดู{bundle} ฉบับที่ {version}",
    "case.document_downloaded": "ดาวน์โหลด{bundle} ฉบับที่ {version}",
    "case.received_taken_out": "ขอไฟล์ต้นฉบับของ{bundle} ฉบับที่ {version}",
    "case.account_form_printed": "พิมพ์แบบ K-corp1",
    "case.request_form_printed": "พิมพ์แบบคำขอรับความช่วยเหลือ",
    "case.sheet_printed": "พิมพ์ใบสรุปเคส",
    "case.notice_printed": "พิมพ์หนังสือแจ้งผล",
    "case.data_package_made": "จัดทำชุดข้อมูลตามคำขอของเจ้าของข้อมูล",
}
# Status, version, reasons and the day of approval are said by the sentence or the note below it.
FIELDS = {
    "title": "คำนำหน้า",
    "gender": "เพศ",
    "first_name": "ชื่อ",
    "last_name": "นามสกุล",
    "birth_date": "วันเดือนปีเกิด",
    "is_disabled": "เป็นผู้พิการ",
    "assistance_type": "ประเภทเงินสงเคราะห์",
    "requested_amount": "จำนวนเงินที่ขอ",
    "amount": "จำนวนเงิน",
    "hardship": "รายละเอียดความเดือดร้อน",
    "override_because": "เหตุผลที่ช่วยเหลือซ้ำ",
    "attached_papers": "เอกสารที่แนบ",
    "other_papers": "เอกสารอื่น ๆ",
    "missing_papers": "เอกสารที่ยังขาด",
    "bank": "ธนาคาร",
    "branch_code": "รหัสสาขาของธนาคาร",
    "account_name": "ชื่อบัญชีธนาคาร",
    "account_number": "หมายเลขบัญชีธนาคาร",
    "phone": "หมายเลขโทรศัพท์",
    "email": "อีเมล",
    "round": "รอบที่",
    "return_on": "วันนัดกลับมาดู",
    "supporting": Bundle.SUPPORTING.label,
    "financial": Bundle.FINANCIAL.label,
}
NOTHING = "ว่าง"


@dataclass(frozen=True)
class Change:
    """One field before and after; ``before`` is empty where there was none to compare."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Telling:
    """One event as the case page shows it: what, who, when, why."""

    what: str
    who: str
    at: datetime
    why: str
    changes: list[Change]


@dataclass(frozen=True)
class Story:
    """What was done to a case, and apart from it who looked at what it hides."""

    deeds: list[Telling]
    looks: list[Telling]


def story(events: Iterable[Event]) -> Story:
    """Tell events, in the order given; they come with their officers fetched."""
    deeds: list[Telling] = []
    looks: list[Telling] = []
    for event in events:
        (looks if event.verb in LOOKS else deeds).append(tell(event))
    return Story(deeds, looks)


def tell(event: Event) -> Telling:
    """One event in words."""
    sentence = VERBS.get(event.verb) or LOOKS.get(event.verb) or "มีการดำเนินการกับเคส"
    facts = _Facts(event.after)
    if event.verb in LOOKS:
        changes = []
    else:
        changes = [
            Change(FIELDS[name], *_pair(name, event.before, event.after))
            for name in event.after
            if name in FIELDS and f"{{{name}}}" not in sentence and not _is_first(event, name)
        ]
    return Telling(sentence.format_map(facts), _who(event), event.at, event.note, changes)


class _Facts(dict[str, Any]):
    """What the event recorded, for the gaps of a sentence."""

    def __missing__(self, name: str) -> str:
        return ""

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return Bundle(value).label if name == "bundle" and value in Bundle else value


def _is_first(event: Event, name: str) -> bool:
    """Money that a payment's event repeats is no change."""
    return event.verb.startswith("payment.") and name == "amount"


def _who(event: Event) -> str:
    if event.by is None:
        return "ระบบ"
    officer: Any = event.by
    return f"{officer} (ส่วนกลาง)" if officer.office_id is None else str(officer)


def _pair(name: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, str]:
    return (shown_value(name, before[name]) if name in before else ""), shown_value(
        name, after[name]
    )


def shown_value(name: str, value: Any) -> str:
    """A field's value, as an event holds it, in words."""
    if value in (None, "", []):
        return NOTHING
    match name:
        case "amount" | "requested_amount":
            return f"{baht(Decimal(value))} บาท"
        case "birth_date" | "return_on" | "approved_on":
            return thai_date(date.fromisoformat(value))
        case "is_disabled":
            return "ใช่" if value else "ไม่ใช่"
        case "attached_papers" | "missing_papers":
            return ", ".join(labels(value))
        case "gender":
            return Gender(value).label if value in Gender else str(value)
        case "set_aside_because":
            return SetAsideReason(value).label
        case _:
            return str(value)
