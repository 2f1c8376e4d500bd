"""What was done to an officer's account (ประวัติของบัญชี), told from the register in Thai.

Pure: events in, sentences out. A test compares ``VERBS`` and ``LOOKS`` with what the actions record
about an officer, who may also be the one who did it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ecase.audit.models import Event
from ecase.core.thai import thai_date

from .models import Duty, Officer

VERBS = {
    "officer.engaged": "เปิดบัญชี {duties}",
    "officer.duty_given": "แต่งตั้งเป็น{duties} ตั้งแต่ {starts_on}{until}",
    "officer.duty_ended": "สิ้นสุดหน้าที่{duties}",
    "officer.moved_away": "ย้ายจาก{from} ไป{to}",
    "officer.moved_here": "ย้ายมา{to} จาก{from}",
    "officer.switched_off": "ปิดใช้บัญชี",
    "officer.switched_on": "เปิดใช้บัญชี",
    "officer.link_made": "ออกลิงก์ตั้งรหัสผ่าน",
    "officer.password_set": "ตั้งรหัสผ่านด้วยลิงก์",
    "officer.password_changed": "เปลี่ยนรหัสผ่าน",
    "officer.password_refused": "ยืนยันรหัสผ่านไม่ถูกต้อง",
    "officer.profile_edited": "แก้ไขข้อมูลส่วนตัว {fields}",
    "officer.administrator_asked": "ขอแต่งตั้งเป็นผู้ดูแลระบบ",
    "officer.administrator_accepted": "รับรองเป็นผู้ดูแลระบบตามคำขอของ{asked_by}",
    "officer.administrator_declined": "ไม่รับรองเป็นผู้ดูแลระบบ",
    "officer.signed_in": "เข้าสู่ระบบ",
    "officer.signed_out": "ออกจากระบบ",
    "officer.sign_in_refused": "มีผู้พยายามเข้าสู่ระบบด้วยรหัสผ่านผิด",
    "officer.second_step_refused": "รหัสผ่านถูก แต่ยืนยันขั้นที่สองไม่ผ่าน",
    "officer.deed_refused": "ระบบไม่เปิดหน้าหรือไม่ให้ทำ เพราะไม่ใช่หน้าที่",
    "officer.throttled": "มีผู้ลองเข้าสู่ระบบหลายครั้งเกินไป ระบบหน่วงไว้",
    "officer.device_new": "เข้าสู่ระบบจากเครื่องใหม่ {browser}",
    "officer.signed_out_elsewhere": "ออกจากระบบที่เครื่องอื่น {browser}",
    "officer.factor_added": "เพิ่มการยืนยันขั้นที่สอง {name}",
    "officer.factor_removed": "นำการยืนยันขั้นที่สองออก {name}",
    "officer.factors_cleared": "ล้างการยืนยันขั้นที่สองทั้งหมด",
    "officer.recovery_code_used": "ใช้รหัสสำรอง เหลือ {left} รหัส",
    "officer.recovery_codes_renewed": "ทำรหัสสำรองชุดใหม่",
    "officer.account_declared": "แจ้งบัญชีธนาคารของตนเอง",
    "officer.account_ended": "เลิกใช้บัญชีธนาคารของตนเอง",
    "person.look_up_refused": "ตรวจสอบเลขบัตรครบจำนวนของวัน ระบบไม่ให้ตรวจเพิ่ม",
    "file.infected": "ไฟล์ที่ส่งเข้ามามีไวรัส ระบบไม่รับ",
}
# Nothing changed, but the officer took away or looked for what is of others (การเปิดดู).
LOOKS = {
    "list.exported": "ส่งออกรายการ {list} {count} แถว",
    "register.searched": "ค้นทะเบียนเหตุการณ์",
}
LISTS = {
    "account_changes": "บัญชีที่รอรับรอง",
    "administrator_requests": "คำขอแต่งตั้งผู้ดูแลระบบ",
    "approvals": "รายการอนุมัติ",
    "books": "ยอดคุมทั้งปี",
    "cases": "แสดงข้อมูลเคส",
    "city": "ภาพรวมสำนักงานเขต",
    "conflicts": "ผลที่ขัดกัน",
    "data_requests": "คำขอเข้าถึงข้อมูลส่วนบุคคล",
    "look_ups": "ตรวจสอบแล้วไม่มีเคส",
    "hand_overs": "คำขอเปลี่ยนหัวหน้าฝ่าย",
    "officers": "เจ้าหน้าที่",
    "payments": "รายการจ่ายของรายการอนุมัติ",
    "register": "ทะเบียนเหตุการณ์",
    "result_lists": "ผลการโอนที่นำเข้า",
    "results": "ผลการโอนจากธนาคาร",
    "round": "วาระของรอบประชุม",
    "set_aside": "เคสที่นำออกชั่วคราว",
    "waiting": "จ่ายให้ประชาชน",
    "waivers": "ข้อยกเว้น",
    "week": "งานของเจ้าหน้าที่ในสัปดาห์",
}


@dataclass(frozen=True)
class Entry:
    """One thing that was done, as the page says it."""

    at: datetime
    by: str
    sentence: str
    note: str


def entries(events: Iterable[Event]) -> list[Entry]:
    """The events of an officer's account as sentences, in their order."""
    return [Entry(e.at, str(e.by or ""), sentence(e), e.note) for e in events]


def sentence(event: Event) -> str:
    """One event in Thai, without who did it and when."""
    facts = {name: "" if fact is None else str(fact) for name, fact in event.after.items()}
    names = {duty.value: duty.label for duty in Duty}
    duties = [names.get(name, name) for name in facts.get("duties", "").split(", ") if name]
    labels = {field.name: str(field.verbose_name) for field in Officer._meta.fields}
    fields = ", ".join(label for name, label in labels.items() if name in event.after)
    facts |= {"duties": " ".join(duties), "until": "", "fields": fields}
    if facts.get("ends_on"):
        facts["until"] = f" ถึง {_day(facts['ends_on'])}"
    if facts.get("starts_on"):
        facts["starts_on"] = _day(facts["starts_on"])
    if "list" in facts:
        facts["list"] = LISTS.get(facts["list"], facts["list"])
    said = VERBS.get(event.verb) or LOOKS.get(event.verb, event.verb)
    if event.verb == "officer.duty_ended" and facts["until"]:
        said += facts["until"]
    try:
        return said.format(**facts).strip()
    except KeyError:  # an event of before, which said less
        return said.partition("{")[0].strip()


def _day(written: str) -> str:
    return thai_date(date.fromisoformat(written))
