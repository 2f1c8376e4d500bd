"""แก้ไขข้อมูลทางการเงิน: where the money of one approved case goes (R97-R98)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ecase.cases import actions as cases
from ecase.cases.disclosure import reveal_account, revealed_accounts
from ecase.cases.models import Bundle, Draft
from ecase.cases.receiving import arrange, kept_files, take_files_beside
from ecase.cases.remarks import on_account_name, on_account_number
from ecase.offices.access import OfficerRequest, open_to
from ecase.offices.models import Duty

from .. import actions
from ..file_rows import line_rows
from ..forms import CorrectAccountForm
from ..models import AccountChange, Payment, PaymentStatus, ReturnReason
from .finding import find_payment, pending_line_of

PAGES_BESIDE = 6


@open_to(Duty.CASEWORKER, Duty.HEAD)
def correct_account(request: OfficerRequest, number: str) -> HttpResponse:
    """แก้ไข: the account beside the bank papers that were filed."""
    payment = find_payment(request, number)
    if payment.is_settled and request.method != "POST":
        return redirect("payments:result", request.year.pk, number)
    if payment.status == PaymentStatus.HELD and request.method != "POST":
        return redirect("payments:account_change", request.year.pk, number)
    if payment.case.pk not in revealed_accounts(request):
        reveal_account(request, payment.case)  # the form shows the whole account
    if request.method == "POST":
        return _confirm(request, payment)
    return _page(request, payment, _form(payment))


def _confirm(request: OfficerRequest, payment: Payment) -> HttpResponse:
    draft, refused = take_files_beside(request, payment.case, cases.begin_bank_papers)
    if draft and arrange(request, draft):
        typed = _form(payment, request.POST, draft).typed
        again = _form(payment, draft=draft, initial=typed, refused=refused)
        return _page(request, payment, again, draft)
    form = _form(payment, request.POST, draft, refused=refused)
    if not form.is_valid():
        return _page(request, payment, form, draft)
    change = actions.propose_account(
        payment,
        form.account,
        reason=form.reason,
        **form.before,
        opened_version=form.cleaned_data["opened_version"],
        draft=draft,
        by=request.user,
    )
    if change is None:
        messages.info(request, f"ข้อมูลทางการเงินของเคส {payment.case} เหมือนเดิม ไม่มีอะไรต้องรับรอง")
        return redirect(payment.approval)
    messages.success(
        request,
        f"บันทึกข้อมูลทางการเงินของเคส {payment.case} แล้ว รอหัวหน้าฝ่ายอีกคนรับรองบัญชี จึงจะออกไฟล์โอนเงินได้",
    )
    _tell_remarks(request, change)
    return redirect(payment.approval)


def _form(
    payment: Payment, data: Any = None, draft: Draft | None = None, **more: Any
) -> CorrectAccountForm:
    line = pending_line_of(payment)
    return CorrectAccountForm(
        payment.case,
        data,
        kept=kept_files(draft),
        pending=line.pk if line else None,
        presumed=ReturnReason.WRONG_ACCOUNT,
        **more,
    )


def _page(
    request: OfficerRequest, payment: Payment, form: CorrectAccountForm, draft: Draft | None = None
) -> HttpResponse:
    case = payment.case
    papers = case.documents.filter(bundle=Bundle.FINANCIAL).order_by("-version").first()
    page = {
        "payment": payment,
        "approval": payment.approval,
        "case": case,
        "form": form,
        "draft": draft,
        "papers": papers,
        "pages": range(1, min(papers.pages, PAGES_BESIDE) + 1) if papers else (),
        "more_pages": max(papers.pages - PAGES_BESIDE, 0) if papers else 0,
        "waits": payment.status == PaymentStatus.IN_FILE,
        "lines": line_rows(payment),
    }
    return render(request, "payments/correct_account.html", page)


def _tell_remarks(request: OfficerRequest, change: AccountChange) -> None:
    """What to look at twice; nothing of it blocks."""
    case, account = change.payment.case, change.account
    found = (
        on_account_number(account.account_number, bank=account.bank),
        on_account_name(account.account_name, first_name=case.first_name, last_name=case.last_name),
    )
    for remark in filter(None, found):
        messages.warning(request, remark)
