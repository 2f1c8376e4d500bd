"""Payments, files and figures as the pages show them: ready strings, nothing left to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from ecase.cases.rows import Row, rows
from ecase.core.masks import masked_account
from ecase.core.thai import baht, thai_date
from ecase.offices.access import OfficerRequest
from ecase.offices.models import Duty
from ecase.regulations.models import Bank

from .models import (
    Approval,
    BankGroup,
    Figure,
    Line,
    Payment,
    PaymentStatus,
)

# How a status looks everywhere: tone and icon.
LOOKS = {
    PaymentStatus.DUE: ("calm", "clock"),
    PaymentStatus.HELD: ("warn", "alert"),
    PaymentStatus.IN_FILE: ("info", "send"),
    PaymentStatus.RETURNED: ("stop", "failed"),
    PaymentStatus.PAID: ("ok", "done"),
    PaymentStatus.FAILED: ("stop", "x"),
}
# The order in which the figures are read, and the words of the key under the bar.
FIGURES = (
    (PaymentStatus.PAID, "ok", "จ่ายสำเร็จ"),
    (PaymentStatus.IN_FILE, "info", "รอผล"),
    (PaymentStatus.RETURNED, "stop", "โอนไม่ผ่าน"),
    (PaymentStatus.HELD, "warn", "รอรับรอง"),
    (PaymentStatus.DUE, "calm", "รอโอน"),
    (PaymentStatus.FAILED, "warn", "จ่ายไม่สำเร็จ"),
)
# Not shown while nothing is there.
SELDOM = (PaymentStatus.HELD, PaymentStatus.FAILED)
APPROVED = "อนุมัติ"
OFTEN = tuple(status for status, _, _ in FIGURES if status not in SELDOM)
# The figures of the list of approvals, by their headings.
HEADINGS = (APPROVED, *(str(status.label) for status in OFTEN))
RECORDERS = (Duty.CASEWORKER, Duty.HEAD)
FAILERS = (Duty.CASEWORKER, Duty.HEAD, Duty.PAYER)


@dataclass(frozen=True)
class Books:
    """What became of an approval's money: approved = paid + failed + open, where open is in files,
    returned, held for a second person, or due."""

    figs: list[dict[str, str]]
    parts: list[tuple[str, Decimal]]
    key: list[tuple[str, str, str]]
    agree: bool
    of: Mapping[PaymentStatus, Figure]
    columns: Mapping[str, Figure]  # of the list of approvals: what stands under its HEADINGS


def books(approval: Approval, of: Mapping[PaymentStatus, Figure]) -> Books:
    """The control figures of one approval (ยอดคุม)."""
    shown = [
        (status, tone, word)
        for status, tone, word in FIGURES
        if status not in SELDOM or of[status].count
    ]
    approved = Figure(approval.count, approval.total)
    # What waits for a second person is due after that.
    due = {PaymentStatus.DUE: of[PaymentStatus.DUE] + of[PaymentStatus.HELD]}
    figs = [_fig(APPROVED, approved)]
    figs += [_fig(status.label, of[status]) for status, _, _ in shown]
    return Books(
        figs=figs,
        parts=[(tone, of[status].total) for status, tone, _ in shown],
        key=[(tone, f"{of[status].count} ราย", word) for status, tone, word in shown],
        agree=sum(of.values(), Figure()) == approved,
        of=of,
        columns=dict(
            zip(HEADINGS, (approved, *(due.get(one, of[one]) for one in OFTEN)), strict=True)
        ),
    )


def _fig(name: str, figure: Figure) -> dict[str, str]:
    return {"name": name, "value": baht(figure.total), "sub": f"{figure.count} ราย"}


@dataclass(frozen=True)
class PaymentRow:
    """One line of the list of an approval's cases (R86)."""

    row: Row  # the case, as every list shows it
    account: str
    group: str
    status: str
    tone: str
    icon: str
    status_note: str
    correct_url: str  # empty where it may not be used; then ``no_correct`` says why
    no_correct: str
    fail_url: str
    no_fail: str
    result_url: str
    result_word: str


def payment_rows(payments: Sequence[Payment], request: OfficerRequest) -> list[PaymentRow]:
    """Rows of payments fetched ``in_full``, with what this officer may do."""
    cases = rows((payment.case for payment in payments), request, today=timezone.localdate())
    return [
        _payment_row(payment, row, request) for payment, row in zip(payments, cases, strict=True)
    ]


def _payment_row(payment: Payment, row: Row, request: OfficerRequest) -> PaymentRow:
    case, account = payment.case, payment.case.bank_account
    status = PaymentStatus(payment.status)
    group = BankGroup.of(account.bank_id)
    tone, icon = LOOKS[status]
    lines = list(payment.lines.all())  # fetched newest first
    address = [case.fiscal_year_id, case.number]
    number = masked_account(account.account_number, account.bank_id)
    no_correct = _why_not(payment, request, RECORDERS, "เจ้าหน้าที่แก้ไข")
    no_fail = _why_not(payment, request, FAILERS, "เขตบันทึก")
    may_answer = status == PaymentStatus.IN_FILE and _may(request, (Duty.PAYER,))
    held = status == PaymentStatus.HELD
    correct = "payments:account_change" if held else "payments:correct_account"
    return PaymentRow(
        row=row,
        account=number
        if group == BankGroup.KRUNGTHAI
        else f"{short_bank(account.bank)} · {number}",
        group=group.label,
        status=status.label,
        tone=tone,
        icon=icon,
        status_note=_status_note(payment, lines),
        correct_url="" if no_correct else reverse(correct, args=address),
        no_correct=no_correct,
        fail_url="" if no_fail else reverse("payments:mark_failed", args=address),
        no_fail=no_fail,
        result_url=reverse("payments:result", args=address) if lines else "",
        result_word="แจ้งผล" if may_answer else "ดูผล",
    )


def short_bank(bank: Bank) -> str:
    """A bank as officers call it: กสิกรไทย, ธ.ก.ส."""
    return "ธ.ก.ส." if bank.needs_branch else bank.name.removeprefix("ธนาคาร")


def _why_not(
    payment: Payment, request: OfficerRequest, duties: tuple[Duty, ...], others: str
) -> str:
    """One word for a control that may not be used; empty where it may."""
    if payment.status == PaymentStatus.PAID:
        return "จ่ายแล้ว"
    if payment.status == PaymentStatus.FAILED:
        return "จบแล้ว"
    if not request.year.is_open:
        return "ปิดปีแล้ว"
    return "" if _may(request, duties) else others


def _may(request: OfficerRequest, duties: tuple[Duty, ...]) -> bool:
    return request.year.is_open and request.user.may(*duties)


def _status_note(payment: Payment, lines: list[Line]) -> str:
    match PaymentStatus(payment.status):
        case PaymentStatus.IN_FILE:
            return f"ไฟล์ที่ {lines[0].file.number}"
        case PaymentStatus.RETURNED:
            return lines[0].get_return_reason_display()
        case PaymentStatus.HELD:
            return "รอหัวหน้าฝ่ายรับรอง"
        case PaymentStatus.DUE:
            return "แก้ไขแล้ว รอออกไฟล์" if lines else ""
        case _:
            return thai_date(timezone.localdate(payment.status_at))
