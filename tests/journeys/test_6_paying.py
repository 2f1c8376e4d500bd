"""As the officer's manual tells it, section 6: การจ่ายเงินให้ประชาชน, with its partial failure."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from ecase.cases.models import Case, Status
from ecase.payments.models import Approval, Payment, PaymentStatus

from .walk import CHILD, WOMAN, close_the_meeting, menu, record, row, said

pytestmark = pytest.mark.browser


def download(page, name):
    """The rows of a transfer file, read by another program than the one that wrote it."""
    with page.expect_download() as file:
        page.get_by_role("button", name=name).click()
    return load_workbook(file.value.path()).get_sheet_by_index(0).to_python()[1:]


def type_totals(page, *totals):
    boxes = page.get_by_label("ยอดรวมตามจอธนาคาร")
    for box, total in zip(boxes.all(), totals, strict=True):
        box.fill(total)


@pytest.fixture
def approved(desk, caseworker, head, payer):
    """The pages of the caseworker, the head and the payer, after chapters 3 to 5 of the manual."""
    office, chief, teller = desk(caseworker), desk(head), desk(payer)
    office.goto("/2566/")
    record(office, CHILD)
    record(office, WOMAN)
    chief.goto("/2566/")
    close_the_meeting(chief)
    teller.goto("/2566/")
    return office, chief, teller


def open_the_approval(page):
    menu(page, "จ่ายให้ประชาชน")
    expect(page.get_by_role("heading", name="รายการอนุมัติที่รอการโอนเงิน")).to_be_visible()
    approval = page.get_by_role("row").filter(has_text="ครั้งที่1-ปีงบประมาณ2566")
    approval.get_by_role("link", name="แสดงรายการ").click()
    expect(
        page.get_by_role("heading", name="กรุณาเลือกเคสที่ต้องการจ่ายให้ประชาชนของเขตป้อมปราบศัตรูพ่าย")
    ).to_be_visible()


def test_everybody_is_paid_at_once(approved):
    _, _, page = approved
    open_the_approval(page)
    [krungthai] = download(page, "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย")
    [other] = download(page, "ไฟล์สำหรับโอนเงิน ธนาคารอื่น")
    assert krungthai[:4] == ["006", "0701234182", CHILD.name, "3000.00"]
    assert other[:2] == ["034", "020123456789"]

    page.get_by_role("link", name="จ่ายสำเร็จทั้งหมด").click()
    title = "รายชื่อผู้ประสบปัญหาความเดือดร้อนสำหรับบันทึกการจ่ายเงินให้ประชาชน"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    type_totals(page, "3,000", "5,001")
    page.get_by_role("button", name="บันทึกการจ่ายสำเร็จทั้งหมด").click()
    assert not Case.objects.filter(status=Status.PAID).exists()  # a total that differs pays nobody

    menu(page, "จ่ายให้ประชาชน")
    open_the_approval(page)
    page.get_by_role("link", name="จ่ายสำเร็จทั้งหมด").click()
    type_totals(page, "3,000", "5,000")
    page.get_by_role("button", name="บันทึกการจ่ายสำเร็จทั้งหมด").click()
    said(page, "2 ราย")
    assert Case.objects.filter(status=Status.PAID).count() == 2
    menu(page, "จ่ายให้ประชาชน")
    expect(page.get_by_role("link", name="แสดงรายการ")).to_have_count(0)


def test_some_fail_are_corrected_and_paid_and_one_begins_again(approved):
    office, chief, page = approved
    open_the_approval(page)
    download(page, "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย")
    download(page, "ไฟล์สำหรับโอนเงิน ธนาคารอื่น")

    open_the_approval(office)  # R97-R98: the account was typed wrong
    row(office, CHILD).get_by_role("link", name="แก้ไข", exact=True).click()
    office.get_by_label("เหตุที่โอนไม่ผ่าน").select_option(label="เลขที่บัญชีไม่ถูกต้อง")
    office.get_by_label("หมายเลขบัญชีธนาคาร").fill("070-9-99999-9")
    office.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(row(office, CHILD)).to_contain_text(PaymentStatus.HELD.label)

    menu(chief, "จ่ายให้ประชาชน")  # another person compares the account with its paper
    chief.get_by_role("link", name="บัญชีที่รอรับรอง 1 ราย").click()
    row(chief, CHILD).get_by_role("link", name="เปิดดู").click()
    expect(chief.get_by_text("070-9-99999-9")).to_be_visible()
    chief.get_by_role("button", name="รับรองบัญชี").click()
    said(chief, "รับรองบัญชี")
    expect(row(chief, CHILD)).to_contain_text(PaymentStatus.DUE.label)

    row(office, WOMAN).get_by_role("link", name="บันทึก", exact=True).click()  # R99-R101
    office.get_by_label("เหตุที่โอนไม่ผ่าน").select_option(label="บัญชีถูกปิด")
    office.get_by_label("ระบุเหตุผลของการจ่ายไม่สำเร็จ").fill("บัญชีถูกปิด ต้องขอเอกสารทางการเงินชุดใหม่")
    office.get_by_role("button", name="บันทึกข้อมูล").click()

    open_the_approval(page)
    [again] = download(page, "ไฟล์สำหรับโอนเงิน ธนาคารกรุงไทย")  # R102, without Excel
    assert again[1] == "0709999999"
    open_the_approval(page)
    page.get_by_role("link", name="จ่ายสำเร็จทั้งหมด").click()
    type_totals(page, "3,000.00")
    page.get_by_role("button", name="บันทึกการจ่ายสำเร็จทั้งหมด").click()
    approval = Approval.objects.with_figures().get()
    assert (approval.paid_sum, approval.failed_sum) == (Decimal(3000), Decimal(5000))
    assert not Payment.objects.exclude(
        status__in=[PaymentStatus.PAID, PaymentStatus.FAILED]
    ).exists()

    menu(office, "แสดงข้อมูลเคส")
    row(office, WOMAN).get_by_role("link", name="แสดงข้อมูล").click()
    office.get_by_role("button", name="เริ่มเคสใหม่จากเคสนี้").click()
    office.get_by_role("button", name="ดำเนินการต่อ").click()
    expect(office.get_by_label("ชื่อ", exact=True)).to_have_value(WOMAN.first_name)
    office.get_by_label("หมายเลขบัญชีธนาคาร").fill("020987654321")
    office.get_by_role("button", name="ยืนยัน", exact=True).click()
    said(office, "Case2566-3")
    assert Case.objects.get(number="2566-3").follows.number == "2566-2"
