"""A form that was sent after the sign-in had ended (แบบฟอร์มที่ยังไม่ได้ส่ง).

It waits in the session of the browser that sent it, for the officer who was signed in there last;
after signing in again that officer sends it on with one button. Where that is not known, nothing
is kept: what was typed is of people, and the next at the screen may be of another office. Files
are not kept: the form comes back and says which to choose again. Sessions lie in the database, so
what was typed is sealed there, for that officer.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ecase.core.sealing import Broken, seal, unseal

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
    sealed = seal(json.dumps(typed).encode(), use=UNSENT, about=str(officer))
    request.session[UNSENT] = {
        "address": request.path,
        "typed": base64.b64encode(sealed).decode(),
        "had_files": bool(request.FILES),
        "officer": officer,
    }
    return True


def unsent_form(request: HttpRequest) -> UnsentForm | None:
    """The form that waits for the officer who has now signed in; another's is dropped."""
    kept: dict[str, Any] | None = request.session.get(UNSENT)
    if kept is None:
        return None
    typed = _opened(kept["typed"], kept["officer"]) if kept["officer"] == request.user.pk else None
    if typed is None:
        drop_unsent(request)
        return None
    return UnsentForm(kept["address"], typed, kept["had_files"])


def _opened(typed: str, officer: int) -> list[tuple[str, str]] | None:
    """What was typed; None where its key is gone, or it was kept before such forms were sealed."""
    try:
        clear = unseal(base64.b64decode(typed), use=UNSENT, about=str(officer))
    except (Broken, TypeError, ValueError):
        return None
    return [(name, value) for name, value in json.loads(clear)]


def drop_unsent(request: HttpRequest) -> None:
    request.session.pop(UNSENT, None)
