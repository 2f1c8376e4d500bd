"""The pages for when something went wrong. They ask neither the database nor who is signed in."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def _page(
    request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render without a request, so that no context processor looks for a session."""
    ways_out = {"home": _home(request), "back": _back(request)}
    return HttpResponse(
        get_template(template).render({**ways_out, **(context or {})}), status=status
    )


def _home(request: HttpRequest) -> str:
    """หน้าหลัก of the year in hand, else the root, which knows where to go."""
    year = getattr(request, "year", None)
    try:
        return reverse("reporting:home", args=[year.pk]) if year else "/"
    except NoReverseMatch:
        return "/"


def _back(request: HttpRequest) -> str:
    """The page of ours that the officer came from, or nothing."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from,
        allowed_hosts={request.META.get("HTTP_HOST", "")},
        require_https=request.is_secure(),
    )
    return came_from if ours else ""


def rule_error(request: HttpRequest, error: Exception) -> HttpResponse:
    """409: a rule of the office forbids it, in the rule's own words."""
    return _page(request, "rule_error.html", 409, {"error": error})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where more was sent than a form may hold."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return _page(request, "413.html", 413)
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: with the sentence that says who may, where the one who refused gave it."""
    return _page(request, "403.html", 403, {"reason": str(exception)})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: also for what belongs to another office."""
    return _page(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page stood open longer than the sign-in that it belongs to."""
    return _page(request, "csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _page(request, "503.html", 503)
    return _page(request, "500.html", 500)
