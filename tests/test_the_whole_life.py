"""A case from recording to payment, by the real actions."""

from ecase.cases.models import Status
from ecase.payments.models import Approval, Line, PaymentStatus
from tests import make


def test_it_goes_from_the_draft_to_the_money(officer):
    case = make.case(by=officer)
    assert (case.number, case.round, case.status) == ("2566-1", 1, Status.IN_MEETING)

    approval = make.approval(by=officer, of=None, cases=1)
    assert (str(approval), approval.count, approval.total) == ("ครั้งที่1-ปีงบประมาณ2566", 2, 10000)

    payment = make.bring(case.payment, PaymentStatus.PAID, by=officer)
    assert payment.status == PaymentStatus.PAID
    case.refresh_from_db()
    assert case.status == Status.PAID
    assert Line.objects.count() == 2
    assert Approval.objects.waiting().get() == approval
