"""Payments whose accounts are flagged, for the tests of flags."""

from ecase.meetings.models import Meeting
from ecase.payments import actions
from ecase.payments.flags import flags_of
from ecase.payments.models import (
    FlagKind,
    Payment,
)
from tests import make

SHARED = "0451236129"
SAME, OFFICERS, NAME = FlagKind.SAME_ACCOUNT, FlagKind.OFFICERS_ACCOUNT, FlagKind.OTHERS_NAME


def granted(officer, **facts):
    """The payment of one case, in an approval of its own."""
    case = make.case(by=officer, **facts)
    make.approval(by=officer, of=Meeting.objects.get(number=case.round, office=case.office))
    return case.payment


def found(payment):
    return flags_of(Payment.objects.filter(pk=payment.pk))


def kinds(payment):
    return [flag.kind for flag in found(payment)]


def settle(payment, by, reason="บัญชีของมารดา ตรวจแล้ว"):
    shown = {(flag.kind, flag.about) for flag in found(payment)}
    return actions.settle_flags(payment, shown=shown, reason=reason, by=by)


def shared(officer, **facts):
    """Two persons with one account, each in an approval of their own; gives the second's."""
    first = make.case(by=officer, account_number=SHARED)
    make.approval(by=officer, of=Meeting.objects.get(number=first.round))
    return first, granted(officer, account_number=SHARED, **facts)
