"""Only signed-in officers get further than the door."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


class SignedInMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Any,
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        request.year = None  # type: ignore[attr-defined]  # set by open_to where the address has one
        return super().process_view(request, view_func, view_args, view_kwargs)
