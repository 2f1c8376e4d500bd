"""What was typed into a search box (คำค้น). It may be a name or a citizen ID, so it never stands in an
address: it is kept in the session under a short random token, and the token stands there (?s=…).
"""

import secrets

from django.http import HttpRequest

SEARCHES = "searches"
KEPT = 20  # searches of one sign-in; the oldest goes first


def keep_search(request: HttpRequest, text: str) -> str:
    """Keep what was typed in the session; returns the token that stands for it."""
    token = secrets.token_urlsafe(6)
    kept = [*request.session.get(SEARCHES, []), [token, text]]
    request.session[SEARCHES] = kept[-KEPT:]
    return token


def kept_search(request: HttpRequest) -> str | None:
    """What the address' token stands for; empty without a token, None where it is forgotten."""
    token = request.GET.get("s", "")
    if not token:
        return ""
    found: dict[str, str] = dict(request.session.get(SEARCHES, []))
    return found.get(token)
