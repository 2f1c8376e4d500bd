import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.offices.models import FiscalYear, Office, Officer, Waiver

from .transfer_file import Line, TransferFile
from .words import Result


class VoidingQuerySet(models.QuerySet["Voiding"]):
    def visible_to(self, officer: Officer) -> "VoidingQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_year(self, year: FiscalYear) -> "VoidingQuerySet":
        return self.filter(file__approval__fiscal_year=year)

    def open(self) -> "VoidingQuerySet":
        """What waits for the head: not where the bank answered meanwhile, so that none can."""
        answered = Line.objects.filter(file=models.OuterRef("file")).exclude(result=Result.PENDING)
        return self.filter(~models.Exists(answered), accepted_at=None)

    def in_full(self) -> "VoidingQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related(
            "file__approval__office", "file__office", "asked_by", "accepted_by", "waiver"
        ).defer("file__content", "file__approval__content")


class Voiding(models.Model):
    """A file that was never sent is taken back (ยกเลิกไฟล์): asked by one, accepted by another.

    Its lines are void then, and their payments due again.
    """

    file = models.OneToOneField(TransferFile, models.PROTECT, related_name="voiding")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    objects = VoidingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="voiding_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="voiding_accepted_iff_by_whom",
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="voiding_accepted_by_another",
                condition=Q(accepted_by=None)
                | ~Q(accepted_by=F("asked_by"))
                | Q(waiver__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="accepted_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__accepted_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="asked_for_ever",
                operation=pgtrigger.UpdateOf(
                    "file_id", "office_id", "reason", "asked_by_id", "asked_at"
                ),
            ),
            pgtrigger.Trigger(
                name="fits_its_waiver",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func="""
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'RESULT', NEW.accepted_at) OR
                       NEW.office_id <> (
                           SELECT office_id FROM payments_transferfile WHERE id = NEW.file_id
                       ) THEN
                        RAISE EXCEPTION 'no such waiver for voiding %', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"ยกเลิก{self.file}"
