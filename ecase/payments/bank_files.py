"""The bank's transfer files (ไฟล์สำหรับโอนเงิน). Pure: rows in, bytes out."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from ecase.core.errors import RuleError


class Unwritable(RuleError):
    """Something that the bank's format cannot hold; no file was made."""

    def __init__(self, row: "Row") -> None:
        super().__init__(
            f"ข้อมูลทางการเงินของบัญชีชื่อ “{_visible(row.account_name)}” มีอักขระที่ไฟล์ของธนาคารรับไม่ได้"
            " ยังไม่ได้ออกไฟล์ กดแก้ไขที่รายนั้น พิมพ์ชื่อบัญชีใหม่ แล้วออกไฟล์อีกครั้ง"
        )


@dataclass(frozen=True)
class Row:
    """One receiver, as KTB Universal Data Entry takes it."""

    bank_code: str
    account_number: str
    account_name: str
    amount: Decimal  # baht
    citizen_id: str
    reference: str
    email: str
    phone: str


# Name and width of each column, in the order of public files of the kind (facts of the field;
# the bank's own template is not public).
COLUMNS = (
    ("Receiving Bank Code", 20),
    ("Receiving A/C No.", 20),
    ("Receiver Name", 36),
    ("Transfer Amount", 16),
    ("Citizen ID/Tax ID", 18),
    ("DDA Ref", 20),
    ("Reference No./ DDA Ref 2", 24),
    ("Email", 30),
    ("Mobile No.", 16),
)


def spreadsheet(rows: Sequence[Row]) -> bytes:
    """The XLSX for KTB Corporate Online: every cell text, so that leading zeros stay.

    No formula can come of what is typed: all is written as a string. Raises Unwritable.
    """
    for row in rows:
        if any(_visible(text) != text for text in (row.account_name, row.email, row.phone)):
            raise Unwritable(row)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Sheet1")
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, text)
    for number, row in enumerate(rows, start=1):
        cells = (
            row.bank_code,
            row.account_number,
            row.account_name,
            f"{row.amount:.2f}",
            row.citizen_id,
            "",  # DDA Ref is the bank's; ours is matched by DDA Ref 2
            row.reference,
            row.email,
            row.phone,
        )
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, text)
    book.close()
    return file.getvalue()


def _visible(text: str) -> str:
    """Without the characters that have no shape: controls, surrogates, the unassigned."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
