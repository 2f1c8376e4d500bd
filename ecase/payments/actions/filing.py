"""Files for the bank (ไฟล์สำหรับโอนเงิน): made, taken again, taken back."""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from ecase.audit.actions import Subject, record, record_all
from ecase.audit.actions import line as event
from ecase.cases.models import Case, Deed, Hand, refuse_removed
from ecase.core.copying import copy_in
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer, Separation, Waiver
from ecase.offices.separation import another_person

from .. import bank_files, invariants
from ..bank_files import Format
from ..flags import unsettled_flags
from ..models import (
    Approval,
    BankGroup,
    CannotVoid,
    FilesUsedUp,
    FileVoided,
    Flagged,
    Line,
    NothingDue,
    NotOpen,
    Payment,
    PaymentQuerySet,
    PaymentStatus,
    Result,
    TransferFile,
    Voiding,
)
from ..references import LAST_FILE, reference, references
from .answering import answered, make_void
from .chunks import AT_A_TIME, chunks
from .locking import locked_open_approval
from .settling import refuse_unsettled

UNANSWERED = {"result": Result.PENDING.value, "return_reason": "", "return_note": ""}


@transaction.atomic
def make_file(
    approval: Approval,
    *,
    group: str,
    kind: Format = Format.SPREADSHEET,
    effective_on: date | None = None,
    by: Officer,
) -> TransferFile:
    """Make the file of all that is due in a bank group (ไฟล์สำหรับโอนเงิน); only what is due.

    Where nothing is due the last file of the group is given again, byte for byte, and nothing is
    made; so pressing twice makes one file. Who makes it wrote no account in it. Raises NothingDue
    where there is neither, Unsettled, Flagged, BooksDisagree, SamePerson, Unwritable, FilesUsedUp,
    YearClosed, DutyEnded; then there is no file.
    """
    on_duty(by, Duty.PAYER)
    approval = locked_open_approval(approval)
    due = approval.payments.due().in_group(group)
    files = approval.files.filter(group=group).defer("content")
    sums = due.aggregate(count=Count("pk"), total=Sum("amount"))
    if not sums["count"]:
        return _last_again(files.sent().order_by("-number").first(), group, by=by)
    waiver = _waiver(approval, due, by=by)
    refuse_unsettled(due)
    _refuse_flagged(approval, group)
    last = files.order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > LAST_FILE:
        raise FilesUsedUp(
            f"รายการอนุมัตินี้ออกไฟล์ครบ {LAST_FILE} ไฟล์แล้ว ให้บันทึกจ่ายไม่สำเร็จรายที่เหลือ แล้วเริ่มเคสใหม่จากเคสเดิม"
        )
    made_at, effective_on = timezone.now(), effective_on or timezone.localdate()
    batch = bank_files.batch_of(
        approval.office.code,
        approval.office.full_name,
        group=group,
        count=sums["count"],
        total=sums["total"],
        effective_on=effective_on,
        reference=reference(approval, group, number, 0),
        created_at=made_at,
    )
    with bank_files.writing_beside(kind, batch, _rows(due, approval, group, number)) as writing:
        invariants.refuse_broken(approval)
        content = writing.result()
    file = TransferFile.objects.create(
        approval=approval,
        office=approval.office,
        group=group,
        number=number,
        format=kind,
        effective_on=effective_on,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        count=batch.count,
        total=batch.total,
        made_by=by,
        made_at=made_at,
        waiver=waiver,
    )
    _send(file, due, by=by)
    facts = {"count": file.count, "total": file.total, "sha256": file.sha256, "format": kind}
    record("file.made", file, by=by, after=facts, note=waiver.note if waiver else "")
    return file


@transaction.atomic
def download(file: TransferFile, *, by: Officer) -> TransferFile:
    """Take a file again (ดาวน์โหลดซ้ำ): the same bytes; the disclosure is put on record.

    Raises FileVoided where it was taken back: sent now, it would pay what a later file pays.
    """
    _refuse_voided(file, "ดาวน์โหลด")
    refuse_removed(Case.objects.filter(payment__lines__file=file), file)
    record("file.downloaded", file, by=by)
    return file


@transaction.atomic
def print_cover(file: TransferFile, *, by: Officer) -> None:
    """Print the sheet that goes with a file (ใบนำส่งไฟล์); it names people and accounts.

    Raises FileVoided where the file was taken back: nothing of it may be signed any more.
    """
    _refuse_voided(file, "พิมพ์ใบนำส่ง")
    refuse_removed(Case.objects.filter(payment__lines__file=file), f"ใบนำส่งของ{file}")
    record("file.cover_printed", file, by=by)


@transaction.atomic
def ask_to_void(file: TransferFile, *, reason: str, by: Officer) -> Voiding:
    """Say that a file was never sent to the bank (ขอยกเลิกไฟล์); a head has to accept it.

    Asked already, that is given and nothing changes. Raises CannotVoid where the bank answered.
    """
    on_duty(by, Duty.PAYER)
    locked_open_approval(file.approval)
    asked = Voiding.objects.filter(file=file).first()
    if asked:
        return asked
    _refuse_answered(file)
    voiding = Voiding.objects.create(file=file, office=file.office, reason=reason, asked_by=by)
    record("file.void_asked", file, by=by, note=reason)
    return voiding


@transaction.atomic
def accept_void(voiding: Voiding, *, by: Officer) -> Voiding:
    """Take a file back that was never sent (รับรองการยกเลิกไฟล์): its lines are due again.

    Raises CannotVoid where the bank has answered meanwhile, NotOpen, SamePerson, DutyEnded.
    """
    on_duty(by, Duty.HEAD)
    file = voiding.file
    approval = locked_open_approval(file.approval)
    voiding = Voiding.objects.select_for_update(of=("self",)).get(pk=voiding.pk)
    if voiding.accepted_at:
        raise NotOpen(f"{file} ยกเลิกแล้ว เปิดรายการอีกครั้งเพื่อดูสถานะล่าสุด")
    _refuse_answered(file)
    voiding.waiver = another_person(
        Separation.RESULT,
        did=f"คุณเป็นผู้ขอยกเลิก{file} จึงรับรองเองไม่ได้",
        by=by,
        office=approval.office,
        was_there=voiding.asked_by_id == by.pk,
    )
    voiding.accepted_by, voiding.accepted_at = by, timezone.now()
    voiding.save(update_fields=["accepted_by", "accepted_at", "waiver"])
    lines = file.lines.filter(result=Result.PENDING).select_for_update(of=("self",))
    make_void(answered(lines), by=by)
    record("file.voided", file, by=by, note=voiding.reason)
    return voiding


def _last_again(last: TransferFile | None, group: str, *, by: Officer) -> TransferFile:
    if last is None:
        raise NothingDue(f"ไม่มีรายที่รอโอนใน{BankGroup(group).label} จึงไม่มีไฟล์ให้ดาวน์โหลด")
    return download(last, by=by)


def _waiver(approval: Approval, due: PaymentQuerySet, *, by: Officer) -> Waiver | None:
    """Who makes the file wrote no account in it, over the whole life of its cases."""
    wrote = Hand.objects.filter(officer=by, deed=Deed.ACCOUNT, case__payment__in=due)
    first = wrote.select_related("case").order_by("case__sequence").first()
    return another_person(
        Separation.FILE,
        did=f"คุณกรอกหรือแก้บัญชีรับเงินของเคส {first.case} ในไฟล์นี้ จึงออกไฟล์เองไม่ได้" if first else "",
        by=by,
        office=approval.office,
        was_there=first is not None,
    )


def _refuse_flagged(approval: Approval, group: str) -> None:
    if flagged := unsettled_flags(approval, group=group):
        named = " ".join(dict.fromkeys(str(flag.payment.case) for flag in flagged[:10]))
        raise Flagged(
            f"ยังไม่ได้ออกไฟล์ มีข้อสังเกตที่หัวหน้าฝ่ายยังไม่ได้ตรวจ {len(flagged)} เรื่อง ({named})"
            " ให้หัวหน้าฝ่ายเปิดรายการอนุมัตินี้ กดตรวจข้อสังเกตก่อนโอน แล้วออกไฟล์อีกครั้ง"
        )


def _refuse_voided(file: TransferFile, deed: str) -> None:
    if Voiding.objects.filter(file=file, accepted_at__isnull=False).exists():
        raise FileVoided(
            f"{file} ยกเลิกแล้ว จึง{deed}ไม่ได้ ใช้ไฟล์ที่ออกหลังจากนั้น ห้ามนำไฟล์นี้เข้าระบบของธนาคาร"
        )


def _refuse_answered(file: TransferFile) -> None:
    if file.lines.exclude(result=Result.PENDING).exists():
        raise CannotVoid(
            f"{file} มีผลจากธนาคารแล้ว จึงยกเลิกไม่ได้ บันทึกผลของรายที่เหลือ แล้วแก้ไขรายที่โอนไม่ผ่าน"
        )


def _rows(
    due: PaymentQuerySet, approval: Approval, group: str, number: int
) -> Iterator[bank_files.Row]:
    told = due.order_by("position").values_list(
        "case__number",
        "case__bank_account__bank",
        "case__bank_account__branch_code",
        "case__bank_account__account_number",
        "case__bank_account__account_name",
        "amount",
        "case__person__citizen_id",
        "case__bank_account__email",
        "case__bank_account__phone",
    )
    named = references(approval, group, number)
    for position, row in enumerate(told.iterator(AT_A_TIME), start=1):
        case, bank, branch, account, name, amount, citizen_id, email, phone = row
        yield bank_files.Row(
            position=position,
            case=f"Case{case}",
            bank_code=bank,
            branch_code=branch,
            account_number=account,
            account_name=name,
            amount=amount,
            citizen_id=citizen_id,
            reference=named(position),
            email=email,
            phone=phone,
        )


def _send(file: TransferFile, due: PaymentQuerySet, *, by: Officer) -> None:
    """The lines of a file that was written, their payments, and an event in each case's story."""
    told = due.order_by("position").values_list("pk", "amount", "case", "case__bank_account")
    numbered, name = enumerate(told.iterator(AT_A_TIME), start=1), str(file)
    named = references(file.approval, file.group, file.number)
    office = file.office.code
    columns = ("file", "payment", "position", "bank_account", "amount", "reference")
    for chunk in chunks(numbered):
        lines, events = [], []
        for position, (payment, amount, case, account) in chunk:
            line = named(position)
            lines.append((file.pk, payment, position, account, amount, line, *UNANSWERED.values()))
            facts = {"file": name, "reference": line}
            events.append(event("payment.sent", Subject.of(Case, case, office), by=by, after=facts))
        copy_in(Line, (*columns, *UNANSWERED), lines)
        record_all(events)
    Payment.objects.filter(lines__file=file).update(
        status=PaymentStatus.IN_FILE, status_at=timezone.now()
    )
