"""Lists that leave as files (ส่งออกรายการ): the rows of a page or paper as XLSX, or as CSV.

The type of a cell says what it becomes: ``str`` is text and stays text, ``Decimal`` an amount of baht
with two decimals, ``int`` a number, a day or an instant the text of it in the Buddhist era. There is
no kind of cell from which a formula could come.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import Any, BinaryIO, Generic, TypeVar

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from xlsxwriter.worksheet import Worksheet

from .thai import thai_date, thai_datetime

T = TypeVar("T")
S = TypeVar("S")
Cell = str | int | Decimal | date | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # that a cell of a spreadsheet holds
BATCH = 500  # rows that are in memory at once

# What begins a formula for a program that opens CSV, also behind blanks or in full width. A tab or a
# line end at the beginning would let the rest of the cell begin one.
_FORMULA = re.compile(r"\A(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Form(StrEnum):
    """The two kinds of file."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its heading, its width in characters, and what a row says in it."""

    heading: str
    width: int
    cell: Callable[[T], Cell]

    def of(self, part: Callable[[S], T]) -> "Column[S]":
        """The same column of a list of which such a row is only a part of each."""
        return Column(self.heading, self.width, lambda row: self.cell(part(row)))


@dataclass(frozen=True)
class Table(Generic[T]):
    """A list as a file: ``above`` its headings and the ``total`` below it stand in the XLSX alone."""

    title: str
    columns: Sequence[Column[T]]
    rows: Iterable[T]
    above: Sequence[str] = ()
    total: Sequence[Cell] = field(default=())

    @property
    def lines(self) -> Iterator[list[Cell]]:
        """What stands in the columns, row by row."""
        return ([column.cell(row) for column in self.columns] for row in self.rows)


def as_file(table: Table[Any], form: Form, name: str) -> HttpResponseBase:
    """The table as a download called ``name``, without the ending."""
    response: HttpResponseBase
    if form == Form.CSV:
        response = StreamingHttpResponse(csv_of(table), content_type="text/csv; charset=utf-8")
    else:
        book = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        write_xlsx(table, book)
        book.seek(0)
        response = FileResponse(book, content_type=XLSX)
    saved_as = f"{name}.{form.value}"
    response["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=saved_as)
    )
    return response


def csv_of(table: Table[Any]) -> Iterator[bytes]:
    """The headings and rows as CSV (RFC 4180) in UTF-8 with a BOM, by which Excel knows it for Thai.

    A text that a program would take for a formula gets an apostrophe before it. Here only: CSV
    cannot say that a cell is text, and the apostrophe is what a typist puts there to say so. Every
    cell is quoted: a program that divides at semicolons or tabs would begin a formula within one.
    """
    headings: list[Cell] = [column.heading for column in table.columns]
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}"
    for batch in in_batches(chain([headings], table.lines), BATCH):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerows([_plain(cell) for cell in line] for line in batch)
        yield (mark + out.getvalue()).encode()
        mark = ""


def _plain(cell: Cell) -> str:
    match cell:
        case str():
            return f"'{cell}" if _FORMULA.match(cell) else cell
        case Decimal():
            return f"{cell:.2f}"
        case _:
            return _text(cell)


def _text(cell: Cell) -> str:
    match cell:
        case datetime():
            return thai_datetime(cell)
        case date():
            return thai_date(cell)
        case None:
            return ""
        case _:
            return str(cell)


class TextSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet on which every text is text.

    XlsxWriter takes one that begins with <r> and ends with </r> for markup of its own and writes it
    as it is, so that a person's name could bring cells and formulas of its own.
    """

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, str]]) -> None:
        self._xml_inline_string(string, True, attributes)

    def _escape_attributes(self, attribute: Any) -> Any:
        # One of a cell is its place or the number of its format: most have nothing to be escaped.
        if isinstance(attribute, str) and not attribute.isalnum():
            return super()._escape_attributes(attribute)
        return attribute


def write_xlsx(table: Table[Any], to: BinaryIO) -> None:
    """Write the table as a workbook of one sheet, its rows straight into a file."""
    book = xlsxwriter.Workbook(to, {"constant_memory": True})
    book.set_properties({"title": table.title, "created": timezone.now().astimezone(UTC)})
    try:
        _fill(book, table)
    finally:
        book.close()  # in any case: it takes away the file that holds the rows until then


def _fill(book: xlsxwriter.Workbook, table: Table[Any]) -> None:
    plain: dict[type, Any] = {}
    bold: dict[type, Any] = {}
    for formats, more in ((plain, {"valign": "top"}), (bold, {"bold": True})):
        formats[str] = book.add_format({"num_format": "@", **more})
        formats[Decimal] = book.add_format({"num_format": "#,##0.00", **more})
        formats[int] = book.add_format({"num_format": "0", **more})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "text_wrap": True})
    page = book.add_worksheet("รายการ", TextSheet)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for at, column in enumerate(table.columns):
        page.set_column(at, at, column.width)
    line = 0
    for text in table.above:
        page.write_string(line, 0, text, bold[str])
        line += 1
    for at, column in enumerate(table.columns):
        page.write_string(line, at, column.heading, head)
    page.freeze_panes(line + 1, 0)
    page.repeat_rows(line)
    for line, cells in enumerate(table.lines, start=line + 1):  # noqa: B020 -- goes on from there
        _write(page, line, cells, plain)
    if table.total:
        _write(page, line + 1, table.total, bold)


def _write(
    page: TextSheet,
    line: int,
    cells: Sequence[Cell],
    formats: dict[type, xlsxwriter.format.Format],
) -> None:
    """Each cell by its type; write_string knows no formula and no address, whatever it is given."""
    for at, cell in enumerate(cells):
        match cell:
            case Decimal():
                page.write_number(line, at, cell, formats[Decimal])
            case int():
                page.write_number(line, at, cell, formats[int])
            case _:
                if text := _CONTROLS.sub("", _text(cell)):
                    page.write_string(line, at, text[:LONGEST_TEXT], formats[str])


def in_batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, until there are none."""
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
