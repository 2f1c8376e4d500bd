import codecs
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from .errors import RuleError
from .views import bad_request, rule_error

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Tells the browser what no answer of ours may be used for; stands above all others.

    So it is said of errors, redirects, static files and downloads too. What an answer says itself
    stands.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in settings.SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class KnownMethodsMiddleware:
    """Answers 405 to what no page of ours is asked with: PUT, DELETE, TRACE, OPTIONS."""

    KNOWN = ("GET", "HEAD", "POST")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in self.KNOWN:
            return HttpResponseNotAllowed(self.KNOWN)
        return self.get_response(request)


class RuleErrorMiddleware:
    """Answers 409 with the rule's own words, so that no view needs a try/except."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return rule_error(request, error) if isinstance(error, RuleError) else None


class ReadableMiddleware:
    """Answers 400 to what no browser sends: forms that are not UTF-8, NUL in a cookie.

    Python knows "charsets" that are none (hex, idna), and the database takes no NUL.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = codecs.lookup(request.encoding or "utf-8").name
        if charset not in ("utf-8", "ascii") or any("\0" in c for c in request.COOKIES.values()):
            return bad_request(request, SuspiciousOperation("unreadable"))
        return self.get_response(request)


class NoStoreMiddleware:
    """Keeps pages out of every cache: nearly all of them hold data of people.

    Static files are answered before this.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response


class DownloadDoneMiddleware:
    """Tells the page that a file has come (app.js, data-download), which it cannot see by itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and "attachment" in response.get("Content-Disposition", ""):
            response.set_cookie(
                f"{settings.COOKIE_PREFIX}downloaded",
                "1",
                max_age=60,
                secure=settings.HTTPS,
                samesite="Lax",
                httponly=False,
            )
        return response
