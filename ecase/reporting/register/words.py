"""What each event of the register is called (ทะเบียนเหตุการณ์), in plain Thai.

The story of a case (cases/story.py) has the words for all that happens to a case, the account of an
officer (offices/telling.py) for all that is about an officer; here are the others.
A test compares the three with what the actions record.
"""

from typing import Any

from ecase.audit.models import Event
from ecase.cases.story import LOOKS as CASE_LOOKS
from ecase.cases.story import VERBS as CASE_VERBS
from ecase.cases.story import tell
from ecase.offices.telling import LOOKS as OFFICER_LOOKS
from ecase.offices.telling import VERBS as OFFICER_VERBS
from ecase.offices.telling import sentence as of_an_officer
from ecase.payments.printouts import PAPERS

DEEDS = {
    "approval.all_paid": "บันทึกจ่ายสำเร็จทั้งหมด",
    "approval.made": "จัดทำรายงานขออนุมัติเงิน {count} ราย",
    "data_request.given": "บันทึกว่ามอบข้อมูลส่วนบุคคลแล้ว",
    "data_request.refused": "ปฏิเสธคำขอเข้าถึงข้อมูลส่วนบุคคล",
    "data_request.taken": "รับคำขอเข้าถึงข้อมูลส่วนบุคคล",
    "demo.loaded": "เริ่มข้อมูลสาธิต",
    "digests.rotated": "เปลี่ยนกุญแจของรหัสค้นหา {count} แถว",
    "file.made": "ออกไฟล์โอนเงิน {count} ราย",
    "file.received": "รับไฟล์เอกสาร",
    "file.void_asked": "ขอยกเลิกไฟล์โอนเงิน",
    "file.voided": "รับรองการยกเลิกไฟล์โอนเงิน",
    "meeting.began": "เปิดรอบประชุม",
    "meeting.closed": "ปิดรอบประชุม {count} ราย",
    "meeting.deliberating": "เริ่มพิจารณา {count} ราย",
    "hand_over.accepted": "อนุมัติคำขอเปลี่ยนหัวหน้าฝ่าย",
    "hand_over.asked": "ส่งคำขอเปลี่ยนหัวหน้าฝ่าย",
    "hand_over.declined": "ไม่อนุมัติคำขอเปลี่ยนหัวหน้าฝ่าย",
    "keys.rotated": "เปลี่ยนกุญแจปิดผนึก {count} รายการ",
    "results.applied": "บันทึกผลการโอนจากไฟล์ธนาคาร",
    "results.received": "นำเข้าผลการโอน {count} ราย",
    "retention.accepted": "รับรองคำสั่งทำลายข้อมูล {count} เคส",
    "retention.asked": "ขอทำลายข้อมูลที่พ้น {years} ปี {count} เคส",
    "retention.declined": "ไม่รับรองคำสั่งทำลายข้อมูล",
    "retention.finished": "ทำลายข้อมูลตามคำสั่งเสร็จ {count} เคส",
    "waiver.granted": "ให้ข้อยกเว้นการแบ่งแยกหน้าที่",
    "waiver.revoked": "ยกเลิกข้อยกเว้นการแบ่งแยกหน้าที่",
    "year.closed": "ปิดปีงบประมาณ",
    "year.opened": "เปิดปีงบประมาณ",
}
# Nothing changed, but somebody saw or took away what is hidden or masked elsewhere (การเปิดดู).
DISCLOSURES = {
    "approval.printed": "พิมพ์เอกสารของรายการอนุมัติ {paper}",
    "data_request.package_made": "จัดทำชุดข้อมูลส่วนบุคคล {cases} เคส",
    "file.cover_printed": "พิมพ์ใบนำส่งไฟล์โอนเงิน",
    "file.downloaded": "ดาวน์โหลดไฟล์โอนเงินซ้ำ",
    "hand_over.file_opened": "เปิดเอกสารของคำขอเปลี่ยนหัวหน้าฝ่าย",
    "meeting.minutes_printed": "พิมพ์รายงานการประชุม",
    "person.history_seen": "ตรวจสอบประวัติด้วยเลขบัตร",
}
LOOKS = {*CASE_LOOKS, *OFFICER_LOOKS, *DISCLOSURES}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


def said(event: Event) -> str:
    """One event in a sentence."""
    if event.verb in CASE_VERBS or event.verb in CASE_LOOKS:
        return tell(event).what
    if event.verb in OFFICER_VERBS or event.verb in OFFICER_LOOKS:
        return of_an_officer(event)
    sentence = DEEDS.get(event.verb) or DISCLOSURES.get(event.verb) or f"ดำเนินการ ({event.verb})"
    facts = _Facts(event.after)
    if paper := PAPERS.get(str(facts["paper"])):
        facts["paper"] = paper.label
    return " ".join(sentence.format_map(facts).split())
