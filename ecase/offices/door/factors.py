"""The pages of an officer's own second factors (การยืนยันขั้นที่สองของตนเอง)."""

import base64
import binascii

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from ecase.core import sealing
from ecase.offices import actions as offices
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.password_again import password_given_lately

from . import actions, codes, passkeys
from .forms import AppForm, PasskeyForm
from .models import App, Passkey, SignIn, has_second_factor, recovery_codes_left
from .restricted import SECOND, must_enrol, open_before_enrolment

OFFERED = "offered_app"  # in the session: the secret that the page shows, sealed


@open_before_enrolment
@require_safe
@open_to(*EVERY_DUTY)
def factors(request: OfficerRequest) -> HttpResponse:
    """การยืนยันขั้นที่สอง: what one has, what one may add or take away."""
    officer = request.user
    must = must_enrol(request)
    if must and (out := _unproved(request)):
        return out
    page = {
        "app": App.objects.filter(officer=officer.pk).first(),
        "passkeys": Passkey.objects.of(officer),
        "codes_left": recovery_codes_left(officer),
        "must": must,
    }
    return render(request, "offices/factors.html", page)


def _unproved(request: OfficerRequest) -> HttpResponse | None:
    """Sign out who came in by the password alone, where the officer has a factor by now.

    Else a second one could be added here, and the first were never asked for.
    """
    if request.session.get(SECOND) or not has_second_factor(request.user):
        return None
    offices.note_sign_out(request.user)
    actions.forget_sign_in(request.session.session_key or "")
    logout(request)
    messages.warning(request, "เข้าสู่ระบบอีกครั้ง เพื่อยืนยันขั้นที่สองที่เพิ่มไว้แล้ว")
    return redirect("offices:sign_in")


@sensitive_post_parameters("code")
@open_before_enrolment
@open_to(*EVERY_DUTY)
@password_given_lately("เพิ่มแอปยืนยันตัวตน")
def add_app(request: OfficerRequest) -> HttpResponse:
    """เพิ่มแอปยืนยันตัวตน: a picture to scan, and a code that proves it was scanned."""
    if out := _unproved(request):
        return out
    if App.objects.filter(officer=request.user.pk).exists():
        return redirect("offices:factors")
    secret, form = _offered(request), AppForm(request.POST or None)
    if form.is_valid():
        try:
            fresh = actions.add_app(request.user, secret=secret, code=form.cleaned_data["code"])
        except actions.WrongCode as wrong:
            form.add_error("code", str(wrong))
        else:
            request.session.pop(OFFERED, None)
            return _added(request, fresh, "เพิ่มแอปยืนยันตัวตนแล้ว")
    address = codes.as_address(secret, request.user.username)
    page = {"form": form, "picture": codes.as_picture(address), "secret": codes.as_typed(secret)}
    return render(request, "offices/add_app.html", page)


@sensitive_variables()
def _offered(request: OfficerRequest) -> bytes:
    """The secret of the picture; it stays the same while the page is loaded again."""
    about = str(request.user.pk)
    try:
        sealed = base64.b64decode(request.session[OFFERED], validate=True)
        return sealing.unseal(sealed, use=OFFERED, about=about)
    except (KeyError, binascii.Error, sealing.Broken):
        secret = codes.new_secret()
        sealed = sealing.seal(secret, use=OFFERED, about=about)
        request.session[OFFERED] = base64.b64encode(sealed).decode()
        return secret


@open_before_enrolment
@open_to(*EVERY_DUTY)
@password_given_lately("เพิ่มพาสคีย์")
def add_passkey(request: OfficerRequest) -> HttpResponse:
    """เพิ่มพาสคีย์. The browser makes it, by a script; without one the page says so."""
    if out := _unproved(request):
        return out
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            fresh = passkeys.keep(request, request.user, **form.cleaned_data)
        except actions.PasskeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _added(request, fresh, "เพิ่มพาสคีย์แล้ว")
    page = {"form": form, "options": passkeys.ask_to_make(request, request.user)}
    return render(request, "offices/add_passkey.html", page)


def _added(request: OfficerRequest, fresh: list[str], told: str) -> HttpResponse:
    request.session[SECOND] = True
    messages.success(request, told)
    if not fresh:
        return redirect("offices:factors")
    others = SignIn.objects.of(request.user).elsewhere(request.session.session_key)
    actions.end_sign_ins(others, by=request.user)  # they never proved it by this
    return render(request, "offices/recovery_codes.html", {"codes": fresh})


@require_POST
@open_to(*EVERY_DUTY)
@password_given_lately("ทำรหัสสำรองชุดใหม่")
def renew_codes(request: OfficerRequest) -> HttpResponse:
    """ทำรหัสสำรองใหม่: shown in this answer, and never again."""
    if not has_second_factor(request.user):
        return redirect("offices:factors")
    fresh = actions.renew_recovery_codes(request.user)
    return render(request, "offices/recovery_codes.html", {"codes": fresh})


@require_POST
@open_to(*EVERY_DUTY)
@password_given_lately("นำแอปยืนยันตัวตนออก")
def remove_app(request: OfficerRequest) -> HttpResponse:
    """นำแอปยืนยันตัวตนออก."""
    actions.remove_app(request.user)
    return _removed(request, "นำแอปยืนยันตัวตนออกแล้ว")


@require_POST
@open_to(*EVERY_DUTY)
@password_given_lately("นำพาสคีย์ออก")
def remove_passkey(request: OfficerRequest, key: int) -> HttpResponse:
    """นำพาสคีย์ออก."""
    actions.remove_passkey(
        request.user, get_object_or_404(Passkey.objects.of(request.user), pk=key)
    )
    return _removed(request, "นำพาสคีย์ออกแล้ว")


def _removed(request: OfficerRequest, told: str) -> HttpResponse:
    request.session[SECOND] = has_second_factor(request.user)
    messages.success(request, told)
    return redirect("offices:factors")
