"""The list of a round as a file (ส่งออกรายการ)."""

from collections.abc import Mapping

from django.utils import timezone

from ecase.cases.models import CaseQuerySet
from ecase.cases.rows import BUT_THE_AMOUNT, Listed, listed, row_of
from ecase.core.paging import whole_list
from ecase.core.sheets import Column, Table
from ecase.offices.access import OfficerRequest

from .models import Meeting

COLUMNS: tuple[Column[Listed], ...] = (
    *(column.of(row_of) for column in BUT_THE_AMOUNT),
    Column("จำนวนเงินที่ขอ", 16, lambda listed: listed[0].requested_amount),
    Column("จำนวนเงินที่อนุมัติ", 18, lambda listed: listed[0].amount),
    Column("เหตุผลของที่ประชุม", 40, lambda listed: listed[0].amount_because),
    Column("เหตุผลที่ช่วยเหลือซ้ำ", 40, lambda listed: listed[0].override_because),
    Column("เอกสาร", 40, lambda listed: listed[1].missing),
)


def round_table(
    request: OfficerRequest,
    meeting: Meeting,
    decided: CaseQuerySet,
    orders: Mapping[str, tuple[str, ...]],
) -> Table[Listed]:
    """รายการเคสที่นำเข้าสู่ที่ประชุม: what was asked for, and what the meeting grants."""
    found = whole_list(decided.in_full(), request, orders=orders, default="number")
    rows = listed(found, request, today=timezone.localdate())
    return Table(f"รายการเคสของที่ประชุม-รอบ{meeting.number}", COLUMNS, rows)
