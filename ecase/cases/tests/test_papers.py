"""The papers of one case: the request form, its sheet, and the letter that tells what became of it …"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions, notices
from ecase.cases.models import SetAsideReason, Status
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from tests import make

PAPERS = {
    "request_paper": "case.request_form_printed",
    "sheet": "case.sheet_printed",
    "notice": "case.notice_printed",
}


def url(name, case):
    return reverse(f"cases:{name}", args=[case.fiscal_year_id, case.number])


@pytest.fixture
def printed(client, officer):
    """The text of one paper, as one line."""

    def printed(name, case, by=None):
        client.force_login(by or officer)
        answer = client.get(url(name, case))
        assert answer.status_code == 200, answer.text
        return " ".join(" ".join(pages(answer.content)).split())

    return printed


def known(officer, status=Status.IN_MEETING, **changes):
    told = {
        "citizen_id": "5838023466970",
        "account_number": "0701234182",
        "phone": "0812345417",
        "email": "namthip@example.com",
        "hardship": 'บ้านถูกไฟไหม้\nไม่มีที่อยู่ #read("x")',
    }
    return make.case(status, by=officer, **{**told, **changes})


def looks(case):
    return list(
        Event.objects.about(case).filter(verb__in=PAPERS.values()).values_list("verb", flat=True)
    )


@pytest.mark.parametrize("name", PAPERS)
def test_open_to_be_printed_and_go_on_record(client, officer, name):
    case = known(officer, Status.SET_ASIDE)
    client.force_login(officer)
    answer = client.get(url(name, case))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert looks(case) == [PAPERS[name]]
    event = Event.objects.about(case).first()
    assert (event.by, event.after) == (officer, {"status": "SET_ASIDE"})


@pytest.mark.parametrize("name", PAPERS)
def test_are_not_there_for_another_office(client, officer, stranger, name):
    case = known(officer, Status.SET_ASIDE)
    client.force_login(stranger)
    assert client.get(url(name, case)).status_code == 404
    assert looks(case) == []


def test_are_linked_from_the_page_of_the_case(client, officer):
    client.force_login(officer)
    for status in Status:
        case = make.case(status, by=officer)
        page = client.get(case.get_absolute_url()).text
        assert url("request_paper", case) in page
        assert url("sheet", case) in page
        assert (url("notice", case) in page) == (status in notices.LABELS), status


# The request form


def test_the_request_form_is_filled_in_and_leaves_the_rest_to_write(printed, officer):
    text = printed("request_paper", known(officer))
    squeezed = text.replace(" ", "")
    for said in (
        "แบบคำขอรับความช่วยเหลือผู้ประสบปัญหาความเดือดร้อน",
        "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "5-8380-23466-97-0".replace("-", ""),
        "081-234-5417",
        "5,000.00",
        "ห้าพันบาทถ้วน",
        'บ้านถูกไฟไหม้ไม่มีที่อยู่#read("x")',
        "070-1-23418-2",
        "มาตรา24(4)(6)และมาตรา26(5)",
    ):
        assert said.replace(" ", "") in squeezed.replace("5-8380-23466-97-0", "5838023466970"), said


# The case's own sheet


def test_the_sheet_has_the_facts_the_history_and_the_papers_with_fingerprints(printed, officer):
    case = known(officer)
    facts = replace(make.facts(amount=Decimal("4000.00")), **case.bank_account.facts)
    actions.edit(case, facts, opened_version=1, amount_because="ตามใบเสนอราคา", by=officer)
    text = printed("sheet", case)
    squeezed = text.replace(" ", "")
    for said in (
        str(case),
        "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "29 กุมภาพันธ์ 2523",
        "4,000.00 บาท (สี่พันบาทถ้วน)",
        "เหตุผลของที่ประชุม ตามใบเสนอราคา",
        "จำนวนเงิน: จาก 5,000.00 บาท เป็น 4,000.00 บาท",
        "บันทึกเคสเข้ารอบที่ 1",
        f"พิมพ์จากระบบ E-Case โดย {officer}",
    ):
        assert said.replace(" ", "") in squeezed, said
    for document in case.documents.all():
        for start in range(0, 64, 8):
            assert document.sha256[start : start + 8] in squeezed


def test_the_sheet_says_which_papers_there_are_and_which_are_missing(printed, officer):
    squeezed = printed(
        "sheet", known(officer, attached_papers=["ID_CARD"], other_papers="รูปที่พัก 2 ใบ")
    ).replace(" ", "")
    assert "เอกสารที่แนบสำเนาบัตรประจำตัวประชาชนเอกสารที่ยังขาดแบบคำร้อง," in squeezed
    assert "เอกสารอื่นๆรูปที่พัก2ใบ" in squeezed


@pytest.mark.parametrize("status", Status)
def test_the_sheet_is_printed_in_every_status(printed, officer, status):
    case = make.case(status, by=officer)
    assert f"สถานะ {case.get_status_display()}" in printed("sheet", case)


def test_the_sheet_masks_what_the_page_masks(printed, officer):
    text = printed("sheet", known(officer))
    for masked in ("5-8380-xxxxx-xx-0", "070-x-xx418-2", "08x-xxx-x417", "nxxx@example.com"):
        assert masked in text
    for hidden in ("23466", "0701234182", "070-1-23418-2", "2345417", "namthip"):
        assert hidden not in text


def test_the_sheet_is_read_by_the_centre_too(printed, officer):
    assert "ใบสรุปเคส" in printed("sheet", known(officer), by=make.centre_officer(Duty.AUDITOR))


# The letters


def test_the_letter_of_approval_says_how_much_in_words_and_masks_the_account(printed, officer):
    text = printed("notice", known(officer, Status.APPROVED))
    for said in (
        "เรียน นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "อนุมัติเงินจำนวน ๕,๐๐๐.๐๐ บาท (ห้าพันบาทถ้วน)",
        "เงินจะโอนเข้าบัญชีเงินฝากธนาคาร",
        "๐๗๐-x-xx๔๑๘-๒",
        "ขอแสดงความนับถือ",
        "ผู้อำนวยการเขตป้อมปราบศัตรูพ่าย",
        "หน้า ๑/๑",
    ):
        assert said in text, said
    assert "อุทธรณ์" not in text
    assert "๐๗๐-๑" not in text


def test_the_letter_of_a_smaller_sum_says_why_and_how_to_ask_for_review(printed, officer):
    case = known(officer)
    facts = replace(make.facts(amount=Decimal("4000.00")), **case.bank_account.facts)
    actions.edit(case, facts, opened_version=1, amount_because="ตามใบเสนอราคา", by=officer)
    make.approval(by=officer, of=meetings.round_of(case))
    text = printed("notice", case)
    assert "จำนวนเงิน ๕,๐๐๐.๐๐ บาท" in text
    assert "อนุมัติเงินจำนวน ๔,๐๐๐.๐๐ บาท (สี่พันบาทถ้วน)" in text
    assert "ต่างจากที่ขอ เพราะ ตามใบเสนอราคา" in text
    assert "อุทธรณ์" in text


def test_the_letter_after_payment_says_that_it_was_paid(printed, officer):
    assert "ได้โอนเงินเข้าบัญชีเงินฝากธนาคารแล้ว" in printed("notice", known(officer, Status.PAID))


def test_the_letter_of_disqualification_says_why_and_how_to_ask_for_review(printed, officer):
    text = printed("notice", known(officer, Status.DISQUALIFIED))
    squeezed = text.replace(" ", "")
    for said in (
        "ขาดคุณสมบัติ",
        "รายได้เกินเกณฑ์",
        "อุทธรณ์เป็นหนังสือ",
        "ภายใน ๑๕ วัน นับแต่วันที่ได้รับหนังสือนี้",
        "มาตรา ๔๔ แห่งพระราชบัญญัติวิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙",
    ):
        assert said.replace(" ", "") in squeezed, said


def test_the_letter_of_what_is_missing_lists_it_and_says_until_when(printed, officer):
    case = known(officer)
    meetings.set_aside(
        [case],
        because=SetAsideReason.PAPERS_MISSING,
        note="ใบรับรองแพทย์\nสำเนาทะเบียนบ้าน",
        return_on=date(2022, 10, 20),
        by=officer,
    )
    text = printed("notice", case)
    for said in (
        "ขอเอกสารเพิ่มเติม",
        "เอกสารไม่ครบถ้วน",
        "๑. ใบรับรองแพทย์",
        "๒. สำเนาทะเบียนบ้าน",
        "ภายในวันที่ ๒๐ ตุลาคม ๒๕๖๕",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("because", "subject"),
    [
        (SetAsideReason.HOME_VISIT, "ขอเยี่ยมบ้าน"),
        (SetAsideReason.OTHER, "แจ้งการพิจารณาคำขอรับความช่วยเหลือ"),
    ],
)
def test_the_letter_names_what_the_case_waits_for(printed, officer, because, subject):
    case = known(officer)
    meetings.set_aside([case], because=because, note="", return_on=None, by=officer)
    assert f"เรื่อง {subject}" in printed("notice", case)


def test_the_letter_of_a_child_goes_to_the_parent(printed, officer):
    case = known(officer, Status.DISQUALIFIED, birth_date=date(2015, 10, 2))
    assert "เรียน ผู้ปกครองของนางน้ำทิพย์" in printed("notice", case)


@pytest.mark.parametrize("status", [s for s in Status if s not in notices.LABELS])
def test_there_is_no_letter_while_there_is_nothing_to_tell(client, officer, status):
    case = make.case(status, by=officer)
    client.force_login(officer)
    answer = client.get(url("notice", case))
    assert answer.status_code == 409
    assert "ยังไม่มีหนังสือแจ้งผล" in answer.text
    assert looks(case) == []


@pytest.mark.parametrize("duty", [Duty.PAYER, Duty.AUDITOR])
def test_letters_are_written_by_those_whose_work_the_case_is(client, officer, duty):
    case = make.case(Status.DISQUALIFIED, by=officer)
    reader = make.centre_officer(duty) if duty == Duty.AUDITOR else make.officer(duty)
    client.force_login(reader)
    assert client.get(url("notice", case)).status_code == 403
    assert url("notice", case) not in client.get(case.get_absolute_url()).text
