"""The minutes of a round (รายงานการประชุม) …"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import SetAsideReason
from ecase.core.tests.paper_text import pages
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Duty
from tests import make


def address(meeting):
    return reverse("meetings:minutes", args=[meeting.fiscal_year_id, meeting.key])


@pytest.fixture
def minutes(client, officer):
    """The text of the minutes of a round, as one line."""

    def minutes(meeting):
        client.force_login(officer)
        answer = client.get(address(meeting))
        assert answer.status_code == 200
        return " ".join(" ".join(pages(answer.content)).split())

    return minutes


@pytest.fixture
def meeting(officer):
    """A round with one case granted as asked, one for less, one set aside, one disqualified."""
    for name in ("หนึ่ง", "สอง", "สาม", "สี่"):
        make.case(by=officer, first_name=f"ราย{name}")
    _, less, aside, out = Meeting.objects.get().cases().in_full().order_by("sequence")
    facts = replace(
        make.facts(first_name="รายสอง", amount=Decimal("4000.00")), **less.bank_account.facts
    )
    cases.edit(less, facts, opened_version=1, amount_because="ตามใบเสนอราคา", by=officer)
    meetings.set_aside(
        [aside],
        because=SetAsideReason.HOME_VISIT,
        note="บ้านปิด",
        return_on=date(2022, 10, 20),
        by=officer,
    )
    cases.disqualify(out, reason="รายได้เกินเกณฑ์", by=officer)
    return Meeting.objects.get()


def part(text, number):
    """What stands under one of the headings 2.1 to 2.5."""
    after = text.split(f"2.{number} ")[-1]
    return after.split(f"2.{number + 1} ")[0].split("ระเบียบวาระที่ 3")[0]


def test_say_what_became_of_each_case_and_why(minutes, meeting, officer):
    approval = make.close(meeting, by=make.other_of(officer))
    text = minutes(meeting)

    assert f"สำนักงานเขตป้อมปราบศัตรูพ่าย รอบที่ {meeting}" in text
    assert "จำนวน 4 ราย" in text
    assert "2 ราย เป็นเงิน 9,000.00 บาท" in text
    assert "รวมเป็นเงิน (เก้าพันบาทถ้วน) 10,000.00 9,000.00" in text
    assert all(name in part(text, 1) for name in ("รายหนึ่ง", "รายสอง"))
    assert "5,000.00 4,000.00 ตามใบเสนอราคา" in part(text, 2)
    assert "ต้องการเยี่ยมเคสเพื่อเก็บข้อมูลเพิ่มเติม: บ้านปิด" in part(text, 4)
    assert "กลับมาพิจารณา 20 ตุลาคม 2565" in part(text, 4)
    assert "รายได้เกินเกณฑ์" in part(text, 5)
    assert f"โดย {make.other_of(officer)} เมื่อ" in text
    assert f"รหัสตรวจสอบ {approval.digest[:12]}" in text
    assert "ร่าง" not in text


def test_of_an_open_round_are_a_draft(minutes, meeting):
    text = minutes(meeting)
    assert "ร่าง ยังไม่ใช่มติของที่ประชุม" in text
    assert "รหัสตรวจสอบ" not in text
    assert "ปิดรอบประชุมและจัดทำรายงาน" not in text


def test_of_a_closed_round_stay_as_they_were_when_it_closed(minutes, meeting, officer):
    aside = meeting.cases().get(first_name="รายสาม")
    later = make.case(by=officer)  # leaves the round after it is closed
    meetings.set_aside(
        [later], because=SetAsideReason.OTHER, note="รอผล", return_on=None, by=officer
    )
    make.close(meeting, by=make.other_of(officer))
    meeting.refresh_from_db()
    before = minutes(meeting)

    collecting = meetings.collecting(meeting.office, meeting.fiscal_year, by=officer)
    meetings.put_back(aside, into=collecting, by=officer)
    cases.disqualify(later, reason="ย้ายออกนอกเขต", by=officer)

    assert minutes(meeting) == before
    assert "รายสาม" in part(before, 4)
    assert "รอผล" in part(before, 4)
    assert "ย้ายออกนอกเขต" not in before


def test_tell_a_case_put_back_in_time_as_granted(minutes, meeting, officer):
    aside = meeting.cases().get(first_name="รายสาม")
    meetings.put_back(aside, into=meeting, by=officer)
    make.close(meeting, by=make.other_of(officer))
    text = minutes(meeting)
    assert "รายสาม" in part(text, 1)
    assert "2.4 นำออกจากที่ประชุมชั่วคราว ไม่มี" in text


def test_go_on_record(minutes, meeting, officer):
    minutes(meeting)
    event = Event.objects.about(meeting).first()
    assert (event.verb, event.by) == ("meeting.minutes_printed", officer)


def test_of_another_office_are_not_there(client, meeting, stranger):
    client.force_login(stranger)
    assert client.get(address(meeting)).status_code == 404
    assert not Event.objects.filter(verb="meeting.minutes_printed").exists()


def test_are_linked_where_the_round_and_its_report_are(client, meeting, officer):
    client.force_login(officer)
    assert address(meeting) in client.get(meeting.get_absolute_url()).text
    make.close(meeting, by=make.other_of(officer))
    assert "พิมพ์รายงานการประชุม" in client.get(meeting.get_absolute_url()).text
    assert address(meeting) in client.get("/2566/approvals/").text


def test_are_read_by_the_centre(client, meeting):
    client.force_login(make.centre_officer(Duty.AUDITOR))
    assert client.get(address(meeting)).status_code == 200
