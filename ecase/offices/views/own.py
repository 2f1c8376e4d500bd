"""What every officer opens: the sign-in, the own account, what was left unsent, a long paper."""

import time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from ecase.core.printing import printed
from ecase.core.views import csrf_failure

from .. import actions
from ..access import EVERY_DUTY, OfficerRequest, open_to
from ..administration import works_of
from ..door import actions as at_the_door
from ..door import throttle
from ..door.models import ends_of_wait
from ..door.restricted import open_before_enrolment
from ..door.second_step import after_password
from ..forms import PasswordForm, ProfileForm, SignInForm
from ..middleware import own_address
from ..models import FiscalYear, LongPaper, Officer
from ..password_again import (
    note_password_given,
    password_given_lately,
    refuse_wrong_password,
)
from ..printouts import access_request
from ..unsent import drop_unsent, keep_unsent, unsent_form

SECONDS_BETWEEN = 2  # looks at how far a long paper is
NOT_RIGHT = (
    "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจว่าแป้นพิมพ์เป็นภาษาอังกฤษและไม่ได้ล็อกตัวพิมพ์ใหญ่ แล้วลองอีกครั้ง"
    " หากลืมรหัสผ่าน แจ้งผู้ดูแลระบบส่วนกลาง"
)


@sensitive_post_parameters("password")
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """หน้าจอเข้าสู่ระบบ (R2)."""
    onward = own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    form, status, wait = SignInForm(request.POST or None), 200, 0
    since = time.monotonic()
    if form.is_valid():
        name = form.cleaned_data["username"]
        counted = throttle.counters(request, name)
        try:
            at_the_door.begin_try(counted, of=Officer.objects.filter(username=name).first())
            officer = authenticate(request, **form.cleaned_data)
        except at_the_door.TooSoon as closed:
            form.add_error(None, str(closed))
            status, wait = 429, ends_of_wait(closed.until)
        else:
            if isinstance(officer, Officer):
                at_the_door.forget_tries(counted)
                return after_password(request, officer, onward)
            actions.note_refused_sign_in(name)
            throttle.hold(since)
            form.add_error(None, NOT_RIGHT)
    page = {"form": form, "onward": onward, "outside": settings.OIDC_ISSUER and settings.OIDC_NAME}
    page["second_factor_off"] = not settings.SECOND_FACTOR_DUTIES
    response = render(request, "offices/sign_in.html", page, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


@require_POST
@open_before_enrolment
@open_to(*EVERY_DUTY, without_duty=True)
def sign_out(request: OfficerRequest) -> HttpResponse:
    """ออกจากระบบ (R18)."""
    actions.note_sign_out(request.user)
    at_the_door.forget_sign_in(request.session.session_key or "")
    logout(request)
    messages.success(request, "ออกจากระบบแล้ว")
    return redirect("offices:sign_in")


@open_to(*EVERY_DUTY)
def unsent(request: OfficerRequest) -> HttpResponse:
    """What was typed before the sign-in ended: send it on, or let it go."""
    form = unsent_form(request)
    if form is None:
        return redirect("offices:years")
    if request.method == "POST":
        drop_unsent(request)
        messages.info(request, "ทิ้งข้อมูลที่กรอกค้างไว้แล้ว ยังไม่มีอะไรถูกบันทึก")
        return redirect("offices:years")
    return render(request, "offices/unsent.html", {"unsent": form})


def old_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page that stood open while the officer signed in again in another tab.

    Its token is of before, so it is not acted on, but what was typed can be sent on. Only what a
    page of ours has sent is kept, which the browser itself says in Origin.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if ours and isinstance(request.user, Officer) and keep_unsent(request, officer=request.user.pk):
        return redirect("offices:unsent")
    return csrf_failure(request, reason)


@require_safe
@open_to(*EVERY_DUTY)
def years(request: OfficerRequest) -> HttpResponse:
    """หน้าจอเลือกระบบงาน (R6-R7)."""
    page = {"years": FiscalYear.objects.newest_first(), "administration": works_of(request.user)}
    return render(request, "offices/years.html", page)


@sensitive_post_parameters()
@open_to(*EVERY_DUTY, without_duty=True)
def password(request: OfficerRequest) -> HttpResponse:
    """เปลี่ยนรหัสผ่าน (R16)."""
    form = PasswordForm(request.POST or None, officer=request.user)
    if form.is_valid():
        here = request.session.session_key or ""
        officer = actions.change_password(
            request.user, new=form.cleaned_data["new"], by=request.user, here=here
        )
        update_session_auth_hash(request, officer)
        at_the_door.move_sign_in(here, request.session.session_key or "")
        note_password_given(request)
        messages.success(request, "เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เข้าสู่ระบบไว้ต้องเข้าสู่ระบบใหม่")
        return redirect("offices:years")
    if form.has_error("current", "wrong") and (out := refuse_wrong_password(request)):
        return out
    return render(request, "offices/password.html", {"form": form})


@open_to(*EVERY_DUTY)
@password_given_lately("บันทึกข้อมูลส่วนตัว")  # new devices are told of at the address in it
def profile(request: OfficerRequest) -> HttpResponse:
    """แก้ไขข้อมูลส่วนตัว (R17)."""
    facts = {name: getattr(request.user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=facts)
    if form.is_valid():
        actions.edit_profile(request.user, **form.cleaned_data, by=request.user)
        messages.success(request, "บันทึกข้อมูลส่วนตัวแล้ว")
        return redirect("offices:profile")
    return render(request, "offices/profile.html", {"form": form})


@require_safe
@login_not_required
def access_request_form(request: HttpRequest) -> HttpResponse:
    """ดาวน์โหลดแบบฟอร์มขอใช้งานระบบ E-Case (R4)."""
    response = HttpResponse(access_request(), content_type="application/pdf")
    response["Content-Disposition"] = (
        'attachment; filename="e-case-access-request.pdf"; '
        "filename*=UTF-8''%E0%B9%81%E0%B8%9A%E0%B8%9A%E0%B8%9F%E0%B8%AD%E0%B8%A3%E0%B9%8C%E0%B8%A1"
        "%E0%B8%82%E0%B8%AD%E0%B9%83%E0%B8%8A%E0%B9%89%E0%B8%87%E0%B8%B2%E0%B8%99"
        "%E0%B8%A3%E0%B8%B0%E0%B8%9A%E0%B8%9A%20E-Case.pdf"
    )
    return response


@require_safe
@open_to(*EVERY_DUTY)
def long_paper(request: OfficerRequest, key: UUID) -> HttpResponse:
    """How far the paper is; it asks again by itself until the paper is there."""
    found = get_object_or_404(LongPaper.objects.of(request.user).defer("pdf", "told"), pk=key)
    is_made = LongPaper.objects.of(request.user).filter(pk=key, pdf__isnull=False).exists()
    is_lost = not is_made and found.is_lost
    page = {"paper": found, "is_made": is_made, "is_lost": is_lost, "back": _back(request)}
    response = render(request, "offices/long_paper.html", page)
    if not (is_made or is_lost):
        response["Refresh"] = str(SECONDS_BETWEEN)
    return response


def _back(request: OfficerRequest) -> str:
    """The page of ours on which the paper was asked for; empty where it is not known."""
    back = request.GET.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else ""


@require_safe
@open_to(*EVERY_DUTY)
def made_paper(request: OfficerRequest, key: UUID) -> HttpResponse:
    """The paper itself, for the officer who asked for it and put that on record."""
    found = get_object_or_404(
        LongPaper.objects.of(request.user).exclude(pdf__isnull=True).defer("told"), pk=key
    )
    return printed(bytes(found.pdf or b""), f"{found.name}.pdf", to_keep=found.to_keep)
