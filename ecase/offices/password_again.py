"""Asking for the password again (ยืนยันรหัสผ่านอีกครั้ง) before what cannot be taken back.

Closing a meeting, a file for the bank and the like want to know that the officer still sits at the
desk. Where the password was given too long ago the form is held up by one page with one box. All
that was typed travels through that page, so that the right password does what had been asked for,
in the same request; a wrong one loses nothing.

Such forms carry no files: a file cannot travel through a page, and is refused with 400.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from . import actions
from .access import OfficerRequest, View
from .forms import PasswordAgainForm
from .middleware import own_address
from .unsent import NEVER_KEPT, keep_unsent

GIVEN = "password_given"  # in the session: when the password was given last, in seconds
WRONG_ONES = "password_wrong"  # in the session: how many wrong ones came in a row
MOST_WRONG_ONES = 5
BOX, ASKED, BACK = "password_again", "password_asked", "password_back"  # of the page's own form


def note_password_given(request: HttpRequest) -> None:
    """The officer of this session has just given the right password."""
    request.session[GIVEN] = timezone.now().timestamp()
    request.session.pop(WRONG_ONES, None)


def password_given_lately(act: str, *, gives_file: bool = False) -> Callable[[View], View]:
    """Hold up a POST until the password is given, where that was too long ago. Put it in open_to.

    ``act`` says what comes next, after the words ระบบจะ: ``"ทำไฟล์สำหรับโอนเงิน"``. ``gives_file`` is
    for a view that answers with a file to download, after which the page leads back.

    The view gets its POST as it was sent; of the password it sees nothing.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            answer = _take_answer(request)
            if request.FILES:
                raise BadRequest("a form that asks for the password again carries no files")
            form = PasswordAgainForm(officer=request.user)
            if _is_answered(request, answer):
                form = PasswordAgainForm(answer, officer=request.user)
                if form.is_valid():
                    note_password_given(request)
                    return view(request, *args, **kwargs)
                if form.is_wrong and _count_wrong_one(request) == 0:
                    return _sign_out(request)
            elif _is_given_lately(request):
                return view(request, *args, **kwargs)
            page = {"form": form, "act": act, "gives_file": gives_file}
            return _ask(request, page, back=answer.get(BACK, ""))

        return guarded

    return decorate


def _take_answer(request: HttpRequest) -> dict[str, str]:
    """What the page's own form says, taken out of the POST."""
    typed = request.POST.copy()
    answer = {name: str(typed[name]) for name in (BOX, ASKED, BACK) if name in typed}
    for name in answer:
        del typed[name]
    if answer:
        typed._mutable = False
        request.POST = typed  # type: ignore[assignment]
    return answer


def _is_answered(request: HttpRequest, answer: dict[str, str]) -> bool:
    """Whether somebody typed a password now.

    A browser that loads a page again sends the password of then once more. So each page says when
    it asked, and of what was asked before the last right answer none counts.
    """
    try:
        asked: float = signing.loads(answer.get(ASKED, ""), salt=ASKED)
    except signing.BadSignature:
        return False
    return BOX in answer and asked > request.session.get(GIVEN, 0)


def _is_given_lately(request: HttpRequest) -> bool:
    since = timezone.now().timestamp() - request.session.get(GIVEN, 0)
    return bool(since <= settings.PASSWORD_AGAIN_MINUTES * 60)


def refuse_wrong_password(request: OfficerRequest) -> HttpResponse | None:
    """A page of an open session got a wrong password; the fifth in a row ends the session."""
    return _sign_out(request) if _count_wrong_one(request) == 0 else None


def _count_wrong_one(request: OfficerRequest) -> int:
    """Put a wrong password on record; says how many more may follow."""
    actions.note_refused_password(request.user)
    request.session[WRONG_ONES] = request.session.get(WRONG_ONES, 0) + 1
    return _more_tries(request)


def _more_tries(request: HttpRequest) -> int:
    wrong_ones: int = request.session.get(WRONG_ONES, 0)
    return max(MOST_WRONG_ONES - wrong_ones, 0)


def _sign_out(request: OfficerRequest) -> HttpResponse:
    """Whoever sits there does not know the password; what was typed waits for the officer."""
    officer = request.user.pk
    actions.note_sign_out(request.user)
    logout(request)
    told = f"ออกจากระบบเพราะกรอกรหัสผ่านไม่ถูกต้อง {MOST_WRONG_ONES} ครั้ง รายการนั้นยังไม่ได้ทำ"
    if keep_unsent(request, officer=officer):
        told += " ข้อมูลที่กรอกไว้ยังอยู่ เข้าสู่ระบบแล้วส่งต่อได้"
    messages.error(request, told)
    return redirect("offices:sign_in")


def _ask(request: OfficerRequest, page: dict[str, Any], *, back: str) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    about = {
        "address": request.get_full_path(),
        "typed": typed,
        "asked": signing.dumps(timezone.now().timestamp(), salt=ASKED),
        "back": own_address(request, back) or _came_from(request) or reverse("offices:years"),
        "minutes": settings.PASSWORD_AGAIN_MINUTES,
        "more_tries": _more_tries(request),
    }
    return render(request, "offices/password_again.html", {**page, **about})


def _came_from(request: HttpRequest) -> str:
    """The page of ours with the form that is held up, or nothing."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not ours:
        return ""
    there = urlsplit(referer)
    return own_address(request, urlunsplit(("", "", there.path, there.query, "")))
