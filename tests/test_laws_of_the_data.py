"""The laws that the database itself holds, broken by SQL as no page could."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecase.audit.models import Event
from ecase.cases.models import FROZEN, NEXT, Bundle, Case, Document, Status
from ecase.cases.models.case import OVER
from ecase.core.sealed_fields import Unlawful
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import FiscalYear
from ecase.people.models import Person
from tests import make

BROKEN = (DatabaseError, IntegrityError)


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "wrong",
    ["9168909457052", "916890945705", "๙๑๖๘๙๐๙๔๕๗๐๕๑", "9168909457051\n", "", "916890945705a"],
)
def test_a_person_has_a_right_citizen_id(reference, wrong):
    with pytest.raises(Unlawful if wrong else IntegrityError), transaction.atomic():
        Person.objects.create(citizen_id=wrong)


@pytest.mark.parametrize(
    ("sealed", "digest"),
    [
        (b"5838023466970", "0" * 64),  # in clear
        (b"\x01\x04test" + bytes(28), "0" * 64),  # of nothing
        (b"\x01\x04test" + bytes(28 + 12), "0" * 64),  # of twelve digits
        (b"\x01\x04test" + bytes(28 + 13), "5838023466970"),
    ],
)
def test_an_id_lies_there_sealed_and_with_a_digest(reference, sealed, digest):
    with pytest.raises(IntegrityError, match="person_citizen_id"):
        sql(
            "INSERT INTO people_person (citizen_id, citizen_id_digest) VALUES (%s, %s)",
            *(sealed, digest),
        )


@pytest.mark.parametrize(
    ("columns", "law"),
    [
        ("'070123', '{d}', '{d}', '', '', ''", "account_number_is_sealed"),
        ("{n}, '070123', '{d}', '', '', ''", "account_has_digests"),
        ("{n}, '{d}', '070123', '', '', ''", "account_has_digests"),
        ("{n}, '{d}', '{d}', '0812345678', '{d}', ''", "account_phone_is_sealed"),
        ("{n}, '{d}', '{d}', '', '{d}', ''", "account_phone_is_sealed"),
        ("{n}, '{d}', '{d}', '', '', 'a@b.co'", "account_email_is_sealed"),
    ],
)
def test_no_account_lies_there_in_clear_or_without_its_digests(officer, columns, law):
    case = make.case(by=officer)
    there = columns.format(n="account_number", d="0" * 64)
    with pytest.raises(IntegrityError, match=law):
        sql(
            "INSERT INTO cases_bankaccount (case_id, version, bank_id, branch_code, account_name,"
            " reason, made_by_id, made_at, account_number, number_digest, account_key, phone,"
            " phone_digest, email) SELECT case_id, 2, bank_id, branch_code, account_name, reason,"
            f" made_by_id, made_at, {there} FROM cases_bankaccount WHERE case_id = %s",
            case.pk,
        )


def test_no_index_is_the_beginning_of_another(db):
    """Each row that is written would be put into both, and the longer one finds it as well."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT DISTINCT short.indexrelid::regclass::text
            FROM pg_index short JOIN pg_index long USING (indrelid)
            JOIN pg_class own ON own.oid = short.indrelid
            WHERE short.indexrelid <> long.indexrelid AND NOT short.indisunique
                AND own.relname !~ '^(auth|django)_'
                AND short.indpred IS NULL AND long.indpred IS NULL
                AND short.indexprs IS NULL AND long.indexprs IS NULL
                AND starts_with(long.indkey::text || ' ', short.indkey::text || ' ')
                AND starts_with(
                    array_to_string(long.indclass::oid[], ' ') || ' ',
                    array_to_string(short.indclass::oid[], ' ') || ' '
                )
        """)
        assert cursor.fetchall() == []


def test_the_manuals_own_numbers_are_right(reference):
    for number in ("9168909457051", "5838023466970"):
        assert Person.objects.create(citizen_id=number).pk


@pytest.mark.parametrize("here", Status)
@pytest.mark.parametrize("there", Status)
def test_a_case_takes_only_the_steps_of_the_table(officer, here, there):
    if here == there or there in NEXT[here]:
        return
    case = make.case(here, by=officer)
    with pytest.raises(
        DatabaseError, match=rf"does not go from {here} to {there}|frozen|only its|closed"
    ):
        sql("UPDATE cases_case SET status = %s WHERE id = %s", there, case.pk)


def test_a_round_that_deliberates_collects_no_more(officer):
    meeting = meetings.start_deliberation(meetings.round_of(make.case(by=officer)), by=officer)
    with pytest.raises(DatabaseError, match="a round does not go from DELIBERATING to COLLECTING"):
        sql("UPDATE meetings_meeting SET stage = 'COLLECTING' WHERE id = %s", meeting.pk)


@pytest.mark.parametrize("status", FROZEN)
@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "requested_amount = requested_amount + 1",
        "first_name = 'ใหม่'",
        "birth_date = birth_date + 1",
        "hardship = 'แก้ทีหลัง'",
        "is_disabled = NOT is_disabled",
        "attached_papers = '{}', missing_papers = '{}'",
        "assistance_type_id = (SELECT max(id) FROM regulations_assistancetype)",
        "title_id = '003'",
        "round = round + 1",
    ],
)
def test_after_the_meeting_nothing_general_changes(officer, status, change):
    case = make.case(status, by=officer)
    with pytest.raises(DatabaseError, match="only its bank account may change"):
        sql(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


@pytest.mark.parametrize(
    "change",
    [
        "missing_papers = attached_papers",
        "attached_papers = '{PASSPORT}'",
        "missing_papers = '{PASSPORT}'",
        "is_disabled = true",  # and its card is neither ticked nor missing
    ],
)
def test_the_check_list_of_a_case_says_nothing_impossible(officer, change):
    case = make.case(by=officer)
    with pytest.raises(IntegrityError, match=r"case_(paper_is|papers_are|disability_card)"):
        sql(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


def test_a_type_of_aid_asks_for_known_papers_only(reference):
    with pytest.raises(IntegrityError, match="aid_papers_are_known"):
        sql("UPDATE regulations_assistancetype SET papers = '{PASSPORT}'")


def test_after_the_meeting_a_column_that_is_added_later_is_frozen_too(officer):
    case = make.case(Status.APPROVED, by=officer)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE cases_case ADD COLUMN household_size smallint DEFAULT 1")
    with pytest.raises(DatabaseError, match="only its bank account may change"):
        sql("UPDATE cases_case SET household_size = 2 WHERE id = %s", case.pk)


@pytest.mark.parametrize("status", OVER)
@pytest.mark.parametrize(
    "change", ["version = version + 1", "failed_because = failed_because || 'x'"]
)
def test_a_case_that_is_over_never_changes_at_all(officer, status, change):
    case = make.case(status, by=officer)
    with pytest.raises(DatabaseError, match="Cannot update"):
        sql(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


@pytest.mark.parametrize("column", ["number", "person_id", "office_id", "fiscal_year_id"])
def test_who_and_whose_a_case_is_never_changes(officer, column):
    case, other = make.case(by=officer), make.case(by=officer)
    values = {
        "number": "2566-99",
        "person_id": other.person_id,
        "office_id": make.office("1024").pk,
        "fiscal_year_id": FiscalYear.objects.exclude(pk=2566).first().pk,
    }
    with pytest.raises(DatabaseError, match="never change"):
        sql(f"UPDATE cases_case SET {column} = %s WHERE id = %s", values[column], case.pk)


def test_a_case_is_on_a_round_of_its_own_office(officer):
    case = make.case(by=officer)
    with pytest.raises(IntegrityError, match="case_is_on_a_round"):
        sql("UPDATE cases_case SET round = 7 WHERE id = %s", case.pk)


def test_a_case_keeps_a_bank_account_of_its_own(officer):
    case, other = make.case(by=officer), make.case(by=officer)
    with pytest.raises(DatabaseError, match=r"no bank account of its own|unique"):
        sql("UPDATE cases_case SET bank_account_id = NULL WHERE id = %s", case.pk)
    make.set_aside(other, by=officer)
    with pytest.raises(BROKEN):
        sql(
            "UPDATE cases_case SET bank_account_id = %s WHERE id = %s",
            other.bank_account_id,
            case.pk,
        )


@pytest.mark.parametrize(
    "row",
    ["cases_case", "cases_bankaccount", "cases_document", "audit_event", "meetings_meeting"],
)
def test_nothing_recorded_is_deleted(officer, row):
    make.case(by=officer)
    with pytest.raises(DatabaseError):
        sql(f"DELETE FROM {row}")


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("audit_event", "note = 'x'"),
        ("cases_bankaccount", "account_number = ''"),
        ("cases_document", "sha256 = repeat('0', 64)"),
        ("payments_approval", "total = total + 1"),
        ("payments_approval", "content = '{}'"),
        ("payments_transferfile", "content = 'x'"),
        ("payments_payment", "amount = amount + 1"),
        ("payments_line", "amount = amount + 1"),
        ("payments_line", "result = 'PENDING', answered_by_id = NULL, answered_at = NULL"),
        ("meetings_meeting", "number = number + 10"),
    ],
)
def test_what_is_settled_is_never_rewritten(officer, row, change):
    make.case(Status.PAID, by=officer)
    with pytest.raises(DatabaseError):
        sql(f"UPDATE {row} SET {change}")


@pytest.mark.parametrize(
    ("status", "bundle", "allowed"),
    [
        (Status.IN_MEETING, Bundle.SUPPORTING, True),
        (Status.APPROVED, Bundle.SUPPORTING, False),
        (Status.APPROVED, Bundle.FINANCIAL, True),
        (Status.PAID, Bundle.FINANCIAL, False),
        (Status.DISQUALIFIED, Bundle.FINANCIAL, False),
    ],
)
def test_papers_are_added_only_while_they_may(officer, status, bundle, allowed):
    case = make.case(status, by=officer)
    scan = make.scan()
    paper = Document(
        case=case,
        bundle=bundle,
        version=2,
        stored_as="x",
        sha256=scan.sha256,
        size=scan.size,
        pages=1,
        added_by=officer,
    )
    if allowed:
        paper.save()
    else:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            paper.save()


@pytest.mark.parametrize(
    ("column", "value"),
    [("account_number", "12-34"), ("account_number", "๑๒๓๔๕๖๗๘๙๐"), ("branch_code", "12")],
)
def test_account_and_branch_are_digits(officer, column, value):
    case = make.case(by=officer)
    old = case.bank_account
    facts = {**old.facts, column: value}
    with pytest.raises((IntegrityError, Unlawful)), transaction.atomic():
        type(old).objects.create(case=case, version=2, made_by=officer, **facts)


def test_an_account_at_baac_has_its_branch(officer):
    case = make.case(by=officer)
    facts = case.bank_account.facts | {"bank_id": "034", "bank": None, "account_number": "0" * 12}
    facts.pop("bank")
    with pytest.raises(IntegrityError, match="baac_has_its_branch"), transaction.atomic():
        type(case.bank_account).objects.create(case=case, version=2, made_by=officer, **facts)


def test_an_office_has_one_collecting_and_one_deliberating_round(officer):
    make.case(by=officer)
    first = Meeting.objects.get()
    meetings.start_deliberation(first, by=officer)
    for stage in ("COLLECTING", "DELIBERATING"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.create(
                office=first.office, fiscal_year=first.fiscal_year, number=9, stage=stage
            )


def test_an_event_stands_and_falls_with_its_change(officer):
    case = make.case(by=officer)
    before = Event.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        make.set_aside(case, by=officer)
        raise RuntimeError
    case.refresh_from_db()
    assert (case.status, Event.objects.count()) == (Status.IN_MEETING, before)


def test_the_round_after_a_closed_one_has_the_next_number(officer):
    numbers = [make.approval(by=officer, cases=1).number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_case_numbers_run_over_the_whole_city(officer, stranger):
    numbers = [make.case(by=who).number for who in (officer, stranger, officer)]
    assert numbers == ["2566-1", "2566-2", "2566-3"]
    assert Case.objects.count() == 3


def test_no_trigger_finds_by_an_error_that_it_is_not_ignored(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW pgtrigger.ignore")
        assert cursor.fetchone() == ("{}",)
