"""The page of flags (ตรวจข้อสังเกตก่อนโอน): who sees it, how they are settled there, page by page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecase.meetings.models import Meeting
from ecase.offices.models import Duty
from ecase.payments.flags import unsettled_flags
from ecase.payments.models import (
    SettledFlag,
)
from tests import make

from .flagged import settle, shared


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def address_of(approval):
    return f"{approval.get_absolute_url()}flags/"


def typed_in(client, payment, **changes):
    """What a browser would send of one case's part of the page."""
    number = payment.case.number
    parts = client.get(address_of(payment.approval)).context["parts"]
    [form] = [form for of, _, form, _ in parts if of.case.number == number]
    typed = {"shown": form["shown"].value(), "because": "มีหนังสือมอบอำนาจ ตรวจเอกสารแล้ว", "note": ""}
    return {"case": number} | {f"{number}-{k}": v for k, v in {**typed, **changes}.items()}


def test_the_approval_tells_of_flags_and_leads_to_them(client, officer, head):
    _, payment = shared(officer)
    client.force_login(head)
    at_approval = payment.approval.get_absolute_url()
    page = client.get(at_approval).text
    assert "มีข้อสังเกตก่อนโอน" in page
    assert address_of(payment.approval) in page
    settle(payment, head)
    assert "มีข้อสังเกตก่อนโอน" not in client.get(at_approval).text
    assert "ไม่มีข้อสังเกตที่ต้องตรวจ" in client.get(address_of(payment.approval)).text


def test_the_head_settles_them_case_by_case(client, officer, head):
    for name in ("นายสมชาย รักดี", "นายสมศักดิ์ มีสุข"):
        make.case(by=officer, account_name=name)
    approval = make.approval(by=officer, of=Meeting.objects.get())
    first, second = approval.payments.order_by("position")
    client.force_login(head)
    page = client.get(address_of(approval)).text
    assert "“นายสมชาย รักดี” ต่างจากผู้ขอรับ" in page
    assert first.case.bank_account.account_number not in page.replace("-", "")

    done = client.post(address_of(approval), typed_in(client, first))
    assert done.headers["Location"] == address_of(approval)
    assert [flag.payment for flag in unsettled_flags(approval)] == [second]
    done = client.post(address_of(approval), typed_in(client, second))
    assert done.headers["Location"] == approval.get_absolute_url()


def test_what_is_wrong_is_said_in_its_part_and_nothing_lost(client, officer, head):
    _, payment = shared(officer)
    client.force_login(head)
    sent = typed_in(client, payment, because="อื่น ๆ", note="")
    page = client.post(address_of(payment.approval), sent).text
    assert "แล้วให้ระบุเหตุผล" in page
    sent = typed_in(client, payment, because="", note="พิมพ์ไว้แล้ว")
    page = client.post(address_of(payment.approval), sent).text
    assert "ยังไม่ได้เลือก" in page
    assert "พิมพ์ไว้แล้ว" in page
    assert not SettledFlag.objects.exists()


@pytest.mark.parametrize("shown", ["", "x", "W10:1abc:forged"])
def test_a_forged_list_settles_nothing(client, officer, head, shown):
    _, payment = shared(officer)
    client.force_login(head)
    answer = client.post(address_of(payment.approval), typed_in(client, payment, shown=shown))
    assert answer.status_code in (200, 409)
    assert not SettledFlag.objects.exists()


@pytest.mark.parametrize("number", ["", "x\x00y", "2566-9", "๒๕๖๖-1", "9" * 5000])
def test_a_case_that_is_none_settles_nothing(client, officer, head, number):
    _, payment = shared(officer)
    client.force_login(head)
    assert client.post(address_of(payment.approval), {"case": number}).status_code == 200


def test_the_button_of_the_file_says_who_has_to_look(client, officer, head):
    _, payment = shared(officer)
    client.force_login(head)
    answer = client.post(f"{payment.approval.get_absolute_url()}files/krungthai/")
    assert answer.status_code == 409
    assert "กดตรวจข้อสังเกตก่อนโอน" in answer.text


def test_who_may_not_settle_sees_and_is_refused(client, officer, stranger):
    _, payment = shared(officer)
    client.force_login(make.officer(Duty.PAYER))
    page = client.get(address_of(payment.approval)).text
    assert "หัวหน้าฝ่ายเป็นผู้ตรวจข้อสังเกต" in page
    assert "ให้โอนได้</button>" not in page
    sent = {"case": payment.case.number}
    assert client.post(address_of(payment.approval), sent).status_code == 403
    client.force_login(stranger)
    assert client.get(address_of(payment.approval)).status_code == 404
    assert client.post(address_of(payment.approval), sent).status_code == 404


# --- many of them


@pytest.fixture
def many(officer, monkeypatch):
    """An approval in which two more are flagged than a page has room for."""
    monkeypatch.setattr("ecase.payments.views.flags.PARTS_OF_A_PAGE", 3)
    for _ in range(5):
        make.case(by=officer, account_name="นายสมชาย รักดี")
    return make.approval(by=officer, of=Meeting.objects.get())


def settle_on(client, address, payment, **changes):
    """What the button of one part of the page at an address sends, to that address."""
    parts = client.get(address).context["parts"]
    [form] = [form for of, _, form, _ in parts if of == payment]
    typed = {"shown": form["shown"].value(), "because": "มีหนังสือมอบอำนาจ ตรวจเอกสารแล้ว", "note": ""}
    number = payment.case.number
    named = {f"{number}-{key}": value for key, value in {**typed, **changes}.items()}
    return client.post(address, {"case": number} | named)


def shown_at(client, address):
    return [part[0] for part in client.get(address).context["parts"]]


def test_they_come_page_by_page_each_once(client, many, head):
    client.force_login(head)
    first = client.get(address_of(many))
    assert "รอตรวจ 5 ราย" in first.text
    assert "หน้าถัดไป" in first.text
    second = address_of(many) + first.context["page"].next_url
    shown = shown_at(client, address_of(many)) + shown_at(client, second)
    assert shown == list(many.payments.order_by("position"))
    assert "หน้าก่อน" in client.get(second).text


def test_the_head_stays_on_the_page_of_what_was_settled(client, many, head):
    client.force_login(head)
    second = address_of(many) + client.get(address_of(many)).context["page"].next_url
    last_but_one, last = shown_at(client, second)
    done = settle_on(client, second, last_but_one)
    assert done.headers["Location"] == second
    assert shown_at(client, second) == [last]


def test_when_a_page_has_nothing_left_the_first_comes(client, many, head):
    client.force_login(head)
    second = address_of(many) + client.get(address_of(many)).context["page"].next_url
    for payment in shown_at(client, second):
        settle(payment, head)
    assert client.get(second).headers["Location"] == address_of(many)


def test_what_was_typed_comes_back_though_its_page_moved_on(client, many, head):
    client.force_login(head)
    second = address_of(many) + client.get(address_of(many)).context["page"].next_url
    payment, before = shown_at(client, second)[1], shown_at(client, address_of(many))[-1]
    settle(before, head)  # the row after which the page began: the list begins at its first page
    number = payment.case.number
    typed = {"case": number, f"{number}-because": "", f"{number}-note": "พิมพ์ไว้แล้ว"}
    answer = client.post(second, typed)
    assert answer.context["parts"][0][0] == payment
    assert "พิมพ์ไว้แล้ว" in answer.text
    assert "ยังไม่ได้เลือก" in answer.text


def test_a_page_costs_the_same_however_many_there_are(client, many, head):
    client.force_login(head)
    client.get(address_of(many))  # the first page of a session asks a little more
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(address_of(many))
    for payment in many.payments.order_by("position")[1:]:
        settle(payment, head)
    with CaptureQueriesContext(connection) as one:
        client.get(address_of(many))
    assert len(all_of_them) == len(one)
