"""The database knows who may change the account of an approved case, and what becomes of the proposal."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from ecase.cases.models import Case
from ecase.payments import actions
from ecase.payments.models import AccountChange, Payment
from tests import make

from .test_account_changes import DUE, RETURNED, now, propose, settle


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def test_the_account_of_an_approved_case_changes_only_by_what_was_accepted(officer, head):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    with pytest.raises(ProgrammingError, match="accepted by nobody"), transaction.atomic():
        Case.objects.update(bank_account=change.account)

    actions.refuse_account(change, because="ไม่ตรง", by=head)
    with pytest.raises(ProgrammingError, match="accepted by nobody"), transaction.atomic():
        Case.objects.update(bank_account=change.account)


def test_nor_by_what_was_accepted_once_and_left_since(officer):
    payment = make.payment(RETURNED, by=officer)
    once = make.corrected(payment, by=officer).account
    make.corrected(now(payment), by=officer)
    with pytest.raises(ProgrammingError, match="accepted by nobody"), transaction.atomic():
        Case.objects.update(bank_account=once)


def test_a_decision_stands_for_ever(officer, head):
    change = actions.accept_account(propose(make.payment(DUE, by=officer), officer), by=head)
    for wrong in (
        {"decision": "OPEN", "decided_by": None, "decided_at": None},
        {"decided_by": make.officer()},
        {"reason": "x"},
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            AccountChange.objects.filter(pk=change.pk).update(**wrong)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AccountChange.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ({"decision": "ACCEPTED", "by": "officer"}, "accepted_by_another"),
        ({"decision": "REFUSED", "by": "head"}, "refused_iff_reason"),
        ({"decision": "ACCEPTED"}, "decided_iff_by_whom"),
    ],
    ids=str,
)
def test_the_database_wants_the_second_person_too(officer, head, wrong, law):
    change = propose(make.payment(DUE, by=officer), officer)
    by = {"officer": officer, "head": head}.get(wrong.get("by"))
    at = timezone.now() if by else None
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        AccountChange.objects.filter(pk=change.pk).update(
            decision=wrong["decision"], decided_by=by, decided_at=at
        )


def test_the_database_keeps_one_open_and_the_money_held(officer):
    payment = make.payment(DUE, by=officer)
    change = propose(payment, officer)
    facts = {"payment": payment, "office": payment.office, "before": change.before}
    with pytest.raises(IntegrityError, match="one_open_account_change"), transaction.atomic():
        AccountChange.objects.create(
            **facts, account=change.account, reason="x", proposed_by=officer
        )
    with pytest.raises(ProgrammingError, match="an account waits"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(status=DUE)
        settle()


def test_a_proposal_is_of_one_case(officer):
    payment, other = make.payment(DUE, by=officer), make.payment(DUE, by=officer)
    account = other.case.bank_account
    with pytest.raises(ProgrammingError, match="of several cases"), transaction.atomic():
        AccountChange.objects.create(
            payment=payment,
            office=payment.office,
            before=payment.case.bank_account,
            account=account,
            reason="x",
            proposed_by=officer,
        )
