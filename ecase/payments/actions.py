"""Everything that can happen to an approval's money."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import line as event
from ecase.audit.actions import record, record_all
from ecase.cases import actions as cases
from ecase.cases.models import CaseChanged, Draft
from ecase.meetings import actions as meetings
from ecase.meetings.models import Meeting
from ecase.offices.models import Officer, YearClosed

from . import bank_files
from .models import (
    OPEN,
    AnotherLine,
    Approval,
    BankGroup,
    FilesUsedUp,
    Line,
    ListChanged,
    NothingDue,
    Payment,
    PaymentStatus,
    Result,
    ResultNeeded,
    ReturnReason,
    SameAccount,
    TotalsDiffer,
    TransferFile,
    WrongPaymentStatus,
)
from .references import LAST_FILE, reference


@transaction.atomic
def request_funding(meeting: Meeting, *, digest: str, by: Officer) -> Approval:
    """The manual's จัดทำรายงานขออนุมัติเงินทั้งหมด (R74): close the meeting, number the approval,
    freeze its list, and make one payment of each approved case."""
    today = timezone.localdate()
    meeting, content = meetings.close(meeting, digest=digest, on=today, by=by)
    approval = Approval.objects.create(
        meeting=meeting,
        office=meeting.office,
        fiscal_year=meeting.fiscal_year,
        number=meeting.number,
        count=content.count,
        total=content.total,
        content=content.text,
        digest=content.digest,
        approved_by=by,
    )
    Payment.objects.bulk_create(
        Payment(
            approval=approval,
            case=case,
            office=meeting.office,
            position=position,
            amount=case.amount,
        )
        for position, case in enumerate(content.cases, start=1)
    )
    record(
        "approval.made",
        approval,
        by=by,
        after={"count": content.count, "total": content.total, "digest": content.digest},
    )
    return approval


@transaction.atomic
def hand_out(approval: Approval, *, paper: str, by: Officer) -> None:
    """Give out one paper of an approval (พิมพ์รายงาน, ทค.1, K-corp2); it shows people, IDs and
    accounts in full, so that is put on record."""
    record("approval.printed", approval, by=by, after={"paper": paper})


@transaction.atomic
def make_file(approval: Approval, *, group: str, by: Officer) -> TransferFile:
    """Make the file of all that is due in a bank group (ไฟล์สำหรับโอนเงิน); only what is due.

    Where nothing is due the last file of the group is given again, byte for byte, and nothing is
    made; so pressing twice makes one file. Raises NothingDue where there is neither, YearClosed,
    FilesUsedUp, Unwritable.
    """
    approval = _locked_approval(approval)
    if not approval.fiscal_year.is_open:
        raise YearClosed(approval.fiscal_year)
    due = list(
        approval.payments.due()
        .in_group(group)
        .select_for_update(of=("self",))
        .select_related("case__person", "case__office", "case__bank_account__bank")
        .order_by("position")
    )
    last = approval.files.filter(group=group).order_by("-number").first()
    if not due:
        if last is None:
            raise NothingDue(f"ไม่มีรายที่รอโอนใน{BankGroup(group).label} จึงไม่มีไฟล์ให้ดาวน์โหลด")
        return download(last, by=by)
    number = last.number + 1 if last else 1
    if number > LAST_FILE:
        raise FilesUsedUp(
            f"รายการอนุมัตินี้ออกไฟล์ครบ {LAST_FILE} ไฟล์แล้ว ให้บันทึกจ่ายไม่สำเร็จรายที่เหลือ แล้วเริ่มเคสใหม่จากเคสเดิม"
        )
    rows = [
        bank_files.Row(
            bank_code=payment.case.bank_account.bank_id,
            account_number=payment.case.bank_account.account_number,
            account_name=payment.case.bank_account.account_name,
            amount=payment.amount,
            citizen_id=payment.case.person.citizen_id,
            reference=reference(approval, group, number, position),
            email=payment.case.bank_account.email,
            phone=payment.case.bank_account.phone,
        )
        for position, payment in enumerate(due, start=1)
    ]
    content = bank_files.spreadsheet(rows)
    file = TransferFile.objects.create(
        approval=approval,
        office=approval.office,
        group=group,
        number=number,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        count=len(rows),
        total=sum((row.amount for row in rows), Decimal("0.00")),
        made_by=by,
    )
    Line.objects.bulk_create(
        Line(
            file=file,
            payment=payment,
            position=position,
            bank_account=payment.case.bank_account,
            amount=row.amount,
            reference=row.reference,
        )
        for position, (payment, row) in enumerate(zip(due, rows, strict=True), start=1)
    )
    approval.payments.filter(pk__in=[payment.pk for payment in due]).update(
        status=PaymentStatus.IN_FILE, status_at=timezone.now()
    )
    facts = {"count": file.count, "total": file.total, "sha256": file.sha256}
    record("file.made", file, by=by, after=facts)
    record_all(
        [
            event(
                "payment.sent",
                payment.case,
                by=by,
                after={"file": file, "reference": row.reference},
            )
            for payment, row in zip(due, rows, strict=True)
        ]
    )
    return file


@transaction.atomic
def download(file: TransferFile, *, by: Officer) -> TransferFile:
    """Take a file again (ดาวน์โหลดซ้ำ): the same bytes; the disclosure is put on record."""
    record("file.downloaded", file, by=by)
    return file


@transaction.atomic
def confirm_paid(payment: Payment, *, line: int | None = None, by: Officer) -> Payment:
    """The bank has paid this line (จ่ายสำเร็จ).

    ``line``, here and below, is the key of the line that the page showed: raises AnotherLine where
    the payment is in another file by now.
    """
    payment = _locked(payment, "บันทึกจ่ายสำเร็จ", PaymentStatus.IN_FILE)
    _pay([_pending_line(payment, line)], by=by)
    payment.refresh_from_db(fields=["status", "status_at"])
    return payment


@transaction.atomic
def confirm_all_paid(
    approval: Approval,
    *,
    lines: set[int],
    totals: Mapping[int, Decimal],
    by: Officer,
) -> int:
    """Record every unanswered line of an approval as paid (บันทึกการจ่ายสำเร็จทั้งหมด, R94).

    ``lines`` are exactly those that the page showed, ``totals`` the bank's total of each file as
    typed, by the file's key. All or nothing: raises ListChanged where other lines are unanswered
    by now, TotalsDiffer where a total is not the control total. Sent again it changes nothing.
    Returns how many were paid.
    """
    approval = _locked_approval(approval)
    pending = list(
        Line.objects.of(approval)
        .pending()
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
    for file, control in control_totals(pending).items():
        if totals.get(file.pk) != control:
            raise TotalsDiffer(
                f"ยอดรวมตามจอธนาคารของ{file} ไม่ตรงกับยอดคุม {control:,.2f} บาท ยังไม่มีการบันทึก"
                " ตรวจยอดในระบบของธนาคาร หรือบันทึกรายที่โอนไม่ผ่านก่อน"
            )
    _pay(pending, by=by)
    record("approval.all_paid", approval, by=by, after={"count": len(pending)})
    return len(pending)


def correct_account(
    payment: Payment,
    account: Mapping[str, Any],
    *,
    reason: str,
    returned_because: str = "",
    line: int | None = None,
    opened_version: int | None = None,
    draft: Draft | None = None,
    by: Officer,
) -> Payment:
    """Correct where the money goes, so that it is due again (แก้ไขข้อมูลทางการเงิน, R97).

    Of a line that still waits for its result the return is recorded first, with its reason. An
    account that came back and stays as it was is thereby confirmed for another attempt. What is
    there already is no change, so sent again it changes nothing. Raises SameAccount where that
    would make money due whose result is awaited, and CaseChanged where somebody saved the case
    after ``opened_version``.
    """
    papers = cases.join_papers(draft) if draft else None  # takes time, so before the transaction
    with transaction.atomic():
        payment = _locked(payment, "แก้ไขข้อมูลทางการเงิน", *OPEN)
        case = payment.case
        same = dict(account) == case.bank_account.facts and not (papers and papers.bundles)
        if same and payment.status == PaymentStatus.DUE:
            return payment
        if opened_version is not None and case.version != opened_version:
            raise CaseChanged(case, opened_version)
        waits = payment.status == PaymentStatus.IN_FILE
        payment = _returned_first(payment, returned_because, line, by=by)
        if waits and case.bank_account.is_where(account):
            raise SameAccount(payment)
        cases.change_bank_account(case, account, papers, reason=reason, by=by)
        if draft:
            draft.files.all().delete()
        return _move(payment, PaymentStatus.DUE)


@transaction.atomic
def mark_returned(
    payment: Payment, *, because: str, note: str = "", line: int | None = None, by: Officer
) -> Payment:
    """The bank sent the money back (โอนไม่ผ่าน): to be corrected, or failed for good."""
    payment = _locked(payment, "บันทึกว่าโอนไม่ผ่าน", PaymentStatus.IN_FILE)
    _answer([_pending_line(payment, line)], Result.RETURNED, because=because, note=note, by=by)
    return _move(payment, PaymentStatus.RETURNED)


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
    payment = _locked(payment, "บันทึกจ่ายไม่สำเร็จ", *OPEN)
    payment = _returned_first(payment, returned_because, line, by=by)
    cases.mark_failed(payment.case, reason=reason, by=by)
    return _move(payment, PaymentStatus.FAILED)


def control_totals(lines: list[Line]) -> dict[TransferFile, Decimal]:
    """The sum (baht) of the given lines of each file (ยอดคุม), in the order of the files."""
    totals: dict[TransferFile, Decimal] = {}
    for line in lines:
        totals[line.file] = totals.get(line.file, Decimal("0.00")) + line.amount
    return totals


def _locked_approval(approval: Approval) -> Approval:
    return (
        Approval.objects.select_for_update(of=("self",))
        .select_related("office", "fiscal_year")
        .get(pk=approval.pk)
    )


def _locked(payment: Payment, wanted: str, *allowed: PaymentStatus) -> Payment:
    """Lock the approval, then the payment: one order for all, so that nobody waits in a circle."""
    approval = _locked_approval(payment.approval)
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("case__bank_account", "approval", "office")
        .get(pk=payment.pk)
    )
    if payment.status not in allowed:
        raise WrongPaymentStatus(payment, wanted)
    if not approval.fiscal_year.is_open:
        raise YearClosed(approval.fiscal_year)
    return payment


def _returned_first(payment: Payment, because: str, line: int | None, *, by: Officer) -> Payment:
    if payment.status != PaymentStatus.IN_FILE:
        return payment
    if because not in ReturnReason:
        raise ResultNeeded(payment)
    return mark_returned(payment, because=because, line=line, by=by)


def _pending_line(payment: Payment, shown: int | None) -> Line:
    lines = payment.lines.select_for_update(of=("self",))
    line = lines.select_related("payment__case__office").get(result=Result.PENDING)
    if shown is not None and line.pk != shown:
        raise AnotherLine(payment)
    return line


def _paid_by(approval: Approval, lines: set[int], *, by: Officer) -> set[int]:
    """Which of these lines this officer has recorded as paid already."""
    paid = Line.objects.of(approval).filter(pk__in=lines, result=Result.PAID, answered_by=by)
    return set(paid.values_list("pk", flat=True))


def _pay(lines: list[Line], *, by: Officer) -> None:
    """Paid lines, their payments and their cases, all at once; the locks are held."""
    _answer(lines, Result.PAID, by=by)
    payments = [line.payment for line in lines]
    cases.mark_all_paid([payment.case for payment in payments], by=by)
    Payment.objects.filter(pk__in=[payment.pk for payment in payments]).update(
        status=PaymentStatus.PAID, status_at=timezone.now()
    )


def _answer(
    lines: list[Line], result: Result, *, by: Officer, because: str = "", note: str = ""
) -> None:
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(
        result=result,
        return_reason=because,
        return_note=note,
        answered_by=by,
        answered_at=timezone.now(),
    )
    why = f"{ReturnReason(because).label} {note}".strip() if because else ""
    record_all(
        [
            event(
                f"payment.{result.lower()}",
                line.payment.case,  # the money's steps are part of the case's history
                by=by,
                after={"reference": line.reference, "amount": line.amount},
                note=why,
            )
            for line in lines
        ]
    )


def _move(payment: Payment, to: PaymentStatus) -> Payment:
    if payment.status != to:
        payment.status = to
        payment.save(update_fields=["status", "status_at"])
    return payment
