"""Where the officer is signed in now (เครื่องที่เข้าสู่ระบบอยู่)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to

from . import actions
from .models import SignIn


@require_safe
@open_to(*EVERY_DUTY, without_duty=True)
def devices(request: OfficerRequest) -> HttpResponse:
    """เครื่องที่เข้าสู่ระบบอยู่."""
    here = request.session.session_key
    found = SignIn.objects.of(request.user).open()
    rows = [(sign_in, sign_in.session_key == here) for sign_in in found]
    has_others = any(not is_here for _, is_here in rows)
    return render(request, "offices/devices.html", {"rows": rows, "has_others": has_others})


@require_POST
@open_to(*EVERY_DUTY, without_duty=True)
def end_device(request: OfficerRequest, key: UUID) -> HttpResponse:
    """ออกจากระบบที่เครื่องหนึ่ง."""
    found = SignIn.objects.of(request.user).filter(pk=key)
    if get_object_or_404(found).session_key == request.session.session_key:
        messages.warning(request, "เป็นเครื่องที่ใช้อยู่นี้ กดออกจากระบบที่มุมบนแทน")
    else:
        actions.end_sign_ins(found, by=request.user)
        messages.success(request, "ออกจากระบบที่เครื่องนั้นแล้ว")
    return redirect("offices:devices")


@require_POST
@open_to(*EVERY_DUTY, without_duty=True)
def end_devices(request: OfficerRequest) -> HttpResponse:
    """ออกจากระบบที่เครื่องอื่นทั้งหมด."""
    others = SignIn.objects.of(request.user).elsewhere(request.session.session_key)
    count = actions.end_sign_ins(others, by=request.user)
    messages.success(request, f"ออกจากระบบที่เครื่องอื่นแล้ว {count} เครื่อง")
    return redirect("offices:devices")
