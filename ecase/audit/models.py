import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """The story of one record, newest first."""
        return self.filter(subject=subject_of(subject)).order_by("-pk")


class Event(models.Model):
    """One thing that one officer did (เหตุการณ์). Written once; never changed, never deleted."""

    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    office = models.CharField(max_length=4, blank=True)  # the code: audit knows no Office
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="event_of_subject"),
            models.Index(fields=["by", "id"], name="event_of_officer"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


def subject_of(record: models.Model) -> str:
    """The name of a record in the register, e.g. ``cases.case:12``."""
    return subject_named(record._meta.model, record.pk)  # of request.user too, which is lazy


def subject_named(model: type[models.Model], key: object) -> str:
    """The name in the register of the record with this key."""
    return f"{model._meta.label_lower}:{key}"
