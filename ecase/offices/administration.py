"""งานของส่วนกลาง: the way to what the centre rules, for those who do."""

from typing import NamedTuple

from .models import AdministratorRequest, Duty, HandOver, Officer


class Work(NamedTuple):
    """One page of the centre, and how many things wait there."""

    view: str
    text: str
    waiting: int = 0


def works_of(officer: Officer) -> list[Work]:
    """The pages that an officer may open; none for an office's own."""
    if not officer.may(Duty.ADMINISTRATOR, Duty.AUDITOR):
        return []
    requests = AdministratorRequest.objects.visible_to(officer).open().count()
    works = [
        Work("offices:officers", "เจ้าหน้าที่"),
        Work("offices:administrator_requests", "คำขอแต่งตั้งผู้ดูแลระบบ", requests),
        Work("privacy:requests", "คำขอเข้าถึงข้อมูลส่วนบุคคล"),
        Work("privacy:retention", "ทำลายข้อมูลตามระยะเวลา"),
    ]
    if officer.may(Duty.ADMINISTRATOR):
        hand_overs = HandOver.objects.visible_to(officer).open().count()
        works += [
            Work("offices:hand_overs", "คำขอเปลี่ยนหัวหน้าฝ่าย", hand_overs),
            Work("offices:fiscal_years", "ปีงบประมาณ"),
        ]
    return works
