"""Text files of the bank: in which encoding they are, and the rows of a CSV. Nothing is opened in a child:
only Python's own decoder and csv reader touch the bytes."""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator

from ecase.core.table_worker import MAX_COLUMNS, MAX_ROWS, TITLE_ROWS
from ecase.core.tables import Row

from .columns import find_heading
from .results import Refusal
from .table import TOO_MANY_ROWS

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = (",", ";", "\t")
BROKEN_CSV = (
    "มีเครื่องหมายคำพูดไม่ครบคู่ หรือข้อความยาวเกินไป อ่านเป็น CSV ไม่ได้"
    " ให้ดาวน์โหลดจากธนาคารใหม่ หรือเปิดด้วย Excel แล้วบันทึกเป็น .xlsx แล้วเลือกไฟล์นั้น"
)
TOO_MANY_COLUMNS = f"มีเกิน {MAX_COLUMNS} คอลัมน์ ให้ลบคอลัมน์ที่ไม่ใช้ แล้วเลือกไฟล์อีกครั้ง"
PIECE = 64 * 1024
# Tab, line ends and the old end-of-file mark are all that a text has below the blank.
_NO_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f\x7f]"
_NO_TEXT_BYTES, _NO_TEXT_CHARACTERS = re.compile(_NO_TEXT.encode()), re.compile(_NO_TEXT)
_KEPT_AS_TEXT = re.compile(r'\A="([^"]*)"\Z')  # how spreadsheets' exports keep leading zeros


def encoding_of(content: bytes) -> str | None:
    """UTF-8, UTF-16 by its mark, else Windows-874, which has TIS-620 in it; None: this is no text."""
    if content.startswith(UTF16):
        return "utf-16" if _decodes(content, "utf-16") else None
    if _NO_TEXT_BYTES.search(content):
        return None
    return next((name for name in ("utf-8-sig", "cp874") if _decodes(content, name)), None)


def opened(content: bytes, encoding: str) -> io.TextIOWrapper:
    """The text, read piece by piece; lines end as they end in the file."""
    return io.TextIOWrapper(io.BytesIO(content.rstrip(b"\x1a")), encoding, newline="")


def csv_rows(content: bytes, encoding: str) -> Iterator[Row]:
    """The rows of a CSV, with the delimiter that gives the best heading. Raises Refusal."""
    best, most = DELIMITERS[0], -1
    for delimiter in DELIMITERS:
        try:
            top = itertools.islice(_rows(content, encoding, delimiter), TITLE_ROWS)
            heading = find_heading(list(top))
        except Refusal:
            continue
        columns = len(heading.at) if heading else 0
        if columns > most:
            best, most = delimiter, columns
    return _rows(content, encoding, best)


def _rows(content: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    # Strict: a quotation mark that is never closed would swallow all rows after it.
    records = csv.reader(opened(content, encoding), delimiter=delimiter, strict=True)
    lines = 0
    try:
        for number, record in enumerate(records, start=1):
            if number > MAX_ROWS + TITLE_ROWS:
                raise Refusal(TOO_MANY_ROWS)
            if len(record) > MAX_COLUMNS:
                raise Refusal(TOO_MANY_COLUMNS)
            is_broken = records.line_num - lines > 1
            lines = records.line_num
            if any(record):
                yield Row(number, [_cell(text) for text in record], is_broken=is_broken)
    except csv.Error as error:
        raise Refusal(BROKEN_CSV) from error


def _cell(text: str) -> str:
    """What is meant by an export's ="0123" and '0123.

    >>> _cell('="0123"'), _cell("'0123"), _cell("ใจ'ดี")
    ('0123', '0123', "ใจ'ดี")
    """
    if match := _KEPT_AS_TEXT.match(text):
        return match[1]
    return text.removeprefix("'")


def _decodes(content: bytes, encoding: str) -> bool:
    pieces = (content[at : at + PIECE] for at in range(0, len(content), PIECE))
    try:
        return not any(
            _NO_TEXT_CHARACTERS.search(text) for text in codecs.iterdecode(pieces, encoding)
        )
    except UnicodeError:
        return False
