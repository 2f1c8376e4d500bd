import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Length, Now
from django.db.models.lookups import Exact

from .chain import MARK, code_of, said_by


class _Kept(models.Model):
    """What is written once (ทะเบียนที่เขียนเพิ่มได้อย่างเดียว): the database refuses all else."""

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME;",
            ),
        ]


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """The story of one record, newest first."""
        return self.filter(subject=subject_of(subject)).order_by("-pk")


class Event(_Kept):
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
    address = models.GenericIPAddressField(null=True)  # of the officer's machine
    mark = models.BinaryField()  # that our program wrote it, and wrote this: chain.new_mark

    objects = EventQuerySet.as_manager()

    class Meta(_Kept.Meta):
        constraints = [
            models.CheckConstraint(name="event_is_marked", condition=Exact(Length("mark"), MARK))
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="event_of_subject"),
            models.Index(fields=["by", "id"], name="event_of_officer"),
            models.Index(fields=["office", "at", "id"], name="event_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    @property
    def said(self) -> bytes:
        """What its mark is of."""
        return said_by(
            by=self.by_id,
            office=self.office,
            verb=self.verb,
            subject=self.subject,
            before=self.before,
            after=self.after,
            note=self.note,
            address=self.address,
        )

    @property
    def code(self) -> str:
        """Its link's code as papers bear it (รหัสทะเบียน); empty while it is not sealed."""
        link = Link.objects.filter(event=self.pk).first()
        return link.code if link else ""


class Redaction(_Kept):
    """What is left of the text of an event that retention removed (ข้อความที่ถูกทำลาย).

    The event's mark is of the text that was, and its link is of the mark: so the chain stands. This
    keeps the hash of that text, under a mark of our program's own, which had read the text and found
    it as written. The database writes it as it removes the text (SQL remove_personal_data).
    """

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="redaction")
    run = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now())
    said = models.CharField(max_length=64)  # SHA-256 of all that the event said
    mark = models.BinaryField()  # of what redacted_said gives

    class Meta(_Kept.Meta):
        constraints = [
            models.CheckConstraint(
                name="redaction_is_marked", condition=Exact(Length("mark"), MARK)
            )
        ]
        triggers = [
            *_Kept.Meta.triggers,
            pgtrigger.Protect(name="written_by_the_removal", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, office: str) -> "LinkQuerySet":
        return self.filter(office=office)

    def newest_first(self) -> "LinkQuerySet":
        return self.order_by("-number")


class Link(_Kept):
    """The place of an event in its office's chain (ลำดับในทะเบียน): number, and the hash of all so far.

    The newest link of an office is the head of its register (หัวทะเบียน).
    """

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="link")
    office = models.CharField(max_length=4, blank=True)
    number = models.PositiveBigIntegerField()  # from 1, without a gap
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())  # when it was sealed

    objects = LinkQuerySet.as_manager()

    class Meta(_Kept.Meta):
        constraints = [
            models.UniqueConstraint(name="link_numbered_once", fields=["office", "number"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return code_of(self.office, self.number, self.hash)


class VerificationQuerySet(models.QuerySet["Verification"]):
    def newest_first(self) -> "VerificationQuerySet":
        return self.order_by("-pk")


class Verification(_Kept):
    """One examination of the register (การตรวจสอบทะเบียน): what was looked at, and what was found."""

    at = models.DateTimeField(db_default=Now())
    events = models.PositiveBigIntegerField()
    heads = models.PositiveIntegerField()  # exported ones that it was compared to
    findings = models.JSONField(default=list)  # sentences, without people

    objects = VerificationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.at}: {len(self.findings)}"


def subject_of(record: models.Model) -> str:
    """The name of a record in the register, e.g. ``cases.case:12``."""
    return subject_named(record._meta.model, record.pk)  # of request.user too, which is lazy


def subject_named(model: type[models.Model], key: object) -> str:
    """The name in the register of the record with this key."""
    return f"{model._meta.label_lower}:{key}"
