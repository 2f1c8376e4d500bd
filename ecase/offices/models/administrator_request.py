import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from .laws import by_an_administrator
from .officer import Officer


class Answer(models.TextChoices):
    """What was decided of a request (ผลการพิจารณา)."""

    ACCEPTED = "ACCEPTED", "รับรองแล้ว"
    DECLINED = "DECLINED", "ไม่รับรอง"


class AdministratorRequestQuerySet(models.QuerySet["AdministratorRequest"]):
    def visible_to(self, officer: Officer) -> "AdministratorRequestQuerySet":
        """All of them to the centre; an office has none."""
        return self if officer.sees_every_office else self.none()

    def open(self) -> "AdministratorRequestQuerySet":
        return self.filter(answer="")

    def in_full(self) -> "AdministratorRequestQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related("officer", "asked_by", "decided_by")


class AdministratorRequest(models.Model):
    """One administrator asks that somebody become one too (ขอแต่งตั้งผู้ดูแลระบบ); another decides."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    objects = AdministratorRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_request", fields=["officer"], condition=Q(answer="")
            ),
            models.CheckConstraint(name="request_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="request_is_of_three",
                condition=~Q(asked_by=F("officer"))
                & (
                    Q(decided_by=None)
                    | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("officer")))
                ),
            ),
            models.CheckConstraint(
                name="request_decided_iff_by_whom",
                condition=Q(answer="", decided_by=None, decided_at=None, because="")
                | (~Q(answer="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_declined_because",
                condition=~Q(answer=Answer.DECLINED) | ~Q(because=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_for_ever",
                operation=pgtrigger.UpdateOf("officer_id", "reason", "asked_by_id", "asked_at"),
            ),
            pgtrigger.Protect(
                name="decided_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__answer=""),
            ),
            pgtrigger.Trigger(
                name="asked_by_the_centre",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=by_an_administrator("an administrator is asked for", "asked_by_id", "asked_at")
                + "RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="decided_by_the_centre",
                operation=pgtrigger.UpdateOf("answer"),
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__answer=""),
                func=by_an_administrator(
                    "an administrator is accepted", "decided_by_id", "decided_at"
                )
                + "RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"คำขอแต่งตั้ง{self.officer}เป็นผู้ดูแลระบบ"
