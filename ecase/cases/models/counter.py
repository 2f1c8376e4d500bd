from django.db import models

from ecase.offices.models import FiscalYear


class CaseCounter(models.Model):
    """The last case number dealt in a fiscal year, over the whole city. The row is the lock."""

    fiscal_year = models.OneToOneField(FiscalYear, models.PROTECT, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Case{self.fiscal_year_id}-{self.last}"
