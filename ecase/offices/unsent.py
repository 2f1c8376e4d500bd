"""A form that was sent after the sign-in had ended (แบบฟอร์มที่ยังไม่ได้ส่ง).

It waits in the session of the browser that sent it, for the officer who was signed in there last;
after signing in again that officer sends it on with one button. Where that is not known, nothing
is kept: what was typed is of people, and the next at the screen may be of another office. Files
are not kept: the form comes back and says which to choose again.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNSENT = "unsent_form"
LARGEST = 200_000  # characters; no form of ours comes near
DESK = f"{settings.COOKIE_PREFIX}desk"  # the signed cookie that says who signed in last at this browser
REMEMBERED = 30 * 24 * 60 * 60  # seconds
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "current", "new", "again", "password_again")


@dataclass(frozen=True)
class UnsentForm:
    """Where the form was going, and what was typed."""

    address: str
    typed: list[tuple[str, str]]
    had_files: bool


def remember_here(response: HttpResponse, officer: int) -> None:
    """Note in the browser who has signed in, for when the session is forgotten."""
    response.set_signed_cookie(
        DESK,
        str(officer),
        salt=DESK,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def last_here(request: HttpRequest) -> int | None:
    """Who signed in last at this browser, where that is known."""
    known = request.get_signed_cookie(DESK, default="", salt=DESK, max_age=REMEMBERED)
    return int(known) if known else None


def keep_unsent(request: HttpRequest, *, officer: int) -> bool:
    """Keep a form for the officer whose sign-in had ended; says whether there was anything."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    if not typed or sum(len(name) + len(value) for name, value in typed) > LARGEST:
        return False
    request.session[UNSENT] = {
        "address": request.path,
        "typed": typed,
        "had_files": bool(request.FILES),
        "officer": officer,
    }
    return True


def unsent_form(request: HttpRequest) -> UnsentForm | None:
    """The form that waits for the officer who has now signed in; another's is dropped."""
    kept: dict[str, Any] | None = request.session.get(UNSENT)
    if kept is None:
        return None
    if kept["officer"] != request.user.pk:
        drop_unsent(request)
        return None
    return UnsentForm(kept["address"], [(n, v) for n, v in kept["typed"]], kept["had_files"])


def drop_unsent(request: HttpRequest) -> None:
    request.session.pop(UNSENT, None)
