"""ยอดคุม of a year: approved = paid + failed + open, by type of aid and by office (I15).

The two sides come from different records: what was approved from the frozen lists of the meetings
and from the cases, what became of it from the payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from ecase.cases.models import GRANTED, Case
from ecase.offices.models import FiscalYear, Officer
from ecase.payments.models import OPEN, Approval, Figure, Payment, PaymentStatus


@dataclass(frozen=True)
class BookLine:
    """One line of the books: what was approved, and where it is."""

    name: str
    approved: Figure
    paid: Figure
    failed: Figure
    open: Figure

    @property
    def agrees(self) -> bool:
        """Whether all that was approved is paid, failed or open, in number and in baht."""
        return self.paid + self.failed + self.open == self.approved


def books_by_type(officer: Officer, year: FiscalYear) -> list[BookLine]:
    """The books of all that an officer sees in a year, by type of aid (ประเภทเงินสงเคราะห์)."""
    granted = Case.objects.visible_to(officer).of_year(year).filter(status__in=GRANTED)
    approved = granted.order_by().values_list("assistance_type__name")
    counted = approved.annotate(count=Count("pk"), total=Sum("amount"))
    return _lines(counted, _became(officer, year, "case__assistance_type__name"))


def books_by_office(officer: Officer, year: FiscalYear) -> list[BookLine]:
    """The books of a year by office (สำนักงานเขต), from the frozen lists of its meetings."""
    approvals = Approval.objects.visible_to(officer).of_year(year).order_by()
    counted = approvals.values_list("office__name").annotate(n=Sum("count"), sum=Sum("total"))
    return _lines(counted, _became(officer, year, "approval__office__name"))


def total_of(lines: Iterable[BookLine]) -> BookLine:
    """All lines together (รวม)."""
    rows = list(lines)
    return BookLine(
        "รวม",
        *(
            sum((getattr(row, part) for row in rows), Figure())
            for part in ("approved", "paid", "failed", "open")
        ),
    )


def _became(officer: Officer, year: FiscalYear, by: str) -> dict[tuple[str, str], Figure]:
    payments = Payment.objects.visible_to(officer).of_year(year).order_by()
    counted = payments.values_list(by, "status").annotate(count=Count("pk"), total=Sum("amount"))
    return {(name, status): Figure(count, total) for name, status, count, total in counted}


def _lines(
    approved: Iterable[tuple[Any, ...]], became: dict[tuple[str, str], Figure]
) -> list[BookLine]:
    sums = {name: Figure(count, total or Decimal("0.00")) for name, count, total in approved}
    names = sorted(sums.keys() | {name for name, _ in became})
    return [
        BookLine(
            name,
            sums.get(name, Figure()),
            became.get((name, PaymentStatus.PAID), Figure()),
            became.get((name, PaymentStatus.FAILED), Figure()),
            sum((became.get((name, status), Figure()) for status in OPEN), Figure()),
        )
        for name in names
    ]
