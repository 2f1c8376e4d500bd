"""The browser of a request in words, and the cookie by which it is known again (เครื่อง)."""

import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ecase.core.whose import over_the_city

from .models import Device

COOKIE = f"{settings.COOKIE_PREFIX}device"
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
MACHINES = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def described(request: HttpRequest) -> str:
    """The browser and its machine, as an officer knows them: ``Chrome บน Windows``."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "เบราว์เซอร์อื่น")
    machine = next((name for mark, name in MACHINES.items() if mark in agent), "เครื่องอื่น")
    return f"{browser} บน {machine}"


def token_of(request: HttpRequest) -> str:
    """What the browser's cookie says; empty where it has none of ours."""
    token = request.COOKIES.get(COOKIE, "")
    return token if re.match(r"\A[A-Za-z0-9_-]{43}\Z", token) else ""


def digest_of(token: str) -> str:
    """How a browser's cookie is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


@over_the_city("at the door nobody is known yet")
def is_known(request: HttpRequest, username: str) -> bool:
    """Whether this officer has signed in at this browser before."""
    token = token_of(request)
    return bool(
        token
        and Device.objects.known()
        .filter(officer__username=username, digest=digest_of(token))
        .exists()
    )


def new_token() -> str:
    """The cookie of a browser that has none yet."""
    return secrets.token_urlsafe(32)


def remember(response: HttpResponse, token: str) -> None:
    """Let the browser be known again."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(Device.REMEMBERED.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
