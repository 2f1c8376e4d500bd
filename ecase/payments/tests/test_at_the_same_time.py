"""Two officers at the same moment: one effect. In real transactions, in threads."""

from decimal import Decimal

import pytest

from ecase.audit.models import Event
from ecase.cases.models import Status
from ecase.core.errors import RuleError
from ecase.payments import actions
from ecase.payments.models import Line, Payment, PaymentStatus, Result, TransferFile
from tests import make
from tests.races.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(officer):
    """An approval of three, all in one file that waits."""
    approval = make.approval(by=officer, cases=3)
    make.file(approval, by=officer)
    return approval


def pay_all(approval, by):
    lines = set(Line.objects.of(approval).pending().values_list("pk", flat=True))
    file = approval.files.get()
    total = Decimal(5000 * len(lines))
    return lambda: actions.confirm_all_paid(approval, lines=lines, totals={file.pk: total}, by=by)


def test_two_press_the_file_button_and_one_file_is_made(officer):
    approval = make.approval(by=officer, cases=3)
    second = make.other_of(officer)
    make_file = lambda: actions.make_file(approval, group="krungthai", by=second)
    first, second = at_once(make_file, make_file)
    assert first == second == TransferFile.objects.get()
    assert Line.objects.count() == 3


def test_two_press_all_paid_and_it_is_recorded_once(officer, waiting):
    other = make.officer()
    outcomes = at_once(pay_all(waiting, officer), pay_all(waiting, other))
    assert sum(outcome == 3 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, RuleError) for outcome in outcomes) == 1
    assert Event.objects.filter(verb="payment.paid").count() == 3
    assert Event.objects.filter(verb="approval.all_paid").count() == 1


def test_one_line_is_paid_once(officer, waiting):
    payment = waiting.payments.first()
    outcomes = at_once(*[lambda: actions.confirm_paid(payment, by=officer)] * 2)
    assert sum(isinstance(outcome, RuleError) for outcome in outcomes) == 1
    assert Line.objects.filter(result=Result.PAID).count() == 1


@pytest.mark.parametrize("answer", ["failed", "returned", "corrected"])
def test_all_paid_against_one_that_came_back(officer, waiting, answer):
    """Either all three are paid, or none by that click; never one both ways."""
    payment = waiting.payments.first()
    account = {**payment.case.bank_account.facts, "account_number": "0011112222"}
    one = {
        "failed": lambda: actions.mark_failed(
            payment, reason="x", returned_because="OTHER", by=officer
        ),
        "returned": lambda: actions.mark_returned(payment, because="OTHER", by=officer),
        "corrected": lambda: actions.propose_account(
            payment, account, reason="x", returned_because="OTHER", by=officer
        ),
    }[answer]
    outcomes = at_once(pay_all(waiting, officer), one)
    assert sum(isinstance(outcome, RuleError) for outcome in outcomes) == 1
    paid = set(Payment.objects.filter(status=PaymentStatus.PAID))
    assert len(paid) in (0, 3)
    assert {p.case.status for p in paid} <= {Status.PAID}
    payment.refresh_from_db()
    assert (payment in paid) == (payment.lines.get().result == Result.PAID)


def test_the_retry_file_against_a_late_correction(officer, waiting):
    """What is corrected at the moment of the file is in it whole or not at all."""
    payment = waiting.payments.first()
    actions.mark_returned(payment, because="OTHER", by=officer)
    account = {**payment.case.bank_account.facts, "account_number": "0011112222"}
    change = actions.propose_account(payment, account, reason="x", by=officer)
    second = make.other_of(officer)
    at_once(
        lambda: actions.accept_account(change, by=second),
        lambda: actions.make_file(waiting, group="krungthai", by=second),
    )
    for line in payment.lines.filter(result=Result.PENDING):
        assert line.bank_account.account_number == "0011112222"
    assert payment.lines.filter(result=Result.PENDING).count() <= 1


def test_two_officers_correct_one_account(officer, waiting):
    payment = waiting.payments.first()
    actions.mark_returned(payment, because="OTHER", by=officer)
    opened = Payment.objects.get(pk=payment.pk).case.version

    def correct(number, by):
        account = {**payment.case.bank_account.facts, "account_number": number}
        return lambda: actions.propose_account(
            payment, account, reason="x", opened_version=opened, by=by
        )

    outcomes = at_once(correct("0011112222", officer), correct("0033334444", make.officer()))
    assert sum(isinstance(outcome, RuleError) for outcome in outcomes) == 1
    assert payment.case.bank_accounts.count() == 2
