"""Locks, in one order for all, so that nobody waits in a circle: officer, approval, payment, case."""

from django.utils import timezone

from ecase.cases import actions as cases
from ecase.offices.models import Officer, YearClosed

from ..models import (
    AccountChange,
    AnotherLine,
    Approval,
    Decision,
    Line,
    Payment,
    PaymentStatus,
    Result,
    WrongPaymentStatus,
)


def locked_approval(approval: Approval) -> Approval:
    """Lock an approval: all that happens to its money waits for one another here."""
    return (
        Approval.objects.select_for_update(of=("self",))
        .select_related("office", "fiscal_year")
        .defer("content")
        .get(pk=approval.pk)
    )


def locked_open_approval(approval: Approval) -> Approval:
    """Lock an approval of a year that is open; raises YearClosed."""
    approval = locked_approval(approval)
    if not approval.fiscal_year.is_open:
        raise YearClosed(approval.fiscal_year)
    return approval


def locked_payment(payment: Payment, wanted: str, *allowed: PaymentStatus) -> Payment:
    """Lock the approval, then the payment; raises WrongPaymentStatus, YearClosed.

    ``wanted`` says in Thai what is to be done to it.
    """
    approval = locked_approval(payment.approval)
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("case__bank_account", "approval__office", "office")
        .defer("approval__content")
        .get(pk=payment.pk)
    )
    if payment.status not in allowed:
        raise WrongPaymentStatus(payment, wanted)
    if not approval.fiscal_year.is_open:
        raise YearClosed(approval.fiscal_year)
    return payment


def pending_line(payment: Payment, shown: int | None) -> Line:
    """Lock the line of a payment that waits for its answer; raises AnotherLine.

    ``shown`` is the key of the line that the page showed.
    """
    lines = payment.lines.select_for_update(of=("self",))
    line = lines.select_related("payment__case__office").get(result=Result.PENDING)
    if shown is not None and line.pk != shown:
        raise AnotherLine(payment)
    return line


def move(payment: Payment, to: PaymentStatus) -> Payment:
    """The one way that a single payment changes status; its lock is held."""
    if payment.status != to:
        payment.status = to
        payment.save(update_fields=["status", "status_at"])
    return payment


def withdraw_open_change(payment: Payment, *, by: Officer) -> None:
    """An account that waits to be accepted is of no use any more; the payment's lock is held."""
    withdrawn = AccountChange.objects.filter(payment=payment, decision=Decision.OPEN).update(
        decision=Decision.WITHDRAWN, decided_by=by, decided_at=timezone.now()
    )
    if withdrawn:
        cases.note_refused_account(payment.case, because="", by=by)
