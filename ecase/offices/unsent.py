"""A form that was sent after the sign-in had ended (แบบฟอร์มที่ยังไม่ได้ส่ง).

It waits in the session of the browser that sent it; after signing in again the officer sends it on
with one button. Files are not kept: the form comes back and says which to choose again.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

UNSENT = "unsent_form"
LARGEST = 200_000  # characters; no form of ours comes near
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "current", "new", "again")


@dataclass(frozen=True)
class UnsentForm:
    """Where the form was going, and what was typed."""

    address: str
    typed: list[tuple[str, str]]
    had_files: bool


def keep_unsent(request: HttpRequest, *, officer: int | None) -> bool:
    """Keep a form for the officer whose sign-in had ended; says whether there was anything."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in typed) > LARGEST:
        return False
    request.session[UNSENT] = {
        "address": request.path,
        "typed": typed,
        "had_files": bool(request.FILES),
        "officer": officer,
    }
    return bool(typed)


def unsent_form(request: HttpRequest) -> UnsentForm | None:
    """The form that waits for the officer who has now signed in; another's is dropped."""
    kept: dict[str, Any] | None = request.session.get(UNSENT)
    if kept is None:
        return None
    if kept["officer"] not in (None, request.user.pk):
        drop_unsent(request)
        return None
    return UnsentForm(kept["address"], [(n, v) for n, v in kept["typed"]], kept["had_files"])


def drop_unsent(request: HttpRequest) -> None:
    request.session.pop(UNSENT, None)
