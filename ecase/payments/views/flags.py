"""ตรวจข้อสังเกตก่อนโอน: what a head looks at before the file is made (I19)."""

import re

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from ecase.core.masks import masked_account
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..flags import Flag, unsettled_flags
from ..forms import FlagForm
from ..models import Approval, Payment
from ..rows import short_bank
from .finding import find_approval

SHOWN = "payments.flags"  # the salt of the signed list of flags


@open_to(*EVERY_DUTY)
def flags(request: OfficerRequest, key: str) -> HttpResponseBase:
    """The flags of an approval that no head has looked at, payment by payment."""
    approval = find_approval(request, key)
    if request.method == "POST":
        return _settle(request, approval)
    return _page(request, approval)


@open_to(Duty.HEAD)
def _settle(request: OfficerRequest, approval: Approval) -> HttpResponseBase:
    typed = request.POST.get("case", "")
    number = typed if re.match(r"\A[0-9]{4}-[0-9]{1,9}\Z", typed) else ""
    form = FlagForm(request.POST, prefix=number)
    payments = Payment.objects.visible_to(request.user).filter(approval=approval)
    payment = payments.filter(case__number=number).select_related("approval", "case").first()
    if payment is None or not form.is_valid():
        return _page(request, approval, bad=(number, form))
    actions.settle_flags(
        payment, shown=_shown(form.cleaned_data["shown"]), reason=form.reason, by=request.user
    )
    messages.success(request, f"ตรวจข้อสังเกตของเคส {payment.case} แล้ว")
    if unsettled_flags(approval):
        return redirect("payments:flags", request.year.pk, approval.key)
    return redirect(approval)


def _page(
    request: OfficerRequest, approval: Approval, *, bad: tuple[str, FlagForm] | None = None
) -> HttpResponseBase:
    by_payment: dict[Payment, list[Flag]] = {}
    for flag in unsettled_flags(approval):
        by_payment.setdefault(flag.payment, []).append(flag)
    parts = []
    for payment, found in by_payment.items():
        number, account = payment.case.number, payment.case.bank_account
        shown = signing.dumps([(flag.kind, flag.about) for flag in found], salt=SHOWN)
        form = FlagForm(prefix=number, initial={"shown": shown})
        if bad and bad[0] == number:
            form = bad[1]
        masked = masked_account(account.account_number, account.bank_id)
        parts.append((payment, found, form, f"{short_bank(account.bank)} · {masked}"))
    context = {
        "approval": approval,
        "parts": parts,
        "may_settle": request.user.may(Duty.HEAD) and request.year.is_open,
    }
    return render(request, "payments/flags.html", context)


def _shown(signed: str) -> set[tuple[str, str]]:
    """The flags that the page showed; none where the list is not one of ours."""
    try:
        return {(kind, about) for kind, about in signing.loads(signed, salt=SHOWN)}
    except signing.BadSignature:
        return set()
