"""The last step through the door: the session, the device, and what the officer is told."""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from ecase.core.addresses import client_address
from ecase.core.thai import thai_datetime
from ecase.offices.middleware import SEEN
from ecase.offices.models import Officer
from ecase.offices.unsent import remember_here, unsent_form

from . import actions, browsers
from .models import Device
from .restricted import SECOND

logger = logging.getLogger(__name__)


def enter(request: HttpRequest, officer: Officer, onward: str, *, second: bool) -> HttpResponse:
    """Let the officer in; ``second`` says whether a second factor proved who it is."""
    token = browsers.token_of(request) or browsers.new_token()
    device, is_new = actions.note_device(
        officer, digest=browsers.digest_of(token), browser=browsers.described(request)
    )
    login(request, officer)
    now = timezone.now()
    request.session[SEEN] = int(now.timestamp())
    request.session[SECOND] = second
    # A fixed instant: else each click would put the end off.
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session.clear_expired()  # what was typed into them is of people
    actions.begin_sign_in(
        officer,
        device,
        session_key=request.session.session_key or "",
        address=client_address(request),
    )
    _tell(request, officer, device, is_new=is_new)
    door = redirect("offices:unsent" if unsent_form(request) else onward or "offices:years")
    remember_here(door, officer.pk)
    browsers.remember(door, token)
    return door


def _tell(request: HttpRequest, officer: Officer, device: Device, *, is_new: bool) -> None:
    """Of new devices an officer hears at the old ones, and by mail."""
    if is_new:
        _send(officer, device)
        return
    for other in actions.take_untold(officer, here=device):
        messages.warning(
            request,
            f"มีการเข้าสู่ระบบด้วยชื่อของคุณจากเครื่องใหม่ ({other}) {thai_datetime(other.since)}"
            " ถ้าไม่ใช่คุณ เปลี่ยนรหัสผ่านทันทีและแจ้งผู้ดูแลระบบส่วนกลาง",
        )


def _send(officer: Officer, device: Device) -> None:
    if not (settings.MAIL_FROM and officer.email):
        return
    told = (
        f"มีการเข้าสู่ระบบ E-Case ด้วยชื่อของคุณจากเครื่องที่ไม่เคยใช้ ({device}) {thai_datetime(device.since)}\n\n"
        "ถ้าเป็นคุณ ไม่ต้องทำอะไร ถ้าไม่ใช่ เข้าสู่ระบบแล้วเปลี่ยนรหัสผ่านทันที และแจ้งผู้ดูแลระบบส่วนกลาง\n"
    )
    try:
        send_mail("เข้าสู่ระบบ E-Case จากเครื่องใหม่", told, settings.MAIL_FROM, [officer.email])
    except OSError:  # also what smtplib raises
        logger.warning("A notice of a new device could not be sent by mail.")
