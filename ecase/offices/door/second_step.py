"""The second step of signing in (ยืนยันขั้นที่สอง)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from ecase.offices import actions as offices
from ecase.offices.models import Officer
from ecase.offices.password_again import note_password_given
from ecase.offices.whose import acting_as, named_at_the_door

from . import actions, codes, passkeys, throttle
from .entering import enter
from .forms import SecondStepForm
from .models import App, ends_of_wait, has_second_factor

PENDING = "second_step"  # in the session: whose password was right, and when
LASTS = 10 * 60  # seconds


def after_password(
    request: HttpRequest, officer: Officer, onward: str, *, typed: bool = True
) -> HttpResponse:
    """The first step is done; on to the second, where the officer has one.

    ``typed`` says whether a password was given, and no other server spoke for the officer.
    """
    with named_at_the_door(officer):
        asks_for_more = has_second_factor(officer)
    if not asks_for_more:
        return _enter(request, officer, onward, second=False, typed=typed)
    request.session.cycle_key()
    request.session[PENDING] = {
        "officer": officer.pk,
        "hash": officer.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "onward": onward,
        "typed": typed,
    }
    return redirect("offices:second_step")


def _enter(
    request: HttpRequest, officer: Officer, onward: str, *, second: bool, typed: bool
) -> HttpResponse:
    with acting_as(officer):  # it is proved now who it is
        response = enter(request, officer, onward, second=second)
        if typed:
            note_password_given(request)
        offices.note_sign_in(officer)
    return response


def _waiting(request: HttpRequest) -> Officer | None:
    """Whose second step this is; nobody's where it took too long or the password has changed."""
    pending = request.session.get(PENDING)
    if pending is None or timezone.now().timestamp() - pending["at"] > LASTS:
        return None
    found = Officer.objects.with_duties(timezone.localdate())
    officer: Officer | None = found.filter(pk=pending["officer"], is_active=True).first()
    if officer is None or officer.get_session_auth_hash() != pending["hash"]:
        return None
    return officer


@sensitive_post_parameters("code", "passkey")
@login_not_required
def second_step(request: HttpRequest) -> HttpResponse:
    """หน้าจอยืนยันขั้นที่สอง."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    officer = _waiting(request)
    if officer is None:
        request.session.pop(PENDING, None)
        messages.warning(request, "เริ่มเข้าสู่ระบบใหม่ กรอกชื่อผู้ใช้และรหัสผ่านอีกครั้ง")
        return redirect("offices:sign_in")
    with named_at_the_door(officer):
        return _second_step_of(request, officer)


def _second_step_of(request: HttpRequest, officer: Officer) -> HttpResponse:
    form, status, wait = SecondStepForm(request.POST or None), 200, 0
    if form.is_valid():
        counted = throttle.counters_of_second(request, officer)
        try:
            actions.begin_try(counted, of=officer)
            _prove(request, officer, form.cleaned_data)
        except actions.TooSoon as closed:
            form.add_error(None, str(closed))
            status, wait = 429, ends_of_wait(closed.until)
        except (actions.WrongCode, actions.PasskeyRefused) as wrong:
            actions.note_refused_factor(officer)
            form.add_error(None, str(wrong))
        else:
            actions.forget_tries(counted)
            pending = request.session.pop(PENDING)
            return _enter(request, officer, pending["onward"], second=True, typed=pending["typed"])
    has_app = App.objects.filter(officer=officer.pk).exists()
    page = {"form": form, "has_app": has_app, "passkey": passkeys.ask_to_sign(request, officer)}
    response = render(request, "offices/second_step.html", page, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _prove(request: HttpRequest, officer: Officer, given: dict[str, str]) -> None:
    if given["passkey"]:
        passkeys.check(request, officer, answer=given["passkey"])
    elif codes.digits_of(given["code"]):
        actions.use_app(officer, code=given["code"])
    else:
        left = actions.use_recovery_code(officer, typed=given["code"])
        messages.warning(request, f"ใช้รหัสสำรองแล้ว เหลืออีก {left} รหัส ทำรหัสชุดใหม่ได้ที่หน้าการยืนยันขั้นที่สอง")
