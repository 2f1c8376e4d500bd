"""Accounts that wait for a second person (รับรองบัญชี, I18): the list, and one beside its paper."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ecase.cases.disclosure import reveal_account, revealed_accounts
from ecase.cases.models import Document
from ecase.core.paging import key_page, whole_list
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty
from ecase.offices.password_again import password_given_lately

from .. import actions
from ..change_rows import change_rows
from ..forms import RefuseForm
from ..models import AccountChange, Decision
from ..tables import changes_table
from .accounts import PAGES_BESIDE
from .finding import find_payment

OLDEST_FIRST = {"proposed": ("proposed_at",)}


@require_safe
@open_to(*EVERY_DUTY)
def account_changes(request: OfficerRequest) -> HttpResponseBase:
    """รายการแก้ไขบัญชีที่รอรับรอง; with ``?show=decided`` those that were decided."""
    decided = request.GET.get("show") == "decided"
    changes = AccountChange.objects.visible_to(request.user).of_year(request.year).in_full()
    changes = changes.exclude(decision=Decision.OPEN) if decided else changes.open()
    default = "-proposed" if decided else "proposed"
    title = "บัญชีที่ตัดสินแล้ว" if decided else "บัญชีที่รอรับรอง"
    whole = whole_list(changes, request, orders=OLDEST_FIRST, default=default)
    if file := exported(
        request, "account_changes", changes.count, lambda: changes_table(title, whole)
    ):
        return file
    page = key_page(changes, request, orders=OLDEST_FIRST, default=default)
    context = {"page": page, "rows": change_rows(page.rows), "decided": decided}
    return render(request, "payments/account_changes.html", context)


@open_to(*EVERY_DUTY)
def account_change(request: OfficerRequest, number: str) -> HttpResponseBase:
    """The proposed account of one case beside the one in force and the bank paper."""
    payment = find_payment(request, number)
    change = payment.account_changes.in_full().order_by("-pk").first()
    if change is None:
        return redirect("payments:result", request.year.pk, number)
    if request.method == "POST":
        return _decide(request, change)
    return _page(request, change, RefuseForm())


def _decide(request: OfficerRequest, change: AccountChange) -> HttpResponseBase:
    if "accept" in request.POST:
        return _accept(request, change)
    if "withdraw" in request.POST:
        return _withdraw(request, change)
    return _refuse(request, change)


@open_to(Duty.HEAD)
@password_given_lately("รับรองบัญชี")
def _accept(request: OfficerRequest, change: AccountChange) -> HttpResponseBase:
    """รับรองบัญชี: exactly the proposal that the page showed."""
    actions.accept_account(_shown(request, change), by=request.user)
    messages.success(request, f"รับรองบัญชีของเคส {change.payment.case} แล้ว รอออกไฟล์โอนเงิน")
    return redirect(change.payment.approval)


@open_to(Duty.HEAD)
def _refuse(request: OfficerRequest, change: AccountChange) -> HttpResponseBase:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, change, form)
    actions.refuse_account(_shown(request, change), **form.cleaned_data, by=request.user)
    messages.success(request, f"บันทึกว่าไม่รับรองบัญชีของเคส {change.payment.case} แล้ว")
    return redirect(change.payment.approval)


@open_to(Duty.CASEWORKER, Duty.HEAD)
def _withdraw(request: OfficerRequest, change: AccountChange) -> HttpResponseBase:
    actions.withdraw_account(_shown(request, change), by=request.user)
    messages.success(request, f"ถอนคืนการแก้บัญชีของเคส {change.payment.case} แล้ว เสนอใหม่ได้ที่ปุ่มแก้ไข")
    return redirect(change.payment.approval)


def _shown(request: OfficerRequest, change: AccountChange) -> AccountChange:
    """The proposal that the page showed, which need not be the newest; 404 where it is none."""
    typed = request.POST.get("change", "")
    key = int(typed) if re.match(r"\A[0-9]{1,18}\Z", typed) else 0
    return get_object_or_404(change.payment.account_changes.all(), pk=key)


def _page(request: OfficerRequest, change: AccountChange, form: RefuseForm) -> HttpResponseBase:
    payment = change.payment
    if payment.case.pk not in revealed_accounts(request):
        reveal_account(request, payment.case)  # who accepts compares the whole number
    user, is_open = request.user, change.decision == Decision.OPEN and request.year.is_open
    own = change.proposed_by_id == user.pk
    page: dict[str, Any] = {
        "change": change,
        "payment": payment,
        "approval": payment.approval,
        "case": payment.case,
        "form": form,
        "papers": change.paper,
        **_pages(change.paper),
        "may_decide": is_open and user.may(Duty.HEAD),
        "may_withdraw": is_open and own,
        "is_open": is_open,
        "own": own,
        "row": change_rows([change])[0],
    }
    return render(request, "payments/account_change.html", page)


def _pages(paper: Document | None) -> dict[str, Any]:
    pages = paper.pages if paper else 0
    return {
        "pages": range(1, min(pages, PAGES_BESIDE) + 1),
        "more_pages": max(pages - PAGES_BESIDE, 0),
    }
