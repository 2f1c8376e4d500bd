import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import Case as CaseWhen
from django.db.models import Count, F, Prefetch, Q, Sum, Value, When
from django.urls import reverse

from ecase.audit.models import Event
from ecase.cases.models import Case
from ecase.core.fields import baht
from ecase.core.lifecycle import only_steps_of
from ecase.core.sealed_fields import LARGEST, IsSealed, SealedTextField
from ecase.meetings.models import Meeting
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.regulations.models import KRUNGTHAI

if TYPE_CHECKING:
    from .transfer_file import Line

from .words import NEXT_PAYMENT, SETTLED, BankGroup, PaymentStatus, Result, books_agree


@dataclass(frozen=True)
class Figure:
    """How many payments, and how much money (baht)."""

    count: int = 0
    total: Decimal = Decimal("0.00")

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.count + other.count, self.total + other.total)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, officer: Officer) -> "ApprovalQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def with_figures(self) -> "ApprovalQuerySet":
        """Count and sum (baht) of the payments in each status, as ``due_count``, ``due_sum`` …"""
        figures: dict[str, Any] = {}
        for status in PaymentStatus:
            only = Q(payments__status=status)
            figures[f"{status.lower()}_count"] = Count("payments", filter=only)
            figures[f"{status.lower()}_sum"] = Sum("payments__amount", filter=only, default=0)
        return self.annotate(**figures)

    def waiting(self) -> "ApprovalQuerySet":
        """With money that is neither paid nor finally failed: the list of จ่ายให้ประชาชน."""
        return self.filter(_has_open_payments())

    def settled(self) -> "ApprovalQuerySet":
        """All money paid or finally failed: off the list of จ่ายให้ประชาชน."""
        return self.exclude(_has_open_payments())

    def of_year(self, year: FiscalYear) -> "ApprovalQuerySet":
        return self.filter(fiscal_year=year)

    def keyed(self, key: str) -> "ApprovalQuerySet":
        """The one with this name in addresses (``1008-1``); none where it is no such name."""
        match = re.match(r"\A([0-9]{4})-([1-9][0-9]{0,3})\Z", key)
        if not match:
            return self.none()
        return self.filter(office__code=match[1], number=int(match[2]))


def _has_open_payments() -> models.Exists:
    payments = Payment.objects.filter(approval=models.OuterRef("pk"))
    return models.Exists(payments.exclude(status__in=SETTLED))


class Approval(models.Model):
    """What one closed meeting granted (รายการอนุมัติให้ความช่วยเหลือ). Frozen for ever.

    ``content`` is the canonical text of the list as closed (meetings.agenda_content) and
    ``digest`` its SHA-256; papers are printed from it, never from the cases of today.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="approval")
    office = models.ForeignKey(Office, models.PROTECT, related_name="approvals", db_index=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    total = baht()
    content = SealedTextField()
    digest = models.CharField(max_length=64)
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="approval_number_once_a_year", fields=["office", "fiscal_year", "number"]
            ),
            models.CheckConstraint(name="approval_is_not_empty", condition=Q(count__gt=0)),
            models.CheckConstraint(
                name="approval_is_sealed", condition=IsSealed(F("content"), least=1, most=LARGEST)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_for_ever", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            # What keeps a round from being closed by the wrong person keeps its money back too.
            pgtrigger.Trigger(
                name="is_of_a_closed_round",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM meetings_meeting m
                        WHERE m.id = NEW.meeting_id AND m.stage = 'CLOSED'
                          AND (m.office_id, m.fiscal_year_id, m.number, m.closed_by_id) =
                              (NEW.office_id, NEW.fiscal_year_id, NEW.number, NEW.approved_by_id)
                    ) THEN
                        RAISE EXCEPTION 'approval % is of no closed round, or not by who closed it',
                            NEW.number;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"ครั้งที่{self.number}-ปีงบประมาณ{self.fiscal_year_id}"

    def get_absolute_url(self) -> str:
        return reverse("payments:show", args=[self.fiscal_year_id, self.key])

    @property
    def key(self) -> str:
        """The name in addresses: 1008-1."""
        return f"{self.office.code}-{self.number}"

    @property
    def name(self) -> str:
        """The manual's name of the report (R79)."""
        return f"รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต {self}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The cases as they were approved, from the frozen content."""
        rows: list[dict[str, Any]] = json.loads(self.content)["cases"]
        return rows

    @property
    def seal(self) -> str:
        """The head of the office's register when this was made (รหัสทะเบียน), which it bears for ever."""
        made = Event.objects.about(self).filter(verb="approval.made").first()
        return made.code if made else ""


# Of a payment: its money goes to an account at Krungthai.
TO_KRUNGTHAI = Q(case__bank_account__bank=KRUNGTHAI)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, officer: Officer) -> "PaymentQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def figures(self) -> dict[int, dict[PaymentStatus, Figure]]:
        """Count and sum in each status, of each approval by its key. One query."""
        found: dict[int, dict[PaymentStatus, Figure]] = {}
        grouped = self.order_by().values("approval", "status")
        for row in grouped.annotate(count=Count("pk"), total=Sum("amount")):
            of = found.setdefault(row["approval"], {status: Figure() for status in PaymentStatus})
            of[PaymentStatus(row["status"])] = Figure(row["count"], row["total"])
        return found

    def group_figures(self) -> dict[str, tuple[Figure, Figure]]:
        """Of each bank group all payments and those that are due. One query."""
        found = {group.value: (Figure(), Figure()) for group in BankGroup}
        grouped = self.order_by().annotate(
            group=CaseWhen(When(TO_KRUNGTHAI, then=Value("krungthai")), default=Value("others"))
        )
        for row in grouped.values("group", "status").annotate(
            count=Count("pk"), total=Sum("amount")
        ):
            everything, due = found[row["group"]]
            here = Figure(row["count"], row["total"])
            is_due = row["status"] == PaymentStatus.DUE
            found[row["group"]] = (everything + here, here if is_due else due)
        return found

    def in_full(self) -> "PaymentQuerySet":
        """With all that a row shows of other tables, and the lines with their files, newest first."""
        lines = apps.get_model("payments", "Line").objects.select_related(
            "file", "answered_by", "bank_account__bank"
        )
        return (
            self.select_related(
                "approval__office",
                "case__person",
                "case__title",
                "case__assistance_type",
                "case__office",
                "case__bank_account__bank",
            )
            .prefetch_related(
                Prefetch("lines", lines.defer("file__content").order_by("-pk")),
            )
            .defer("approval__content")
        )

    def for_flags(self) -> "PaymentQuerySet":
        """With what a flag is found from, in the order of the list."""
        needed = ("case__bank_account__bank", "case__title", "case__office")
        left_out = ("case__hardship", "case__amount_because", "case__set_aside_note")
        return self.select_related(*needed).defer(*left_out).order_by("position")

    def of_year(self, year: FiscalYear) -> "PaymentQuerySet":
        return self.filter(approval__fiscal_year=year)

    def by_bank(self) -> "PaymentQuerySet":
        """With ``group_rank``: Krungthai's before the others, as the two files are."""
        return self.annotate(
            group_rank=CaseWhen(When(TO_KRUNGTHAI, then=Value(0)), default=Value(1))
        )

    def due(self) -> "PaymentQuerySet":
        return self.filter(status=PaymentStatus.DUE)

    def in_group(self, group: str) -> "PaymentQuerySet":
        """Whose current account is with Krungthai, or with another bank."""
        return self.filter(TO_KRUNGTHAI if group == BankGroup.KRUNGTHAI else ~TO_KRUNGTHAI)


class Payment(models.Model):
    """One approved case's money (การจ่ายเงินให้ประชาชน)."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="payments", db_index=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="payment")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()  # ลำดับที่ on the approved list
    amount = baht()
    status = models.CharField(
        max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.DUE
    )
    status_at = models.DateTimeField(auto_now=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payment_position_once", fields=["approval", "position"]),
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [
            models.Index(fields=["approval", "status"], name="payment_of_approval"),
            models.Index(
                fields=["office", "approval"],
                name="payment_open",
                condition=~Q(status__in=["PAID", "FAILED"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_steps_of(NEXT_PAYMENT, "a payment"),
            pgtrigger.Protect(
                name="sum_is_for_ever",
                operation=pgtrigger.UpdateOf(
                    "approval_id", "case_id", "office_id", "position", "amount"
                ),
            ),
            *books_agree("id"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def answered_lines(self) -> "list[Line]":
        """The lines that the bank answered or that were taken back, newest first, of a payment
        fetched ``in_full``."""
        return [line for line in self.lines.all() if line.result != Result.PENDING]
