"""The package that a person gets: all that is kept, of the offices it is about, and nothing of others."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.core.masks import dashed_account
from ecase.core.papers.long import LONG
from ecase.core.tests.paper_text import squeezed
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from ecase.payments.models import PaymentStatus
from ecase.privacy import packing
from ecase.privacy.gathering import kept_of
from ecase.privacy.machine import LEFT_OUT, as_json
from ecase.privacy.models import DataPackage
from ecase.privacy.printouts import document_name, personal_data
from tests import make

from .asking import asked, data_of, unpacked

JSON, PDF = "ข้อมูลส่วนบุคคล.json", "ข้อมูลส่วนบุคคล.pdf"


@pytest.fixture
def person(officer, stranger):
    """Somebody with a paid case here, whose account was mended; a case elsewhere; a form half filled in."""
    citizen_id = make.citizen_id()
    paid = make.case(
        by=officer,
        citizen_id=citizen_id,
        hardship="บ้านถูกไฟไหม้ทั้งหลัง",
        phone="0812345678",
        email="somying@example.com",
    )
    meetings.edit_case(
        paid,
        make.facts(hardship="บ้านถูกไฟไหม้ทั้งหลัง", account_number="0001234567", amount=Decimal(5000)),
        opened_version=paid.version,
        amount_because="",
        by=officer,
    )
    make.approval(by=officer, of=meetings.round_of(paid))
    paid = Case.objects.get(pk=paid.pk)
    make.bring(paid.payment, PaymentStatus.PAID, by=officer)
    cases.disclose_citizen_id(paid, by=make.centre_officer(Duty.AUDITOR))
    make.case(
        Status.DISQUALIFIED,
        by=stranger,
        citizen_id=citizen_id,
        hardship="ความลับของอีกเขต",
        override_because="ไฟไหม้ซ้ำ",
    )
    half = make.draft(by=officer, citizen_id=citizen_id)
    cases.keep_typed(half, {"first_name": "ครึ่งทาง", "phone": "0899999999"}, by=officer)
    return citizen_id


def fetched(client, request, by):
    client.force_login(by)
    answer = client.post(f"{request.get_absolute_url()}package/")
    assert answer["Content-Type"] == "application/zip"
    return unpacked(answer)


def test_a_heads_package_has_all_of_the_own_office_and_nothing_of_another(
    client, officer, person, stranger
):
    request = asked(person, by=officer)
    parts = fetched(client, request, officer)
    case = Case.objects.get(office=officer.office)
    data, paper = data_of(parts), squeezed(parts[PDF])
    assert [one["number"] for one in data["cases"]] == [case.number]
    for version in case.bank_accounts.all():
        assert version.account_number in parts[JSON].decode()
        assert dashed_account(version.account_number, version.bank_id) in paper
    for said in ("บ้านถูกไฟไหม้ทั้งหลัง", "somying@example.com", "ครึ่งทาง", "เปิดดูเลขบัตรเต็ม", "จ่ายสำเร็จ"):
        assert "".join(said.split()) in paper
        assert said in parts[JSON].decode()
    scans = {name for name in parts if name.startswith("เอกสาร/")}
    assert len(scans) == case.documents.count() + 2  # of the form that is half filled in
    assert all(parts[name].startswith(b"%PDF") for name in scans)
    line = case.payment.lines.get()
    assert data["cases"][0]["payment"]["lines"][0]["reference"] == line.reference
    everything = b"".join(parts.values()).decode("utf-8", "ignore") + paper
    assert "ความลับของอีกเขต" not in everything
    assert "ราษฎร์บูรณะ" not in everything


def test_the_centres_package_is_of_every_office(client, person):
    admin = make.centre_officer(Duty.ADMINISTRATOR)
    data = data_of(fetched(client, asked(person, by=admin), admin))
    assert len(data["cases"]) == 2
    assert "ความลับของอีกเขต" in str(data)


def test_it_says_who_looked_by_office_and_duty_and_never_by_name(client, officer, person):
    data = data_of(parts := fetched(client, asked(person, by=officer), officer))
    [look] = [event for event in data["events"] if event["what"] == "เปิดดูเลขบัตรเต็ม"]
    assert (look["place"], look["duties"], look["is_look"]) == ("ส่วนกลาง", "ผู้ตรวจสอบ", True)
    told = {event["what"] for event in data["events"]}
    assert {"ออกไฟล์โอนเงินที่มีเคสนี้ ส่งให้ธนาคาร", "ตรวจสอบประวัติการรับเงินสงเคราะห์ด้วยเลขบัตร"} <= told
    everything = parts[JSON].decode() + squeezed(parts[PDF])
    for officer_name in ("กมลชนก", "ใจอารี", "ประสิทธิ์", officer.username):
        assert officer_name not in everything


def test_each_making_is_on_record_with_its_purpose_also_in_the_case(client, officer, person):
    request = asked(person, by=officer)
    fetched(client, request, officer)
    fetched(client, request, officer)
    package = DataPackage.objects.first()
    made = Event.objects.filter(verb="data_request.package_made").first()
    assert made.after["sha256"] == package.sha256
    assert "มาตรา 30" in made.note
    case = Case.objects.get(office=officer.office)
    assert Event.objects.about(case).filter(verb="case.data_package_made").count() == 2
    assert package.fingerprint in client.get(request.get_absolute_url()).text


def test_when_the_file_has_come_the_page_is_loaded_again_and_has_the_next_button(
    client, officer, person
):
    request = asked(person, received_on=date(2026, 11, 1), by=officer)
    client.force_login(officer)
    page = client.get(request.get_absolute_url()).text
    assert f'action="{request.get_absolute_url()}package/" data-download' in page  # app.js does it
    assert "บันทึกว่ามอบแล้ว" not in page
    answer = client.post(f"{request.get_absolute_url()}package/")
    assert "1 พฤศจิกายน 2569.zip" in unquote(answer["Content-Disposition"])
    unpacked(answer)
    assert "บันทึกว่ามอบแล้ว" in client.get(request.get_absolute_url()).text


def test_it_is_given_out_only_after_the_password_and_while_it_waits(
    client, officer, stranger, person
):
    request = asked(person, by=officer)
    address = f"{request.get_absolute_url()}package/"
    client.force_login(officer)
    client.password_given(None)
    assert "รหัสผ่าน" in client.post(address).text
    client.force_login(stranger)
    assert client.post(address).status_code == 404
    client.force_login(make.centre_officer(Duty.ADMINISTRATOR))
    assert client.post(address).status_code == 409  # the office took it, and answers
    assert not DataPackage.objects.exists()


def test_of_nobody_it_says_that_nothing_is_kept(client, officer):
    parts = fetched(client, asked(make.citizen_id(), by=officer), officer)
    assert "ไม่พบข้อมูลของบุคคลนี้" in squeezed(parts[PDF])
    assert data_of(parts)["cases"] == []


def test_no_column_of_a_record_is_forgotten(client, officer, person):
    """A new column comes along by itself; what is left out is named, and is no datum of a person."""
    [case] = data_of(fetched(client, asked(person, by=officer), officer))["cases"]
    columns = {field.name for field in Case._meta.concrete_fields}
    assert columns - set(case) == columns & LEFT_OUT - {"office"}
    assert columns & LEFT_OUT == {"id", "full_name", "name_key", "person", "bank_account", "office"}


def test_it_costs_the_same_however_many_cases(officer, person):
    request = asked(person, by=officer)

    def cost():
        with CaptureQueriesContext(connection) as made:
            kept = kept_of(person, seen_by=officer)
            as_json(request, kept, made_at=timezone.now())
            personal_data(request, kept, made_at=timezone.now())
            list(map(document_name, kept.documents))
        return len(kept.cases), len(made)

    def one_more():
        again = make.case(by=officer, citizen_id=person, override_because="อีก")
        make.approval(by=officer, of=meetings.round_of(again))
        make.bring(again.payment, PaymentStatus.FAILED, by=officer)

    one_more()
    few, queries = cost()
    one_more()
    one_more()
    assert cost() == (few + 2, queries)


def test_many_events_are_made_in_pieces(officer, person):
    request = asked(person, by=officer)
    kept = kept_of(person, seen_by=officer)
    told = packing.personal_data(request, kept, made_at=timezone.now())
    many = told.data["events"] * (LONG // len(told.data["events"]) + 1)
    pdf = packing._paper(packing.Told(told.template, {**told.data, "events": many}, told.made_at))
    text = squeezed(pdf)
    assert text.count("ออกไฟล์โอนเงินที่มีเคสนี้") == sum("ออกไฟล์โอนเงิน" in one["what"] for one in many)
    assert re.search(r"หน้า1/[0-9]{2}", text)
