"""Offices and fiscal years (สำนักงานเขต, ปีงบประมาณ)."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from ecase.audit.actions import record
from ecase.core.reference_data import rows

from ..models import Duty, FiscalYear, Office, Officer
from .account import on_duty


def load_offices() -> None:
    """The 50 district offices with their groups; what is there already stays as it is."""
    Office.objects.bulk_create(
        [
            Office(
                code=row["code"],
                name=row["name_th"],
                name_en=row["name_en"],
                group=row["group_label_th"],
            )
            for row in rows(str(Path(__file__).parent), "offices.csv")
        ],
        ignore_conflicts=True,
    )


def open_years(years: Iterable[int]) -> None:
    """Open fiscal years as the reference data does; one that exists stays as it is."""
    FiscalYear.objects.bulk_create([FiscalYear(year=year) for year in years], ignore_conflicts=True)


@transaction.atomic
def open_year(year: int, *, by: Officer) -> FiscalYear:
    """Open a fiscal year to be worked in (เปิดปีงบประมาณ): a new one, or one that was closed."""
    on_duty(by, Duty.ADMINISTRATOR)
    found, is_new = FiscalYear.objects.select_for_update().get_or_create(year=year)
    if is_new or not found.is_open:
        found.is_open = True
        found.save(update_fields=["is_open"])
        record("year.opened", found, by=by)
    return found


@transaction.atomic
def close_year(year: FiscalYear, *, by: Officer) -> FiscalYear:
    """Close a fiscal year (ปิดปีงบประมาณ): it stays readable, and nothing new is recorded in it."""
    on_duty(by, Duty.ADMINISTRATOR)
    year = FiscalYear.objects.select_for_update().get(pk=year.pk)
    if year.is_open:
        year.is_open = False
        year.save(update_fields=["is_open"])
        record("year.closed", year, by=by)
    return year
