"""How every page of this app finds its approval or payment: within the year, and what one may see."""

from django.shortcuts import get_object_or_404

from ecase.offices.access import OfficerRequest

from ..models import Approval, Line, Payment, Result


def find_approval(request: OfficerRequest, key: str) -> Approval:
    """The approval named ``1008-1`` of the year in the address; else 404."""
    approvals = Approval.objects.visible_to(request.user).of_year(request.year).keyed(key)
    return get_object_or_404(approvals.select_related("office", "fiscal_year"))


def find_payment(request: OfficerRequest, number: str) -> Payment:
    """The payment of the case with this number; else 404."""
    payments = Payment.objects.visible_to(request.user).of_year(request.year).in_full()
    return get_object_or_404(payments, case__number=number)


def pending_line_of(payment: Payment) -> Line | None:
    """The line that waits for the bank's answer, of a payment fetched ``in_full``."""
    return next((line for line in payment.lines.all() if line.result == Result.PENDING), None)
