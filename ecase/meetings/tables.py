"""The list of a round as a file (ส่งออกรายการ)."""

from collections.abc import Mapping

from django.utils import timezone

from ecase.cases.models import CaseQuerySet
from ecase.cases.rows import COLUMNS, cells, rows
from ecase.core.paging import whole_list
from ecase.core.sheets import BATCH, Column, Table, in_batches
from ecase.offices.access import OfficerRequest

from .models import Meeting


def round_table(
    request: OfficerRequest,
    meeting: Meeting,
    decided: CaseQuerySet,
    orders: Mapping[str, tuple[str, ...]],
) -> Table:
    """รายการเคสที่นำเข้าสู่ที่ประชุม: what was asked for, and what the meeting grants."""
    found = whole_list(decided.in_full(), request, orders=orders, default="number")
    today = timezone.localdate()
    return Table(
        f"รายการเคสของที่ประชุม-รอบ{meeting.number}",
        (
            *COLUMNS[:-1],
            Column("จำนวนเงินที่ขอ", 16),
            Column("จำนวนเงินที่อนุมัติ", 18),
            Column("เหตุผลของที่ประชุม", 40),
            Column("เหตุผลที่ช่วยเหลือซ้ำ", 40),
            Column("เอกสาร", 40),
        ),
        (
            (
                *cells(row)[:-1],
                case.requested_amount,
                case.amount,
                case.amount_because,
                case.override_because,
                row.missing,
            )
            for batch in in_batches(found.iterator(BATCH), BATCH)
            for case, row in zip(batch, rows(batch, request, today=today), strict=True)
        ),
    )
