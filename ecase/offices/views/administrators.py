"""คำขอแต่งตั้งผู้ดูแลระบบ: one administrator asks, another accepts or declines, both on record."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecase.core.paging import key_page, whole_list
from ecase.core.sheets import Column, Table

from .. import actions
from ..access import OfficerRequest, open_to
from ..exports import exported
from ..forms_of_officers import BecauseForm
from ..models import AdministratorRequest, Duty, Officer
from ..password_again import password_given_lately

ORDERS = {"asked": ("-asked_at",)}
COLUMNS: tuple[Column[AdministratorRequest], ...] = (
    Column("ผู้ที่ถูกขอแต่งตั้ง", 30, lambda asked: str(asked.officer)),
    Column("เหตุผล", 50, lambda asked: asked.reason),
    Column("ขอโดย", 30, lambda asked: str(asked.asked_by)),
    Column("ขอเมื่อ", 20, lambda asked: asked.asked_at),
    Column("ผล", 16, lambda asked: asked.get_answer_display() or "รอพิจารณา"),
    Column("พิจารณาโดย", 30, lambda asked: str(asked.decided_by or "")),
    Column("พิจารณาเมื่อ", 20, lambda asked: asked.decided_at),
    Column("เหตุผลที่ไม่รับรอง", 50, lambda asked: asked.because),
)


@require_safe
@open_to(Duty.ADMINISTRATOR, Duty.AUDITOR)
def requests(request: OfficerRequest) -> HttpResponseBase:
    """All that was asked, the newest first."""
    found = AdministratorRequest.objects.visible_to(request.user).in_full()
    whole = whole_list(found, request, orders=ORDERS, default="asked")
    title = "คำขอแต่งตั้งผู้ดูแลระบบ"
    if file := exported(
        request, "administrator_requests", found.count, lambda: Table(title, COLUMNS, whole)
    ):
        return file
    page = key_page(found, request, orders=ORDERS, default="asked")
    context = {"page": page, "may_decide": request.user.may(Duty.ADMINISTRATOR)}
    return render(request, "offices/administrator_requests.html", context)


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("ขอแต่งตั้งผู้ดูแลระบบ")
def ask(request: OfficerRequest, key: int) -> HttpResponse:
    """ขอแต่งตั้งเป็นผู้ดูแลระบบ, with the reason."""
    who = get_object_or_404(Officer.objects.with_duties(timezone.localdate()), pk=key)
    form = BecauseForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["because"]
        actions.ask_for_administrator(who, reason=reason, by=request.user)
        messages.success(request, f"ขอแต่งตั้ง{who}เป็นผู้ดูแลระบบแล้ว รอผู้ดูแลระบบอีกคนรับรอง")
        return redirect("offices:officer", key)
    page = {
        "who": who,
        "form": form,
        "h1": "ขอแต่งตั้งเป็นผู้ดูแลระบบ",
        "lead": "ผู้ดูแลระบบให้และสิ้นสุดหน้าที่ของทุกคนได้ จึงต้องมีผู้ดูแลระบบอีกคนรับรองก่อนมีผล",
        "button": "ส่งคำขอ",
    }
    return render(request, "offices/officer_step.html", page)


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("พิจารณาคำขอแต่งตั้งผู้ดูแลระบบ")
def decide(request: OfficerRequest, key: int) -> HttpResponse:
    """รับรอง or ไม่รับรอง, by another than who asked."""
    found = AdministratorRequest.objects.visible_to(request.user).in_full()
    asked = get_object_or_404(found, pk=key)
    if request.method == "POST" and "accept" in request.POST:
        actions.accept_administrator(asked, by=request.user)
        messages.success(request, f"รับรองแล้ว {asked.officer} เป็นผู้ดูแลระบบตั้งแต่วันนี้")
        return redirect("offices:administrator_requests")
    form = BecauseForm(request.POST or None)
    if form.is_valid():
        because = form.cleaned_data["because"]
        actions.decline_administrator(asked, because=because, by=request.user)
        messages.success(request, "บันทึกว่าไม่รับรองแล้ว")
        return redirect("offices:administrator_requests")
    own = request.user.pk in (asked.asked_by_id, asked.officer_id)
    page = {"asked": asked, "form": form, "own": own}
    return render(request, "offices/administrator_request.html", page)
