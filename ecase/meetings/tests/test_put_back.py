"""Putting a case back into the meeting (นำกลับเข้าที่ประชุม, R66-R68)."""

import pytest
from django.urls import reverse

from ecase.cases.models import Case, Status
from ecase.meetings import actions
from ecase.meetings.models import Meeting
from tests import make

from .typing import as_opened


@pytest.fixture
def case(officer):
    return make.case(Status.SET_ASIDE, by=officer)


@pytest.fixture
def send(client, case, officer):
    client.force_login(officer)
    return lambda **changes: client.post(
        reverse("meetings:edit", args=[2566, case.number]), as_opened(case, **changes)
    )


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_ticked_and_confirmed_puts_it_into_the_round_that_collects(send, case):
    response = send(come_back="on")
    assert (now(case).status, now(case).round) == (Status.IN_MEETING, 1)
    assert now(case).set_aside_because == ""
    assert response.url == reverse("meetings:show", args=[2566, "1008-1"])


def test_unticked_it_goes_on_waiting_with_what_was_changed(send, case):
    response = send(hardship="เยี่ยมแล้ว")
    assert (now(case).status, now(case).hardship) == (Status.SET_ASIDE, "เยี่ยมแล้ว")
    assert response.url == reverse("reporting:home", args=[2566])


def test_beside_a_round_that_deliberates_it_goes_into_the_next_unless_chosen(
    send, client, case, officer
):
    actions.start_deliberation(actions.round_of(make.case(by=officer)), by=officer)
    page = client.get(reverse("meetings:edit", args=[2566, case.number])).text
    assert "รอบ 1/2566 กำลังพิจารณา" in page
    assert "รอบ 2/2566 รับเคส" in page
    send(come_back="on")
    assert now(case).round == 2


def test_it_may_go_into_the_round_that_deliberates(send, case, officer):
    actions.start_deliberation(actions.round_of(make.case(by=officer)), by=officer)
    send(come_back="on", into="1")
    assert (now(case).status, now(case).round) == (Status.IN_MEETING, 1)


def test_into_a_round_that_deliberates_another_amount_needs_its_reason(send, case, officer):
    actions.start_deliberation(actions.round_of(make.case(by=officer)), by=officer)
    assert "ต้องระบุเหตุผลของที่ประชุม" in send(come_back="on", into="1", amount="4,000").text
    assert now(case).status == Status.SET_ASIDE


def test_a_round_that_closed_meanwhile_is_refused(send, case, officer):
    other = make.case(by=officer)
    make.approval(by=officer, of=actions.round_of(other))
    response = send(come_back="on", into="1")
    assert "ตัวเลือกนี้ใช้ไม่ได้แล้ว" in response.text
    assert now(case).status == Status.SET_ASIDE


def test_where_no_round_is_open_one_is_begun_for_it(send, client, case, officer):
    make.approval(by=officer, of=actions.round_of(make.case(by=officer)))
    assert not Meeting.objects.open().exists()
    assert "รอบใหม่" in client.get(reverse("meetings:edit", args=[2566, case.number])).text
    send(come_back="on", into="new")
    assert (now(case).status, now(case).round) == (Status.IN_MEETING, 2)


def test_twice_is_told_and_changes_nothing(send, case):
    send(come_back="on")
    version = now(case).version
    assert send(come_back="on").status_code in (302, 409)
    assert now(case).version == version
