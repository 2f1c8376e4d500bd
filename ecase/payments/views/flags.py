"""ตรวจข้อสังเกตก่อนโอน: what a head looks at before the file is made (I19)."""

import re

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from ecase.core.masks import masked_account
from ecase.core.paging import key_page
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..flags import Flag, open_flags
from ..forms import FlagForm
from ..models import Approval, Payment
from ..rows import short_bank
from .finding import find_approval

SHOWN = "payments.flags"  # the salt of the signed list of flags
IN_ORDER = {"position": ("position",)}
PARTS_OF_A_PAGE = 20  # each has a form, and papers to be opened beside it


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
        return _page(request, approval, bad=(payment, form) if payment else None)
    actions.settle_flags(
        payment, shown=_shown(form.cleaned_data["shown"]), reason=form.reason, by=request.user
    )
    messages.success(request, f"ตรวจข้อสังเกตของเคส {payment.case} แล้ว")
    if open_flags(approval).count:
        return redirect(request.get_full_path())  # the page that one was on
    return redirect(approval)


def _page(
    request: OfficerRequest, approval: Approval, *, bad: tuple[Payment, FlagForm] | None = None
) -> HttpResponseBase:
    waits = open_flags(approval)
    flagged = Payment.objects.visible_to(request.user).filter(pk__in=waits.payments).for_flags()
    page = key_page(flagged, request, orders=IN_ORDER, default="position", size=PARTS_OF_A_PAGE)
    listed = page.rows
    if bad and bad[0] not in listed:  # what was typed is not lost when the list moves under it
        listed = [*flagged.filter(pk=bad[0].pk), *listed]
    if waits.count and not listed:  # all that came after the page before is looked at
        return redirect("payments:flags", request.year.pk, approval.key)
    context = {
        "approval": approval,
        "page": page,
        "count": len(waits.payments),
        "parts": [_part(payment, found, bad) for payment, found in waits.of(listed)],
        "may_settle": request.user.may(Duty.HEAD) and request.year.is_open,
    }
    return render(request, "payments/flags.html", context)


def _part(
    payment: Payment, found: list[Flag], bad: tuple[Payment, FlagForm] | None
) -> tuple[Payment, list[Flag], FlagForm, str]:
    """One payment of the page: its flags, the form that settles them, and its account in short."""
    account = payment.case.bank_account
    shown = signing.dumps([(flag.kind, flag.about) for flag in found], salt=SHOWN)
    form = FlagForm(prefix=payment.case.number, initial={"shown": shown})
    if bad and bad[0] == payment:
        form = bad[1]
    masked = masked_account(account.account_number, account.bank_id)
    return payment, found, form, f"{short_bank(account.bank)} · {masked}"


def _shown(signed: str) -> set[tuple[str, str]]:
    """The flags that the page showed; none where the list is not one of ours."""
    try:
        return {(kind, about) for kind, about in signing.loads(signed, salt=SHOWN)}
    except signing.BadSignature:
        return set()
