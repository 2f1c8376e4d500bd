"""Accounts that officers declare as their own (บัญชีธนาคารของตนเอง)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.sealed_fields import Unlawful
from ecase.offices.models import Duty
from ecase.payments import actions
from ecase.payments.models import NotOwnAccount, OfficerAccount
from ecase.regulations.models import Bank
from tests import make

from .test_at_the_same_time import at_once

PAGE = "/own-accounts/"
NUMBER = "0701234182"
MASKED = "070-x-xx418-2"


def declare(by, bank="006", number=NUMBER):
    return actions.declare_account(bank=Bank.objects.get(pk=bank), account_number=number, by=by)


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def test_they_are_reached_from_the_profile_and_begin_empty(at_desk):
    assert f'href="{PAGE}">บัญชีธนาคารของตนเอง</a>' in at_desk.get("/profile/").text
    page = at_desk.get(PAGE).text
    assert "ยังไม่ได้แจ้งบัญชี" in page
    assert "เพื่อป้องกันการจ่ายเงินเข้าบัญชีของเจ้าหน้าที่โดยไม่มีผู้ตรวจ" in page


@pytest.mark.parametrize("duty", Duty)
def test_every_duty_may_declare(client, reference, duty):
    centre = duty in (Duty.ADMINISTRATOR, Duty.AUDITOR)
    who = make.centre_officer(duty) if centre else make.officer(duty)
    client.force_login(who)
    page = client.post(PAGE, {"bank": "006", "account_number": NUMBER}, follow=True)
    assert f"แจ้งบัญชี {MASKED} ธนาคารกรุงไทย เป็นบัญชีของคุณแล้ว" in page.text
    assert OfficerAccount.objects.get().officer == who


def test_a_number_is_typed_as_in_the_bank_book_and_shown_masked(at_desk, officer):
    page = at_desk.post(PAGE, {"bank": "006", "account_number": "๐๗๐-1-23418-2"}, follow=True)
    account = OfficerAccount.objects.get()
    assert (account.officer, account.bank_id, account.account_number) == (officer, "006", NUMBER)
    assert MASKED in page.text and NUMBER not in page.text
    event = Event.objects.get(verb="officer.account_declared")
    assert (event.by, event.subject) == (officer, f"offices.officer:{officer.pk}")
    assert event.after == {"account": f"{MASKED} ธนาคารกรุงไทย"}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"bank": ""}, "ยังไม่ได้เลือก"),
        ({"bank": "999"}, "เลือกใหม่จากรายการ"),
        ({"account_number": "12345"}, "ต้องมี 6 ถึง 20 หลัก"),
        ({"account_number": "12345x"}, "มีได้เฉพาะตัวเลข"),
    ],
)
def test_what_is_no_account_is_told_and_kept(at_desk, typed, why):
    page = at_desk.post(PAGE, {"bank": "006", "account_number": NUMBER, **typed}).text
    assert why in page and 'role="alert"' in page
    assert not OfficerAccount.objects.exists()


def test_declaring_twice_changes_nothing(officer):
    first, again = declare(officer), declare(officer)
    assert first == again
    assert OfficerAccount.objects.count() == 1
    assert Event.objects.filter(verb="officer.account_declared").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_declare_one(officer):
    for number in range(100_000, 100_010):
        click = lambda number=number: declare(officer, number=str(number))
        first, second = at_once(click, click)
        assert first == second == OfficerAccount.objects.get(account_number=str(number))


def test_two_officers_may_share_one(officer, stranger):
    declare(officer)
    declare(stranger)
    assert OfficerAccount.objects.in_use().count() == 2


def test_one_is_ended_and_may_be_declared_again(at_desk, officer):
    account = declare(officer)
    page = at_desk.post(f"{PAGE}{account.pk}/end/", follow=True)
    assert f"เลิกใช้บัญชี {MASKED} ธนาคารกรุงไทย แล้ว" in page.text
    assert "/end/" not in page.text  # nothing left to end
    account.refresh_from_db()
    assert account.ended_at
    event = Event.objects.get(verb="officer.account_ended")
    assert (event.by, event.before) == (officer, {"account": f"{MASKED} ธนาคารกรุงไทย"})
    assert declare(officer) != account
    assert [a.ended_at is None for a in OfficerAccount.objects.of(officer)] == [True, False]


def test_ending_twice_changes_nothing(officer):
    account = declare(officer)
    ended = actions.end_account(account, by=officer)
    assert actions.end_account(account, by=officer).ended_at == ended.ended_at
    assert Event.objects.filter(verb="officer.account_ended").count() == 1


def test_it_is_ended_by_a_click_and_not_by_an_address(at_desk, officer):
    assert at_desk.get(f"{PAGE}{declare(officer).pk}/end/").status_code == 405


def test_another_officer_neither_sees_nor_ends_it(client, officer):
    account = declare(officer)
    colleague = make.officer()  # of the same office
    for who in (colleague, make.centre_officer(Duty.ADMINISTRATOR)):
        client.force_login(who)
        assert MASKED not in client.get(PAGE).text
        assert client.post(f"{PAGE}{account.pk}/end/").status_code == 404
    with pytest.raises(NotOwnAccount):
        actions.end_account(account, by=colleague)
    assert OfficerAccount.objects.in_use().get() == account
    assert client.post(f"{PAGE}{'9' * 30}/end/").status_code == 404


@pytest.mark.parametrize("number", ["12345", "1" * 21, "๑๒๓๔๕๖๗๘๙๐", "123456\n", "12-34-56"])
def test_only_digits_are_sealed(officer, number):
    with pytest.raises(Unlawful):
        OfficerAccount.objects.create(
            officer=officer, bank=Bank.objects.get(pk="006"), account_number=number
        )


def test_the_database_too_holds_one_in_use(officer):
    known = declare(officer)
    with pytest.raises(IntegrityError, match="own_account_declared_once"), transaction.atomic():
        OfficerAccount.objects.create(
            officer=officer, bank=known.bank, account_number=known.account_number
        )


def test_one_never_ends_before_it_began(officer):
    began = declare(officer).declared_at
    with pytest.raises(IntegrityError, match="own_account_ends"), transaction.atomic():
        OfficerAccount.objects.update(ended_at=began - timedelta(seconds=1))


def test_nothing_declared_is_rewritten_or_deleted(officer, stranger):
    account = declare(officer)
    own = OfficerAccount.objects.filter(pk=account.pk)
    for change in ({"officer": stranger}, {"account_number": "000000"}, {"bank": "034"}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            own.update(**change)
    actions.end_account(account, by=officer)
    for change in ({"ended_at": None}, {"ended_at": timezone.now()}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            own.update(**change)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        own.delete()
