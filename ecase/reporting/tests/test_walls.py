"""The second wall: what the database keeps from the product, whatever its code forgets."""

import contextlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.utils import ProgrammingError

from ecase.audit.models import Event
from ecase.cases.models import (
    BankAccount,
    Case,
    Document,
    Draft,
    DraftFile,
    DraftPage,
    Hand,
    Source,
)
from ecase.core.roles import APP, CITY
from ecase.core.whose import NOBODY, THE_CITY, over_the_city, rows_of
from ecase.meetings.models import Meeting
from ecase.offices.models import LongPaper, Office, Waiver
from ecase.offices.whose import acting_as
from ecase.payments import models as payments
from ecase.people.models import Person, digest_of
from ecase.reporting.walls.tables import TABLES
from tests import make

pytestmark = pytest.mark.django_db

OF_AN_OFFICE = [
    *(Event, Case, BankAccount, Document, Source, Hand, Draft, DraftFile, DraftPage),
    *(Meeting, Person, payments.Approval, payments.Payment, payments.TransferFile, payments.Line),
]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def all_of(model):
    """As many rows as are shown, without any filter of ours."""
    return set(model._base_manager.values_list("pk", flat=True))


@pytest.fixture
def two_offices(officer, stranger):
    """In each of two offices a file that waits at the bank, and a form that is being filled in."""
    for by in (officer, stranger):
        make.file(make.approval(by=by, cases=1), by=by)
        draft = make.draft(by=by)
        assert draft.files.exists()


def test_an_office_is_shown_its_own_rows_and_the_centre_all(two_offices, officer, stranger):
    for model in OF_AN_OFFICE:
        everything = all_of(model)
        with acting_as(officer):
            here = all_of(model)
        with acting_as(stranger):
            there = all_of(model)
        with acting_as(make.centre_officer()):
            city = all_of(model)
        assert here and there and not here & there, model
        assert here | there <= city, model
        assert city >= everything, model


def test_who_says_nothing_sees_nothing(two_offices):
    with rows_of(NOBODY):
        for model in (*OF_AN_OFFICE, LongPaper, Waiver, payments.OfficerAccount):
            assert not all_of(model), model


def test_a_request_leaves_nothing_to_the_next_on_its_connection(two_offices, officer, stranger):
    with acting_as(officer):
        here = all_of(Case)
    with acting_as(stranger):
        assert not all_of(Case) & here
    with rows_of(NOBODY):
        assert not all_of(Case)


def test_what_a_rollback_takes_back_is_told_again(two_offices, officer):
    with acting_as(officer), transaction.atomic():
        here = all_of(Case)
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            with over_the_city("to see what is left of it"):
                assert all_of(Case) > here
            raise ZeroDivisionError
        assert all_of(Case) == here


def test_an_error_within_the_city_does_not_leave_one_there(two_offices, officer):
    with acting_as(officer), transaction.atomic():
        here = all_of(Case)
        broken = pytest.raises(DatabaseError)
        with broken, transaction.atomic(), over_the_city("to see what is left of it"):
            sql("SELECT 1 / 0")
        assert all_of(Case) == here


KEPT = [
    "UPDATE audit_event SET note = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "UPDATE payments_approval SET content = 'x'",
    "UPDATE payments_approval SET id = id",
    "DELETE FROM payments_approval",
    "TRUNCATE payments_approval CASCADE",
    "UPDATE payments_transferfile SET content = 'x'",
    "UPDATE payments_transferfile SET id = id",
    "DELETE FROM payments_transferfile",
    "UPDATE payments_line SET amount = 1",
    "UPDATE payments_line SET bank_account_id = 1",
    "DELETE FROM payments_line",
    "UPDATE payments_payment SET amount = 1",
    "DELETE FROM payments_payment",
    "UPDATE cases_bankaccount SET account_number = '1111111'",
    "DELETE FROM cases_document",
    "DELETE FROM cases_case",
    "UPDATE cases_case SET office_id = 1",
    "UPDATE cases_case SET person_id = 1",
    "UPDATE meetings_meeting SET number = 9",
    "DELETE FROM meetings_meeting",
    "DELETE FROM cases_hand",
    "UPDATE regulations_ceiling SET amount = 1",
    "INSERT INTO payments_touched (payments, cases) VALUES ('{}', '{}')",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY of_the_office ON cases_case",
    "CREATE TABLE mine (id int)",
    "SET session_replication_role = replica",
]


@pytest.mark.parametrize("whose", [NOBODY, THE_CITY], ids=[APP, CITY])
def test_the_product_may_not_change_what_stands_for_ever(whose, two_offices):
    """Not even where no row shows, and without any trigger having to say so."""
    allowed = []
    for statement in KEPT:
        with contextlib.suppress(ProgrammingError), rows_of(whose), transaction.atomic():
            changed = sql(statement)
            if changed or "SET id = id" not in statement:  # lockable: no row may change, see below
                allowed.append(statement)
    assert not allowed


def test_an_office_writes_for_no_other(two_offices, officer, stranger):
    with acting_as(officer):
        theirs = make.office("1024")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Meeting.objects.create(office=theirs, fiscal_year=make.year(2566), number=99)
        assert not Case.objects.filter(office=theirs).update(hardship="x")


def test_the_history_tells_what_the_manual_names_and_nothing_else(officer, stranger):
    citizen_id = make.citizen_id()
    make.case(by=stranger, citizen_id=citizen_id)
    with acting_as(officer), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM aid_history(%s)", [digest_of(citizen_id)])
        names = [column.name for column in cursor.description]
        assert names == ["fiscal_year", "name", "aid", "office", "status", "recorded_at"]
        assert len(cursor.fetchall()) == 1
        whole = digest_of(citizen_id)
        for inexact in (citizen_id, digest_of(citizen_id[:12]), f"{whole[:63]}_", "%", ""):
            assert not sql("SELECT * FROM aid_history(%s)", inexact)


def test_who_owns_the_history_may_read_its_columns_alone():
    read = sql(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE grantee = 'ecase_history' AND privilege_type = 'SELECT' AND table_schema = 'public'"
    )
    assert ("cases_case", "hardship") not in read and ("cases_case", "amount") not in read
    assert {table for table, _ in read} == {
        *("cases_case", "people_person", "people_title", "regulations_assistancetype"),
        "offices_office",
    }
    assert ("cases_case", "status") in read


def test_every_table_with_an_office_has_its_wall():
    """A row with an office, or of a row with one, is behind a policy that is forced."""
    walled = {
        name
        for (name,) in sql(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }
    kept = {name for name, table in TABLES.items() if table and table.shown}
    leads_to_one = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        if field.related_model is Office or field.related_model._meta.db_table in kept
    }
    assert leads_to_one - {"offices_officer", "offices_appointment"} <= kept
    assert kept <= walled


def test_no_wall_is_said_of_a_table_that_is_gone():
    assert TABLES.keys() == set(connection.introspection.table_names())


def test_the_products_roles_own_nothing_and_pass_no_wall():
    for role in (APP, CITY, "ecase_history"):
        rights = sql(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit FROM pg_roles"
            " WHERE rolname = %s",
            role,
        )
        assert rights == [(False, False, False, False, False)], role
    owned = sql(
        "SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner"
        " WHERE rolname LIKE 'ecase\\_%%'"
    )
    assert owned == []


def test_every_law_in_a_trigger_looks_at_all_rows():
    """Asked as the office, "no other live case" would hold of the office alone."""
    loose = sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prorettype = 'trigger'::regtype"
        " AND NOT (prosecdef AND array_to_string(proconfig, ' ') LIKE '%%search_path=pg_catalog%%')"
    )
    assert loose == []


LOOKS_FURTHER = {
    "ecase/audit/actions/sealing.py",
    "ecase/cases/actions/recording.py",
    "ecase/cases/lookalikes.py",
    "ecase/cases/overrides.py",
    "ecase/meetings/actions.py",
    "ecase/offices/actions/account.py",
    "ecase/offices/actions/handing_over.py",
    "ecase/offices/actions/links.py",
    "ecase/offices/actions/long_papers.py",
    "ecase/offices/door/actions.py",
    "ecase/offices/door/browsers.py",
    "ecase/offices/management/commands/make_long_paper.py",
    "ecase/payments/actions/settling.py",
    "ecase/payments/flags.py",
    "ecase/payments/invariants/checking.py",
}


def test_only_named_places_look_past_the_own_office():
    """Each is in decision 22, with its reason and what comes out of it."""
    root = Path(settings.BASE_DIR)
    found = {
        path.relative_to(root).as_posix()
        for path in root.glob("ecase/**/*.py")
        if "tests" not in path.parts and path.name not in ("whose.py", "roles.py")
        if re.search(r"over_the_city|THE_CITY|THE_OWNER", path.read_text())
    }
    assert found == LOOKS_FURTHER | {"ecase/reporting/walls/building.py"}
