"""What one statement writes of thousands is held to the laws line by line."""

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from ecase.audit.models import Event
from ecase.cases.models import Case, Status
from ecase.core.any_of import AnyOf
from ecase.core.copying import copy_in
from ecase.payments.actions.filing import UNANSWERED
from ecase.payments.models import Line, Payment, PaymentStatus, Result, Touched
from tests import make

from .test_transfer_file import second_file

COLUMNS = ("file", "payment", "position", "bank_account", "amount", "reference", *UNANSWERED)


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def in_file(officer, cases):
    approval = make.approval(by=officer, cases=cases)
    payments = list(approval.payments.order_by("position"))
    for payment in payments:
        make.bring(payment, PaymentStatus.IN_FILE, by=officer)
    settle()
    return payments


def pay(officer, lines, payments, cases, at):
    Line.objects.filter(AnyOf("payment", [p.pk for p in lines])).update(
        result=Result.PAID, answered_by=officer, answered_at=at
    )
    Payment.objects.filter(AnyOf("pk", [p.pk for p in payments])).update(status=PaymentStatus.PAID)
    Case.objects.filter(AnyOf("pk", [p.case_id for p in cases])).update(status=Status.PAID)


@pytest.mark.django_db
@pytest.mark.parametrize("alone", ["lines", "payments", "cases"])
def test_each_of_them_alone_is_asked_whether_the_books_agree(officer, alone):
    payments = in_file(officer, 2)
    parts = {part: payments if part == alone else [] for part in ("lines", "payments", "cases")}
    with pytest.raises(ProgrammingError, match="its line is"), transaction.atomic():
        pay(officer, **parts, at=payments[0].status_at)
        settle()


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", ["lines", "payments", "cases"])
def test_one_of_many_on_which_the_books_do_not_agree_undoes_all(officer, left_out):
    payments = in_file(officer, 3)
    parts = {"lines": payments, "payments": payments, "cases": payments}
    with (
        pytest.raises(ProgrammingError, match=f"payment {payments[-1].pk} is"),
        transaction.atomic(),
    ):
        pay(officer, **parts | {left_out: payments[:-1]}, at=payments[0].status_at)
        settle()
    pay(officer, **parts, at=payments[0].status_at)
    settle()
    assert not Touched.objects.exists()


@pytest.mark.django_db
def test_one_of_many_lines_that_does_not_fit_its_payment_undoes_all(officer):
    approval = make.approval(by=officer, cases=3)
    payments = approval.payments.order_by("position")
    wrong = {2: 1}  # baht too much
    with pytest.raises(ProgrammingError, match="line R2 is not of a payment"), transaction.atomic():
        file = second_file(approval, officer, count=3)
        copy_in(
            Line,
            COLUMNS,
            [
                (
                    *(file.pk, p.pk, at, p.case.bank_account_id, p.amount + wrong.get(at, 0)),
                    *(f"R{at}", *UNANSWERED.values()),
                )
                for at, p in enumerate(payments, start=1)
            ],
        )


@pytest.mark.django_db
def test_any_of_none_is_none(officer):
    make.case(by=officer)
    assert not Case.objects.filter(AnyOf("pk", [])).exists()
    assert Case.objects.filter(AnyOf("pk", [Case.objects.get().pk, -1])).count() == 1


@pytest.mark.django_db
def test_what_is_too_long_for_its_column_is_refused_and_not_cut_off():
    columns = ("verb", "office", "subject", "before", "after", "note")
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        copy_in(Event, columns, [("v" * 61, "", "x", "{}", "{}", "")])
