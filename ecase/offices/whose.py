"""Whose rows an officer sees (เห็นข้อมูลของเขตใด): the own office's; of the centre, every office's."""

from contextlib import AbstractContextManager

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from ecase.core.roles import APP, CITY
from ecase.core.whose import NOBODY, Whose, rows_of

from .models import Officer


def whose_of(user: AbstractBaseUser | AnonymousUser) -> Whose:
    """What the database is told of who is signed in; of a stranger, nobody."""
    if not user.is_authenticated:
        return NOBODY
    officer: Officer = user  # type: ignore[assignment]
    if officer.office is None:
        return Whose(CITY, officer=str(officer.pk))
    return Whose(APP, str(officer.office_id), officer.office.code, str(officer.pk))


def named_at_the_door(officer: Officer) -> AbstractContextManager[None]:
    """Look at what an officer is known by, before it is proved that the officer is there: the own
    devices, app, passkeys and codes, and the office's register for what becomes of it. No case."""
    office = officer.office
    return rows_of(Whose(APP, code=office.code if office else "", officer=str(officer.pk)))


def acting_as(officer: Officer) -> AbstractContextManager[None]:
    """Do what this officer does, seeing what the officer sees; for commands, the demo and tests."""
    return rows_of(whose_of(officer))
