"""The manual from the first case to the last payment, in a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from ecase.cases.models import Case, Status

from .test_6_paying import open_the_approval, type_totals
from .walk import CHILD, WOMAN, close_the_meeting, menu, record, row, said

pytestmark = pytest.mark.browser


def test_everything_is_done_by_forms_and_links(desk, caseworker, head, payer):
    office = desk(caseworker, java_script_enabled=False)
    office.goto("/2566/")
    record(office, CHILD)
    record(office, WOMAN)
    row(office, WOMAN).get_by_role("button", name="แสดง").click()  # the full number, on record
    expect(row(office, WOMAN)).to_contain_text("5-8380-23466-97-0")

    chief = desk(head, java_script_enabled=False)
    chief.goto("/2566/")
    close_the_meeting(chief)
    expect(chief.get_by_text("ครั้งที่1-ปีงบประมาณ2566").first).to_be_visible()

    teller = desk(payer, java_script_enabled=False)
    teller.goto("/2566/")
    open_the_approval(teller)
    for bank in ("ธนาคารกรุงไทย", "ธนาคารอื่น"):
        with teller.expect_download():
            teller.get_by_role("button", name=f"ไฟล์สำหรับโอนเงิน {bank}").click()
    open_the_approval(teller)
    teller.get_by_role("link", name="จ่ายสำเร็จทั้งหมด").click()
    type_totals(teller, "3,000", "5,000")
    teller.get_by_role("button", name="บันทึกการจ่ายสำเร็จทั้งหมด").click()
    said(teller, "2 ราย")
    assert Case.objects.filter(status=Status.PAID).count() == 2

    menu(office, "แสดงข้อมูลเคส")
    expect(row(office, CHILD)).to_contain_text(Status.PAID.label)
