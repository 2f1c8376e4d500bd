from datetime import date
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from ecase.core.errors import RuleError
from ecase.core.fields import baht


class OverCeiling(RuleError):
    """The amount is more than the regulation allows."""

    def __init__(
        self, kind: "AssistanceType", ceiling: Decimal, amount: Decimal, whose: str
    ) -> None:
        self.ceiling = ceiling
        over = amount - ceiling
        super().__init__(
            f"{whose}จำนวนเงินเกินเพดาน {over:,.2f} บาท {kind.name} ให้ได้ไม่เกิน {ceiling:,.2f} บาท"
        )


class Bank(models.Model):
    """A bank into which aid may be paid (ธนาคาร), by its three-digit clearing code."""

    code = models.CharField(primary_key=True, max_length=3)
    short = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    account_lengths = models.CharField(max_length=20, blank=True)  # "10|12"; a warning, not a rule
    needs_branch = models.BooleanField(default=False)  # ธ.ก.ส.: R39 of the manual
    is_payee = models.BooleanField(default=True)  # holds accounts of ordinary people
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


KRUNGTHAI = "006"


class Per(models.TextChoices):
    """What a ceiling is counted over."""

    PERSON_YEAR = "PERSON_YEAR", "ต่อคนต่อปี"
    PERSON_TIME = "PERSON_TIME", "ต่อคนต่อครั้ง"
    FAMILY = "FAMILY", "ต่อครอบครัว"


class AssistanceTypeQuerySet(models.QuerySet["AssistanceType"]):
    def with_ceiling(self, on: date) -> "AssistanceTypeQuerySet":
        """Fetch each type with its ceiling (baht) in force on a day, or None where there is none."""
        in_force = Ceiling.objects.filter(assistance_type=OuterRef("pk"), days__contains=on)
        return self.annotate(ceiling=Subquery(in_force.values("amount")))  # type: ignore[no-redef]

    def active(self) -> "AssistanceTypeQuerySet":
        return self.filter(is_active=True)


class AssistanceType(models.Model):
    """A kind of aid in the regulation's schedules (ประเภทเงินสงเคราะห์, บัญชีที่ … ลำดับที่ …)."""

    schedule = models.PositiveSmallIntegerField(null=True)  # บัญชีที่
    item = models.PositiveSmallIntegerField(null=True)  # ลำดับที่
    name = models.CharField(max_length=200, unique=True)
    per = models.CharField(max_length=20, choices=Per.choices)
    limit = models.CharField(max_length=200, blank=True)  # how often, in the regulation's words
    min_age = models.PositiveSmallIntegerField(null=True)  # soft: outside of it is a remark
    max_age = models.PositiveSmallIntegerField(null=True)
    is_active = models.BooleanField(default=False)
    source = models.CharField(max_length=400)  # where this row was read, and how sure it is
    position = models.PositiveSmallIntegerField(default=0)

    objects = AssistanceTypeQuerySet.as_manager()

    ceiling: Decimal | None  # set by AssistanceTypeQuerySet.with_ceiling

    def __str__(self) -> str:
        return self.name

    def check_amount(self, amount: Decimal, *, whose: str = "") -> None:
        """Raise OverCeiling where an amount (baht) is more than the ceiling fetched with the row."""
        if self.ceiling is not None and amount > self.ceiling:
            raise OverCeiling(self, self.ceiling, amount, whose)

    @property
    def legal_basis(self) -> str:
        """Where the regulation has it: บัญชีที่ 1 ลำดับที่ 3, or empty where that is not known."""
        if self.schedule is None or self.item is None:
            return ""
        return f"บัญชีที่ {self.schedule} ลำดับที่ {self.item}"


class Ceiling(models.Model):
    """The most that one grant of a type may be (เพดาน, baht), in the days when it is in force."""

    assistance_type = models.ForeignKey(AssistanceType, models.PROTECT, related_name="ceilings")
    amount = baht()
    days = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ceiling_is_positive", condition=Q(amount__gt=0)),
            ExclusionConstraint(
                name="one_ceiling_a_day",
                expressions=[
                    (F("assistance_type"), RangeOperators.EQUAL),
                    (F("days"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f}"
