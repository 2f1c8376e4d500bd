"""ไฟล์สำหรับโอนเงิน: made once, downloaded as often as needed, always the same bytes."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ecase.core.printing import printed
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..bank_files import Format
from ..cover_facts import cover_of
from ..forms import MakeFileForm, VoidForm
from ..models import BankGroup, Result, TransferFile, Voiding
from .finding import find_approval


@require_POST
@open_to(Duty.PAYER)
@password_given_lately("ทำไฟล์สำหรับโอนเงิน", gives_file=True)
def make_file(request: OfficerRequest, key: str, group: str) -> HttpResponseBase:
    """The file of what is due; where nothing is due, the last one again."""
    approval = find_approval(request, key)
    form = MakeFileForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, f"ยังไม่ได้ออกไฟล์ {' '.join(map(str, errors))}")
        return redirect(approval)
    file = actions.make_file(approval, group=_group(group), **form.cleaned_data, by=request.user)
    return _attachment(file)


@require_safe
@open_to(Duty.PAYER)
def file(request: OfficerRequest, **wanted: Any) -> HttpResponseBase:
    """ดาวน์โหลดซ้ำ: a file that was made before."""
    return _attachment(actions.download(_file(request, **wanted), by=request.user))


@require_safe
@open_to(*EVERY_DUTY)
def cover(request: OfficerRequest, **wanted: Any) -> HttpResponseBase:
    """ใบนำส่งไฟล์: the sheet that goes with a file, to be signed."""
    found = _file(request, **wanted)
    actions.print_cover(found, by=request.user)
    return printed(cover_of(found), f"ใบนำส่ง-{_name(found)}.pdf")


@open_to(*EVERY_DUTY)
def voiding(request: OfficerRequest, **wanted: Any) -> HttpResponseBase:
    """ยกเลิกไฟล์: asked by the payer of a file that was never sent, accepted by a head."""
    found = _file(request, **wanted)
    asked = Voiding.objects.visible_to(request.user).filter(file=found).in_full().first()
    if request.method == "POST":
        accepts = asked and "accept" in request.POST  # what the page showed, not what is there now
        return _accept_void(request, asked) if accepts else _ask_to_void(request, found)
    return _void_page(request, found, asked, VoidForm())


@open_to(Duty.PAYER)
def _ask_to_void(request: OfficerRequest, file: TransferFile) -> HttpResponseBase:
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _void_page(request, file, None, form)
    actions.ask_to_void(file, **form.cleaned_data, by=request.user)
    messages.success(request, f"ขอยกเลิก{file} แล้ว รอหัวหน้าฝ่ายรับรอง")
    return redirect(file.approval)


@open_to(Duty.HEAD)
@password_given_lately("รับรองการยกเลิกไฟล์")
def _accept_void(request: OfficerRequest, asked: Voiding) -> HttpResponseBase:
    actions.accept_void(asked, by=request.user)
    messages.success(request, f"ยกเลิก{asked.file} แล้ว ทุกรายในไฟล์กลับเป็นรอโอน")
    return redirect(asked.file.approval)


def _void_page(
    request: OfficerRequest, file: TransferFile, asked: Voiding | None, form: VoidForm
) -> HttpResponseBase:
    answered = file.lines.exclude(result=Result.PENDING).exists()
    user, is_open = request.user, request.year.is_open and not answered
    page = {
        "file": file,
        "approval": file.approval,
        "asked": asked,
        "form": form,
        "answered": answered,
        "may_ask": is_open and not asked and user.may(Duty.PAYER),
        "may_accept": is_open and asked and not asked.accepted_at and user.may(Duty.HEAD),
    }
    return render(request, "payments/voiding.html", page)


def _file(request: OfficerRequest, key: str, group: str, number: int) -> TransferFile:
    approval = find_approval(request, key)
    made = approval.files.select_related("approval__office", "approval__fiscal_year", "office")
    return get_object_or_404(
        made.select_related("made_by", "waiver", "approval__meeting__waiver"),
        group=_group(group),
        number=number,
    )


def _group(group: str) -> BankGroup:
    if group not in BankGroup:
        raise Http404
    return BankGroup(group)


def _name(file: TransferFile) -> str:
    return f"ไฟล์สำหรับโอนเงิน-{file.get_group_display()}-{file.approval}-ไฟล์ที่{file.number}"


def _attachment(file: TransferFile) -> HttpResponseBase:
    approval, kind = file.approval, Format(file.format)
    thai = _name(file) + kind.suffix
    ascii_name = (
        f"ecase-{approval.fiscal_year_id}-{approval.key}-{file.group}-{file.number}{kind.suffix}"
    )
    response = HttpResponse(bytes(file.content), content_type=kind.content_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(thai)}"
    )
    return response
