"""The list of a round (จัดทำรายการขออนุมัติเงิน)."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions
from ecase.meetings.models import Meeting, Stage
from ecase.offices.models import Duty
from tests import make

CURRENT = "/2566/meeting/"


def address(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.fiscal_year_id, meeting.key])


def grant_less(case, amount, *, by):
    """The meeting grants another amount, with its reason."""
    facts = make.facts(
        **{**case.bank_account.facts, "first_name": case.first_name, "amount": Decimal(amount)}
    )
    actions.edit_case(case, facts, opened_version=case.version, amount_because="ตามมติที่ประชุม", by=by)


@pytest.fixture
def shown(client, officer):
    """The list as the officer sees it."""
    client.force_login(officer)

    def get(path=CURRENT):
        response = client.get(path)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_says_what_to_do_while_no_case_is_recorded_and_makes_nothing(shown):
    html = shown()

    assert "รอบนี้ยังไม่มีเคส" in html
    assert "รายการเคสที่นำเข้าสู่ที่ประชุมโดยสำนักงานเขต" in html
    assert not Meeting.objects.exists()


def test_has_the_manuals_columns_count_and_sum(shown, officer):
    make.case(by=officer, first_name="ทดสอบหนึ่ง", is_disabled=True, amount=Decimal(3000))
    make.case(by=officer, first_name="ทดสอบสอง")
    html = shown()

    for words in (
        "คำนำหน้า",
        "ชื่อ",
        "นามสกุล",
        "ประเภท",
        "อายุ",
        "จำนวนเงิน",
        "ดำเนินการ",
        "เคสผู้พิการ",
        "ทั่วไป",
        "8,000.00 บาท",
        "แปดพันบาทถ้วน",
        "พิมพ์รายชื่อเคส",
        "จัดทำรายงานขออนุมัติเงิน",
    ):
        assert words in html
    assert "<dt>จำนวนเคส</dt><dd>2</dd>" in html
    assert "ที่อนุมัติ" not in html  # nothing differs from what was asked
    assert "รอบที่กำลังพิจารณา" not in html  # one round only: no tabs


def test_hides_the_citizen_id(shown, officer):
    case = make.case(by=officer)

    assert case.person.citizen_id not in shown()


def test_shows_what_the_meeting_grants_where_it_differs(shown, officer):
    grant_less(make.case(by=officer), "4000", by=officer)
    html = shown()

    assert "ที่อนุมัติ" in html
    assert "−1,000.00" in html
    assert "ที่ประชุมปรับจำนวนเงิน" in html
    assert "<dt>ขอรับรวม</dt><dd>5,000.00 บาท</dd>" in html
    assert "4,000.00 บาท" in html


def test_shows_in_short_who_left_it(shown, officer):
    make.case(by=officer)
    make.case(Status.SET_ASIDE, by=officer, first_name="พักก่อน")
    make.case(Status.DISQUALIFIED, by=officer, first_name="ไม่เข้าเกณฑ์")
    html = shown()

    assert "<dt>จำนวนเคส</dt><dd>1</dd>" in html
    assert "พักก่อน" in html
    assert "ใบรับรองแพทย์" in html
    assert "ไม่เข้าเกณฑ์" in html
    assert "รายได้เกินเกณฑ์" in html


def test_has_two_tabs_once_the_meeting_deliberates(shown, client, officer):
    first = make.case(by=officer, first_name="รอบแรก")
    meeting = actions.round_of(first)

    assert client.login(username=officer.username, password=make.PASSWORD)
    response = client.post(address("start", meeting))
    assert response.status_code == 302
    make.case(by=officer, first_name="รอบหลัง")

    html = shown()
    assert "รอบที่กำลังพิจารณา" in html
    assert "1/2566 · 1 เคส" in html
    assert "2/2566 · 1 เคส รับเพิ่มได้" in html
    assert "รอบแรก" in html
    assert "รอบหลัง" not in html
    after = shown(address("show", Meeting.objects.get(number=2)))
    assert "รอบหลัง" in after
    assert "รอบก่อนหน้ายังไม่ปิด" in after


def test_is_not_started_twice(client, officer):
    meeting = actions.round_of(make.case(by=officer))
    actions.start_deliberation(meeting, by=officer)
    client.force_login(officer)

    response = client.post(address("start", meeting))

    assert response.status_code == 409
    assert "กำลังพิจารณาอยู่แล้ว" in response.content.decode()


def test_of_a_closed_round_stays_readable(shown, officer):
    approval = make.approval(by=officer, cases=2)
    html = shown(address("show", approval.meeting))

    assert "ปิดแล้วเมื่อ" in html
    assert "<dt>จำนวนเคส</dt><dd>2</dd>" in html
    assert "แก้ไขข้อมูล</a>" not in html
    assert "เริ่มพิจารณา" not in html
    assert shown(CURRENT).count("รอบนี้ยังไม่มีเคส") == 1


def test_gives_only_reading_to_the_payer(client, officer):
    make.case(by=officer)
    client.force_login(make.officer(Duty.PAYER))
    html = client.get(CURRENT).content.decode()

    assert "แสดงข้อมูล" in html
    assert "แก้ไขข้อมูล</a>" not in html
    assert "บันทึกขาดคุณสมบัติ" not in html
    assert "นำที่เลือกออกชั่วคราว" not in html


@pytest.mark.parametrize("name", ["start", "set_aside"])
def test_is_not_changed_by_the_payer(client, officer, name):
    meeting = actions.round_of(make.case(by=officer))
    client.force_login(make.officer(Duty.PAYER))

    assert client.post(address(name, meeting)).status_code == 403


@pytest.mark.parametrize("name", ["show", "agenda_paper", "start", "set_aside"])
def test_of_another_office_is_not_there(client, officer, stranger, name):
    meeting = actions.round_of(make.case(by=officer))
    client.force_login(stranger)

    method = client.post if name in ("start", "set_aside") else client.get
    assert method(address(name, meeting)).status_code == 404


@pytest.mark.parametrize("key", ["1008", "1008-", "1008-99999", "x-1", "1008-1%00", "๑๐๐๘-๑"])
def test_has_no_other_address(client, officer, key):
    client.force_login(officer)

    assert client.get(f"/2566/meetings/{key}/").status_code == 404


def test_of_every_office_is_read_by_the_centre(client, officer, stranger):
    meeting = actions.round_of(make.case(by=officer))
    make.case(by=stranger)
    client.force_login(make.centre_officer())

    overview = client.get(CURRENT).content.decode()
    assert "ป้อมปราบศัตรูพ่าย" in overview
    assert "ราษฎร์บูรณะ" in overview
    html = client.get(address("show", meeting)).content.decode()
    assert "แสดงข้อมูล" in html
    assert "แก้ไขข้อมูล</a>" not in html
    assert client.post(address("start", meeting)).status_code == 403


def test_asks_as_much_of_the_database_for_fifty_cases_as_for_one_and_goes_on_to_a_second_page(
    client, officer
):
    client.force_login(officer)
    make.case(by=officer)
    client.get(CURRENT)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(CURRENT)
    for _ in range(49):
        make.case(by=officer)
    with CaptureQueriesContext(connection) as fifty:
        response = client.get(CURRENT)

    assert len(fifty) == len(one)
    assert len(response.content) < 200_000

    for _ in range(26):
        make.case(by=officer)
    first = client.get(CURRENT).content.decode()
    assert len(first.encode()) < 200_000
    assert first.count('type="checkbox"') == 75
    assert "<dt>จำนวนเคส</dt><dd>76</dd>" in first
    assert "380,000.00 บาท" in first
    [onward] = re.findall('rel="next" href="([^"]+)"', first)
    assert client.get(CURRENT + onward).content.decode().count('type="checkbox"') == 1


def test_takes_the_ticked_cases_out_for_now_with_one_reason(client, officer):
    chosen = [make.case(by=officer) for _ in range(2)]
    stays = make.case(by=officer)
    client.force_login(officer)
    where = address("set_aside", actions.round_of(stays))
    numbers = [case.number for case in chosen]

    form = client.get(where, {"case": numbers}).content.decode()
    assert form.count("checked") == 2
    response = client.post(
        where, {"case": numbers, "because": "HOME_VISIT", "note": "", "return_on": ""}
    )

    assert response.status_code == 302
    assert set(Case.objects.set_aside()) == set(chosen)
    stays.refresh_from_db()
    assert stays.status == Status.IN_MEETING
    assert Event.objects.filter(verb="case.set_aside").count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"because": ""}, "ยังไม่ได้เลือก"),
        ({"return_on": "01/01/2560"}, "วันนี้ผ่านไปแล้ว"),
        ({"return_on": "31/02/2570"}, "ไม่มีวันที่นี้"),
    ],
)
def test_keeps_what_was_typed_when_the_reason_is_wrong(client, officer, typed, sentence):
    case = make.case(by=officer)
    client.force_login(officer)
    sent = {"case": [case.number], "because": "OTHER", "note": "รอหลักฐาน", **typed}
    response = client.post(address("set_aside", actions.round_of(case)), sent)
    html = response.content.decode()

    assert sentence in html
    assert "รอหลักฐาน" in html
    assert case.number in html
    assert not Case.objects.set_aside().exists()


@pytest.mark.parametrize("ticked", [[], ["9999-1"], ["\x00"], ["' or 1=1"]])
def test_asks_to_tick_somebody_first(client, officer, ticked):
    meeting = actions.round_of(make.case(by=officer))
    client.force_login(officer)

    response = client.get(address("set_aside", meeting), {"case": ticked}, follow=True)

    assert "ยังไม่ได้เลือกเคส" in response.content.decode()


def test_takes_out_all_or_none(client, officer):
    goes, gone = make.case(by=officer), make.case(by=officer)
    cases.disqualify(gone, reason="ย้ายทะเบียนบ้าน", by=officer)
    client.force_login(officer)
    sent = {"case": [goes.number, gone.number], "because": "OTHER"}
    response = client.post(address("set_aside", actions.round_of(goes)), sent)

    assert response.status_code == 409
    assert str(gone) in response.content.decode()
    assert not Case.objects.set_aside().exists()


def test_is_printed_as_a_list_for_consideration(client, officer):
    make.case(by=officer, first_name="ทดสอบหนึ่ง", last_name="ใจดี", amount=Decimal(3000))
    make.case(by=officer, first_name="ทดสอบสอง", last_name="ใจเย็น")
    client.force_login(officer)
    response = client.get(address("agenda_paper", Meeting.objects.get()))
    [text] = pages(response.content)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert "เพื่อพิจารณาให้ความช่วยเหลือ" in text
    assert "ทดสอบหนึ่ง ใจดี" in text
    assert "ทดสอบสอง ใจเย็น" in text
    assert "จำนวน 2 ราย เป็นเงิน 8,000.00 บาท (แปดพันบาทถ้วน)" in text
    assert "หน้า 1/1" in text


def test_of_a_closed_round_is_not_printed_for_consideration(client, officer):
    meeting = make.approval(by=officer, cases=1).meeting
    client.force_login(officer)

    response = client.get(address("agenda_paper", meeting))

    assert response.status_code == 409
    assert meeting.stage == Stage.CLOSED
