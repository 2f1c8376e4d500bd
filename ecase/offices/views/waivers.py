"""ข้อยกเว้นการแบ่งแยกหน้าที่: the pages on which the administrator lets a small office do without
a second person, and on which everybody may read it."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecase.core.paging import key_page, whole_list
from ecase.core.sheets import Column, Table

from .. import actions
from ..access import EVERY_DUTY, OfficerRequest, open_to
from ..exports import exported
from ..forms import WaiverForm
from ..models import Duty, Separation, Waiver
from ..password_again import password_given_lately

NEWEST_FIRST = {"granted": ("-granted_at",), "office": ("office__name", "-granted_at")}


@require_safe
@open_to(*EVERY_DUTY)
def waivers(request: OfficerRequest) -> HttpResponseBase:
    """All waivers that one may see; with ``?show=in_force`` those in force today."""
    found = Waiver.objects.visible_to(request.user).in_full()
    only = request.GET.get("show") == "in_force"
    if only:
        found = found.in_force(timezone.localdate())
    whole = whole_list(found, request, orders=NEWEST_FIRST, default="granted")
    if file := exported(request, "waivers", found.count, lambda: _table(whole)):
        return file
    page = key_page(found, request, orders=NEWEST_FIRST, default="granted")
    today = timezone.localdate()
    context = {
        "page": page,
        "rows": [
            (waiver, bool(waiver.revoked_at) or waiver.ends_on < today, *_state(waiver, today))
            for waiver in page.rows
        ],
        "only": only,
        "may_grant": request.user.may(Duty.ADMINISTRATOR),
    }
    return render(request, "offices/waivers.html", context)


@open_to(Duty.ADMINISTRATOR)
@password_given_lately("ให้ข้อยกเว้นการแบ่งแยกหน้าที่")
def grant_waiver(request: OfficerRequest) -> HttpResponse:
    """ให้ข้อยกเว้น, with its reason and its last day."""
    form = WaiverForm(request.POST or None)
    if form.is_valid():
        facts = {**form.cleaned_data, "rule": Separation(form.cleaned_data["rule"])}
        waiver = actions.grant_waiver(**facts, by=request.user)
        messages.success(request, f"ให้{waiver} แล้ว")
        return redirect("offices:waivers")
    return render(request, "offices/grant_waiver.html", {"form": form})


@require_POST
@open_to(Duty.ADMINISTRATOR)
def revoke_waiver(request: OfficerRequest, key: int) -> HttpResponse:
    """ยกเลิกข้อยกเว้น before its day."""
    waiver = get_object_or_404(Waiver.objects.visible_to(request.user), pk=key)
    waiver = actions.revoke_waiver(waiver, by=request.user)
    messages.success(request, f"ยกเลิก{waiver} แล้ว")
    return redirect("offices:waivers")


def _table(found: QuerySet[Waiver]) -> Table[Waiver]:
    today = timezone.localdate()
    columns: tuple[Column[Waiver], ...] = (
        Column("สำนักงานเขต", 22, lambda waiver: waiver.office.name),
        Column("ข้อที่ยกเว้น", 50, lambda waiver: waiver.get_rule_display()),
        Column("เหตุผล", 50, lambda waiver: waiver.reason),
        Column("ตั้งแต่", 14, lambda waiver: waiver.starts_on),
        Column("ถึง", 14, lambda waiver: waiver.ends_on),
        Column("อนุญาตโดย", 30, lambda waiver: str(waiver.granted_by)),
        Column("อนุญาตเมื่อ", 20, lambda waiver: waiver.granted_at),
        Column("สถานะ", 16, lambda waiver: _state(waiver, today)[2]),
        Column("ยกเลิกโดย", 30, lambda waiver: str(waiver.revoked_by or "")),
        Column("ยกเลิกเมื่อ", 20, lambda waiver: waiver.revoked_at),
    )
    return Table("ข้อยกเว้นการแบ่งแยกหน้าที่", columns, found)


def _state(waiver: Waiver, today: date) -> tuple[str, str, str]:
    if waiver.revoked_at:
        return "calm", "x", "ยกเลิกแล้ว"
    if waiver.ends_on < today:
        return "calm", "history", "หมดอายุ"
    if waiver.starts_on > today:
        return "info", "clock", "ยังไม่เริ่ม"
    return "warn", "alert", "มีผลอยู่"
