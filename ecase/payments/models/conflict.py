import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.offices.models import FiscalYear, Office, Officer, Waiver

from .transfer_file import Line
from .words import Result, ReturnReason


class Settlement(models.TextChoices):
    """What two persons found of a conflict (ผลการตัดสิน)."""

    OPEN = "OPEN", "รอตัดสิน"
    STANDS = "STANDS", "ผลที่บันทึกไว้ถูกต้อง"
    CORRECTED = "CORRECTED", "แก้ตามที่ธนาคารแจ้งภายหลัง"
    RECOVER = "RECOVER", "เงินออกซ้ำ ต้องติดตามเรียกคืน"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, officer: Officer) -> "ConflictQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_year(self, year: FiscalYear) -> "ConflictQuerySet":
        return self.filter(line__payment__approval__fiscal_year=year)

    def open(self) -> "ConflictQuerySet":
        """What waits for a person."""
        return self.filter(settlement=Settlement.OPEN)

    def in_full(self) -> "ConflictQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related(
            "line__file",
            "line__answered_by",
            "line__bank_account__bank",
            "line__payment__approval__office",
            "line__payment__case__title",
            "line__payment__case__office",
            "noted_by",
            "settled_by",
            "read_from",
        ).defer("line__file__content", "line__payment__approval__content", "read_from__content")


class Conflict(models.Model):
    """The bank said one thing of a line, and later another (ผลที่ขัดกัน): late success after a
    return, or a return after success. Two persons settle it; money is never counted twice."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="conflicts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    recorded = models.CharField(max_length=10, choices=Result.choices)  # as it stood
    says = models.CharField(max_length=10, choices=Result.choices)  # the bank's later word
    return_reason = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    note = models.TextField(blank=True)
    read_from = models.ForeignKey(
        "payments.ResultList", models.PROTECT, null=True, related_name="conflicts"
    )
    noted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)
    settlement = models.CharField(
        max_length=10, choices=Settlement.choices, default=Settlement.OPEN
    )
    settled_because = models.TextField(blank=True)
    settled_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_conflict", fields=["line"], condition=Q(settlement="OPEN")
            ),
            models.CheckConstraint(
                name="conflict_is_of_two_words",
                condition=Q(says__in=["PAID", "RETURNED"]) & ~Q(says=F("recorded")),
            ),
            models.CheckConstraint(
                name="conflict_settled_iff_by_whom_and_why",
                condition=Q(settlement="OPEN", settled_by=None, settled_at=None, settled_because="")
                | (
                    ~Q(settlement="OPEN")
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(settled_because="")
                ),
            ),
            models.CheckConstraint(
                name="conflict_settled_by_another",
                condition=Q(settlement="OPEN")
                | ~Q(settled_by=F("noted_by"))
                | Q(waiver__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "noted_at"],
                name="conflict_open",
                condition=Q(settlement="OPEN"),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__settlement="OPEN"),
            ),
            pgtrigger.Protect(
                name="noted_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("line_id", "office_id", "recorded", "says", "return_reason", "note"),
                    *("noted_by_id", "noted_at", "read_from_id"),
                ),
            ),
            pgtrigger.Trigger(
                name="fits_its_waiver",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func="""
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'RESULT', NEW.settled_at) OR
                       NEW.office_id <> (
                           SELECT p.office_id FROM payments_line l
                           JOIN payments_payment p ON p.id = l.payment_id WHERE l.id = NEW.line_id
                       ) THEN
                        RAISE EXCEPTION 'no such waiver for conflict %', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"
