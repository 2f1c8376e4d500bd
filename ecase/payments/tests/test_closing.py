"""Closing a round (จัดทำรายงานขออนุมัติเงิน)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Status
from ecase.core.thai import fiscal_year
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Duty, FiscalYear
from ecase.payments.models import Approval, Payment
from tests import make

BUTTON = "จัดทำรายงานขออนุมัติเงินทั้งหมด"
LAW = (
    "เบิกจ่ายตามระเบียบกรุงเทพมหานคร ว่าด้วยค่าใช้จ่ายในการจัดสวัสดิการและการสงเคราะห์"
    " พ.ศ.2557 และที่แก้ไขเพิ่มเติม (ฉบับที่ 2) พ.ศ.2564"
)


def address(meeting):
    return reverse("payments:closing", args=[meeting.fiscal_year_id, meeting.key])


def words_of(html):
    """What a page says, without its markup."""
    return re.sub("<[^>]*>", "", html)


def hidden(html):
    """What the page's form would send."""
    return dict(re.findall(r'name="(digest|shown)" value="([^"]*)"', html))


def edit(case, *, by, **changes):
    """Somebody changes the case beside the page."""
    case = Case.objects.in_full().get(pk=case.pk)
    facts = {
        "title": case.title,
        "first_name": case.first_name,
        "last_name": case.last_name,
        "birth_date": case.birth_date,
        "assistance_type": case.assistance_type,
        "amount": case.amount,
        "hardship": case.hardship,
        **case.bank_account.facts,
    }
    meetings.edit_case(case, make.facts(**{**facts, **changes}), opened_version=case.version, by=by)


@pytest.fixture
def colleague(officer):
    return make.officer(first_name="สมศรี", last_name="มีสุข")


@pytest.fixture
def head(officer):
    """Who closes: another person than the officer who recorded the cases."""
    return make.other_of(officer)


@pytest.fixture
def opened(client, head):
    """The preview, opened by the head: its html and what its form would send."""

    def open_page(meeting):
        client.force_login(head)
        response = client.get(address(meeting))
        assert response.status_code == 200
        html = response.content.decode()
        return html, hidden(html)

    return open_page


def test_shows_first_what_the_report_will_say(opened, officer):
    case = make.case(by=officer, first_name="ทดสอบหนึ่ง", amount=Decimal(3000))
    make.case(by=officer, first_name="ทดสอบสอง")
    html, sent = opened(meetings.round_of(case))

    for words in (
        "รายชื่อผู้ประสบปัญหาความเดือดร้อนที่ผ่านการพิจารณาให้ความช่วยเหลือ",
        "สำนักงานเขตป้อมปราบศัตรูพ่าย",
        "จำนวน 2 ราย",
        "เป็นเงิน 8,000.00 บาท",
        "แปดพันบาทถ้วน",
        "ลำดับที่",
        "ชื่อ - นามสกุล",
        "การให้ความช่วยเหลือ",
        LAW,
        "ทดสอบหนึ่ง",
        BUTTON,
    ):
        assert words in words_of(html)
    assert len(sent["digest"]) == 64


def test_shows_which_papers_a_case_lacks_before_the_money_is_approved(client, officer):
    case = make.case(by=officer, attached_papers=["REQUEST"])
    client.force_login(officer)
    html = client.get(address(meetings.round_of(case))).text
    assert "ยังขาด สำเนาบัตรประจำตัวประชาชน, สำเนาทะเบียนบ้าน" in html


def test_shows_who_is_not_on_the_report_and_why(opened, officer):
    case = make.case(by=officer)
    make.case(Status.SET_ASIDE, by=officer, first_name="พักก่อน")
    make.case(Status.DISQUALIFIED, by=officer, first_name="ไม่เข้าเกณฑ์")
    html, _ = opened(meetings.round_of(case))

    assert "จำนวน 1 ราย" in html
    for words in ("พักก่อน", "เอกสารไม่ครบถ้วน", "ไม่เข้าเกณฑ์", "รายได้เกินเกณฑ์"):
        assert words in html


def test_hides_ids_and_accounts_even_in_the_source(opened, officer):
    case = make.case(by=officer)
    html, _ = opened(meetings.round_of(case))

    assert case.person.citizen_id not in html
    assert case.bank_account.account_number not in html


def test_approves_all_that_was_shown(client, opened, officer):
    chosen = [make.case(by=officer) for _ in range(2)]
    meeting = meetings.round_of(chosen[0])
    _, sent = opened(meeting)

    response = client.post(address(meeting), sent, follow=True)
    html = response.content.decode()

    assert response.redirect_chain == [("/2566/approvals/", 302)]
    assert "รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต ครั้งที่1-ปีงบประมาณ2566" in html
    assert "2 ราย เป็นเงิน 10,000.00 บาท" in html
    assert {case.status for case in Case.objects.all()} == {Status.APPROVED}
    assert Payment.objects.count() == 2


def test_works_after_deliberation_too(client, opened, officer):
    meeting = meetings.round_of(make.case(by=officer))
    meetings.start_deliberation(meeting, by=officer)
    _, sent = opened(meeting)

    assert client.post(address(meeting), sent).status_code == 302
    assert Approval.objects.get().number == 1


def test_from_a_second_tab_is_told_that_it_is_done(client, opened, officer):
    meeting = meetings.round_of(make.case(by=officer))
    _, sent = opened(meeting)
    client.post(address(meeting), sent)
    response = client.post(address(meeting), sent)

    assert response.status_code == 409
    assert "ปิดและจัดทำรายงานแล้ว" in response.content.decode()
    assert Approval.objects.count() == 1
    assert client.get(address(meeting)).status_code == 302


def disqualified(case, by):
    cases.disqualify(case, reason="ย้ายทะเบียนบ้าน", by=by)


def added(case, by):
    make.case(by=by, first_name="มาใหม่")


def new_amount(case, by):
    edit(case, by=by, amount=Decimal(4000))


def new_type(case, by):
    kind = case.assistance_type.__class__.objects.get(name=make.KINDERGARTEN)
    edit(case, by=by, assistance_type=kind, amount=Decimal(3000))


def new_name(case, by):
    edit(case, by=by, first_name="เปลี่ยนชื่อ")


def new_account(case, by):
    edit(case, by=by, account_number="0999999999")


def new_hardship(case, by):
    edit(case, by=by, hardship="ไฟไหม้บ้าน")


def new_papers(case, by):
    draft = cases.look_up(case.person.citizen_id, fiscal_year=case.fiscal_year, by=by)
    cases.keep_file(draft, bundle=Bundle.SUPPORTING, name="ใหม่.pdf", scan=make.scan(2), by=by)
    case = Case.objects.in_full().get(pk=case.pk)
    cases.edit(
        case,
        make.facts(**case.bank_account.facts),
        cases.join_papers(draft),
        opened_version=case.version,
        by=by,
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            disqualified,
            ["ออกจากรายชื่อ", "ขาดคุณสมบัติ", "เดิม 2 ราย 10,000.00 บาท ล่าสุด 1 ราย 5,000.00 บาท"],
        ),
        (added, ["เข้ามาในรายชื่อ", "มาใหม่", "เดิม 2 ราย 10,000.00 บาท ล่าสุด 3 ราย 15,000.00 บาท"]),
        (new_amount, ["จำนวนเงิน", "5,000.00", "4,000.00", "ล่าสุด 2 ราย 9,000.00 บาท"]),
        (new_type, ["ประเภทเงินสงเคราะห์", make.LIVELIHOOD, make.KINDERGARTEN]),
        (new_name, ["ข้อมูลผู้ขอรับ", "เปลี่ยนชื่อ", "จำนวนยังเป็น 2 ราย"]),
        (new_account, ["ข้อมูลทางการเงิน", "แก้ไขแล้ว", "จำนวนยังเป็น 2 ราย"]),
        (new_papers, ["เอกสาร", "แก้ไขแล้ว"]),
        (new_hardship, ["รายละเอียดอื่นของเคส"]),
    ],
)
def test_tells_what_changed_since_the_page_was_opened_and_does_nothing(
    client, opened, officer, colleague, change, told
):
    case = make.case(by=officer)
    make.case(by=officer)
    meeting = meetings.round_of(case)
    _, sent = opened(meeting)
    change(case, colleague)

    response = client.post(address(meeting), sent)
    html = response.content.decode()
    table = html.partition('role="alert"')[2].partition("</section>")[0]

    assert response.status_code == 409
    assert not Approval.objects.exists()
    for words in ["ยังไม่มีการอนุมัติ", "สมศรี มีสุข", *told]:
        assert words in table
    # The page that came back is of now: pressing once more approves it.
    assert client.post(address(meeting), hidden(html)).status_code == 302
    assert Approval.objects.get().total == meeting_total()


def meeting_total():
    return sum(payment.amount for payment in Payment.objects.all())


def test_on_another_day_than_the_page_says_so(client, opened, officer, head):
    case = make.case(by=officer)
    meeting = meetings.round_of(case)
    today = timezone.localdate()
    noon = timezone.localtime().replace(hour=12)
    _, sent = opened(meeting)

    with time_machine.travel(noon + timedelta(days=1), tick=False):
        client.force_login(head)
        response = client.post(address(meeting), sent)

    assert response.status_code == 409
    assert "วันที่อนุมัติเปลี่ยนจาก" in response.content.decode()
    assert Meeting.objects.get().closed_at is None
    assert timezone.localdate() == today


@pytest.mark.parametrize("shown", ["", "x", "ก:ข:ค", "\x00"])
def test_shows_the_list_anew_where_the_copy_cannot_be_read(client, opened, officer, shown):
    meeting = meetings.round_of(make.case(by=officer))
    opened(meeting)
    response = client.post(address(meeting), {"digest": "x", "shown": shown})

    assert response.status_code == 409
    assert "เปรียบเทียบกับหน้าที่คุณเปิดไว้ไม่ได้" in response.content.decode()
    assert not Approval.objects.exists()


def test_takes_no_copy_of_another_round(client, opened, officer):
    first = meetings.round_of(make.case(by=officer))
    _, sent = opened(first)
    client.post(address(first), sent)
    second = meetings.round_of(make.case(by=officer))
    response = client.post(address(second), sent)

    assert response.status_code == 409
    assert "เปรียบเทียบกับหน้าที่คุณเปิดไว้ไม่ได้" in response.content.decode()


def test_has_nothing_to_close_without_a_case(client, opened, officer):
    case = make.case(by=officer)
    meeting = meetings.round_of(case)
    _, sent = opened(meeting)
    disqualified(case, officer)
    html, _ = opened(meeting)

    assert "ไม่มีเคสในรายชื่อของรอบนี้" in html
    assert BUTTON + "</button>" not in html
    assert client.post(address(meeting), sent).status_code == 409


def test_is_for_the_head_alone(client, officer):
    meeting = meetings.round_of(make.case(by=officer))
    client.force_login(make.officer(Duty.CASEWORKER))
    html = client.get(address(meeting)).content.decode()

    assert "หัวหน้าฝ่ายเป็นผู้ปิดรอบ" in html
    assert BUTTON + "</button>" not in html
    assert client.post(address(meeting), hidden(html)).status_code == 403
    assert not Approval.objects.exists()


def test_of_another_office_is_not_there(client, officer, stranger):
    meeting = meetings.round_of(make.case(by=officer))
    client.force_login(stranger)

    assert client.get(address(meeting)).status_code == 404
    assert client.post(address(meeting), {}).status_code == 404


def test_is_read_but_not_done_by_the_centre(client, officer):
    meeting = meetings.round_of(make.case(by=officer))
    client.force_login(make.centre_officer(Duty.ADMINISTRATOR))

    assert client.get(address(meeting)).status_code == 200
    assert client.post(address(meeting), {}).status_code == 403


def test_waits_for_the_round_before(opened, client, officer):
    first = meetings.round_of(make.case(by=officer))
    meetings.start_deliberation(first, by=officer)
    second = meetings.round_of(make.case(by=officer))
    html, _ = opened(second)

    assert "รอบ 1/2566 ยังไม่ปิด" in html
    assert BUTTON + "</button>" not in html
    assert client.post(address(second), {"digest": ""}).status_code == 409


def test_says_that_the_year_is_closed(opened, client, officer):
    meeting = meetings.round_of(make.case(by=officer))
    _, sent = opened(meeting)
    FiscalYear.objects.filter(pk=2566).update(is_open=False)
    html, _ = opened(meeting)

    assert "ปิดแล้ว จึงบันทึกเพิ่มไม่ได้" in html
    assert client.post(address(meeting), sent).status_code == 409


def test_numbers_the_approvals_without_gaps(officer, stranger):
    for expected in (1, 2, 3):
        aside = make.case(Status.SET_ASIDE, by=officer)
        approval = make.approval(by=officer, cases=1)
        assert (approval.number, str(approval)) == (
            expected,
            f"ครั้งที่{expected}-ปีงบประมาณ2566",
        )
        aside.refresh_from_db()
        assert aside.round == expected
    assert make.approval(by=stranger, cases=1).number == 1
    assert (
        make.approval(
            by=officer,
            of=meetings.round_of(
                make.case(by=officer, year=make.year(fiscal_year(timezone.localdate())))
            ),
        ).number
        == 1
    )


def test_asks_as_much_of_the_database_for_fifty_cases_as_for_one(client, officer, head):
    client.force_login(head)
    meeting = meetings.round_of(make.case(by=officer))
    client.get(address(meeting))
    with CaptureQueriesContext(connection) as one:
        client.get(address(meeting))
    for _ in range(49):
        make.case(by=officer)
    with CaptureQueriesContext(connection) as fifty:
        response = client.get(address(meeting))

    assert len(fifty) == len(one)
    assert len(response.content) < 200_000
