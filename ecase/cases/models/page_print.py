import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef

from .document import Document


class PagePrintQuerySet(models.QuerySet["PagePrint"]):
    def in_force(self) -> "PagePrintQuerySet":
        """Of the last version of each bundle: what was replaced says nothing any more."""
        later = Document.objects.filter(
            case=OuterRef("document__case"),
            bundle=OuterRef("document__bundle"),
            version__gt=OuterRef("document__version"),
        )
        return self.filter(~Exists(later))


class PagePrint(models.Model):
    """By what a page of a case's papers is known again (ลายภาพของหน้า); empty pages have none."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="prints", db_index=False)
    number = models.PositiveSmallIntegerField()  # the page, from 1
    print = models.BinaryField()
    bands = ArrayField(models.IntegerField())  # cases/prints.py

    objects = PagePrintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="page_print_once", fields=["document", "number"])
        ]
        indexes = [GinIndex(fields=["bands"], name="page_print_bands")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.document} หน้า {self.number}"
