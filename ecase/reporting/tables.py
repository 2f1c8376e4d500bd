"""The lists of หน้าหลัก and the books as files (ส่งออกรายการ)."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from ecase.cases.models import CaseQuerySet
from ecase.cases.rows import COLUMNS, Listed, listed, row_of
from ecase.core.paging import whole_list
from ecase.core.sheets import Column, Table
from ecase.offices.access import OfficerRequest
from ecase.payments.tables import figure_columns

from .books import BookLine, total_of
from .queries import OfficeFigures

OF_SET_ASIDE: tuple[Column[Listed], ...] = (
    *(column.of(row_of) for column in COLUMNS),
    Column("เหตุ", 24, lambda listed: listed[0].get_set_aside_because_display()),
    Column("รายละเอียด", 40, lambda listed: listed[0].set_aside_note),
    Column("วันนัดกลับมาดู", 16, lambda listed: listed[0].return_on),
)

OF_CITY: tuple[Column[OfficeFigures], ...] = (
    Column("สำนักงานเขต", 24, lambda office: office.office),
    Column("เคสทั้งหมด", 18, lambda office: office.cases),
    Column("อยู่ในที่ประชุม", 18, lambda office: office.in_meeting),
    Column("นำออกชั่วคราว", 18, lambda office: office.set_aside),
    Column("อนุมัติแล้วรอจ่าย", 18, lambda office: office.approved),
    Column("จ่ายสำเร็จ", 18, lambda office: office.paid),
    Column("จ่ายไม่สำเร็จ", 18, lambda office: office.failed),
    Column("เงินที่จ่ายแล้ว (บาท)", 18, lambda office: office.paid_sum),
)

BookRow = tuple[str, BookLine]  # beside by what it is a part of the year


OF_BOOKS: tuple[Column[BookRow], ...] = (
    Column("แยกตาม", 22, lambda row: row[0]),
    Column("รายการ", 44, lambda row: row[1].name),
    *figure_columns("อนุมัติ", lambda row: row[1].approved),
    *figure_columns("จ่ายสำเร็จ", lambda row: row[1].paid),
    *figure_columns("จ่ายไม่สำเร็จ", lambda row: row[1].failed),
    *figure_columns("ยังไม่จบ", lambda row: row[1].open),
    Column("ยอดคุม", 12, lambda row: "ยอดครบ" if row[1].agrees else "ยอดไม่ครบ"),
)


def set_aside_table(
    request: OfficerRequest, waiting: CaseQuerySet, orders: Mapping[str, tuple[str, ...]]
) -> Table[Listed]:
    """เคสที่ถูกนำออกจากที่ประชุมชั่วคราว."""
    found = whole_list(waiting.in_full(), request, orders=orders, default="day")
    rows = listed(found, request, today=timezone.localdate())
    return Table("เคสที่ถูกนำออกจากที่ประชุมชั่วคราว", OF_SET_ASIDE, rows)


def city_table(offices: Sequence[OfficeFigures]) -> Table[OfficeFigures]:
    """ภาพรวม 50 สำนักงานเขต."""
    return Table("ภาพรวมสำนักงานเขต", OF_CITY, offices)


def books_table(by_type: Sequence[BookLine], by_office: Sequence[BookLine]) -> Table[BookRow]:
    """ยอดคุมทั้งปี: both lists of the page below one another, each with its sum."""
    rows = [
        (part, line)
        for part, lines in (("ประเภทเงินสงเคราะห์", by_type), ("สำนักงานเขต", by_office))
        for line in (*lines, total_of(lines))
    ]
    return Table("ยอดคุมทั้งปี", OF_BOOKS, rows)
