from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .errors import RuleError
from .views import rule_error

GetResponse = Callable[[HttpRequest], HttpResponse]


class RuleErrorMiddleware:
    """Answers 409 with the rule's own words, so that no view needs a try/except."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return rule_error(request, error) if isinstance(error, RuleError) else None


class NoStoreMiddleware:
    """Keeps pages out of every cache: nearly all of them hold data of people.

    Static files are answered before this.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response


class DownloadDoneMiddleware:
    """Tells the page that a file has come (app.js, data-download), which it cannot see by itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and "attachment" in response.get("Content-Disposition", ""):
            response.set_cookie("downloaded", "1", max_age=60, samesite="Lax", httponly=False)
        return response
