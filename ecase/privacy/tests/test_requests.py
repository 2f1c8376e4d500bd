"""A person asks what is kept of them (มาตรา 30): the request, its thirty days, its answer."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.thai import thai_date
from ecase.offices.models import Duty
from ecase.privacy import actions
from ecase.privacy.models import (
    AlreadyAnswered,
    AlreadyOpen,
    DataPackage,
    DataRequest,
    Ground,
    Handing,
    NothingMade,
    NotYours,
    State,
)
from tests import make

from .asking import asked

LIST, NEW = "/privacy/requests/", "/privacy/requests/new/"


@pytest.fixture
def head(client, reference):
    head = make.officer(Duty.HEAD)
    client.force_login(head)
    return head


@pytest.fixture
def admin(reference):
    return make.centre_officer(Duty.ADMINISTRATOR)


def typed(citizen_id, **changes):
    today = thai_date(timezone.localdate())
    facts = {"asked_by": "SUBJECT", "identity": "CARD", "received_on": today}
    return {"citizen_id": citizen_id, **facts, **changes}


def packaged(request, by):
    """As if a package had been made."""
    return DataPackage.objects.create(
        request=request, made_by=by, sha256="a" * 64, size=1, cases=0, documents=0
    )


def test_a_head_takes_a_request_and_the_id_stands_in_no_address_or_event(client, head):
    citizen_id = make.citizen_id()
    answer = client.post(NEW, typed(f"{citizen_id[:1]}-{citizen_id[1:]}"))
    request = DataRequest.objects.get()
    assert answer.url == request.get_absolute_url()
    assert (request.citizen_id, request.office) == (citizen_id, head.office)
    assert "เหลือ 30 วัน" in client.get(LIST).text
    page = client.get(answer.url).text
    assert "ไม่พบข้อมูลของเลขบัตรนี้ในเขต" in page
    assert citizen_id not in page
    event = Event.objects.get(verb="data_request.taken")
    assert citizen_id not in f"{event.after} {event.note} {event.subject}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"citizen_id": "1234567890123"}, "เลข"),
        ({"asked_by": "PROXY", "proof": "หนังสือมอบอำนาจ"}, "ชื่อและนามสกุลของผู้ที่มาขอแทน"),
        ({"asked_by": "GUARDIAN", "asker": "นายพ่อ ใจดี"}, "พิมพ์ว่าตรวจเอกสารใด"),
        ({"identity": "OTHER"}, "พิมพ์ว่าตรวจเอกสารใด"),
        ({"received_on": "01/01/2699"}, "ยังมาไม่ถึง"),
    ],
)
def test_what_does_not_show_who_asks_is_not_taken(client, head, changes, said):
    answer = client.post(NEW, {**typed(make.citizen_id()), **changes})
    assert said in answer.text
    assert not DataRequest.objects.exists()


def test_the_list_says_the_days_left_and_finds_by_exact_id(client, head, stranger):
    today = timezone.localdate()
    soon = asked(make.citizen_id(), received_on=today - timedelta(days=25), by=head)
    asked(make.citizen_id(), received_on=today - timedelta(days=33), by=head)
    asked(make.citizen_id(), by=stranger)
    page = client.get(LIST).text
    for said in ("เหลือ 5 วัน", "เกินกำหนด 3 วัน"):
        assert said in page
    assert "ราษฎร์บูรณะ" not in page
    found = client.post(LIST, {"citizen_id": soon.citizen_id})
    assert soon.citizen_id not in found.url
    only = client.get(found.url).text
    assert "เหลือ 5 วัน" in only
    assert "เกินกำหนด" not in only
    nobody = client.post(LIST, {"citizen_id": make.citizen_id()})
    assert "ไม่มีคำขอของเลขบัตรนี้" in client.get(nobody.url).text
    assert soon.citizen_id not in client.get(f"{LIST}?as=csv").getvalue().decode()


def test_a_mistyped_id_stays_in_the_box_with_what_is_wrong_beside_it(client, head):
    page = client.post(LIST, {"citizen_id": "110089900228"}).text
    assert 'value="110089900228"' in page
    assert page.count("พิมพ์มา 12 หลัก") == 2  # above, and at the box


def test_who_asks_again_is_led_to_the_request_that_waits_and_nothing_typed_is_lost(client, head):
    citizen_id = make.citizen_id()
    waits = asked(citizen_id, by=head)
    another = {"asked_by": "PROXY", "asker": "นายแทน ใจดี", "proof": "หนังสือมอบอำนาจ"}
    page = client.post(NEW, {**typed(citizen_id), **another}).text
    assert f'href="{waits.get_absolute_url()}"' in page
    for kept in ("นายแทน ใจดี", "หนังสือมอบอำนาจ", citizen_id):
        assert f'value="{kept}"' in page
    assert DataRequest.objects.get() == waits


def test_the_page_says_whose_the_cases_are_before_anything_is_handed_over(client, head):
    case = make.case(by=head)
    page = client.get(asked(case.person.citizen_id, by=head).get_absolute_url()).text
    assert case.name in page
    assert f'href="{case.get_absolute_url()}"' in page


def test_a_request_is_answered_once_and_by_who_took_it(admin, officer, stranger):
    request = asked(make.citizen_id(), by=officer)
    refuse = {"ground": Ground.OTHERS, "because": "มีข้อมูลของผู้แจ้งเหตุ"}
    for another in (stranger, admin):
        with pytest.raises(NotYours):
            actions.refuse(request, **refuse, by=another)
    with pytest.raises(NothingMade):
        actions.give(request, handing=Handing.POST, by=officer)
    packaged(request, officer)
    assert actions.give(request, handing=Handing.POST, by=officer).answer == State.GIVEN
    with pytest.raises(AlreadyAnswered):
        actions.refuse(request, **refuse, by=officer)


def test_of_one_person_one_request_is_open_in_a_place(admin, officer):
    citizen_id = make.citizen_id()
    first = asked(citizen_id, by=officer)
    with pytest.raises(AlreadyOpen):
        asked(citizen_id, by=make.other_of(officer))
    asked(citizen_id, by=admin)  # of the whole city
    with pytest.raises(AlreadyOpen):
        asked(citizen_id, by=make.centre_officer(Duty.ADMINISTRATOR))
    actions.refuse(first, ground=Ground.UNKNOWN, because="บัตรหมดอายุ", by=officer)
    assert asked(citizen_id, by=officer).answer == ""


def test_a_refusal_keeps_its_ground_and_reason_for_the_auditor(client, head):
    request = asked(make.citizen_id(), by=head)
    address = request.get_absolute_url()
    empty = client.post(address, {"refuse": "1", "because": "x"})
    assert "ยังไม่ได้เลือก" in empty.text
    client.post(address, {"refuse": "1", "ground": "LAW", "because": "ศาลมีคำสั่ง"})
    assert Event.objects.get(verb="data_request.refused").note == "ศาลมีคำสั่ง"
    client.force_login(make.centre_officer(Duty.AUDITOR))
    page = client.get(address).text
    for said in ("กฎหมายหรือคำสั่งศาลให้ปฏิเสธ", "ศาลมีคำสั่ง", "สำนักงานเขตป้อมปราบศัตรูพ่าย"):
        assert said in page
    assert "บันทึกว่ามอบแล้ว" not in page


def test_the_database_keeps_a_request_as_it_was_taken_and_answered(officer, stranger):
    request = asked(make.citizen_id(), by=officer)
    rows = DataRequest.objects.filter(pk=request.pk)
    now = {"answered_by": officer, "answered_at": timezone.now()}
    refused = {"answer": State.REFUSED, "ground": Ground.LAW, "because": "x", **now}
    wrong = (
        {"citizen_id": make.citizen_id()},
        {"received_on": timezone.localdate() - timedelta(days=3)},
        {"answer": State.GIVEN, "handing": Handing.POST, **now},  # nothing was made
        {**refused, "because": ""},
        {**refused, "answered_by": None},
        {**refused, "answered_by": stranger},
        {"asker": "ผู้อื่น"},
    )
    for changes in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
    rows.update(**refused)
    for changes in ({"because": "y"}, {"answer": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    package = packaged(request, officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataPackage.objects.filter(pk=package.pk).update(size=2)
