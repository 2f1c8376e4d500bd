import uuid
from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ecase.core.sealed_fields import SealedField

from .administrator_request import Answer
from .laws import by_an_administrator, sealed_reach
from .officer import Office, Officer


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, officer: Officer) -> "HandOverQuerySet":
        """All of them to the centre, which decides; an office has none."""
        return self if officer.sees_every_office else self.none()

    def open(self) -> "HandOverQuerySet":
        return self.filter(answer="")

    def in_full(self) -> "HandOverQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related("office", "officer", "decided_by")


class HandOver(models.Model):
    """A new head asks for the sign-in (คำขอเปลี่ยนหัวหน้าฝ่าย), at the door and so without one.

    The manual's form filled in on screen, or sent as a scan, with a copy of the official card.
    Nobody has looked at who it was that sent it: the administrator does.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    # What the scan of the form says need not be typed.
    title = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    position = models.CharField(max_length=150, blank=True)
    phone = SealedField()
    email = SealedField(blank=True)
    effective_on = models.DateField(null=True)
    former_head = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    sent_from = models.GenericIPAddressField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            *sealed_reach("hand_over"),
            models.CheckConstraint(
                name="hand_over_decided_iff_by_whom",
                condition=Q(answer="", decided_by=None, decided_at=None, because="", officer=None)
                | Q(
                    answer=Answer.ACCEPTED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    officer__isnull=False,
                )
                | (
                    Q(
                        answer=Answer.DECLINED,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        officer=None,
                    )
                    & ~Q(because="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["office", "answer"], name="hand_over_of_office")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="sent_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("office_id", "title", "first_name", "last_name", "position", "phone"),
                    *("email", "effective_on", "former_head", "note", "sent_at", "sent_from"),
                ),
            ),
            pgtrigger.Protect(
                name="decided_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__answer=""),
            ),
            pgtrigger.Trigger(
                name="decided_by_the_centre",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("answer"),
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__answer=""),
                func=by_an_administrator("a hand-over is decided", "decided_by_id", "decided_at")
                + "RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"คำขอเปลี่ยนหัวหน้าฝ่ายของ{self.office.full_name}"

    @property
    def name(self) -> str:
        """Who asks; empty where only the scan says so."""
        return f"{self.title}{self.first_name} {self.last_name}".strip()


class HandOverPaper(models.TextChoices):
    """What comes with a request (เอกสารประกอบคำขอ)."""

    FORM = "form", "แบบฟอร์มขอใช้งานระบบ"
    CARD = "card", "สำเนาบัตรข้าราชการ"


class HandOverFile(models.Model):
    """A scan that came with a request (ไฟล์ของคำขอ), cleaned in a child process like every other."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="files")
    paper = models.CharField(max_length=10, choices=HandOverPaper.choices)
    name = models.CharField(max_length=150)  # as the sender's computer called it
    stored_as = models.CharField(max_length=120)  # the name in the storage
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    pages = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hand_over_file_sha256_is_hex", condition=Q(sha256__regex=r"\A[0-9a-f]{64}\Z")
            ),
            models.CheckConstraint(
                name="hand_over_file_is_not_empty", condition=Q(size__gt=0, pages__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="hand_over_file_sha256")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()} «{self.name}»"

    @property
    def page_numbers(self) -> range:
        """Of its pages; the first is 1."""
        return range(1, self.pages + 1)


class Knock(models.Model):
    """Somebody without a sign-in sent files (ส่งไฟล์ก่อนเข้าสู่ระบบ), good or bad: they are counted.

    The address is forgotten after a day.
    """

    KEPT = timedelta(days=1)
    WHILE = timedelta(hours=1)
    FROM_ONE_ADDRESS = 20  # a district's office has one address for all its people
    FROM_ALL = 200

    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="knock_at")]

    def __str__(self) -> str:
        return str(self.address)
