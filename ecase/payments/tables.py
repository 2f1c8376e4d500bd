"""The lists of approvals, payments and what waits for a second person, as files (ส่งออกรายการ)."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from ecase.cases.rows import COLUMNS, cells
from ecase.core.sheets import BATCH, Cell, Column, Table, in_batches
from ecase.offices.access import OfficerRequest

from .change_rows import change_rows
from .conflict_rows import conflict_rows
from .matching import PlannedRow
from .models import AccountChange, Approval, Conflict, Payment, ResultList
from .rows import Books, payment_rows

OF_APPROVALS = (
    Column("รายการอนุมัติ", 22),
    Column("สำนักงานเขต", 22),
    Column("ปีงบประมาณ", 12),
    Column("วันที่อนุมัติ", 20),
)


def _approval(approval: Approval) -> tuple[Cell, ...]:
    return str(approval), approval.office.name, approval.fiscal_year_id, approval.approved_at


def approvals_table(approvals: QuerySet[Approval]) -> Table:
    """พิมพ์รายงานการอนุมัติย้อนหลัง."""
    return Table(
        "รายงานการอนุมัติย้อนหลัง",
        (*OF_APPROVALS, Column("จำนวน (ราย)", 12), Column("จำนวนเงิน (บาท)")),
        (
            (*_approval(approval), approval.count, approval.total)
            for approval in approvals.iterator(BATCH)
        ),
    )


def waiting_table(title: str, rows: Sequence[tuple[Approval, Books]]) -> Table:
    """รายการอนุมัติที่รอการโอนเงิน, or those paid for good: each with where its money is."""
    names = ("อนุมัติ", "จ่ายสำเร็จ", "อยู่ในไฟล์รอผล", "โอนไม่ผ่าน", "รอโอน")
    figures = [
        column
        for name in names
        for column in (Column(f"{name} (ราย)", 12), Column(f"{name} (บาท)", 18))
    ]
    return Table(
        title,
        (*OF_APPROVALS, *figures),
        ((*_approval(approval), *_figures(of)) for approval, of in rows),
    )


def _figures(of: Books) -> list[Cell]:
    return [cell for column in of.columns for cell in (column["count"], column["total"])]  # type: ignore[misc]


def payments_table(
    request: OfficerRequest, approval: Approval, payments: QuerySet[Payment]
) -> Table:
    """The cases of one approval (R86), with the account masked and the status of the money."""
    return Table(
        f"จ่ายให้ประชาชน-{approval}",
        (
            Column("กลุ่มธนาคาร", 16),
            *COLUMNS,
            Column("บัญชี", 30),
            Column("สถานะ", 18),
            Column("เพิ่มเติม", 30),
        ),
        (
            (row.group, *cells(row.row), row.account, row.status, row.status_note)
            for batch in in_batches(_whole(payments), BATCH)
            for row in payment_rows(batch, request)
        ),
    )


def _whole(payments: QuerySet[Payment]) -> Iterable[Payment]:
    """All at once: their lines are fetched by one more query, not by one a batch."""
    yield from payments


def changes_table(title: str, changes: QuerySet[AccountChange]) -> Table:
    """รายการแก้ไขบัญชี."""
    return Table(
        title,
        (
            Column("เคส", 14),
            Column("ชื่อ-นามสกุล", 30),
            Column("บัญชีเดิม", 30),
            Column("บัญชีที่เสนอ", 30),
            Column("เหตุผล", 40),
            Column("เสนอโดย", 30),
            Column("เสนอเมื่อ", 20),
            Column("สถานะ", 18),
            Column("ตัดสินโดย", 30),
            Column("เหตุผลที่ตัดสิน", 40),
        ),
        (
            (
                row.case,
                row.name,
                row.before,
                row.after,
                row.reason,
                row.proposed_by,
                row.proposed_at,
                row.decision,
                row.decided,
                row.because,
            )
            for batch in in_batches(changes.iterator(BATCH), BATCH)
            for row in change_rows(batch)
        ),
    )


def conflicts_table(title: str, conflicts: QuerySet[Conflict]) -> Table:
    """ผลที่ขัดกัน."""
    return Table(
        title,
        (
            Column("เคส", 14),
            Column("ชื่อ-นามสกุล", 30),
            Column("รายการอนุมัติ", 22),
            Column("ไฟล์", 22),
            Column("เลขอ้างอิง", 22),
            Column("จำนวนเงิน", 14),
            Column("บันทึกไว้ว่า", 16),
            Column("ธนาคารแจ้งว่า", 16),
            Column("เหตุ", 40),
            Column("แจ้งโดย", 30),
            Column("แจ้งเมื่อ", 20),
            Column("ที่มา", 24),
            Column("สถานะ", 22),
            Column("ตัดสินโดย", 30),
            Column("เหตุผลที่ตัดสิน", 40),
        ),
        (
            (
                row.case,
                row.name,
                row.approval,
                row.file,
                row.reference,
                conflict.line.amount,
                row.recorded,
                row.says,
                row.why,
                row.noted_by,
                row.noted_at,
                row.source,
                row.settlement,
                row.settled,
                row.because,
            )
            for batch in in_batches(conflicts.iterator(BATCH), BATCH)
            for conflict, row in zip(batch, conflict_rows(batch), strict=True)
        ),
    )


def result_lists_table(lists: Iterable[ResultList]) -> Table:
    """The bank's lists of results that were brought in (นำเข้าผลการโอน)."""
    return Table(
        "รายการที่นำเข้าแล้ว",
        (
            Column("ไฟล์", 40),
            Column("สำนักงานเขต", 22),
            Column("จำนวนแถว", 12),
            Column("นำเข้าโดย", 30),
            Column("นำเข้าเมื่อ", 20),
            Column("สถานะ", 16),
            Column("บันทึกโดย", 30),
            Column("บันทึกเมื่อ", 20),
        ),
        (
            (
                one.name,
                one.office.name,
                one.count,
                str(one.received_by),
                one.received_at,
                "บันทึกผลแล้ว" if one.applied_at else "รอตรวจ",
                str(one.applied_by or ""),
                one.applied_at,
            )
            for one in lists
        ),
    )


def plan_table(received: ResultList, planned: Iterable[PlannedRow]) -> Table:
    """ตรวจผลการโอน: the rows of one list, and what each would change."""
    return Table(
        f"ตรวจผลการโอน-{received.name}",
        (
            Column("แถวที่", 10),
            Column("เลขอ้างอิง", 22),
            Column("เคส", 14),
            Column("จำนวนเงิน", 14),
            Column("ผลที่จะบันทึก", 24),
            Column("หมายเหตุ", 60),
        ),
        (
            (
                one.row.number,
                one.row.reference,
                one.line.case if one.line else "",
                one.row.amount,
                one.effect.value[2],
                f"{one.text} {one.row.note}".strip(),
            )
            for one in planned
        ),
    )
