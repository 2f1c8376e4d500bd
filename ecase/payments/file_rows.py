"""Transfer files and their lines as the pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from ecase.core.masks import masked_account
from ecase.core.thai import baht
from ecase.offices.models import Duty, Officer

from .models import (
    Approval,
    BankGroup,
    Figure,
    Line,
    Payment,
    PaymentStatus,
    Result,
    TransferFile,
)
from .rows import short_bank

RESULT_LOOKS = {
    Result.PENDING: ("info", "send"),
    Result.PAID: ("ok", "done"),
    Result.RETURNED: ("stop", "failed"),
    Result.VOID: ("calm", "x"),
}


@dataclass(frozen=True)
class FileRow:
    """One file made (ไฟล์ที่ …): what is in it, who made it, and what the bank answered."""

    number: int
    label: str
    made_at: datetime
    made_by: str
    count: int
    total: Decimal
    fingerprint: str
    tone: str
    icon: str
    state: str
    url: str  # these are empty where there is nothing to do
    cover_url: str
    confirm_url: str  # all of this file is paid
    void_url: str
    void_word: str


@dataclass(frozen=True)
class GroupPanel:
    """One of the two bank groups: its files, and what pressing its button would give."""

    key: str
    name: str
    button: str
    url: str
    count: int
    total: Decimal
    files: list[FileRow]
    enabled: bool
    is_primary: bool
    word: str  # what the button gives, or why it gives nothing


def group_panels(
    approval: Approval,
    files: Iterable[TransferFile],
    figures: Mapping[str, tuple[Figure, Figure]],
    *,
    by: Officer,
) -> list[GroupPanel]:
    """Both groups. ``files`` newest first and counted; ``figures`` each group's (all, due)."""
    files = list(files)
    return [
        _panel(approval, group, [f for f in files if f.group == group], *figures[group], by=by)
        for group in BankGroup
    ]


def _panel(
    approval: Approval,
    group: BankGroup,
    files: list[TransferFile],
    everything: Figure,
    due: Figure,
    *,
    by: Officer,
) -> GroupPanel:
    last = files[0].number if files else 0
    sent = next((file.number for file in files if file.void_count != file.count), 0)
    enabled = True
    if due.count and approval.fiscal_year.is_open:
        word = f"ไฟล์ที่ {last + 1} จะมีเฉพาะรายที่รอโอน {due.count} ราย {baht(due.total)} บาท"
    elif sent:
        word = f"ยังไม่มีรายที่รอโอน ปุ่มนี้ให้ไฟล์ที่ {sent} เดิม จะออกไฟล์ใหม่ได้เมื่อแก้บัญชีแล้ว"
    elif last:
        enabled, word = False, "ไฟล์ที่ออกไว้ยกเลิกแล้ว และยังไม่มีรายที่รอโอน"
    else:
        enabled = False
        word = (
            f"{approval.fiscal_year} ปิดแล้ว จึงออกไฟล์ใหม่ไม่ได้"
            if due.count
            else f"รายการนี้ไม่มีรายที่รับเงินทาง{group.label}"
        )
    if not by.may(Duty.PAYER):
        enabled, word = False, "ผู้ทำหน้าที่โอนเงินเป็นผู้ดาวน์โหลดไฟล์"
    return GroupPanel(
        key=group.value,
        name=group.label,
        button=f"ไฟล์สำหรับโอนเงิน {group.label}",
        url=reverse("payments:make_file", args=[approval.fiscal_year_id, approval.key, group]),
        count=everything.count,
        total=everything.total,
        files=[_file_row(approval, file, by=by) for file in files],
        enabled=enabled,
        is_primary=enabled and due.count > 0,
        word=word,
    )


def _file_row(approval: Approval, file: TransferFile, *, by: Officer) -> FileRow:
    tone, icon, state = _file_state(file)
    address = [approval.fiscal_year_id, approval.key, file.group, file.number]
    is_void = file.void_count == file.count
    return FileRow(
        number=file.number,
        label=str(file),
        made_at=file.made_at,
        made_by=file.made_by.get_full_name(),
        count=file.count,
        total=file.total,
        fingerprint=file.fingerprint,
        tone=tone,
        icon=icon,
        state=state,
        url=reverse("payments:file", args=address) if by.may(Duty.PAYER) and not is_void else "",
        cover_url="" if is_void else reverse("payments:cover", args=address),
        confirm_url=_confirm_url(approval, file, by=by),
        void_url=reverse("payments:voiding", args=address) if _void_word(file, by=by) else "",
        void_word=_void_word(file, by=by),
    )


def _confirm_url(approval: Approval, file: TransferFile, *, by: Officer) -> str:
    if not file.pending_count or not by.may(Duty.PAYER):
        return ""
    address = reverse("payments:confirm_all", args=[approval.fiscal_year_id, approval.key])
    return f"{address}?file={file.group}-{file.number}"


def _void_word(file: TransferFile, *, by: Officer) -> str:
    """What this officer may do to take a file back; empty where nothing."""
    voiding = getattr(file, "voiding", None)
    if file.pending_count != file.count:
        return ""
    if voiding:
        return "รับรองการยกเลิก" if by.may(Duty.HEAD) else "ขอยกเลิกแล้ว"
    return "ยกเลิกไฟล์" if by.may(Duty.PAYER) else ""


def _file_state(file: TransferFile) -> tuple[str, str, str]:
    if file.void_count == file.count:
        return "calm", "x", "ยกเลิกแล้ว"
    if file.pending_count == file.count:
        return "info", "send", "รอผล"
    if file.pending_count:
        return "info", "send", f"รอผล {file.pending_count} จาก {file.count} ราย"
    if file.returned_count:
        tone, icon = ("warn", "alert") if file.to_mend_count else ("calm", "history")
        return tone, icon, f"มีผลแล้ว ไม่ผ่าน {file.returned_count}"
    return "ok", "done", "จ่ายสำเร็จครบ"


@dataclass(frozen=True)
class LineRow:
    """One attempt to pay: the file, its reference, and what came of it."""

    file: str
    made_at: datetime
    account: str
    reference: str
    amount: Decimal
    tone: str
    icon: str
    result: str
    why: str
    answered_at: datetime | None
    answered_by: str


def line_rows(payment: Payment) -> list[LineRow]:
    """All attempts to pay one case, newest first; of a payment fetched ``in_full``."""
    return [_line_row(line) for line in payment.lines.all()]


def _line_row(line: Line) -> LineRow:
    tone, icon = RESULT_LOOKS[Result(line.result)]
    account = line.bank_account
    number = masked_account(account.account_number, account.bank_id)
    return LineRow(
        file=str(line.file),
        made_at=line.file.made_at,
        account=f"{short_bank(account.bank)} · {number}",
        reference=line.reference,
        amount=line.amount,
        tone=tone,
        icon=icon,
        result=line.get_result_display(),
        why=f"{line.get_return_reason_display()} {line.return_note}".strip(),
        answered_at=line.answered_at,
        answered_by=line.answered_by.get_full_name() if line.answered_by else "",
    )


@dataclass(frozen=True)
class ConfirmRow:
    """One line of จ่ายสำเร็จทั้งหมด, in the columns of the report (R59), as it was approved."""

    position: int
    name: str
    office: str
    aid: str
    amount: Decimal
    legal_basis: str


@dataclass(frozen=True)
class ConfirmFile:
    """The lines of one file that wait, and their control total (ยอดคุม)."""

    file: TransferFile
    rows: list[ConfirmRow]
    total: Decimal


def confirm_files(approval: Approval, pending: Iterable[Line]) -> list[ConfirmFile]:
    """The waiting lines file by file, named as the meeting approved them."""
    approved = {row["position"]: row for row in approval.rows}
    files: dict[TransferFile, list[Line]] = {}
    for line in pending:
        files.setdefault(line.file, []).append(line)
    return [
        ConfirmFile(
            file,
            [_confirm_row(line, approved[line.payment.position], approval) for line in lines],
            sum((line.amount for line in lines), Decimal("0.00")),
        )
        for file, lines in files.items()
    ]


def _confirm_row(line: Line, row: Mapping[str, str], approval: Approval) -> ConfirmRow:
    return ConfirmRow(
        position=line.payment.position,
        name=f"{row['title']}{row['first_name']} {row['last_name']}",
        office=approval.office.name,
        aid=row["assistance_type"],
        amount=line.amount,
        legal_basis=row["legal_basis"],
    )


@dataclass(frozen=True)
class LeftOut:
    """Payments that จ่ายสำเร็จทั้งหมด does not touch, and why."""

    word: str
    figure: Figure
    why: str


LEFT_OUT = (
    (PaymentStatus.DUE, "ยังไม่อยู่ในไฟล์ใด ให้ออกไฟล์สำหรับโอนเงินก่อน"),
    (PaymentStatus.HELD, "มีการแก้บัญชีที่รอหัวหน้าฝ่ายรับรอง"),
    (PaymentStatus.RETURNED, "ธนาคารส่งเงินคืน ให้แก้ไขข้อมูลทางการเงิน หรือบันทึกจ่ายไม่สำเร็จ"),
    (PaymentStatus.FAILED, "จบแล้ว ไม่มีการจ่าย"),
)


def left_out(figures: Mapping[PaymentStatus, Figure], *, final: bool) -> list[LeftOut]:
    """Each status with money in it that is neither waiting nor paid."""
    return [
        LeftOut(status.label, figures[status], why)
        for status, why in LEFT_OUT
        if figures[status].count and (final or status != PaymentStatus.FAILED)
    ]
