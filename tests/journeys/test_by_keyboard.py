"""The head's and the payer's chapters of the manual, with no mouse: Tab, Enter and typing alone."""

import pytest
from playwright.sync_api import expect

from ecase.cases.models import Status
from ecase.payments.models import Payment, PaymentStatus
from tests import make

from .walk import said

pytestmark = pytest.mark.browser

FAR = 80  # no control of these pages is further away than this
HAS_THE_FOCUS = """words => {
    const here = document.activeElement;
    const label = here.labels?.[0]?.innerText ?? here.innerText ?? "";
    return label.trim().replace(/\\s+/g, " ").startsWith(words);
}"""


def tab_to(page, words):
    """Press Tab until the control with these words has the focus, as an officer would."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate(HAS_THE_FOCUS, words):
            return
    raise AssertionError(f"{words} is not reached by Tab")


def press(page, words):
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_meeting_is_closed_and_its_money_paid(desk, caseworker, head, payer):
    make.case(Status.IN_MEETING, by=caseworker)

    chief = desk(head)
    chief.goto("/2566/meeting/")
    press(chief, "จัดทำรายงานขออนุมัติเงิน")
    press(chief, "จัดทำรายงานขออนุมัติเงินทั้งหมด")
    expect(chief.get_by_text("ครั้งที่1-ปีงบประมาณ2566").first).to_be_visible()

    teller = desk(payer)
    teller.goto("/2566/payments/")
    press(teller, "แสดงรายการ")
    tab_to(teller, "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย")
    with teller.expect_download():
        teller.keyboard.press("Enter")
    teller.goto("/2566/payments/1008-1/")
    press(teller, "จ่ายสำเร็จทั้งหมด")
    tab_to(teller, "ยอดรวมตามจอธนาคาร")
    teller.keyboard.type("5000")
    press(teller, "บันทึกการจ่ายสำเร็จทั้งหมด")
    said(teller, "1 ราย")
    assert Payment.objects.get().status == PaymentStatus.PAID
