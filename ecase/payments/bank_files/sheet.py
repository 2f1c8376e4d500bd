"""The XLSX for KTB Universal Data Entry: every cell text, so that leading zeros stay.

Its columns are those of public files of the kind; the bank's own template is not public.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import xlsxwriter
from django.conf import settings
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .rows import Row


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and what a row says in it."""

    heading: str
    width: int
    cell: Callable[[Row], str]


COLUMNS = {  # by the names that the setting KTB_COLUMNS puts in order
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


_letters = functools.cache(xl_col_to_name)


class Page(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet of text alone, row after row, byte for byte as xlsxwriter itself writes it.

    Its own way asks of each cell of what kind it is, and takes three times as long; a test holds
    the two together.
    """

    def write_texts(self, row: int, texts: Iterable[str], style: Format) -> None:
        """Write the next row. No formula can come of what is typed: every cell is a string.

        An empty one is left out: its column is text, and so is an empty cell of it.
        """
        number, shown = style._get_xf_index(), []
        for at, text in enumerate(texts):
            if text and self._check_dimensions(row, at) == 0:
                said = self._escape_data(self._escape_control_characters(text))
                space = ' xml:space="preserve"' if said != said.strip() else ""
                cell = f'<c r="{_letters(at)}{row + 1}" s="{number}" t="inlineStr">'
                shown.append(f"{cell}<is><t{space}>{said}</t></is></c>")
        self.fh.write(f'<row r="{row + 1}">{"".join(shown)}</row>')


def write(created_at: datetime, rows: Iterable[Row], to: BinaryIO) -> None:
    """Write the workbook."""
    columns = [COLUMNS[name] for name in settings.KTB_COLUMNS]
    book = xlsxwriter.Workbook(to, {"constant_memory": True})
    book.set_properties({"created": created_at.astimezone(UTC)})
    try:
        _fill(book, columns, rows)
    finally:
        book.close()  # in any case: it takes away the file that holds the rows until then


def _fill(book: xlsxwriter.Workbook, columns: list[Column], rows: Iterable[Row]) -> None:
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet("Sheet1", worksheet_class=Page)
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width, text)
    for line, texts in enumerate(_lines(columns, rows)):
        page.write_texts(line, texts, text)


def _lines(columns: list[Column], rows: Iterable[Row]) -> Iterator[list[str]]:
    if settings.KTB_NUMBERS_ROW:
        yield [str(number) for number in range(1, len(columns) + 1)]
    yield [column.heading for column in columns]
    for row in rows:
        yield [column.cell(row) for column in columns]
