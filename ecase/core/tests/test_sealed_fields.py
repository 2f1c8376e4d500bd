"""Sealed columns: what may be asked of them, what they take, and how those of before are carried over."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from ecase.cases.models import BankAccount, Case, Draft
from ecase.core.copying import copy_in
from ecase.core.sealed_fields import Unlawful, Unreadable, digest_fields
from ecase.core.sealed_rows import as_owner, open_again, seal_first
from ecase.core.sealing import Broken
from ecase.offices.models import Officer
from ecase.people.models import Person
from tests import make

ID = "5838023466970"


def test_an_exact_value_is_found_by_its_digest_also_over_a_join(officer):
    case, other = make.case(by=officer, citizen_id=ID), make.case(by=officer)
    both = [ID, other.person.citizen_id]
    assert Case.objects.get(person__citizen_id=ID) == case
    assert Case.objects.exclude(person__citizen_id=ID).get() == other
    assert Person.objects.filter(citizen_id__in=both).count() == 2
    assert Person.objects.get_or_create(citizen_id=ID) == (case.person, False)


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Person, {"citizen_id__startswith": "5838"}),
        (Person, {"citizen_id__gt": ID}),
        (BankAccount, {"email": "a@mail.example"}),  # it has no digest
        (Officer, {"email__iexact": "a@mail.example"}),
    ],
)
def test_nothing_else_can_be_asked_of_it(db, model, asked):
    with pytest.raises(FieldError, match="Unsupported lookup"):
        list(model.objects.filter(**asked))


def test_a_value_belongs_to_its_column():
    phone, email = (BankAccount._meta.get_field(name) for name in ("phone", "email"))
    sealed = phone.sealed("0812345678")
    assert phone.opened(sealed) == "0812345678"
    with pytest.raises(Broken):
        email.opened(sealed)
    with pytest.raises(Unreadable, match="เปิดไม่ได้"):
        email.from_db_value(sealed, None, None)


def test_nothing_stays_nothing_and_tells_no_digest(officer):
    account = make.case(by=officer).bank_account
    assert (account.phone, account.phone_digest, account.email) == ("", "", "")


@pytest.mark.parametrize(
    ("model", "field", "wrong"),
    [
        (Person, "citizen_id", "5838023466971"),
        (Draft, "citizen_id", "583802346697"),
        (BankAccount, "account_number", "๑๒๓๔๕๖๗๘๙๐"),
        (BankAccount, "phone", "81-234-5678"),
        (BankAccount, "email", "a @mail.example"),
    ],
)
def test_it_takes_only_what_its_law_allows_and_does_not_repeat_it(model, field, wrong):
    with pytest.raises(Unlawful) as refused:
        model._meta.get_field(field).sealed(wrong)
    assert wrong not in str(refused.value)


def test_many_rows_at_once_do_not_go_around_it(db):
    with pytest.raises(AssertionError):
        copy_in(Person, ["citizen_id"], [[ID]])


def test_one_account_has_one_key_however_it_was_typed():
    key, number = (BankAccount._meta.get_field(name) for name in ("account_key", "number_digest"))
    assert key.of_text("0701234182") == key.of_text("00000701234182")
    assert number.of_text("0701234182") != number.of_text("00701234182")
    assert key.of_text("0701234182") != number.of_text("0701234182")


def test_what_lay_there_in_clear_is_sealed_and_opened_again(officer):
    case = make.case(by=officer, citizen_id=ID, phone="0812345678")
    digests = digest_fields(BankAccount)
    told = [getattr(case.bank_account, field.name) for field in digests]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for law in ("number_is_sealed", "phone_is_sealed", "email_is_sealed", "has_digests"):
            cursor.execute(f"ALTER TABLE cases_bankaccount DROP CONSTRAINT account_{law}")
    with as_owner(BankAccount):
        open_again(BankAccount)
    assert lying() == (b"%010d" % int(case.bank_account.account_number), b"0812345678", b"")
    with as_owner(BankAccount):
        BankAccount.objects.update(**{field.name: "" for field in digests})
        seal_first(BankAccount, digests)
    assert lying()[0].startswith(b"\x01")
    again = BankAccount.objects.get()
    assert again.facts == case.bank_account.facts
    assert [getattr(again, field.name) for field in digests] == told


def lying():
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_number, phone, email FROM cases_bankaccount")
        return cursor.fetchone()
