"""The lists of approvals, payments and what waits for a second person, as files (ส่งออกรายการ)."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db.models import QuerySet

from ecase.cases.rows import COLUMNS
from ecase.core.sheets import BATCH, Column, Table, in_batches
from ecase.offices.access import OfficerRequest

from .change_rows import ChangeRow, change_rows
from .conflict_rows import ConflictRow, conflict_rows
from .matching import PlannedRow
from .models import AccountChange, Approval, Conflict, Figure, Payment, ResultList
from .rows import HEADINGS, Books, PaymentRow, payment_rows

T = TypeVar("T")

OF_APPROVAL: tuple[Column[Approval], ...] = (
    Column("รายการอนุมัติ", 22, str),
    Column("สำนักงานเขต", 22, lambda approval: approval.office.name),
    Column("ปีงบประมาณ", 12, lambda approval: approval.fiscal_year_id),
    Column("วันที่อนุมัติ", 20, lambda approval: approval.approved_at),
)
OF_APPROVALS: tuple[Column[Approval], ...] = (
    *OF_APPROVAL,
    Column("จำนวน (ราย)", 12, lambda approval: approval.count),
    Column("จำนวนเงิน (บาท)", 18, lambda approval: approval.total),
)

Waiting = tuple[Approval, Books]


def figure_columns(name: str, of: Callable[[T], Figure]) -> list[Column[T]]:
    """How many cases and how much money, beside one another."""
    return [
        Column(f"{name} (ราย)", 12, lambda row: of(row).count),
        Column(f"{name} (บาท)", 18, lambda row: of(row).total),
    ]


def _figure(name: str) -> list[Column[Waiting]]:
    return figure_columns(name, lambda row: row[1].columns[name])


OF_WAITING: tuple[Column[Waiting], ...] = (
    *(column.of(lambda row: row[0]) for column in OF_APPROVAL),
    *(column for name in HEADINGS for column in _figure(name)),
)

OF_PAYMENTS: tuple[Column[PaymentRow], ...] = (
    Column("กลุ่มธนาคาร", 16, lambda row: row.group),
    *(column.of(lambda row: row.row) for column in COLUMNS),
    Column("บัญชี", 30, lambda row: row.account),
    Column("สถานะ", 18, lambda row: row.status),
    Column("เพิ่มเติม", 30, lambda row: row.status_note),
)

OF_CHANGES: tuple[Column[ChangeRow], ...] = (
    Column("เคส", 14, lambda row: row.case),
    Column("ชื่อ-นามสกุล", 30, lambda row: row.name),
    Column("บัญชีเดิม", 30, lambda row: row.before),
    Column("บัญชีที่เสนอ", 30, lambda row: row.after),
    Column("เหตุผล", 40, lambda row: row.reason),
    Column("เสนอโดย", 30, lambda row: row.proposed_by),
    Column("เสนอเมื่อ", 20, lambda row: row.proposed_at),
    Column("สถานะ", 18, lambda row: row.decision),
    Column("ตัดสินโดย", 30, lambda row: row.decided),
    Column("เหตุผลที่ตัดสิน", 40, lambda row: row.because),
)

OF_CONFLICTS: tuple[Column[ConflictRow], ...] = (
    Column("เคส", 14, lambda row: row.case),
    Column("ชื่อ-นามสกุล", 30, lambda row: row.name),
    Column("รายการอนุมัติ", 22, lambda row: row.approval),
    Column("ไฟล์", 22, lambda row: row.file),
    Column("เลขอ้างอิง", 22, lambda row: row.reference),
    Column("จำนวนเงิน", 14, lambda row: row.amount),
    Column("บันทึกไว้ว่า", 16, lambda row: row.recorded),
    Column("ธนาคารแจ้งว่า", 16, lambda row: row.says),
    Column("เหตุ", 40, lambda row: row.why),
    Column("แจ้งโดย", 30, lambda row: row.noted_by),
    Column("แจ้งเมื่อ", 20, lambda row: row.noted_at),
    Column("ที่มา", 24, lambda row: row.source),
    Column("สถานะ", 22, lambda row: row.settlement),
    Column("ตัดสินโดย", 30, lambda row: row.settled),
    Column("เหตุผลที่ตัดสิน", 40, lambda row: row.because),
)

OF_RESULT_LISTS: tuple[Column[ResultList], ...] = (
    Column("ไฟล์", 40, lambda received: received.name),
    Column("สำนักงานเขต", 22, lambda received: received.office.name),
    Column("จำนวนแถว", 12, lambda received: received.count),
    Column("นำเข้าโดย", 30, lambda received: str(received.received_by)),
    Column("นำเข้าเมื่อ", 20, lambda received: received.received_at),
    Column("สถานะ", 16, lambda received: "บันทึกผลแล้ว" if received.applied_at else "รอตรวจ"),
    Column("บันทึกโดย", 30, lambda received: str(received.applied_by or "")),
    Column("บันทึกเมื่อ", 20, lambda received: received.applied_at),
)

OF_PLAN: tuple[Column[PlannedRow], ...] = (
    Column("แถวที่", 10, lambda planned: planned.row.number),
    Column("เลขอ้างอิง", 22, lambda planned: planned.row.reference),
    Column("เคส", 14, lambda planned: planned.line.case if planned.line else ""),
    Column("จำนวนเงิน", 14, lambda planned: planned.row.amount),
    Column("ผลที่จะบันทึก", 24, lambda planned: planned.effect.value[2]),
    Column("หมายเหตุ", 60, lambda planned: f"{planned.text} {planned.row.note}".strip()),
)


def approvals_table(approvals: QuerySet[Approval]) -> Table[Approval]:
    """พิมพ์รายงานการอนุมัติย้อนหลัง."""
    return Table("รายงานการอนุมัติย้อนหลัง", OF_APPROVALS, approvals.iterator(BATCH))


def waiting_table(title: str, rows: Sequence[Waiting]) -> Table[Waiting]:
    """รายการอนุมัติที่รอการโอนเงิน, or those paid for good: each with where its money is."""
    return Table(title, OF_WAITING, rows)


def payments_table(
    request: OfficerRequest, approval: Approval, payments: QuerySet[Payment]
) -> Table[PaymentRow]:
    """The cases of one approval (R86), with the account masked and the status of the money."""
    # The payments all at once: their lines are fetched by one more query, not by one a batch.
    rows = (row for batch in in_batches(payments, BATCH) for row in payment_rows(batch, request))
    return Table(f"จ่ายให้ประชาชน-{approval}", OF_PAYMENTS, rows)


def changes_table(title: str, changes: QuerySet[AccountChange]) -> Table[ChangeRow]:
    """รายการแก้ไขบัญชี."""
    batches = in_batches(changes.iterator(BATCH), BATCH)
    return Table(title, OF_CHANGES, (row for batch in batches for row in change_rows(batch)))


def conflicts_table(title: str, conflicts: QuerySet[Conflict]) -> Table[ConflictRow]:
    """ผลที่ขัดกัน."""
    batches = in_batches(conflicts.iterator(BATCH), BATCH)
    return Table(title, OF_CONFLICTS, (row for batch in batches for row in conflict_rows(batch)))


def result_lists_table(lists: Iterable[ResultList]) -> Table[ResultList]:
    """The bank's lists of results that were brought in (นำเข้าผลการโอน)."""
    return Table("รายการที่นำเข้าแล้ว", OF_RESULT_LISTS, lists)


def plan_table(received: ResultList, planned: Iterable[PlannedRow]) -> Table[PlannedRow]:
    """ตรวจผลการโอน: the rows of one list, and what each would change."""
    return Table(f"ตรวจผลการโอน-{received.name}", OF_PLAN, planned)
