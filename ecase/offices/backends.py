from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from .models import Officer


class OfficerBackend(BaseBackend):
    """Signing in by user name and password, and the signed-in officer of every later request."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
    ) -> Officer | None:
        if not username or password is None:
            return None
        officer = Officer.objects.filter(username=username, is_active=True).first()
        if officer is None:
            make_password(password)  # as slow as a wrong password: names cannot be guessed by time
            return None
        return officer if officer.check_password(password) else None

    def get_user(self, user_id: int) -> Officer | None:
        officers: list[Officer] = list(
            Officer.objects.with_duties(timezone.localdate()).filter(pk=user_id, is_active=True)
        )
        return officers[0] if officers else None
