"""แสดงข้อมูล: one case …"""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases import actions, story
from ecase.cases.models import BegunAgain, Case, Draft, Status
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from tests import make

ROOT = Path(__file__).resolve().parents[2]


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.fiscal_year_id, case.number, *more])


@pytest.fixture
def see(client, officer):
    """Open the page of a case as an officer."""

    def see(case, by=None, query=""):
        client.force_login(by or officer)
        return client.get(case.get_absolute_url() + query)

    return see


def verbs(case):
    return list(Event.objects.about(case).values_list("verb", flat=True))


def test_says_all_that_is_recorded(see, officer):
    case = make.case(by=officer, hardship="บ้านถูกไฟไหม้\nไม่มีที่อยู่", phone="0812345417")
    page = see(case).text
    for text in (
        "นางน้ำทิพย์ สิทธิ์ชัยศรี",
        "29/02/2523",
        "5,000.00 บาท",
        "ห้าพันบาทถ้วน",
        "บ้านถูกไฟไหม้",
        "ธนาคารกรุงไทย (006)",
        "08x-xxx-x417",
        "บันทึกเคสเข้ารอบที่ 1",
        "หน้า 1 จาก 1",
    ):
        assert text in page, text


@pytest.mark.parametrize("status", Status)
def test_opens_in_every_status(see, officer, status):
    case = make.case(status, by=officer)
    page = see(case)
    assert page.status_code == 200
    assert case.get_status_display() in page.text


def test_hides_numbers_until_they_are_asked_for(client, see, officer):
    case = make.case(by=officer, citizen_id="5838023466970", account_number="0701234182")
    page = see(case).text
    assert "5-8380-xxxxx-xx-0" in page
    assert "070-x-xx418-2" in page
    assert "5838023466970" not in page.replace("-", "")
    assert "0701234182" not in page.replace("-", "")

    back = client.post(url("reveal", case), {"next": "/2566/cases/"})
    assert back.url == f"/2566/cases/#c{case.number}"
    assert "5-8380-23466-97-0" in client.get("/2566/cases/").text
    client.post(url("reveal_account", case))
    page = see(case).text
    assert "5-8380-23466-97-0" in page
    assert "070-1-23418-2" in page
    assert verbs(case)[:2] == ["case.account_disclosed", "case.citizen_id_disclosed"]


def test_hides_a_number_again_after_five_minutes(client, officer):
    case = make.case(by=officer, citizen_id="5838023466970")
    client.force_login(officer)
    client.post(url("reveal", case))
    with time_machine.travel(timezone.now() + timedelta(minutes=4), tick=False):
        assert "5-8380-23466-97-0" in client.get(case.get_absolute_url()).text
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert "5-8380-xxxxx-xx-0" in client.get(case.get_absolute_url()).text


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_goes_back_only_to_pages_of_ours(client, officer, away):
    case = make.case(by=officer)
    client.force_login(officer)
    back = client.post(url("reveal", case), {"next": away})
    assert back.url == f"{case.get_absolute_url()}#c{case.number}"


def test_tells_what_was_changed_by_whom_and_why(see, officer):
    case = make.case(by=officer)
    facts = make.facts(amount=Decimal("4000.00"), hardship="ยากจนมาก")
    facts = replace(facts, **case.bank_account.facts)
    actions.edit(case, facts, opened_version=1, amount_because="มติที่ประชุม", by=officer)

    page = see(case).text

    assert "แก้ไขข้อมูล" in page
    assert "5,000.00 บาท" in page
    assert "4,000.00 บาท" in page
    assert "ยากจนมาก" in page
    assert "“มติที่ประชุม”" in page
    assert "นางสาวกมลชนก ใจอารี" in page


def test_shows_every_version_of_the_bank_account(see, officer):
    case = make.case(Status.APPROVED, by=officer, account_number="0701234182")
    change = make.corrected(case.payment, by=officer, account_number="0701239993")
    page = see(case).text
    assert "070-x-xx418-2" in page
    assert "070-x-xx999-3" in page
    assert f"“{change.reason}”" in page


def test_offers_only_what_the_status_allows(see, officer):
    edit, disqualify, again = "meetings:edit", "cases:disqualify", "cases:begin_again"
    for status, offered in {
        Status.IN_MEETING: {edit, disqualify},
        Status.SET_ASIDE: {edit, disqualify},
        Status.DISQUALIFIED: {again},
        Status.APPROVED: set(),
        Status.PAID: set(),
        Status.PAYMENT_FAILED: {again},
    }.items():
        case = make.case(status, by=officer)
        page = see(case).text
        links = {
            name
            for name in (edit, disqualify, again)
            if reverse(name, args=[2566, case.number]) in page
        }
        assert links == offered, status


def test_offers_nothing_to_who_may_only_read(see, officer, reference):
    case = make.case(by=officer)
    for reader in (make.officer(Duty.PAYER), make.centre_officer()):
        page = see(case, by=reader).text
        assert url("disqualify", case) not in page
        assert "ดูได้อย่างเดียว" in page


def test_begins_again_from_a_case_that_ended(client, see, officer):
    old = make.case(Status.DISQUALIFIED, by=officer)
    client.force_login(officer)

    answer = client.post(url("begin_again", old))

    draft = Draft.objects.get(follows=old)
    assert answer.url == reverse("cases:history", args=[2566, draft.pk])
    assert verbs(old)[0] == "case.account_disclosed"  # the form shows it in full
    new = meetings.record_case(draft, make.facts(), by=officer)
    assert str(old) in see(new).text
    assert str(new) in see(old).text


@pytest.fixture
def twice(officer):
    """Two drafts that begin again from one failed case, as two clicks on the button make them."""
    old = make.case(Status.PAYMENT_FAILED, by=officer)
    return old, *(actions.begin_again(old, fiscal_year=make.year(), by=officer) for _ in range(2))


def test_one_case_alone_goes_on_from_a_failed_one(twice, client, see, officer):
    old, first, second = twice
    new = meetings.record_case(first, make.facts(), by=officer)
    with pytest.raises(BegunAgain, match=str(new)):
        meetings.record_case(second, make.facts(), by=officer)
    with pytest.raises(IntegrityError, match="case_begun_again_once"), transaction.atomic():
        other = make.case(by=officer)
        Case.objects.filter(pk=other.pk).update(follows=old)

    assert url("begin_again", old) not in see(old).text
    client.force_login(officer)
    answer = client.post(url("begin_again", old))
    assert answer.status_code == 409
    assert str(new) in answer.text


def test_another_may_once_that_one_has_ended_too(twice, officer):
    _, first, second = twice
    new = meetings.record_case(first, make.facts(), by=officer)
    actions.disqualify(new, reason="รายได้เกินเกณฑ์", by=officer)
    meetings.record_case(second, make.facts(), by=officer)


def test_does_not_begin_again_while_a_case_lives(client, officer):
    case = make.case(by=officer)
    client.force_login(officer)
    answer = client.post(url("begin_again", case))
    assert answer.status_code == 409
    assert "ยังไม่จบ" in answer.text


@pytest.mark.parametrize(
    ("method", "name", "more"),
    [
        ("get", "show", []),
        ("post", "reveal", []),
        ("post", "reveal_account", []),
        ("get", "disqualify", []),
        ("post", "disqualify", []),
        ("post", "begin_again", []),
        ("get", "kcorp1", []),
        ("get", "document", ["supporting", 1]),
        ("get", "page_picture", ["supporting", 1, 1]),
    ],
)
def test_is_not_there_for_another_office(client, officer, stranger, method, name, more):
    case = make.case(by=officer)
    client.force_login(stranger)
    before = Event.objects.count()
    assert getattr(client, method)(url(name, case, *more)).status_code == 404
    assert Event.objects.count() == before


@pytest.mark.parametrize("number", ["2566-999", "2566-", "x", "%00", "2566-99999999999"])
def test_is_not_there_under_a_wrong_number(client, officer, number):
    client.force_login(officer)
    assert client.get(f"/2566/cases/{number}/").status_code == 404


def test_is_not_there_under_another_year(client, officer):
    case = make.case(by=officer)
    client.force_login(officer)
    assert client.get(f"/2567/cases/{case.number}/").status_code == 404


def test_costs_the_same_however_long_its_history(client, officer):
    case = make.case(by=officer)
    client.force_login(officer)
    client.get(case.get_absolute_url())
    costs = []
    for looks in (1, 30):
        for _ in range(looks):
            actions.disclose_citizen_id(case, by=officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(case.get_absolute_url())
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 10


def test_has_a_sentence_for_everything_that_actions_record():
    told = story.VERBS | story.LOOKS
    written = {f"case.{status.lower()}" for status in Status}  # from moving.py
    written |= {"payment.paid", "payment.returned"}
    for file in [*ROOT.glob("*/actions.py"), *ROOT.glob("*/actions/*.py")]:
        written |= set(re.findall(r'"((?:case|payment)\.[a-z_]+)"', file.read_text()))
    assert written - set(told) == set()


def test_has_a_name_for_every_field_that_can_change():
    typed = set(actions.Facts.__dataclass_fields__)
    assert typed - set(story.FIELDS) == set()
