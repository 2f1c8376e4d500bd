"""What a race is: two deeds, prepared anew for each run, and what may come of them."""

from ecase.core.errors import RuleError
from ecase.payments.models import Payment
from tests.races.guards import Without
from tests.races.together import Deed

RAW = "the database answered in place of the rule"

# As the law books_agree of the database says it: payment, its line, its case, an account waits.
AGREE = {
    ("DUE", "", "APPROVED", False),
    ("HELD", "", "APPROVED", True),
    ("IN_FILE", "PENDING", "APPROVED", False),
    ("RETURNED", "", "APPROVED", False),
    ("PAID", "PAID", "PAID", False),
    ("FAILED", "", "PAYMENT_FAILED", False),
}


class Race:
    """One race. Made once, then ``deeds`` and ``judge`` for each run."""

    without: tuple[Without, ...]

    def deeds(self) -> tuple[Deed, Deed]:
        raise NotImplementedError

    def judge(self, first: object, second: object) -> None:
        """Fails where more came of it than one effect, or another than one after the other."""
        raise NotImplementedError


def is_refused(outcome: object) -> bool:
    return isinstance(outcome, RuleError)


def refused(*outcomes: object) -> int:
    """How many were refused by a rule; fails where anything else stopped one."""
    raw = [o for o in outcomes if isinstance(o, Exception) and not is_refused(o)]
    assert not raw, f"{RAW}: {raw}"
    return sum(is_refused(outcome) for outcome in outcomes)


def books_agree(payment: Payment) -> None:
    """The payment, its lines, its case and its account say the same, and money went out once."""
    payment = Payment.objects.select_related("case").get(pk=payment.pk)
    counting = [line.result for line in payment.lines.filter(result__in=["PENDING", "PAID"])]
    assert len(counting) <= 1, f"money goes out twice: {counting}"
    said = (
        payment.status.value if hasattr(payment.status, "value") else payment.status,
        *(counting or [""]),
        payment.case.status,
        payment.account_changes.open().exists(),
    )
    assert said in AGREE, said
