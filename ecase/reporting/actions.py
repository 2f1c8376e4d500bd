"""What happens when somebody reads the register: that is on record too."""

from collections.abc import Iterable

from django.db import transaction

from ecase.audit.actions import record
from ecase.offices.models import Officer


@transaction.atomic
def search_register(by: Officer, *, asked: Iterable[str]) -> None:
    """An auditor searched the register (ค้นทะเบียน): by what, never for whom."""
    record("register.searched", by, by=by, after={"by": sorted(asked)})
