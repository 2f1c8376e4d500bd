"""What one citizen ID asked for so far (ประวัติ), in every office: by the SQL function that tells of
other offices' cases what R22 names, and no more."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ecase.offices.models import Officer
from ecase.people.models import digest_of

from .models import Case, Status


@dataclass(frozen=True)
class Past:
    """One case of the past. ``case`` is the whole of it, where it is the own office's."""

    year: int
    name: str
    aid: str
    office: str
    status: Status
    recorded_at: datetime
    case: Case | None


def past_of(citizen_id: str, *, officer: Officer) -> list[Past]:
    """All that the ID asked for, newest first (R21)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM aid_history(%s)", [digest_of(citizen_id)])
        told = cursor.fetchall()
    own = Case.objects.visible_to(officer).asked_for_by(citizen_id).in_full()
    here = {(case.office.name, case.recorded_at): case for case in own}
    return [
        Past(year, name, aid, office, Status(status), at, here.get((office, at)))
        for year, name, aid, office, status, at in told
    ]
