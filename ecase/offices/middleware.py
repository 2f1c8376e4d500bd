"""Only signed-in officers get further than the door, and what they typed is not lost there."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from ecase.core.whose import in_turn, rows_of

from .actions import note_refused_deed
from .door import actions as at_the_door
from .door.restricted import is_open_before_enrolment, must_enrol
from .models import DutyEnded, Officer
from .separation import SamePerson
from .unsent import keep_unsent, last_here
from .whose import whose_of

SEEN = "seen"  # when the officer last clicked, in seconds
EACH_MINUTE = 60  # a session is not written more often than this


class WhoseMiddleware:
    """The database shows this request the rows of its officer's office, and a stranger none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        whose = whose_of(request.user)
        with rows_of(whose):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            parts: Any = response.streaming_content
            response.streaming_content = in_turn(iter(parts), whose)
        return response


class Left(NamedTuple):
    """Who was away for too long, and how long one may be."""

    officer: int
    minutes: int


def idle_minutes(officer: Officer) -> int:
    """How long an officer may do nothing; who moves money, less long."""
    of_duties = settings.IDLE_MINUTES_OF
    return min([settings.IDLE_MINUTES, *(of_duties[d] for d in officer.duties if d in of_duties)])


class SignedInMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page, and officers who left their desk.

    A form that was sent too late is kept, to be sent after signing in again.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Any,
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        request.year = None  # type: ignore[attr-defined]  # set by open_to where the address has one
        request.left = self._sign_out_who_left(request)  # type: ignore[attr-defined]
        refusal: HttpResponseBase | None = super().process_view(
            request, view_func, view_args, view_kwargs
        )
        if refusal is None and must_enrol(request) and not is_open_before_enrolment(view_func):
            return self._to_enrolment(request)
        return refusal

    def _to_enrolment(self, request: HttpRequest) -> HttpResponseBase:
        """An officer whose duty asks for a second factor adds one before anything else."""
        if request.method == "POST" and request.user.pk:
            keep_unsent(request, officer=request.user.pk)
        response: HttpResponseBase = redirect("offices:factors")
        if request.headers.get("HX-Request"):
            response["HX-Redirect"] = reverse("offices:factors")
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        door = reverse("offices:sign_in")
        left: Left | None = request.left  # type: ignore[attr-defined]
        late = left is not None or settings.SESSION_COOKIE_NAME in request.COOKIES
        if late:
            messages.warning(
                request,
                f"ออกจากระบบเพราะไม่มีการใช้งาน {left.minutes} นาที เข้าสู่ระบบแล้วทำต่อได้"
                if left is not None
                else "การเข้าสู่ระบบครั้งก่อนหมดเวลาแล้ว เข้าสู่ระบบแล้วทำต่อได้",
            )
        if request.method == "POST":
            owner = left.officer if left else last_here(request)
            if owner and keep_unsent(request, officer=owner):
                messages.info(request, "ข้อมูลที่กรอกไว้ยังอยู่ เข้าสู่ระบบแล้วส่งต่อได้โดยไม่ต้องพิมพ์ใหม่")
            return redirect(door)
        if request.headers.get("HX-Request"):
            response: HttpResponseBase = redirect(door)
            response["HX-Redirect"] = door
            return response
        here = request.get_full_path()
        return redirect_to_login(here, door) if here != "/" else redirect(door)

    def _sign_out_who_left(self, request: HttpRequest) -> "Left | None":
        """Sign out an officer who did nothing for too long; says who that was."""
        if not isinstance(request.user, Officer):
            return None
        minutes = idle_minutes(request.user)
        now = int(timezone.now().timestamp())
        seen = request.session.get(SEEN, now)
        if now - seen > minutes * 60:
            left = Left(request.user.pk, minutes)
            at_the_door.forget_sign_in(request.session.session_key or "")
            logout(request)
            return left
        if now - seen > EACH_MINUTE or SEEN not in request.session:
            request.session[SEEN] = now
            at_the_door.note_seen(request.session.session_key or "")
        return None


class DeniedMiddleware:
    """Puts on record what an officer was kept from: it was tried, and nothing was done (I23)."""

    DENIALS = (PermissionDenied, SamePerson, DutyEnded)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, self.DENIALS) and isinstance(request.user, Officer):
            match = request.resolver_match
            note_refused_deed(
                request.user,
                page=match.view_name if match else "",
                sends=request.method == "POST",
                why=str(error),
            )


def own_address(request: HttpRequest, address: str) -> str:
    """An address to go on to, where it is one of ours; else nothing."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else ""  # else it may be a view's name
