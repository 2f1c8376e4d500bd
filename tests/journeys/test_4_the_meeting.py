"""As the officer's manual tells it, section 4: การประชุมและการจัดทำรายการขออนุมัติเงิน."""

import pytest
from playwright.sync_api import expect

from ecase.cases.models import Status
from ecase.core.tests.paper_text import pages
from ecase.payments.models import Approval
from tests import make

from .walk import CHILD, WOMAN, close_the_meeting, menu, record, row, said

pytestmark = pytest.mark.browser

SET_ASIDE = (
    'คลิกเพื่อนำเคสออกจากที่ประชุมสำนักงานเขตชั่วคราว (สามารถดำเนินการเคสที่นำออกจากที่ประชุมได้ที่เมนู "หน้าหลัก")'
)
PUT_BACK = "คลิกเพื่อนำเคสกลับเข้าที่ประชุมสำนักงานเขต"


@pytest.fixture
def meeting(desk, caseworker):
    """The caseworker's page, with the two people of the manual in the meeting."""
    page = desk(caseworker)
    page.goto("/2566/")
    record(page, CHILD)
    record(page, WOMAN)
    menu(page, "จัดทำรายการขออนุมัติเงิน")
    return page


def test_the_list_has_the_columns_count_and_sum_of_the_manual(meeting):
    page = meeting
    for heading in (
        "หมายเลขบัตรประจำตัวประชาชน",
        "คำนำหน้า",
        "ชื่อ",
        "นามสกุล",
        "ประเภท",
        "อายุ",
        "ประเภทเงินสงเคราะห์ที่ขอรับการสนับสนุน",
        "จำนวนเงิน",
        "ดำเนินการ",
    ):
        expect(page.get_by_role("columnheader", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_text("8,000.00").first).to_be_visible()
    expect(row(page, WOMAN)).to_contain_text("เคสประชาชนทั่วไป")

    printed = page.get_by_role("link", name="พิมพ์รายชื่อเคส").get_attribute("href")
    text = " ".join(pages(page.request.get(printed).body()))
    assert "จำนวน 2 ราย เป็นเงิน 8,000.00 บาท" in " ".join(text.split())
    assert "ที่ผ่านการพิจารณา" not in text  # before the meeting nothing is approved


def test_the_meeting_sets_aside_puts_back_changes_and_disqualifies(meeting, desk, caseworker):
    page = meeting
    row(page, WOMAN).get_by_role("link", name="แก้ไขข้อมูล").click()
    expect(page.get_by_role("heading", name="แก้ไขข้อมูลเคสในที่ประชุมสำนักงานเขต")).to_be_visible()
    page.get_by_label(SET_ASIDE).check()
    page.get_by_role("button", name="ยืนยัน", exact=True).click()

    menu(page, "หน้าหลัก")
    expect(page.get_by_role("heading", name="เคสที่ถูกนำออกจากที่ประชุมชั่วคราว")).to_be_visible()
    row(page, WOMAN).get_by_role("link", name="แก้ไขข้อมูล").click()
    page.get_by_label(PUT_BACK).check()
    page.get_by_label("จำนวนเงิน", exact=True).fill("4,000")
    page.get_by_role("button", name="ยืนยัน", exact=True).click()

    menu(page, "จัดทำรายการขออนุมัติเงิน")
    expect(row(page, WOMAN)).to_contain_text("4,000.00")
    row(page, CHILD).get_by_role("link", name="บันทึกขาดคุณสมบัติ").click()
    expect(page.get_by_role("heading", name="บันทึกกรณีขาดคุณสมบัติ")).to_be_visible()
    page.get_by_role("button", name="บันทึกข้อมูล").click()
    expect(page.get_by_role("alert")).to_be_visible()  # a reason is required
    page.get_by_label("ระบุสาเหตุการขาดคุณสมบัติ").fill("ย้ายออกนอกกรุงเทพมหานคร")
    page.get_by_role("button", name="บันทึกข้อมูล").click()
    said(page, "Case2566-1")

    menu(page, "แสดงข้อมูลเคส")
    row(page, CHILD).get_by_role("link", name="แสดงข้อมูล").click()
    expect(page.get_by_text("ย้ายออกนอกกรุงเทพมหานคร").first).to_be_visible()


def test_the_head_approves_exactly_the_list_that_the_page_showed(meeting, desk, head):
    office, chief = meeting, desk(head)
    chief.goto("/2566/")
    menu(chief, "จัดทำรายการขออนุมัติเงิน")
    chief.get_by_role("link", name="จัดทำรายงานขออนุมัติเงิน", exact=True).click()
    title = "รายชื่อผู้ประสบปัญหาความเดือดร้อนที่ผ่านการพิจารณาให้ความช่วยเหลือ"
    expect(chief.get_by_role("heading", name=title)).to_be_visible()
    expect(chief.get_by_text("แปดพันบาทถ้วน").first).to_be_visible()

    row(office, WOMAN).get_by_role("link", name="แก้ไขข้อมูล").click()  # meanwhile
    office.get_by_label("จำนวนเงิน", exact=True).fill("4,500")
    office.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(row(office, WOMAN)).to_contain_text("4,500.00")

    chief.get_by_role("button", name="จัดทำรายงานขออนุมัติเงินทั้งหมด").click()
    expect(chief.get_by_text("5,000.00").first).to_be_visible()  # what changed, before and after
    expect(chief.get_by_text("4,500.00").first).to_be_visible()
    assert not Approval.objects.exists()

    chief.get_by_role("button", name="จัดทำรายงานขออนุมัติเงินทั้งหมด").click()
    expect(chief.get_by_text("ครั้งที่1-ปีงบประมาณ2566").first).to_be_visible()
    assert Approval.objects.get().total == 7500


def test_new_cases_never_mix_with_those_under_deliberation(meeting, caseworker):
    page = meeting
    page.get_by_role("button", name="เริ่มพิจารณา").click()
    make.case(by=caseworker, first_name="มาทีหลัง")
    menu(page, "จัดทำรายการขออนุมัติเงิน")
    expect(row(page, CHILD)).to_be_visible()
    expect(page.get_by_text("มาทีหลัง")).to_have_count(0)


def test_after_closing_nothing_general_can_be_changed(meeting, desk, head):
    chief = desk(head)
    chief.goto("/2566/")
    close_the_meeting(chief)
    expect(chief.get_by_text("ครั้งที่1-ปีงบประมาณ2566").first).to_be_visible()

    page = meeting
    menu(page, "แสดงข้อมูลเคส")
    row(page, WOMAN).get_by_role("link", name="แสดงข้อมูล").click()
    expect(page.get_by_role("link", name="แก้ไขข้อมูล", exact=True)).to_have_count(0)
    expect(page.get_by_text(Status.APPROVED.label).first).to_be_visible()
