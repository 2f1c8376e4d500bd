"""As the officer's manual tells it, section 5: การพิมพ์รายงานการอนุมัติย้อนหลัง."""

import pytest
from playwright.sync_api import expect

from ecase.core.tests.paper_text import pages
from tests import make

from .walk import menu

pytestmark = pytest.mark.browser

PAPERS = {
    "พิมพ์รายงาน": ("ที่ผ่านการพิจารณาให้ความช่วยเหลือ", "ทดสอบ1", "ทดสอบ2", "8,000.00"),
    "ทค. ๑ ธนาคารกรุงไทย": ("ทดสอบ1", "3,000.00", "0701234182"),
    "ทค. ๑ ธนาคารอื่น": ("ทดสอบ2", "5,000.00", "020123456789"),
    "kcorp-2 ธนาคารกรุงไทย": ("ทดสอบ1", "3,000.00"),
    "kcorp-2 ธนาคารอื่น": ("ทดสอบ2", "5,000.00"),
}


def test_every_past_approval_prints_its_five_papers(desk, caseworker, head):
    bank = make.Bank.objects.get
    make.case(
        by=caseworker,
        first_name="ทดสอบ1",
        account_name="เด็กชายทดสอบ1 ระบบ",
        amount=3000,
        bank=bank(code="006"),
        account_number="0701234182",
    )
    make.case(
        by=caseworker,
        first_name="ทดสอบ2",
        account_name="นางทดสอบ2 ระบบ",
        bank=bank(code="034"),
        branch_code="0123",
        account_number="020123456789",
    )
    make.close(make.Meeting.objects.get(), by=head)
    page = desk(caseworker)
    page.goto("/2566/")
    menu(page, "พิมพ์รายงานขออนุมัติเงิน")

    heading = "พิมพ์รายงานการอนุมัติย้อนหลังเขตป้อมปราบศัตรูพ่าย"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    for name in (
        "หมายเลขรายงาน",
        "ปีงบประมาณ",
        "วันที่อนุมัติ",
        "พิมพ์รายงาน",
        "ดาวน์โหลดแบบ ทค.1",
        "ดาวน์โหลดแบบ K-corp 2",
    ):
        expect(page.get_by_role("columnheader", name=name, exact=True)).to_be_visible()
    batch = "รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต ครั้งที่1-ปีงบประมาณ2566"
    approval = page.get_by_role("row").filter(has_text=batch)
    for paper, told in PAPERS.items():
        address = approval.get_by_role("link", name=paper, exact=True).get_attribute("href")
        text = " ".join(" ".join(pages(page.request.get(address).body())).split())
        for words in (*told, "1/1"):
            assert words.replace("-", "") in text.replace("-", ""), (paper, words)
