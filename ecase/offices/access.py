"""Who may open a page. Every view says so; tests/test_architecture.py checks that it does."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from .models import OF_AN_OFFICE, OF_THE_CENTRE, Duty, FiscalYear, Officer

if TYPE_CHECKING:

    class OfficerRequest(HttpRequest):
        """A request that passed SignedInMiddleware: its user is an Officer.

        ``year`` is the fiscal year of the address (``/2566/...``); pages outside of a year, which
        have none, do not read it.
        """

        user: Officer
        year: FiscalYear
else:
    OfficerRequest = HttpRequest

View = Callable[..., HttpResponseBase]

EVERY_DUTY = (*OF_AN_OFFICE, *OF_THE_CENTRE)


def open_to(*duties: Duty, without_duty: bool = False) -> Callable[[View], View]:
    """Let in officers who hold one of these duties; others get 403 with who may.

    ``without_duty`` lets in those too who hold none today, for what is of the own account alone.
    Where the address names a fiscal year, ``request.year`` is set to it; one that the centre has
    not opened yet is 404.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.duties and not without_duty:
                return _no_duty(request)
            if request.user.duties and not request.user.may(*duties):
                wanted = " หรือ".join(duty.label for duty in duties)
                raise PermissionDenied(f"หน้านี้เปิดให้{wanted} หน้าที่ของคุณคือ{request.user.duty_names}")
            if "year" in kwargs:
                request.year = get_object_or_404(FiscalYear, pk=kwargs.pop("year"))
            return view(request, *args, **kwargs)

        guarded.open_to = duties  # type: ignore[attr-defined]
        return guarded

    return decorate


def _no_duty(request: OfficerRequest) -> HttpResponseBase:
    """Who holds no duty today (ไม่มีหน้าที่) is told when one begins, and can sign out."""
    today = timezone.localdate()
    coming = request.user.appointments.not_over(today).filter(starts_on__gt=today)
    page = {"coming": coming.order_by("starts_on", "pk")}
    return render(request, "offices/no_duty.html", page, status=403)
