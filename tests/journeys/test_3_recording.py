"""As the officer's manual tells it, section 3: การบันทึกข้อมูลเคส."""

import pytest
from playwright.sync_api import expect

from ecase.cases.models import Case
from tests import make

from .walk import CHILD, WOMAN, check_id, fill_in, leaves_the_form, pdf, record, row, said

pytestmark = pytest.mark.browser


def test_an_officer_records_the_two_people_of_the_manual(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/")

    check_id(page, "9-1689-09457-05-1")
    expect(page.get_by_text("ไม่พบประวัติการรับเงินสงเคราะห์")).to_be_visible()
    page.get_by_role("button", name="ดำเนินการต่อ").click()
    assert CHILD.citizen_id not in page.url
    expect(page.get_by_label("หมายเลขบัตรประจำตัวประชาชน")).not_to_be_editable()
    fill_in(page, CHILD)
    expect(page.get_by_label("อายุ")).to_have_value("11")  # said while one types
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    leaves_the_form(page)
    said(page, "Case2566-1")

    record(page, WOMAN)
    said(page, "Case2566-2")
    expect(page.get_by_role("heading", name="รายการเคสที่นำเข้าสู่ที่ประชุมโดยสำนักงานเขต")).to_be_visible()
    expect(row(page, CHILD)).to_contain_text("เคสผู้พิการ")
    expect(row(page, CHILD)).to_contain_text("9-1689-xxxxx-xx-1")
    expect(row(page, WOMAN)).to_contain_text("5,000.00")

    check_id(page, "๕๘๓๘๐๒๓๔๖๖๙๗๐")  # again: the history names it now
    history = page.get_by_role("row").filter(has_text=WOMAN.first_name)
    for told in (make.LIVELIHOOD, "ป้อมปราบศัตรูพ่าย", "อยู่ในที่ประชุม"):
        expect(history).to_contain_text(told)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("916890945705", "12 หลัก"),
        ("9168909457052", "หลักสุดท้าย"),
        ("91689o9457051", "ตัวเลข"),
        ("", "ยังไม่ได้กรอก"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason(desk, caseworker, typed, why):
    page = desk(caseworker)
    page.goto("/2566/")
    check_id(page, typed)
    expect(page.get_by_role("alert")).to_contain_text(why)
    expect(page.get_by_label("หมายเลขบัตรประจำตัวประชาชน")).to_have_value(typed)


def test_nothing_typed_or_chosen_is_lost_over_an_error(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/")
    check_id(page, CHILD.citizen_id)
    page.get_by_role("button", name="ดำเนินการต่อ").click()
    fill_in(page, CHILD)
    page.get_by_label("จำนวนเงิน", exact=True).fill("3,500")
    word = {"name": "สัญญา.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04word"}
    page.get_by_label("อัปโหลดเอกสารที่เกี่ยวข้อง").set_input_files([pdf("คำร้อง.pdf", 2), word])
    expect(page.get_by_text("ไฟล์ «สัญญา.docx»")).to_be_visible()
    page.get_by_role("button", name="ยืนยัน", exact=True).click()

    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("500.00")  # by how much over the ceiling
    expect(page.get_by_label("ชื่อ", exact=True)).to_have_value("ทดสอบ1")
    expect(page.get_by_text("คำร้อง.pdf").first).to_be_visible()
    expect(page.get_by_text("สมุดบัญชี.pdf").first).to_be_visible()

    page.get_by_label("จำนวนเงิน", exact=True).fill("3,000")
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    leaves_the_form(page)
    said(page, "Case2566-1")


def test_files_are_sent_as_they_are_chosen_and_their_pages_arranged(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/")
    check_id(page, CHILD.citizen_id)
    page.get_by_role("button", name="ดำเนินการต่อ").click()
    page.get_by_label("ชื่อ", exact=True).fill("ทดสอบ1")
    box = page.get_by_label("อัปโหลดเอกสารที่เกี่ยวข้อง")
    program = {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(200)}
    box.set_input_files([pdf("คำร้อง.pdf", 2), program, pdf("บัตร.pdf", 3)])

    pages = page.get_by_role("list", name="หน้าของเอกสารที่เกี่ยวข้อง").get_by_role("listitem")
    expect(pages).to_have_count(5)
    expect(page.get_by_text("ไฟล์ «ภาพ.jpg» เป็นโปรแกรม")).to_be_visible()
    expect(page.get_by_label("ชื่อ", exact=True)).to_have_value("ทดสอบ1")
    page.get_by_role("button", name="นำหน้า 5 ออก").click()
    expect(pages).to_have_count(4)
    page.get_by_role("button", name="หมุนหน้า 1 ไปทางขวา").click()
    expect(page.get_by_label("ชื่อ", exact=True)).to_have_value("ทดสอบ1")
    pages.first.scroll_into_view_if_needed()
    expect(pages.first.get_by_role("img")).to_have_js_property("complete", True)
    across, down = pages.first.get_by_role("img").evaluate("i => [i.naturalWidth, i.naturalHeight]")
    assert across > down


def test_pressing_twice_going_back_and_sending_again_make_one_case(desk, caseworker):
    page = desk(caseworker)
    page.goto("/2566/")
    check_id(page, CHILD.citizen_id)
    page.get_by_role("button", name="ดำเนินการต่อ").click()
    fill_in(page, CHILD)
    form = page.url
    page.get_by_role("button", name="ยืนยัน", exact=True).dblclick()
    leaves_the_form(page)
    said(page, "Case2566-1")
    page.goto(form)
    expect(page.get_by_text("Case2566-1").first).to_be_visible()
    assert Case.objects.count() == 1


def test_it_works_without_javascript(desk, caseworker):
    page = desk(caseworker, java_script_enabled=False)
    page.goto("/2566/")
    record(page, WOMAN)
    said(page, "Case2566-1")
    expect(row(page, WOMAN)).to_contain_text("5-8380-xxxxx-xx-0")
