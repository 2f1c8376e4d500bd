from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from ecase.core.errors import RuleError
from ecase.core.thai import thai_datetime

from .case import Case

if TYPE_CHECKING:
    from datetime import datetime

REMOVED = "ข้อมูลถูกทำลายตามระยะเวลา"  # stands where a person wrote something


class DataRemoved(RuleError):
    """What was asked for is no more: it was removed when its time was over."""

    def __init__(self, what: object, at: "datetime | None" = None) -> None:
        when = f"เมื่อ {thai_datetime(at)} " if at else ""
        super().__init__(f"{what} {REMOVED}แล้ว {when}เหลือไว้เพียงสถิติ จึงเปิดหรือพิมพ์ไม่ได้อีก")


def refuse_removed(cases: "models.QuerySet[Case]", what: object) -> None:
    """Let nothing be made of cases whose personal data are no more; raises DataRemoved."""
    stone = Tombstone.objects.filter(case__in=cases).first()
    if stone:
        raise DataRemoved(what, stone.removed_at)


class Tombstone(models.Model):
    """What is left of a case whose personal data were removed (ร่องรอยการทำลายข้อมูล).

    The database writes it in the same breath as it removes (SQL remove_personal_data).
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="tombstone")
    run = models.PositiveBigIntegerField()  # the key of the run that two administrators ordered
    removed_at = models.DateTimeField(db_default=Now())
    digest = models.CharField(max_length=64, blank=True)  # of what was approved, where it was
    documents = models.PositiveIntegerField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Protect(name="written_by_the_removal", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"
