"""A new head who asks for the sign-in (คำขอเปลี่ยนหัวหน้าฝ่าย), for the administrator of the demonstration."""

from datetime import date, timedelta

from ecase.cases.demo_scans import demo_scan
from ecase.core import scans
from ecase.offices.actions import GoodFile, ask_for_hand_over
from ecase.offices.models import HandOverPaper, Office

from .people import THERE

CARD = ["สำเนาบัตรประจำตัวเจ้าหน้าที่ของรัฐ", "นางสาวพิมพ์ใจ รุ่งเรืองกิจ (ข้อมูลสมมติ)", "รับรองสำเนาถูกต้อง"]


def ask_as_new_head(today: date) -> None:
    """Of the second office: its head of today stays until somebody decides."""
    name = "สำเนาบัตรข้าราชการ.pdf"
    card = GoodFile(HandOverPaper.CARD, name, scans.clean(name, demo_scan(CARD, seed=68)))
    ask_for_hand_over(
        Office.objects.get(code=THERE),
        facts={
            "title": "นางสาว",
            "first_name": "พิมพ์ใจ",
            "last_name": "รุ่งเรืองกิจ",
            "position": "หัวหน้าฝ่ายพัฒนาชุมชนและสวัสดิการสังคม",
            "phone": "0860000000",
            "effective_on": today + timedelta(days=14),
            "former_head": "นางจารุวรรณ ทองอุไร",
        },
        files=[card],
        sent_from=None,
    )
