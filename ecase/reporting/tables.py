"""The lists of หน้าหลัก and the books as files (ส่งออกรายการ)."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from ecase.cases.models import CaseQuerySet
from ecase.cases.rows import COLUMNS, cells, rows
from ecase.core.paging import whole_list
from ecase.core.sheets import BATCH, Cell, Column, Table, in_batches
from ecase.core.thai import thai_date
from ecase.offices.access import OfficerRequest

from .books import BookLine, total_of
from .queries import OfficeFigures


def set_aside_table(
    request: OfficerRequest, waiting: CaseQuerySet, orders: Mapping[str, tuple[str, ...]]
) -> Table:
    """เคสที่ถูกนำออกจากที่ประชุมชั่วคราว."""
    found = whole_list(waiting.in_full(), request, orders=orders, default="day")
    today = timezone.localdate()
    return Table(
        "เคสที่ถูกนำออกจากที่ประชุมชั่วคราว",
        (*COLUMNS, Column("เหตุ", 24), Column("รายละเอียด", 40), Column("วันนัดกลับมาดู", 16)),
        (
            (
                *cells(row),
                case.get_set_aside_because_display(),
                case.set_aside_note,
                thai_date(case.return_on) if case.return_on else "",
            )
            for batch in in_batches(found.iterator(BATCH), BATCH)
            for case, row in zip(batch, rows(batch, request, today=today), strict=True)
        ),
    )


def city_table(offices: Sequence[OfficeFigures]) -> Table:
    """ภาพรวม 50 สำนักงานเขต."""
    return Table(
        "ภาพรวมสำนักงานเขต",
        (
            Column("สำนักงานเขต", 24),
            *map(
                Column,
                (
                    "เคสทั้งหมด",
                    "อยู่ในที่ประชุม",
                    "นำออกชั่วคราว",
                    "อนุมัติแล้วรอจ่าย",
                    "จ่ายสำเร็จ",
                    "จ่ายไม่สำเร็จ",
                    "เงินที่จ่ายแล้ว (บาท)",
                ),
            ),
        ),
        (
            (
                office.office,
                office.cases,
                office.in_meeting,
                office.set_aside,
                office.approved,
                office.paid,
                office.failed,
                office.paid_sum,
            )
            for office in offices
        ),
    )


def books_table(by_type: Sequence[BookLine], by_office: Sequence[BookLine]) -> Table:
    """ยอดคุมทั้งปี: both lists of the page below one another, each with its sum."""
    figures = ("อนุมัติ", "จ่ายสำเร็จ", "จ่ายไม่สำเร็จ", "ยังไม่จบ")
    return Table(
        "ยอดคุมทั้งปี",
        (
            Column("แยกตาม", 22),
            Column("รายการ", 44),
            *(
                column
                for name in figures
                for column in (Column(f"{name} (ราย)", 12), Column(f"{name} (บาท)", 18))
            ),
            Column("ยอดคุม", 12),
        ),
        (
            _book(part, line)
            for part, lines in (("ประเภทเงินสงเคราะห์", by_type), ("สำนักงานเขต", by_office))
            for line in (*lines, total_of(lines))
        ),
    )


def _book(part: str, line: BookLine) -> tuple[Cell, ...]:
    figures = (line.approved, line.paid, line.failed, line.open)
    cells = [cell for figure in figures for cell in (figure.count, figure.total)]
    return part, line.name, *cells, "ยอดครบ" if line.agrees else "ยอดไม่ครบ"
