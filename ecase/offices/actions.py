"""Everything that can happen to an office and its officers."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from ecase.audit.actions import record
from ecase.core.reference_data import rows

from .models import Appointment, Duty, FiscalYear, Office, Officer


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
            for row in rows(__file__, "offices.csv")
        ],
        ignore_conflicts=True,
    )


def open_years(years: Iterable[int]) -> None:
    """Open fiscal years (เปิดปีงบประมาณ); one that exists stays as it is."""
    FiscalYear.objects.bulk_create([FiscalYear(year=year) for year in years], ignore_conflicts=True)


@transaction.atomic
def engage(
    *,
    username: str,
    password: str,
    title: str,
    first_name: str,
    last_name: str,
    office: Office | None,
    duties: Iterable[Duty],
    since: date,
    position: str = "",
    by: Officer | None = None,
) -> Officer:
    """Give a person a sign-in of their own and duties in an office, or at the centre."""
    officer = Officer(
        username=username,
        title=title,
        first_name=first_name,
        last_name=last_name,
        office=office,
        position=position,
    )
    officer.set_password(password)
    officer.save()
    Appointment.objects.bulk_create(
        Appointment(officer=officer, duty=duty, starts_on=since) for duty in duties
    )
    names = ", ".join(sorted(duties))
    record("officer.engaged", officer, by=by, after={"username": username, "duties": names})
    engaged: Officer = Officer.objects.with_duties(since).get(pk=officer.pk)
    return engaged
