"""Conflicts between what was recorded and the bank's later word (ผลที่ขัดกัน)."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ecase.core.paging import key_page, whole_list
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..conflict_rows import conflict_rows
from ..forms import ConflictForm, SettleForm
from ..models import Conflict, ConflictQuerySet, Line, Payment, Result, Settlement
from ..tables import conflicts_table
from .finding import find_payment

OLDEST_FIRST = {"noted": ("noted_at",)}


@require_safe
@open_to(*EVERY_DUTY)
def conflicts(request: OfficerRequest) -> HttpResponseBase:
    """ผลที่ขัดกันที่รอตัดสิน; with ``?show=settled`` those that were settled."""
    settled = request.GET.get("show") == "settled"
    found = _conflicts(request)
    found = found.exclude(settlement=Settlement.OPEN) if settled else found.open()
    default = "-noted" if settled else "noted"
    title = "ผลที่ขัดกันที่ตัดสินแล้ว" if settled else "ผลที่ขัดกันที่รอตัดสิน"
    whole = whole_list(found, request, orders=OLDEST_FIRST, default=default)
    if file := exported(request, "conflicts", found.count, lambda: conflicts_table(title, whole)):
        return file
    page = key_page(found, request, orders=OLDEST_FIRST, default=default)
    context = {"page": page, "rows": conflict_rows(page.rows), "settled": settled}
    return render(request, "payments/conflicts.html", context)


@open_to(*EVERY_DUTY)
def conflict(request: OfficerRequest, key: int) -> HttpResponseBase:
    """One conflict: both words of the bank, and for the head which of them stands."""
    found = get_object_or_404(_conflicts(request), pk=key)
    if request.method == "POST":
        return _settle(request, found)
    return _page(request, found, SettleForm(found))


@open_to(Duty.HEAD)
@password_given_lately("ตัดสินผลที่ขัดกัน")
def _settle(request: OfficerRequest, found: Conflict) -> HttpResponseBase:
    actions.refuse_settled(found)  # its page has no form any more, to say what is wrong with it
    form = SettleForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    settlement = Settlement(form.cleaned_data["settlement"])
    because = form.cleaned_data["because"]
    actions.settle_conflict(found, settlement=settlement, because=because, by=request.user)
    case = found.line.payment.case
    messages.success(request, f"ตัดสินผลของเคส {case} แล้ว: {settlement.label}")
    return redirect("payments:conflicts", request.year.pk)


@open_to(Duty.PAYER)
def note_conflict(request: OfficerRequest, number: str) -> HttpResponseBase:
    """ธนาคารแจ้งผลต่างจากเดิม: what the bank says now of a line that has its answer.

    With ``?line=`` and its reference of that one, else of the last: an earlier file's money may
    arrive when a later file has paid.
    """
    payment = find_payment(request, number)
    line = _asked_line(payment, request.GET.get("line", ""))
    if line is None:
        return redirect("payments:result", request.year.pk, number)
    says = Result.RETURNED if line.result == Result.PAID else Result.PAID
    form = ConflictForm(request.POST or None, initial={"line": line.pk, "says": says.value})
    if form.is_valid() and (form.cleaned_data["line"], form.cleaned_data["says"]) != (
        line.pk,
        says,
    ):
        typed = {"note": form.cleaned_data["note"], "because": form.cleaned_data["because"]}
        form = ConflictForm(initial={"line": line.pk, "says": says.value, **typed})
        messages.error(
            request,
            f"ผลของเคส {payment.case} เปลี่ยนไปหลังจากคุณเปิดหน้านี้ ยังไม่มีการบันทึก"
            " อ่านผลล่าสุด แล้วบันทึกอีกครั้งหากธนาคารแจ้งต่างจากนี้",
        )
    if form.is_valid():
        because = form.cleaned_data["because"] if says == Result.RETURNED else ""
        noted = actions.note_conflict(
            line, says=says, because=because, note=form.cleaned_data["note"], by=request.user
        )
        messages.success(request, f"แจ้งผลที่ขัดกันของเคส {payment.case} แล้ว รอหัวหน้าฝ่ายตัดสิน")
        return redirect("payments:conflict", request.year.pk, noted.pk)
    page = {
        "payment": payment,
        "approval": payment.approval,
        "case": payment.case,
        "line": line,
        "says": says,
        "form": form,
    }
    return render(request, "payments/note_conflict.html", page)


def _asked_line(payment: Payment, reference: str) -> Line | None:
    answered = payment.answered_lines
    if reference:
        answered = [line for line in answered if line.reference == reference]
        if not answered:
            raise Http404
    return answered[0] if answered else None


def _conflicts(request: OfficerRequest) -> ConflictQuerySet:
    return Conflict.objects.visible_to(request.user).of_year(request.year).in_full()


def _page(request: OfficerRequest, found: Conflict, form: SettleForm) -> HttpResponseBase:
    payment = found.line.payment
    is_open = found.settlement == Settlement.OPEN and request.year.is_open
    page = {
        "conflict": found,
        "row": conflict_rows([found])[0],
        "payment": payment,
        "approval": payment.approval,
        "case": payment.case,
        "form": form,
        "may_settle": is_open and request.user.may(Duty.HEAD),
        "is_open": is_open,
    }
    return render(request, "payments/conflict.html", page)
