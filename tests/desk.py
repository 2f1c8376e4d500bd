"""A browser at an officer's desk, for tests that ask for pages."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from ecase.offices.door.models import has_second_factor
from ecase.offices.door.restricted import SECOND
from ecase.offices.password_again import GIVEN


class DeskClient(Client):
    """Signs an officer in as the door does: the password was given just now, and the second step
    was taken by who has one.

    Django's own ``force_login`` makes a session in which no password was ever given, so what asks
    for it again would ask at once.
    """

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session = self.session
        session[SECOND] = has_second_factor(user)
        session.save()
        self.password_given(timedelta(0))

    def password_given(self, ago: timedelta | None) -> None:
        """Say when the password of this session was given last; None: never."""
        session = self.session
        session.pop(GIVEN, None)
        if ago is not None:
            session[GIVEN] = (timezone.now() - ago).timestamp()
        session.save()
