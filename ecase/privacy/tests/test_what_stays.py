"""Of each column it is said whether it stays when the time of a case is over; all else goes.

A column or a table that is added is on no list, and still there after the removal: so it is named
here by a failure, until the removal takes it too or somebody says that it stays.
"""

import json

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from ecase.cases import actions as cases
from ecase.cases.models import Document, PagePrint
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty
from ecase.payments import actions as payments
from ecase.payments.models import Approval, Result, Settlement
from ecase.privacy import actions
from tests import make

from . import aged

pytestmark = pytest.mark.django_db

# The apps below people know no citizen; of events the program says what stays (actions/retention.py).
KNOW_A_CITIZEN = ("people", "cases", "meetings", "payments", "privacy", "reporting")
WHOLE = "*"
# Numbers, offices, years, types, sums, statuses, days, officers, keys and hashes (decision 24).
STAYS = {
    "cases_bankaccount": "id case_id version bank_id branch_code made_by_id made_at",
    "cases_case": "id fiscal_year_id sequence number office_id status round version title_id gender"
    " is_disabled assistance_type_id requested_amount amount bank_account_id set_aside_because"
    " return_on approved_on follows_id recorded_by_id recorded_at edited_by_id override_accepted_by_id",
    "cases_casecounter": WHOLE,
    "cases_document": "id case_id bundle version sha256 size pages added_by_id added_at",
    "cases_draft": "id officer_id office_id fiscal_year_id follows_id edits_id became_id created_at",
    "cases_draftfile": "",
    "cases_draftpage": "",
    "cases_hand": WHOLE,
    "cases_pageprint": "",
    "cases_received": "",
    "cases_source": "",
    "cases_tombstone": WHOLE,
    "meetings_meeting": WHOLE,
    "payments_accountchange": "id payment_id office_id before_id account_id paper_id proposed_by_id"
    " proposed_at decision decided_by_id decided_at waiver_id",
    "payments_approval": "id meeting_id office_id fiscal_year_id number count total digest"
    " approved_by_id approved_at",
    "payments_conflict": "id line_id office_id recorded says return_reason noted_by_id noted_at"
    " read_from_id settlement settled_by_id settled_at waiver_id",
    "payments_line": "id file_id payment_id bank_account_id position reference amount result"
    " return_reason answered_by_id answered_at answered_from_id",
    "payments_officeraccount": WHOLE,  # of an officer
    "payments_payment": WHOLE,
    "payments_resultlist": "id office_id fiscal_year_id sha256 count received_by_id received_at"
    " applied_by_id applied_at",
    "payments_settledflag": "id payment_id office_id kind account_id about settled_by_id settled_at"
    " waiver_id",
    "payments_touched": WHOLE,
    "payments_transferfile": "id approval_id office_id group number format effective_on count total"
    " sha256 made_by_id made_at waiver_id",
    "payments_voiding": "id file_id office_id asked_by_id asked_at accepted_by_id accepted_at"
    " waiver_id",
    "people_person": "",
    "people_title": WHOLE,
    "privacy_datapackage": WHOLE,
    "privacy_datarequest": WHOLE,
    "privacy_retentionitem": WHOLE,
    "privacy_retentionrun": WHOLE,
    # A case in what was approved, which is one text.
    "a case in payments_approval.content": "position number version title age is_disabled papers"
    " assistance_type legal_basis requested_amount amount bank_code bank branch_code",
}
TABLES = {
    model._meta.db_table: model
    for model in apps.get_models()
    if model._meta.app_label in KNOW_A_CITIZEN
}


def test_each_table_that_knows_a_citizen_is_on_the_list():
    listed = {name: columns for name, columns in STAYS.items() if " " not in name}
    assert set(listed) == set(TABLES)
    for name, columns in listed.items():
        assert set(columns.split()) - {WHOLE} <= set(_columns(name)), name


@pytest.fixture
def removed(officer, settings):
    """All rows before and after the removal: everything that may be said of a case was said."""
    settings.RETENTION_YEARS = 5
    asking, accepting = (make.centre_officer(Duty.ADMINISTRATOR) for _ in range(2))
    other = make.other_of(officer)
    [paid, _] = aged.paid_round(officer).payments.order_by("position")
    line = paid.lines.get(result=Result.PAID)
    conflict = payments.note_conflict(
        line, says=Result.RETURNED, because="OTHER", note="ลับผล", by=officer
    )
    payments.settle_conflict(conflict, settlement=Settlement.STANDS, because="ลับเหตุตัดสิน", by=other)
    _voided_round(officer, other)
    aged.looked_up(officer)
    aged.disqualified(officer)
    cases.disqualify(aged.case(by=officer, attached_papers=[]), reason="ลับเหตุ", by=officer)
    PagePrint.objects.create(document=Document.objects.first(), number=1, print=b"x", bands=[1])
    for table in TABLES:
        _fill(table)
    aged.made_old()
    before = _rows()
    run = actions.accept_run(actions.ask_for_run(by=asking), by=accepting)
    assert actions.carry_out(run, by=asking) == 0
    return before, _rows()


def _voided_round(officer, other):
    """Of a person who was helped twice, whose account was to be another."""
    first = aged.case(by=officer)
    citizen_id, why = first.person.citizen_id, "ลับเหตุซ้ำ"
    aged.case(by=officer, citizen_id=citizen_id, override_because=why)
    approval = make.approval(by=officer, of=meetings.round_of(first))
    account = {**first.bank_account.facts, "account_number": "7391640287"}
    change = payments.propose_account(first.payment, account, reason="ลับเหตุเสนอ", by=officer)
    payments.refuse_account(change, because="ลับเหตุไม่รับรอง", by=other)
    for payment in approval.payments.all():
        aged.settle_flags(payment, officer)
    file = make.file(approval, by=officer)
    payments.accept_void(payments.ask_to_void(file, reason="ลับเหตุยกเลิก", by=other), by=officer)
    for payment in approval.payments.all():
        payments.mark_failed(payment, reason="ลับเหตุ", returned_because="OTHER", by=officer)


def test_what_is_not_said_to_stay_goes(removed):
    before, after = removed
    left, untried = set(), set()
    for name, rows in before.items():
        stays = set(STAYS.get(name, "").split())
        if WHOLE in stays or (rows and not rows.keys() & after[name].keys()):
            continue
        for column in {*_columns(name), *(name for row in rows.values() for name in row)} - stays:
            said = {key: row[column] for key, row in rows.items() if row[column]}
            if not said:
                untried.add((name, column))
            if any(after[name].get(key, {}).get(column) == was for key, was in said.items()):
                left.add((name, column))
    assert not left, "say in STAYS that it stays, or let remove_personal_data take it"
    assert not untried, "say something in it above, or say in STAYS that it stays"


def _columns(name):
    fields = TABLES[name]._meta.concrete_fields if name in TABLES else ()
    return {field.column: field for field in fields}


def _fill(name):
    """One row at least says something in each column of words, where its laws let it."""
    for column, field in _columns(name).items():
        if not isinstance(field, models.CharField | models.TextField) or field.choices:
            continue
        names = {"table": sql.Identifier(name), "column": sql.Identifier(column)}
        with aged.laws_aside() as cursor:
            cursor.execute(
                sql.SQL(
                    "SELECT ctid::text FROM {table} WHERE {column} = ''"
                    " AND NOT EXISTS (SELECT FROM {table} WHERE {column} <> '')"
                ).format(**names)
            )
            for (row,) in cursor.fetchall():
                fill = sql.SQL("UPDATE {table} SET {column} = 'ลับ' WHERE ctid = %s::tid")
                try:
                    with transaction.atomic():
                        cursor.execute(fill.format(**names), [row])
                        break
                except IntegrityError:
                    continue


def _rows():
    """Of each table its rows by their keys, each by its columns."""
    found = {}
    with connection.cursor() as cursor:
        for name, model in TABLES.items():
            key, table = sql.Identifier("t", model._meta.pk.column), sql.Identifier(name)
            cursor.execute(sql.SQL("SELECT {}::text, to_jsonb(t) FROM {} t").format(key, table))
            found[name] = {row: json.loads(columns) for row, columns in cursor.fetchall()}
    lists = [json.loads(text) for text in Approval.objects.values_list("content", flat=True)]
    approved = {row["number"]: row for one in lists for row in one["cases"]}
    return {**found, "a case in payments_approval.content": approved}
