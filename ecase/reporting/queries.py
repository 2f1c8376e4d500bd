"""What หน้าหลัก counts, across the apps. Read only; each gives rows or figures, ready to show."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from ecase.cases.models import Case, Draft, Status
from ecase.core.sealed_fields import IsNothing
from ecase.meetings.models import Meeting, Stage
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.payments.models import (
    Approval,
    Conflict,
    Line,
    PaymentStatus,
    Result,
    ReturnReason,
    TransferFile,
)
from ecase.privacy.models import DataRequest

# An unfinished form is offered again for so long; older ones are rather given up.
DRAFT_OFFERED = timedelta(days=3)


@dataclass(frozen=True)
class Round:
    """The round that the office is at, and what is on it."""

    meeting: Meeting
    following: Meeting | None  # the round that takes new cases, where this one does not
    count: int
    requested: Decimal
    set_aside: int
    disqualified: int

    @property
    def is_deliberating(self) -> bool:
        return self.meeting.stage == Stage.DELIBERATING


def current_round(officer: Officer, year: FiscalYear) -> Round | None:
    """The deliberating round of the officer's office, else the collecting one. Two queries."""
    meetings = list(
        Meeting.objects.visible_to(officer)
        .open()
        .filter(fiscal_year=year)
        .select_related("office")[:2]
    )
    if not meetings:
        return None
    in_meeting = Q(status=Status.IN_MEETING)
    figures = (
        meetings[0]
        .cases()
        .aggregate(
            count=Count("pk", filter=in_meeting),
            requested=Sum("requested_amount", filter=in_meeting, default=Decimal(0)),
            set_aside=Count("pk", filter=Q(status=Status.SET_ASIDE)),
            disqualified=Count("pk", filter=Q(status=Status.DISQUALIFIED)),
        )
    )
    return Round(meetings[0], meetings[1] if len(meetings) > 1 else None, **figures)


def waiting_approvals(officer: Officer, year: FiscalYear) -> list[Approval]:
    """Approvals of the year whose money is not settled, newest first, with their figures."""
    return list(
        Approval.objects.visible_to(officer)
        .filter(fiscal_year=year)
        .waiting()
        .with_figures()
        .select_related("office")
        .defer("content")
        .order_by("-number")
    )


def return_reasons(approvals: list[Approval]) -> dict[int, list[tuple[str, int]]]:
    """Why the payments that stand returned were, last of all: (reason, count) by approval."""
    last = (
        Line.objects.filter(
            payment__approval__in=approvals,
            payment__status=PaymentStatus.RETURNED,
            result=Result.RETURNED,
        )
        .order_by("payment", "-pk")
        .distinct("payment")
        .values_list("payment__approval", "return_reason")
    )
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for approval, reason in last:
        counted[approval][str(ReturnReason(reason).label)] += 1
    return {approval: counts.most_common() for approval, counts in counted.items()}


def open_conflicts(officer: Officer, year: FiscalYear) -> int:
    """How many of the bank's later words wait for a head (ผลที่ขัดกัน)."""
    return Conflict.objects.visible_to(officer).of_year(year).open().count()


def open_data_requests(officer: Officer) -> tuple[int, DataRequest | None]:
    """How many persons wait for their own data (คำขอเข้าถึงข้อมูลส่วนบุคคล), and who waits longest."""
    waiting = list(DataRequest.objects.visible_to(officer).open().order_by("received_on"))
    return len(waiting), waiting[0] if waiting else None


def unanswered_files(approvals: list[Approval]) -> list[TransferFile]:
    """Transfer files that wait for results, oldest first, with their ``pending_count``."""
    files = TransferFile.objects.filter(approval__in=approvals).counted()
    return [file for file in files.order_by("made_at") if file.pending_count]


def due_to_come_back(officer: Officer, year: FiscalYear, today: date) -> tuple[int, Case | None]:
    """How many cases set aside are due today or before, and the one that waits longest."""
    due = (
        Case.objects.visible_to(officer).of_year(year).set_aside().filter(return_on__lte=today)
    ).order_by("return_on", "pk")
    first = due.select_related("title").first()
    return (due.count() if first else 0), first


def unfinished_drafts(officer: Officer, year: FiscalYear) -> list[Draft]:
    """Forms that this officer began to fill in lately and did not confirm; newest first."""
    since = timezone.now() - DRAFT_OFFERED
    drafts = Draft.objects.of(officer).filter(
        fiscal_year=year, became=None, edits=None, created_at__gt=since
    )
    return list(drafts.exclude(IsNothing(F("typed"))).order_by("-created_at")[:10])


@dataclass(frozen=True)
class OfficeFigures:
    """One office in the city's table."""

    office: str
    code: str
    cases: int = 0
    in_meeting: int = 0
    set_aside: int = 0
    approved: int = 0
    paid: int = 0
    failed: int = 0
    paid_sum: Decimal = Decimal(0)


def city(year: FiscalYear) -> list[OfficeFigures]:
    """Every office with its cases of a year, in the order of their codes. Two queries."""
    counted = (
        Case.objects.of_year(year)
        .order_by()
        .values("office")
        .annotate(
            cases=Count("pk"),
            in_meeting=Count("pk", filter=Q(status=Status.IN_MEETING)),
            set_aside=Count("pk", filter=Q(status=Status.SET_ASIDE)),
            approved=Count("pk", filter=Q(status=Status.APPROVED)),
            paid=Count("pk", filter=Q(status=Status.PAID)),
            failed=Count("pk", filter=Q(status=Status.PAYMENT_FAILED)),
            paid_sum=Sum("amount", filter=Q(status=Status.PAID), default=Decimal(0)),
        )
    )
    by_office: dict[int, dict[str, Any]] = {row["office"]: {**row} for row in counted}
    return [
        OfficeFigures(**{**by_office.get(office.pk, {}), "office": office.name}, code=office.code)
        for office in Office.objects.order_by("code")
    ]
