"""What the bank answered (ผลการโอน), as an officer records it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ecase.audit.actions import Subject, record, record_all
from ecase.audit.actions import line as event
from ecase.cases import actions as cases
from ecase.cases.models import Case
from ecase.core.any_of import AnyOf
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer

from ..models import (
    OPEN,
    Approval,
    Line,
    ListChanged,
    Payment,
    PaymentStatus,
    Result,
    ResultList,
    ResultNeeded,
    ReturnReason,
    TotalsDiffer,
    TransferFile,
)
from .locking import (
    locked_open_approval,
    locked_payment,
    move,
    pending_line,
    withdraw_open_change,
)
from .settling import refuse_unsettled


class Answered(NamedTuple):
    """A line that the bank answered: all of it, of its payment and of its case that is recorded."""

    line: int
    payment: int
    case: int
    office: str
    reference: str
    amount: Decimal

    @classmethod
    def of(cls, line: Line) -> Self:
        case = line.payment.case
        return cls(
            *(line.pk, line.payment_id, case.pk, case.office.code, line.reference, line.amount)
        )


def answered(lines: QuerySet[Line]) -> list[Answered]:
    """The lines as they are recorded, without a record of each in memory."""
    told = lines.values_list(
        *("pk", "payment", "payment__case", "payment__case__office__code", "reference", "amount")
    )
    return [Answered(*row) for row in told]


@transaction.atomic
def confirm_paid(payment: Payment, *, line: int | None = None, by: Officer) -> Payment:
    """The bank has paid this line (จ่ายสำเร็จ).

    ``line``, here and below, is the key of the line that the page showed: raises AnotherLine where
    the payment is in another file by now.
    """
    on_duty(by, Duty.PAYER)
    payment = locked_payment(payment, "บันทึกจ่ายสำเร็จ", PaymentStatus.IN_FILE)
    pay([Answered.of(pending_line(payment, line))], by=by)
    payment.refresh_from_db(fields=["status", "status_at"])
    return payment


@transaction.atomic
def confirm_all_paid(
    approval: Approval,
    *,
    lines: set[int],
    totals: Mapping[int, Decimal],
    file: TransferFile | None = None,
    by: Officer,
) -> int:
    """Record every unanswered line of an approval as paid (บันทึกการจ่ายสำเร็จทั้งหมด, R94), or of
    one file of it.

    ``lines`` are exactly those that the page showed, ``totals`` the bank's total of each file as
    typed, by the file's key. All or nothing: raises ListChanged where other lines are unanswered
    by now, TotalsDiffer where a total is not the control total. Sent again it changes nothing.
    Returns how many were paid.
    """
    on_duty(by, Duty.PAYER)
    approval = locked_open_approval(approval)
    asked = Line.objects.of(approval) if file is None else Line.objects.of_file(file)
    pending = list(
        asked.pending()
        .select_for_update(of=("self",))
        .select_related("file", "payment__case__office")
        .defer("file__content")
    )
    if not pending and lines and lines == _paid_by(approval, lines, by=by):
        return len(lines)
    if not pending or {line.pk for line in pending} != lines:
        raise ListChanged(
            "รายการที่รอผลเปลี่ยนไปหลังจากคุณเปิดหน้านี้ ยังไม่มีการบันทึก ตรวจรายการล่าสุดแล้วบันทึกอีกครั้ง"
        )
    for sent, control in control_totals(pending).items():
        if totals.get(sent.pk) != control:
            raise TotalsDiffer(
                f"ยอดรวมตามจอธนาคารของ{sent} ไม่ตรงกับยอดคุม {control:,.2f} บาท ยังไม่มีการบันทึก"
                " ตรวจยอดในระบบของธนาคาร หรือบันทึกรายที่โอนไม่ผ่านก่อน"
            )
    pay([Answered.of(line) for line in pending], by=by)
    facts: dict[str, object] = {"count": len(pending)}
    record("approval.all_paid", approval, by=by, after=facts | ({"file": file} if file else {}))
    return len(pending)


@transaction.atomic
def mark_returned(
    payment: Payment, *, because: str, note: str = "", line: int | None = None, by: Officer
) -> Payment:
    """The bank sent the money back (โอนไม่ผ่าน): to be corrected, or failed for good."""
    on_duty(by, Duty.PAYER)
    payment = locked_payment(payment, "บันทึกว่าโอนไม่ผ่าน", PaymentStatus.IN_FILE)
    return _return(payment, because=because, note=note, line=line, by=by)


@transaction.atomic
def mark_failed(
    payment: Payment,
    *,
    reason: str,
    returned_because: str = "",
    line: int | None = None,
    by: Officer,
) -> Payment:
    """The money cannot be paid (จ่ายไม่สำเร็จ, R100-R101). Final; the person may begin again."""
    on_duty(by, Duty.CASEWORKER, Duty.HEAD, Duty.PAYER)
    payment = locked_payment(payment, "บันทึกจ่ายไม่สำเร็จ", *OPEN)
    # Not of the case before: where its money came after all, this one is to fail for that to count.
    refuse_unsettled(Payment.objects.filter(pk=payment.pk), and_before=False)
    payment = returned_first(payment, returned_because, line, by=by)
    withdraw_open_change(payment, by=by)
    cases.mark_failed(payment.case, reason=reason, by=by)
    return move(payment, PaymentStatus.FAILED)


def control_totals(lines: list[Line]) -> dict[TransferFile, Decimal]:
    """The sum (baht) of the given lines of each file (ยอดคุม), in the order of the files."""
    totals: dict[TransferFile, Decimal] = {}
    for line in lines:
        totals[line.file] = totals.get(line.file, Decimal("0.00")) + line.amount
    return totals


def returned_first(payment: Payment, because: str, line: int | None, *, by: Officer) -> Payment:
    """Of a line that waits for its result, record the return first, as the manual's way has it.

    The payment's lock is held. Raises ResultNeeded where no reason of the bank is given.
    """
    if payment.status != PaymentStatus.IN_FILE:
        return payment
    if because not in ReturnReason:
        raise ResultNeeded(payment)
    return _return(payment, because=because, note="", line=line, by=by)


def _return(payment: Payment, *, because: str, note: str, line: int | None, by: Officer) -> Payment:
    told = Answered.of(pending_line(payment, line))
    send_back([told], because=because, note=note, by=by)
    payment.refresh_from_db(fields=["status", "status_at"])
    return payment


def _paid_by(approval: Approval, lines: set[int], *, by: Officer) -> set[int]:
    """Which of these lines this officer has recorded as paid already."""
    paid = Line.objects.of(approval).filter(pk__in=lines, result=Result.PAID, answered_by=by)
    return set(paid.values_list("pk", flat=True))


def pay(lines: Sequence[Answered], *, by: Officer, read_from: ResultList | None = None) -> None:
    """Paid lines, their payments and their cases, all at once; the locks are held."""
    _answer(lines, Result.PAID, by=by, read_from=read_from)
    cases.mark_all_paid([line.case for line in lines], by=by)
    _move_all(lines, PaymentStatus.PAID)


def send_back(
    lines: Sequence[Answered],
    *,
    because: str,
    note: str = "",
    by: Officer,
    read_from: ResultList | None = None,
) -> None:
    """Lines that the bank sent back for one reason, and their payments; the locks are held."""
    _answer(lines, Result.RETURNED, because=because, note=note, by=by, read_from=read_from)
    _move_all(lines, PaymentStatus.RETURNED)


def make_void(lines: Sequence[Answered], *, by: Officer) -> None:
    """Lines of a file that was never sent, and their payments, due again; the locks are held."""
    _answer(lines, Result.VOID, by=by)
    _move_all(lines, PaymentStatus.DUE)


def _move_all(lines: Sequence[Answered], to: PaymentStatus) -> None:
    Payment.objects.filter(AnyOf("pk", [line.payment for line in lines])).update(
        status=to, status_at=timezone.now()
    )


def _answer(
    lines: Sequence[Answered],
    result: Result,
    *,
    by: Officer,
    because: str = "",
    note: str = "",
    read_from: ResultList | None = None,
) -> None:
    Line.objects.filter(AnyOf("pk", [line.line for line in lines])).update(
        result=result,
        return_reason=because,
        return_note=note,
        answered_by=by,
        answered_at=timezone.now(),
        answered_from=read_from,
    )
    why = f"{ReturnReason(because).label} {note}".strip() if because else ""
    record_all(
        [
            event(
                f"payment.{result.lower()}",
                Subject.of(
                    Case, line.case, line.office
                ),  # the money's steps are part of the case's history
                by=by,
                after={"reference": line.reference, "amount": line.amount},
                note=why,
            )
            for line in lines
        ]
    )
