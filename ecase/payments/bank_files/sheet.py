"""The XLSX for KTB Universal Data Entry: every cell text, so that leading zeros stay.

Its columns are those of public files of the kind; the bank's own template is not public.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

import xlsxwriter
from django.conf import settings

from ecase.core.sheets import Cell, Column, TextSheet

from .rows import Row

COLUMNS: dict[str, Column[Row]] = {  # by the names that the setting KTB_COLUMNS puts in order
    "bank_code": Column("Receiving Bank Code", 20, lambda row: row.bank_code),
    "account_number": Column("Receiving A/C No.", 20, lambda row: row.account_number),
    "account_name": Column("Receiver Name", 36, lambda row: row.account_name),
    "amount": Column("Transfer Amount", 16, lambda row: f"{row.amount:.2f}"),
    "citizen_id": Column("Citizen ID/Tax ID", 18, lambda row: row.citizen_id),
    # The bank's own; our lines are matched by DDA Ref 2.
    "dda_ref": Column("DDA Ref", 20, lambda row: ""),
    "reference": Column("Reference No./ DDA Ref 2", 24, lambda row: row.reference),
    "email": Column("Email", 30, lambda row: row.email),
    "phone": Column("Mobile No.", 16, lambda row: row.phone),
}
NEEDED = ("bank_code", "account_number", "account_name", "amount")


def write(created_at: datetime, rows: Iterable[Row], to: BinaryIO) -> None:
    """Write the workbook. No formula can come of what is typed: write_string knows none."""
    columns = [COLUMNS[name] for name in settings.KTB_COLUMNS]
    book = xlsxwriter.Workbook(to, {"constant_memory": True})
    book.set_properties({"created": created_at.astimezone(UTC)})
    try:
        _fill(book, columns, rows)
    finally:
        book.close()  # in any case: it takes away the file that holds the rows until then


def _fill(book: xlsxwriter.Workbook, columns: list[Column[Row]], rows: Iterable[Row]) -> None:
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet("Sheet1", TextSheet)
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width, text)
    for line, cells in enumerate(_lines(columns, rows)):
        for at, cell in enumerate(cells):
            if cell:  # the column itself is text, and so is an empty cell of it
                page.write_string(line, at, cell, text)


def _lines(columns: list[Column[Row]], rows: Iterable[Row]) -> Iterator[list[Cell]]:
    if settings.KTB_NUMBERS_ROW:
        yield [str(number) for number in range(1, len(columns) + 1)]
    yield [column.heading for column in columns]
    for row in rows:
        yield [column.cell(row) for column in columns]
