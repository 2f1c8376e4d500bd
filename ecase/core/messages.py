"""What a page says once, after the step that led to it (ข้อความแจ้งผล)."""

from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponseBase


class _OwnHostCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """In the session of an officer: what is said of a case stays off the officer's computer. Before
    the door in a cookie, so that strangers make no sessions."""

    storage_classes = (_OwnHostCookie, SessionStorage)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._prefer()

    def _prefer(self) -> None:
        first = SessionStorage if self.request.user.is_authenticated else _OwnHostCookie
        self.storages.sort(key=lambda storage: not isinstance(storage, first))

    def update(self, response: HttpResponseBase) -> list[Message] | None:
        self._prefer()  # the officer may have come in or gone out meanwhile
        return super().update(response)
