"""The page that closes a round: whose it is, what is accepted on it, and what its papers say."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.offices.actions import end_duty, revoke_waiver
from ecase.offices.models import Duty, Separation
from ecase.payments import printouts
from ecase.payments.models import Approval
from ecase.regulations.models import Bank
from tests import make

BUTTON = "จัดทำรายงานขออนุมัติเงินทั้งหมด</button>"
WHY = "บ้านถูกไฟไหม้ครั้งที่สอง"


@pytest.fixture
def head(officer):
    """Closes what ``officer`` recorded."""
    return make.other_of(officer)


@pytest.fixture
def meeting(officer):
    return meetings.round_of(make.case(by=officer))


@pytest.fixture
def see(client):
    def see(meeting, by):
        client.force_login(by)
        return client.get(address(meeting)).text

    return see


def address(meeting):
    return reverse("payments:closing", args=[meeting.fiscal_year_id, meeting.key])


def sent(html, **more):
    return {**dict(re.findall(r'name="(digest|shown)" value="([^"]*)"', html)), **more}


def words(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


class TestWhoHadAHand:
    def test_reads_why_not_and_what_to_do(self, see, meeting, officer):
        html = see(meeting, officer)
        case = meeting.agenda().get()
        assert f"คุณบันทึกหรือแก้ไขเคส {case} ของรอบนี้ จึงปิดรอบ {meeting} เองไม่ได้" in words(html)
        assert "ขอข้อยกเว้นจากผู้ดูแลระบบส่วนกลาง" in html
        assert BUTTON not in html

    def test_is_refused_where_the_page_was_open_before(self, client, see, meeting, officer, head):
        """The colleague's case came in while the page was open: the list is another one then."""
        html = see(meeting, head)
        case = Case.objects.in_full().get()
        facts = make.facts(**case.bank_account.facts, hardship="น้ำท่วม")
        meetings.edit_case(case, facts, opened_version=1, by=head)
        response = client.post(address(meeting), sent(html))
        assert response.status_code == 409
        assert BUTTON not in response.text
        assert "จึงปิดรอบ" in response.text

    def test_is_refused_whatever_is_posted(self, client, see, meeting, officer, head):
        html = see(meeting, head)  # the digest is the same for all
        client.force_login(officer)
        response = client.post(address(meeting), sent(html))
        assert response.status_code == 409
        assert "ให้เจ้าหน้าที่อีกคนที่มีหน้าที่นี้ดำเนินการ" in response.text
        assert not Approval.objects.exists()

    def test_reads_of_the_waiver_before_and_closes_with_it(self, client, see, meeting, officer):
        waiver = make.waiver(officer.own_office)
        html = see(meeting, officer)
        assert waiver.note in words(html)
        client.post(address(meeting), sent(html))
        assert Approval.objects.get().meeting.waiver == waiver

    def test_cannot_after_the_waiver_was_revoked_on_an_open_page(
        self, client, see, meeting, officer
    ):
        waiver = make.waiver(officer.own_office)
        html = see(meeting, officer)
        revoke_waiver(waiver, by=make.centre_officer(Duty.ADMINISTRATOR))
        assert client.post(address(meeting), sent(html)).status_code == 409
        assert not Approval.objects.exists()

    def test_gets_no_help_of_a_waiver_for_files(self, see, meeting, officer):
        make.waiver(officer.own_office, Separation.FILE)
        assert BUTTON not in see(meeting, officer)


def test_who_had_no_hand_reads_of_no_waiver(see, meeting, officer, head):
    make.waiver(officer.own_office)
    html = see(meeting, head)
    assert BUTTON in html
    assert "ข้อยกเว้น" not in html


def test_a_duty_that_ended_on_an_open_page_closes_nothing(client, see, meeting, head):
    html = see(meeting, head)
    end_duty(head, Duty.HEAD, by=make.centre_officer(Duty.ADMINISTRATOR))
    assert client.post(address(meeting), sent(html)).status_code == 403
    assert not Approval.objects.exists()


@pytest.mark.parametrize("paper", printouts.PAPERS.values(), ids=lambda paper: paper.key)
def test_the_waiver_stands_on_every_paper_of_the_approval(officer, paper):
    case = make.case(by=officer)
    make.case(by=officer, bank=Bank.objects.get(code="030"), account_number="020123456789")
    waiver = make.waiver(officer.own_office, reason="เขตมีเจ้าหน้าที่คนเดียว")
    approval = make.close(meetings.round_of(case), by=officer)
    text = "".join(pages(paper.tell(approval).pdf())).replace("\n", "").replace(" ", "")
    assert waiver.note.replace(" ", "") in text


@pytest.mark.parametrize("paper", printouts.PAPERS.values(), ids=lambda paper: paper.key)
def test_without_one_no_paper_speaks_of_it(officer, paper):
    make.waiver(officer.own_office)
    approval = make.approval(by=officer, cases=1)
    assert "ข้อยกเว้น" not in "".join(pages(paper.tell(approval).pdf()))


class TestReasons:
    @pytest.fixture
    def two(self, officer, stranger, meeting):
        """Two cases of the round go on beside another office's."""
        ids = [make.citizen_id() for _ in range(2)]
        for citizen_id in ids:
            make.case(by=stranger, citizen_id=citizen_id)
        return [
            make.case(by=officer, citizen_id=citizen_id, override_because=because)
            for citizen_id, because in zip(ids, (WHY, "ตกงาน"), strict=True)
        ]

    def test_each_has_its_box_with_what_it_is_beside(self, see, meeting, two, head):
        html = see(meeting, head)
        assert "รับรองเคสที่ช่วยเหลือซ้ำ" in html
        for case in two:
            assert f'name="accepted" value="{case.number}"' in html
            assert f"เหตุผล: {case.override_because}" in html
        assert "(สำนักงานเขตราษฎร์บูรณะ อยู่ในที่ประชุม)" in words(html)
        assert html.count('name="accepted"') == 2
        assert "checked" not in html

    def test_each_says_so_where_the_other_case_ended(self, see, meeting, two, head, stranger):
        other = Case.objects.filter(office=stranger.office).first()
        cases.disqualify(other, reason="ย้ายเขต", by=stranger)
        assert "เคสอื่นที่ซ้ำสิ้นสุดไปแล้ว" in see(meeting, head)

    def test_a_tick_that_is_missing_is_named_and_the_others_stay(
        self, client, see, meeting, two, head
    ):
        first, second = two
        html = see(meeting, head)
        response = client.post(address(meeting), sent(html, accepted=[first.number]))
        assert response.status_code == 409
        alert = response.text.partition('role="alert"')[2].partition("</ul>")[0]
        assert "ยังไม่มีการอนุมัติ ต้องรับรองเคสที่ช่วยเหลือซ้ำ 1 เคส" in alert
        assert f'href="#accept-{second.number}"' in alert
        assert str(first) not in alert
        assert re.search(rf'value="{first.number}" checked', response.text)
        assert not Approval.objects.exists()

        again = sent(response.text, accepted=[case.number for case in two])
        assert client.post(address(meeting), again).status_code == 302
        assert set(Case.objects.exclude(override_because="").values_list("status")) == {
            (Status.APPROVED,)
        }

    @pytest.mark.parametrize("accepted", [[], ["x"], ["2566-1"], ["\x00"], ["ก" * 999]])
    def test_what_is_no_tick_of_them_accepts_nothing(
        self, client, see, meeting, two, head, accepted
    ):
        html = see(meeting, head)
        response = client.post(address(meeting), sent(html, accepted=accepted))
        assert response.status_code in (400, 409)
        assert not Approval.objects.exists()

    def test_the_ticks_go_through_the_page_that_asks_for_the_password(
        self, client, see, meeting, two, head
    ):
        html = see(meeting, head)
        client.password_given(timedelta(hours=1))
        asked = client.post(address(meeting), sent(html, accepted=[c.number for c in two]))
        hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', asked.text)
        accepted = [value for name, value in hidden if name == "accepted"]
        assert accepted == [case.number for case in two]
        form = {**dict(hidden), "accepted": accepted, "password_again": make.PASSWORD}
        assert client.post(address(meeting), form).status_code == 302
        assert Approval.objects.count() == 1

    def test_the_list_changed_keeps_the_ticks(self, client, see, meeting, two, head, officer):
        html = see(meeting, head)
        make.case(by=officer)
        response = client.post(address(meeting), sent(html, accepted=[two[0].number]))
        assert response.status_code == 409
        assert re.search(rf'value="{two[0].number}" checked', response.text)

    def test_one_may_be_disqualified_instead(self, client, see, meeting, two, head):
        cases.disqualify(two[1], reason="ซ้ำซ้อน", by=head)
        html = see(meeting, head)
        assert (
            client.post(address(meeting), sent(html, accepted=[two[0].number])).status_code == 302
        )

    def test_are_read_but_not_ticked_by_others(self, see, meeting, two):
        html = see(meeting, make.officer(Duty.CASEWORKER))
        assert "ช่วยเหลือซ้ำ" in html
        assert WHY in html
        assert 'name="accepted"' not in html


def test_ordinary_cases_have_nothing_to_accept(see, meeting, head):
    assert "รับรองเคสที่ช่วยเหลือซ้ำ" not in see(meeting, head)


def test_asks_no_more_of_the_database_for_ordinary_cases(client, see, meeting, officer, head):
    see(meeting, head)
    with CaptureQueriesContext(connection) as one:
        client.get(address(meeting))
    for _ in range(9):
        make.case(by=officer)
    with CaptureQueriesContext(connection) as ten:
        client.get(address(meeting))
    assert len(ten) == len(one)
