import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from ecase.core.errors import RuleError
from ecase.core.sealed_fields import SealedBytesField, SealedTextField

from .officer import Officer


class PapersUnderWay(RuleError):
    """So many long papers are being made for this officer that another one waits for them (แบบพิมพ์ยาว)."""

    def __init__(self) -> None:
        super().__init__(
            f"กำลังจัดทำแบบพิมพ์ให้คุณอยู่แล้ว {LongPaper.AT_ONCE} ฉบับ รอให้เสร็จก่อน แล้วสั่งพิมพ์ฉบับนี้อีกครั้ง"
        )


class LongPaperQuerySet(models.QuerySet["LongPaper"]):
    def of(self, officer: Officer) -> "LongPaperQuerySet":
        """Those that this officer asked for; nobody else has them."""
        return self.filter(officer=officer.pk, asked_at__gt=timezone.now() - LongPaper.KEPT)

    def under_way(self) -> "LongPaperQuerySet":
        """Those that a child is making: neither made nor lost."""
        since = timezone.now() - LongPaper.SILENT
        return self.filter(pdf__isnull=True, has_failed=False, heard_at__gt=since)


class LongPaper(models.Model):
    """A paper of thousands of rows that is being made for one officer (แบบพิมพ์ยาว); kept for an hour."""

    KEPT = timedelta(hours=1)
    SILENT = timedelta(minutes=1)  # a child that said nothing for so long is gone
    AT_ONCE = 6  # for one officer: each has a process; an approval has five papers

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)  # without its ending
    to_keep = models.BooleanField()
    told = SealedTextField()  # until it is made
    count = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now_add=True)
    has_failed = models.BooleanField(default=False)
    pdf = SealedBytesField(null=True)

    objects = LongPaperQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_lost(self) -> bool:
        """Whether it will not be made any more, and is to be asked for again."""
        silent = timezone.now() - self.heard_at > self.SILENT
        return self.has_failed or (self.pdf is None and silent)
