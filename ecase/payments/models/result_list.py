import pgtrigger
from django.db import models
from django.db.models import F, Q

from ecase.core.sealed_fields import LARGEST, IsNothing, IsSealed, SealedBytesField
from ecase.offices.models import FiscalYear, Office, Officer


class ResultListQuerySet(models.QuerySet["ResultList"]):
    def visible_to(self, officer: Officer) -> "ResultListQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_year(self, year: FiscalYear) -> "ResultListQuerySet":
        return self.filter(fiscal_year=year)


class ResultList(models.Model):
    """A list of results as the bank gave it (รายการผลการโอนจากธนาคาร): its bytes are the evidence.

    Received, it changes nothing; a person looks at what it would change, and confirms.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)  # as the officer's computer calls it
    content = SealedBytesField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()  # rows
    received_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

    objects = ResultListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_list_is_sealed",  # nothing where retention removed it
                condition=Q(IsSealed(F("content"), least=1, most=LARGEST))
                | Q(IsNothing(F("content"))),
            ),
            models.UniqueConstraint(
                name="result_list_once", fields=["office", "fiscal_year", "sha256"]
            ),
            models.CheckConstraint(
                name="result_list_applied_iff_by_whom",
                condition=Q(applied_by=None, applied_at=None)
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "fiscal_year", "received_at"], name="result_list_newest")
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="received_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("office_id", "fiscal_year_id", "name", "content", "sha256", "count"),
                    *("received_by_id", "received_at"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
