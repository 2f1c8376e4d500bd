"""What the bank answered: one line, one failure, or all that waits."""

import re
from decimal import Decimal

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from ecase.core.thai import baht
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..conflict_rows import conflict_rows
from ..file_rows import ConfirmFile, LeftOut, confirm_files, left_out, line_rows
from ..forms import ConfirmAllForm, FailForm, PaidForm, ReturnForm
from ..models import (
    Approval,
    Conflict,
    Figure,
    Line,
    Payment,
    PaymentStatus,
    ReturnReason,
    TransferFile,
)
from ..rows import LOOKS
from .finding import find_approval, find_payment, pending_line_of

SHOWN = "payments.confirm_all"  # the salt of the signed list of lines


@open_to(*EVERY_DUTY)
def result(request: OfficerRequest, number: str) -> HttpResponse:
    """ผลการโอน of one case: every attempt, and for the payer the answer to the last one."""
    payment = find_payment(request, number)
    line = pending_line_of(payment)
    returned = ReturnForm(initial={"line": line.pk if line else None})
    may_answer = request.user.may(Duty.PAYER) and request.year.is_open
    if request.method == "POST" and may_answer:
        if request.POST.get("result") == "paid":
            return _paid(request, payment)
        returned = ReturnForm(request.POST)
        if returned.is_valid():
            return _returned(request, payment, returned)
    page = {
        "payment": payment,
        "approval": payment.approval,
        "case": payment.case,
        "lines": line_rows(payment),
        "line": line if may_answer else None,
        "waits": line is not None,
        "why_not": "" if request.user.may(Duty.PAYER) else "ผู้ทำหน้าที่โอนเงินเป็นผู้บันทึกผล",
        "form": returned,
        "tone": LOOKS[PaymentStatus(payment.status)][0],
        "icon": LOOKS[PaymentStatus(payment.status)][1],
        "may_note": may_answer and bool(payment.answered_lines),
        "conflicts": conflict_rows(
            Conflict.objects.visible_to(request.user).filter(line__payment=payment).in_full()
        ),
    }
    status = 403 if request.method == "POST" and not may_answer else 200
    return render(request, "payments/result.html", page, status=status)


def _paid(request: OfficerRequest, payment: Payment) -> HttpResponse:
    form = PaidForm(request.POST)
    line = form.cleaned_data["line"] if form.is_valid() else 0
    actions.confirm_paid(payment, line=line, by=request.user)
    messages.success(request, f"บันทึกจ่ายสำเร็จ เคส {payment.case} {baht(payment.amount)} บาท แล้ว")
    return redirect(payment.approval)


def _returned(request: OfficerRequest, payment: Payment, form: ReturnForm) -> HttpResponse:
    actions.mark_returned(payment, **form.cleaned_data, by=request.user)
    messages.success(
        request, f"บันทึกว่าเคส {payment.case} โอนไม่ผ่าน แล้ว แก้ไขข้อมูลทางการเงิน หรือบันทึกจ่ายไม่สำเร็จ"
    )
    return redirect(payment.approval)


@open_to(Duty.CASEWORKER, Duty.HEAD, Duty.PAYER)
def mark_failed(request: OfficerRequest, number: str) -> HttpResponse:
    """บันทึก (จ่ายไม่สำเร็จ): final, with its reason."""
    payment = find_payment(request, number)
    if payment.is_settled and request.method != "POST":
        return redirect("payments:result", request.year.pk, number)
    line = pending_line_of(payment)
    form = FailForm(
        request.POST or None, pending=line.pk if line else None, presumed=ReturnReason.OTHER
    )
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.mark_failed(payment, reason=reason, **form.before, by=request.user)
        messages.success(
            request, f"บันทึกจ่ายไม่สำเร็จ เคส {payment.case} แล้ว เริ่มเคสใหม่จากเคสเดิมได้ที่หน้าแสดงข้อมูลเคส"
        )
        return redirect(payment.approval)
    page = {
        "payment": payment,
        "approval": payment.approval,
        "case": payment.case,
        "form": form,
        "waits": line is not None,
        "lines": line_rows(payment),
    }
    return render(request, "payments/mark_failed.html", page)


@open_to(Duty.PAYER)
@password_given_lately("บันทึกการจ่ายสำเร็จทั้งหมด")
def confirm_all(request: OfficerRequest, key: str) -> HttpResponse:
    """จ่ายสำเร็จทั้งหมด: the confirm list (R92-R94), which marks exactly what it showed.

    With ``?file=krungthai-2`` that one file alone (จ่ายสำเร็จทั้งไฟล์).
    """
    approval = find_approval(request, key)
    file = _one_file(request, approval)
    asked = Line.objects.of(approval)
    asked = asked.filter(file=file) if file else asked
    pending = list(asked.pending().select_related("file", "payment").defer("file__content"))
    waiting = {line.pk for line in pending}
    files = confirm_files(approval, pending)
    form = _confirm_form(files, waiting)
    changed = False
    if request.method == "POST":
        shown = _shown(request.POST.get("shown", ""))
        changed = shown != waiting
        if shown and not waiting:  # a second click: the action knows whether it is recorded
            return _all_paid(request, approval, lines=shown, totals={}, file=file)
        if waiting and not changed:
            form = _confirm_form(files, waiting, request.POST)
            if form.is_valid():
                return _all_paid(request, approval, lines=shown, totals=form.totals, file=file)
    page = {
        "approval": approval,
        "parts": [(part, form[f"total_{part.file.pk}"]) for part in files],
        "form": form,
        "changed": changed,
        "sum": Figure(len(pending), sum((part.total for part in files), Decimal("0.00"))),
        "left_out": _left_out(request, approval),
    }
    return render(request, "payments/confirm_all.html", page, status=409 if changed else 200)


def _confirm_form(
    files: list[ConfirmFile], waiting: set[int], data: QueryDict | None = None
) -> ConfirmAllForm:
    return ConfirmAllForm(
        data,
        initial={"shown": signing.dumps(sorted(waiting), salt=SHOWN, compress=True)},
        control_totals=[(part.file, part.total) for part in files],
    )


def _shown(signed: str) -> set[int]:
    """The lines that the page showed; none where the list is not one of ours."""
    try:
        return set(signing.loads(signed, salt=SHOWN))
    except signing.BadSignature:
        return set()


def _one_file(request: OfficerRequest, approval: Approval) -> TransferFile | None:
    """The file that the address names; None where all of the approval is meant."""
    named = re.fullmatch("([a-z]{1,10})-([0-9]{1,2})", request.GET.get("file", ""))
    if "file" in request.GET and not named:
        raise Http404
    files = approval.files.defer("content").select_related("approval")
    return get_object_or_404(files, group=named[1], number=int(named[2])) if named else None


def _all_paid(
    request: OfficerRequest,
    approval: Approval,
    *,
    lines: set[int],
    totals: dict[int, Decimal],
    file: TransferFile | None,
) -> HttpResponse:
    count = actions.confirm_all_paid(
        approval, lines=lines, totals=totals, file=file, by=request.user
    )
    told = f"บันทึกการจ่ายสำเร็จ {count} ราย {approval} แล้ว"
    if left := _left_out(request, approval, final=False):
        told += f" ยังเหลือ{' และ'.join(f'{part.word} {part.figure.count} ราย' for part in left)}"
    messages.success(request, told)
    return redirect("payments:waiting", request.year.pk)


def _left_out(request: OfficerRequest, approval: Approval, *, final: bool = True) -> list[LeftOut]:
    """What is not on the list, and why; ``final`` counts the failed among it."""
    payments = Payment.objects.visible_to(request.user).filter(approval=approval)
    return left_out(payments.figures()[approval.pk], final=final)
