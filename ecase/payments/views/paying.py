"""จ่ายให้ประชาชน: what waits for the bank, and the cases of one approval."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecase.core.paging import key_page, whole_list
from ecase.core.sheets import Table
from ecase.offices.access import EVERY_DUTY, OfficerRequest, open_to
from ecase.offices.exports import exported
from ecase.offices.models import Duty

from ..bank_files import Format
from ..file_rows import group_panels
from ..flags import open_flags
from ..models import (
    AccountChange,
    Approval,
    ApprovalQuerySet,
    Conflict,
    Payment,
    PaymentQuerySet,
    PaymentStatus,
    Voiding,
)
from ..rows import PaymentRow, books, payment_rows
from ..tables import Waiting, payments_table, waiting_table
from .finding import find_approval

WAITING_ORDERS = {"approved": ("-approved_at",), "office": ("office__name", "-number")}
PAYMENT_ORDERS = {
    "position": ("group_rank", "position"),
    "name": ("group_rank", "case__name_key"),
    "amount": ("group_rank", "amount"),
}
ROWS_OF_A_PAGE = 60
VOIDINGS_SHOWN = 5


@require_safe
@open_to(*EVERY_DUTY)
def waiting(request: OfficerRequest) -> HttpResponseBase:
    """รายการอนุมัติที่รอการโอนเงิน (R83); with ``?show=settled`` those that are paid for good."""
    approvals = Approval.objects.visible_to(request.user).of_year(request.year)
    settled = request.GET.get("show") == "settled"
    approvals = approvals.settled() if settled else approvals.waiting()
    found = approvals.defer("content").select_related("office", "fiscal_year")
    if file := exported(
        request, "waiting", found.count, lambda: _waiting_table(request, found, settled=settled)
    ):
        return file
    page = key_page(found, request, orders=WAITING_ORDERS, default="approved")
    rows = _with_books(request, page.rows)
    context = {
        "page": page,
        "rows": rows,
        "settled": settled,
        "every_office": request.user.sees_every_office,
        **_second_persons(request),
    }
    return render(request, "payments/waiting.html", context)


@require_safe
@open_to(*EVERY_DUTY)
def show(request: OfficerRequest, key: str) -> HttpResponseBase:
    """กรุณาเลือกเคสที่ต้องการจ่ายให้ประชาชนของเขต… (R85): figures, files and cases of an approval."""
    approval = find_approval(request, key)
    payments = Payment.objects.visible_to(request.user).filter(approval=approval)
    to_mend = request.GET.get("only") == "mend"
    listed = payments.filter(status=PaymentStatus.RETURNED) if to_mend else payments
    if file := exported(
        request, "payments", listed.count, lambda: _payments_table(request, approval, listed)
    ):
        return file
    page = key_page(
        listed.by_bank().in_full(),
        request,
        orders=PAYMENT_ORDERS,
        default="position",
        size=ROWS_OF_A_PAGE,
    )
    figures = books(approval, payments.figures()[approval.pk])
    may_make_files = request.year.is_open and figures.of[PaymentStatus.DUE].count
    context = {
        "approval": approval,
        "books": figures,
        "panels": group_panels(
            approval,
            approval.files.counted(),
            payments.group_figures(),
            by=request.user,
        ),
        "page": page,
        "rows": payment_rows(page.rows, request),
        "to_mend": to_mend,
        "returned": figures.of[PaymentStatus.RETURNED].count,
        "pending": figures.of[PaymentStatus.IN_FILE],
        "may_confirm": request.user.may(Duty.PAYER),
        "kinds": Format.offered(),
        "flag_count": open_flags(approval).count if may_make_files else 0,
        "waits": {
            "changes": figures.of[PaymentStatus.HELD].count,
            "conflicts": Conflict.objects.visible_to(request.user)
            .open()
            .filter(line__file__approval=approval)
            .count(),
        },
    }
    return render(request, "payments/show.html", context)


def _with_books(request: OfficerRequest, approvals: list[Approval]) -> list[Waiting]:
    figures = Payment.objects.visible_to(request.user).filter(approval__in=approvals).figures()
    return [(approval, books(approval, figures[approval.pk])) for approval in approvals]


def _waiting_table(
    request: OfficerRequest, found: ApprovalQuerySet, *, settled: bool
) -> Table[Waiting]:
    approvals = whole_list(found, request, orders=WAITING_ORDERS, default="approved")
    title = "รายการอนุมัติที่จ่ายครบแล้ว" if settled else "รายการอนุมัติที่รอการโอนเงิน"
    return waiting_table(title, _with_books(request, list(approvals)))


def _payments_table(
    request: OfficerRequest, approval: Approval, listed: PaymentQuerySet
) -> Table[PaymentRow]:
    found = whole_list(
        listed.by_bank().in_full(), request, orders=PAYMENT_ORDERS, default="position"
    )
    return payments_table(request, approval, found)


def _second_persons(request: OfficerRequest) -> dict[str, Any]:
    """What waits for a second person, over the whole year."""
    user, year = request.user, request.year
    return {
        "changes": AccountChange.objects.visible_to(user).of_year(year).open().count(),
        "conflicts": Conflict.objects.visible_to(user).of_year(year).open().count(),
        "voidings": list(
            Voiding.objects.visible_to(user).open().of_year(year).in_full()[:VOIDINGS_SHOWN]
        ),
    }
