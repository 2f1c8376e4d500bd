"""A thief of the database and of the documents: a whole life of a case is in them, and none of its IDs,
accounts, telephones, e-mails and papers can be read there. Names can: officers search by them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Draft, Status
from ecase.core.papers import Told
from ecase.core.storage import fetch
from ecase.core.tests.stores import names
from ecase.meetings import actions as meetings
from ecase.offices import actions as offices
from ecase.offices.models import HandOver, LongPaper
from ecase.payments import actions as payments
from ecase.payments.models import Approval, Line, ResultList, TransferFile
from ecase.regulations.models import Bank
from tests import make
from tests.desk import DeskClient

ID, DRAFT_ID = "5838023466970", "9168909457051"
ACCOUNT, CHANGED, OWN = "7012345678", "7098765432", "7055511122"
PHONE, OFFICERS, NEW_HEADS = "0812345417", "0898765432", "0855544433"
EMAIL, OFFICERS_EMAIL, NEW_HEADS_EMAIL = (
    "napa@mail.example",
    "kamon@city.example",
    "wi@city.example",
)
PAPER, PRINTED = "สำเนาทะเบียนบ้านเลขที่ 44/1", "%PDF a long paper"
SECRETS = {
    *(ID, DRAFT_ID, ACCOUNT, CHANGED, OWN, PHONE, OFFICERS, NEW_HEADS),
    *(EMAIL, OFFICERS_EMAIL, NEW_HEADS_EMAIL, PAPER, PRINTED),
}
NAME = "น้ำทิพย์"


@pytest.fixture
def life(officer, client):
    """All that the product keeps of people, in each place where it keeps it; the papers in clear."""
    scan = make.scan()
    paper = replace(scan, pdf=scan.pdf + f"\n%{PAPER}".encode())
    draft = cases.look_up(ID, fiscal_year=make.year(), by=officer)
    for bundle in Bundle:
        cases.keep_file(draft, bundle=bundle, name="เอกสาร.pdf", scan=paper, by=officer)
    facts = make.facts(account_number=ACCOUNT, phone=PHONE, email=EMAIL)
    case = meetings.record_case(draft, facts, by=officer)
    approval = make.approval(by=officer, of=meetings.round_of(case))
    make.corrected(case.payment, by=officer, account_number=CHANGED)
    make.file(approval, by=officer)
    make.result_list(Line.objects.get(), by=officer)
    payments.declare_account(bank=Bank.objects.get(code="006"), account_number=OWN, by=officer)
    offices.edit_profile(officer, by=officer, phone=OFFICERS, email=OFFICERS_EMAIL)
    HandOver.objects.create(office=officer.office, phone=NEW_HEADS, email=NEW_HEADS_EMAIL)
    data = {"rows": [{"citizen_id": ID, "account_number": ACCOUNT}]}
    told = Told("kcorp2", data, datetime(2022, 10, 11, tzinfo=UTC))
    offices.ask_for_paper(told, name="waits", to_keep=False, by=officer)
    made, _ = offices.ask_for_paper(told, name="made", to_keep=False, by=officer)
    offices.keep_paper(made.pk, PRINTED.encode())
    filled = cases.look_up(DRAFT_ID, fiscal_year=make.year(), by=officer)
    cases.keep_typed(
        filled, {"account_number": ACCOUNT, "phone": PHONE, "email": EMAIL}, by=officer
    )
    _in_sessions(client, officer)
    return case


def _in_sessions(client, officer):
    """A search by ID, and a form that came after the sign-in had ended."""
    searching = DeskClient()
    searching.force_login(officer)
    searching.post("/2566/cases/search/", {"q": ID})
    client.force_login(officer)
    session = client.session
    session["seen"] = 1
    session.save()
    client.post("/profile/", {"first_name": NAME, "last_name": "ใจดี", "phone": OFFICERS})


def in_the_tables():
    """Every table as COPY tells it, and the sessions opened, which are only packed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                yield table, b"".join(bytes(block) for block in copy)
    for session in Session.objects.all():
        yield "a session", repr(session.get_decoded()).encode()


def in_the_folder():
    """Every byte of the folder of documents."""
    for path in Path(default_storage.location).rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def readable(words, places):
    """Which of the words can be read where; also where COPY wrote bytes as hexadecimal digits."""
    return {
        (where, word)
        for where, lying in places
        for word in words
        for form in (word.encode(), word.encode().hex().encode())
        if form in lying
    }


def test_who_takes_the_tables_away_reads_names_and_no_more(life):
    there = list(in_the_tables())
    assert readable(SECRETS, there) == set()
    assert ("cases_case", NAME) in readable([NAME], there)
    # All of it is there, for the product.
    assert life.person.citizen_id == ID
    assert (life.bank_account.account_number, life.bank_account.phone) == (ACCOUNT, PHONE)
    assert ID in Approval.objects.get().content
    assert b"PK" in bytes(TransferFile.objects.get().content)[:4]
    assert CHANGED in bytes(ResultList.objects.get().content).decode()
    assert Draft.objects.get(became=None).typed["email"] == EMAIL
    assert {paper.pdf or paper.told for paper in LongPaper.objects.all()} > {PRINTED.encode()}
    said = {name for one in Session.objects.all() for name in one.get_decoded()}
    assert said >= {"searches", "unsent_form"}


def test_who_takes_the_documents_away_reads_none(life):
    there = list(in_the_folder())
    assert len(there) >= 2
    assert readable({PAPER, "%PDF", ID}, there) == set()
    assert any(PAPER.encode() in fetch(name) for name in names())


def test_what_lies_in_clear_would_be_found(life):
    """The search itself works: of a text, of bytes, of a paper of before."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a_list AS SELECT %s AS note", [f"ส่งไปที่ {EMAIL}"])
        cursor.execute("CREATE TABLE a_file AS SELECT %s::bytea AS content", [f"{ID};".encode()])
    assert readable(SECRETS, in_the_tables()) == {("a_list", EMAIL), ("a_file", ID)}
    Path(default_storage.path(names()[0])).write_bytes(PAPER.encode())
    assert readable({PAPER}, in_the_folder())


def test_a_case_that_was_paid_leaves_no_more_than_one_that_waits(officer):
    make.case(Status.PAID, by=officer, citizen_id=ID, account_number=ACCOUNT, phone=PHONE)
    assert readable({ID, ACCOUNT, PHONE}, in_the_tables()) == set()
