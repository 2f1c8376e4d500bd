"""A list as a file: text stays text, and no formula is ever in it."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter

import pytest
from python_calamine import CalamineWorkbook

from ecase.core.sheets import BATCH, Column, Form, Table, as_file, csv_of, write_xlsx

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "{=1+1}",
    'ก"ข,ค;ง',
    "บรรทัดหนึ่ง\nบรรทัดสอง",
    "😀 กตัญญู ฐิ ปั้ม",
    "0012345678901",
    "http://example.org",
    "_x0041_",
    "<b>&amp;</b>",
    '<r></r></is></c><c r="A9"><f>1+1</f></c><c t="inlineStr"><is><r></r>',
    "#REF!",
    "TRUE",
]
COLUMNS = [
    Column(heading, 18, itemgetter(at)) for at, heading in enumerate(("คำ", "เงิน", "จำนวน", "วัน"))
]


def table(rows, **more):
    return Table("รายการ", COLUMNS, rows, **more)


def xlsx(made):
    book = io.BytesIO()
    write_xlsx(made, book)
    book.seek(0)
    return book


def cells(book):
    return CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()


def test_what_was_typed_is_text_in_the_spreadsheet():
    book = xlsx(table([(text, None, None, None) for text in HOSTILE]))
    read = [row[0] for row in cells(book)[1:]]
    assert read == [text.replace("\r", "\r") for text in HOSTILE]


def test_no_cell_of_the_spreadsheet_holds_a_formula_or_a_link():
    book = xlsx(table([(text, Decimal(1), 1, text) for text in HOSTILE], total=HOSTILE[:4]))
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not re.search(r"<f[ >/]|<hyperlink", sheet)
        assert not [
            name for name in archive.namelist() if "external" in name or "rels/sheet" in name
        ]
        assert set(re.findall(r' t="(\w+)"', sheet)) == {"inlineStr"}


def test_amounts_are_numbers_and_days_are_text_of_the_buddhist_era():
    at = datetime(2022, 10, 11, 2, 43, tzinfo=UTC)
    rows = [("ก", Decimal("1000.10"), 3, date(2022, 10, 11)), ("ข", None, None, at)]
    made = table(rows, above=["หัวเรื่อง"], total=["รวม", Decimal("1000.10")])
    read = cells(xlsx(made))
    assert read[0][0] == "หัวเรื่อง"
    assert read[2:4] == [["ก", 1000.1, 3.0, "11/10/2565"], ["ข", "", "", "11/10/2565 09:43 น."]]
    assert read[4][:2] == ["รวม", 1000.1]
    lines = list(csv.reader(io.StringIO(b"".join(csv_of(made)).decode("utf-8-sig"))))
    assert lines[1:] == [
        ["ก", "1000.10", "3", "11/10/2565"],
        ["ข", "", "", "11/10/2565 09:43 น."],
    ]


def test_a_long_text_is_cut_where_a_cell_ends():
    [_, [text, *_]] = cells(xlsx(table([("ก" * 40_000, None, None, None)])))
    assert len(text) == 32_767


def test_csv_begins_with_the_mark_by_which_excel_knows_thai():
    read = b"".join(csv_of(table([("ก", None, None, None)])))
    assert read == '\ufeff"คำ","เงิน","จำนวน","วัน"\r\n"ก","","",""\r\n'.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_begin_a_formula_has_an_apostrophe_in_csv(text):
    read = b"".join(csv_of(table([(text, Decimal(-1), None, None)]))).decode("utf-8-sig")
    [_, [cell, amount, *_]] = csv.reader(io.StringIO(read, newline=""))
    assert cell.removeprefix("'") == text
    begins = text.lstrip()[:1] in ("=", "+", "-", "@", "＝") or text[0] in "\t\r"
    assert (cell != text) == begins
    assert amount == "-1.00"  # what we counted is no text


@pytest.mark.parametrize("divided_at", [";", "\t"])
def test_no_formula_begins_within_a_cell_where_a_program_divides_otherwise(divided_at):
    read = b"".join(csv_of(table([(f"ก{divided_at}=1+1", None, None, "ข")]))).decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(read, newline=""), delimiter=divided_at)
    assert not [cell for cell in row if cell.startswith("=")]


@pytest.mark.django_db  # closing an answer looks at the connection
def test_a_file_has_its_thai_name_in_any_browser():
    for form in Form:
        response = as_file(table([]), form, "แสดงข้อมูลเคส-ดุสิต-2566")
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B9%81")
        assert response["Content-Disposition"].endswith(f"2566.{form}")
        response.close()


def test_ten_thousand_rows_come_a_batch_at_a_time():
    seen = 0

    def rows():
        nonlocal seen
        for seen in range(1, 10_001):
            yield "ก", Decimal(seen), seen, ""

    parts = csv_of(table(rows()))
    next(parts)
    assert seen <= BATCH
    assert sum(part.count(b"\r\n") for part in parts) == 10_001 - BATCH
    assert len(cells(xlsx(table(rows())))) == 10_001
