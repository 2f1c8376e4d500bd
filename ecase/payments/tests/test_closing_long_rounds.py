"""The last look before a round closes, where the round is longer than a page."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecase.meetings import actions as meetings
from ecase.payments.models import Approval
from ecase.payments.tests.test_closing import BUTTON, address, edit, hidden
from ecase.payments.views import closing
from tests import make


@pytest.fixture
def head(officer):
    return make.other_of(officer)


@pytest.fixture
def long_round(officer, monkeypatch):
    """A round of one case more than two pages have room for."""
    monkeypatch.setattr(closing, "ROWS_OF_A_PAGE", 2)
    for _ in range(5):
        last = make.case(by=officer)
    return meetings.round_of(last)


@pytest.fixture
def opened(client, head, long_round):
    """The pages of the round, opened by the head one after another: their addresses."""
    client.force_login(head)
    found = [address(long_round)]
    while (page := client.get(found[-1]).context["page"]).has_next:
        found.append(address(long_round) + page.next_url)
    assert len(found) == 3
    return found


def change_the_first(meeting, by):
    edit(meeting.agenda().first(), by=by, amount=Decimal(4000))


def offers(client, at):
    """Whether the page at an address can be pressed, which is to say: sends a digest."""
    html = client.get(at).text
    assert (BUTTON + "</button>" in html) == ("digest" in hidden(html))
    return "digest" in hidden(html)


def test_comes_page_by_page_and_is_closed_at_its_end(client, opened, long_round):
    pages = [client.get(at) for at in opened]
    placed = [row[:2] for page in pages for row in page.context["part"].rows]
    assert placed == list(enumerate(long_round.agenda(), start=1))
    assert "หน้านี้แสดงลำดับที่ 3 ถึง 4" in pages[1].text
    for page in pages:
        assert "จำนวน 5 ราย" in page.text
    for at in opened[:2]:
        assert not offers(client, at)
        assert "อยู่ที่หน้าสุดท้าย" in client.get(at).text
    assert client.post(opened[2], hidden(pages[2].text)).status_code == 302
    assert Approval.objects.get().count == 5


def test_what_changed_on_an_earlier_page_has_to_be_looked_at_again(
    client, opened, officer, long_round
):
    change_the_first(long_round, officer)
    html = client.get(opened[2]).text
    assert "รายชื่อเปลี่ยนหลังจากคุณเปิดหน้าก่อน" in html
    assert f'href="{address(long_round)}"' in html
    assert not offers(client, opened[2])

    at = address(long_round)
    while (page := client.get(at).context["page"]).has_next:
        at = address(long_round) + page.next_url
    assert offers(client, at)


def test_no_way_through_the_pages_makes_a_changed_one_seen(client, opened, officer, long_round):
    change_the_first(long_round, officer)
    on_from_the_second = client.get(opened[1]).context["page"].next_url
    assert not offers(client, address(long_round) + on_from_the_second)
    assert not offers(client, re.sub("&list=.*", "", opened[2]))


def test_what_changed_while_the_last_page_was_open_is_told_there(
    client, opened, officer, long_round
):
    sent = hidden(client.get(opened[2]).text)
    change_the_first(long_round, officer)
    response = client.post(opened[2], sent)
    assert response.status_code == 409
    assert "4,000.00" in response.text.partition('role="alert"')[2].partition("</section>")[0]
    # All that changed is told, so that pressing once more approves it.
    assert client.post(opened[2], hidden(response.text)).status_code == 302
    assert Approval.objects.get().total == 24000


def test_where_the_change_cannot_be_told_all_pages_have_to_be_looked_at(
    client, opened, officer, long_round
):
    change_the_first(long_round, officer)
    response = client.post(opened[2], {"digest": "x", "shown": "x"})
    assert response.status_code == 409
    assert "ดูรายชื่อใหม่ตั้งแต่หน้าแรก" in response.text
    assert hidden(response.text) == {}


def test_the_acceptances_stand_together_whatever_page_their_cases_are_on(
    client, head, officer, long_round
):
    first = long_round.agenda().first()
    why = {"override_because": "ไฟไหม้อีกครั้ง"}
    again = make.case(by=officer, citizen_id=first.person.citizen_id, **why)
    third = make.case(by=officer, citizen_id=first.person.citizen_id, **why)
    client.force_login(head)
    at = address(long_round)
    while (page := client.get(at).context["page"]).has_next:
        at = address(long_round) + page.next_url
    html = client.get(at).text

    some = client.post(at, {**hidden(html), "accepted": [again.number]})
    assert some.status_code == 409
    assert f'href="#accept-{third.number}"' in some.text
    assert f'value="{again.number}" checked' in some.text
    both = {**hidden(some.text), "accepted": [again.number, third.number]}
    assert client.post(at, both).status_code == 302


def test_who_may_not_close_is_told_so_on_each_page(client, opened, officer):
    client.force_login(officer)
    for at in opened:
        assert not offers(client, at)


def test_a_page_asks_as_little_as_the_first(client, opened):
    client.get(opened[0])
    counts = []
    for at in opened:
        with CaptureQueriesContext(connection) as queries:
            client.get(at)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1  # the row after which it begins
    assert counts[2] <= counts[0] + 4  # and who is outside, the round before, a waiver
