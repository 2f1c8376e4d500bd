"""Reading a list of results (อ่านผลการโอน): what it is, by its bytes, and who reads it."""

import hashlib
from collections.abc import Sequence

from django.conf import settings

from ecase.core import tables
from ecase.core.scan_kinds import Foreign, kind_of
from ecase.core.table_worker import MAX_COLUMNS, TITLE_ROWS, UNPACKED, Fault
from ecase.core.tables import Sheet, Unreadable

from . import fixed_width, pain002, table, texts
from .columns import find_heading, what_is_wrong
from .results import Kind, ListRefused, Refusal, ResultList, ResultRow

MB = 1024 * 1024
LARGEST = 10 * MB
HEAD = 4096

SAVE_AGAIN = "ให้เปิดด้วย Excel บันทึกเป็น .xlsx ใหม่ แล้วเลือกไฟล์นั้น"
VALUES_ONLY = "ให้คัดลอกทั้งตารางไปวางเป็นค่า (Paste Values) ในไฟล์ใหม่ บันทึกเป็น .xlsx แล้วเลือกไฟล์นั้น"
FROM_THE_BANK = "ให้ดาวน์โหลดผลการโอนจากธนาคารใหม่ แล้วเลือกไฟล์อีกครั้ง"
EMPTY = f"เป็นไฟล์ว่าง ไม่มีข้อมูล {FROM_THE_BANK}"
PAGE = f"เป็นหน้าเว็บหรือ XML ที่ระบบไม่รู้จัก ไม่ใช่ไฟล์ Excel แม้ชื่อไฟล์จะบอกว่าใช่ {SAVE_AGAIN}"
OLD_EXCEL = f"เป็นไฟล์ Excel รุ่นเก่า (.xls) หรือไฟล์ Office อื่น {SAVE_AGAIN}"
LOCKED = "ตั้งรหัสผ่านไว้ ระบบเปิดไม่ได้ ให้เปิดด้วย Excel เอารหัสผ่านออก บันทึกใหม่ แล้วเลือกไฟล์นั้น"
NO_TABLE = f"ไม่มีแผ่นงานที่มีข้อมูล {FROM_THE_BANK}"
WHY = {
    Fault.DAMAGED: f"เสียหายหรือส่งมาไม่ครบ ระบบอ่านไม่ได้ {FROM_THE_BANK}",
    Fault.ENCRYPTED: LOCKED,
    Fault.TOO_MUCH: f"ขยายแล้วมีข้อมูลเกินกำหนด ({UNPACKED // MB} MB) {VALUES_ONLY}",
    Fault.TOO_MANY_ROWS: table.TOO_MANY_ROWS,
    Fault.TOO_MANY_COLUMNS: f"มีเกิน {MAX_COLUMNS} คอลัมน์ ให้ลบคอลัมน์ที่ไม่ใช้ แล้วเลือกไฟล์อีกครั้ง",
    Fault.DEFINITIONS: f"มีคำสั่งใน XML (DTD) ที่ไม่ปลอดภัย {FROM_THE_BANK}",
    Fault.FORMULA: f"มีสูตร ระบบอ่านเฉพาะค่าที่พิมพ์ไว้ {VALUES_ONLY}",
    Fault.MACRO: f"มีมาโครหรือโปรแกรมอยู่ข้างใน {VALUES_ONLY}",
    Fault.LINKS: f"มีการเชื่อมโยงไปยังไฟล์หรือข้อมูลอื่น {VALUES_ONLY}",
    Fault.ODD_PARTS: f"มีโครงสร้างข้างในผิดปกติ {SAVE_AGAIN}",
    Fault.TOO_SLOW: f"ซับซ้อนเกินไป ระบบใช้เวลาอ่านเกินกำหนด {VALUES_ONLY}",
    Fault.CRASHED: f"มีเนื้อหาที่ระบบอ่านไม่ได้ {VALUES_ONLY}",
}


def read(name: str, content: bytes) -> ResultList:
    """The bank's list, row by row; a row that cannot be read says so itself. Raises ListRefused."""
    try:
        kind, rows = _read(content)
    except Refusal as refusal:
        raise ListRefused(name, str(refusal)) from refusal
    except Unreadable as unreadable:
        where = f"ที่ {unreadable.where} " if unreadable.where else ""
        raise ListRefused(name, where + WHY[unreadable.fault]) from unreadable
    return ResultList(kind, rows, hashlib.sha256(content).hexdigest())


def _read(content: bytes) -> tuple[Kind, list[ResultRow]]:
    if len(content) > LARGEST:
        raise Refusal(
            f"มีขนาด {len(content) / MB:,.1f} MB เกิน {LARGEST // MB} MB"
            " ให้แยกเป็นหลายไฟล์ แล้วเลือกทีละไฟล์"
        )
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00\x1a"):
        raise Refusal(EMPTY)
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX, _spreadsheet(content)
    encoding = texts.encoding_of(content)
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if encoding is None or head.startswith((b"%PDF-", b"{\\rtf")):
        raise Refusal(_foreign(content))
    with texts.opened(content, encoding) as text:
        start = text.read(HEAD).lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return Kind.PAIN002, _message(content, head)
    if fixed_width.is_fixed_width(start.splitlines()[0] if start else ""):
        return Kind.TEXT, fixed_width.read(content, encoding)
    return Kind.CSV, table.read(texts.csv_rows(content, encoding))


def _spreadsheet(content: bytes) -> list[ResultRow]:
    try:
        sheets = [sheet for sheet in tables.sheets_of(content) if sheet.rows]
    except Unreadable as unreadable:
        if unreadable.fault == Fault.NO_BOOK:
            raise Refusal(_foreign(content)) from unreadable
        raise
    return table.read(_the_sheet(sheets).rows)


def _the_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The only one whose heading is that of a list of results; others may stand beside it."""
    if not sheets:
        raise Refusal(NO_TABLE)
    headings = [(sheet, find_heading(sheet.rows[:TITLE_ROWS])) for sheet in sheets]
    complete = [sheet for sheet, heading in headings if heading and heading.is_complete]
    if len(complete) > 1:
        names = " ".join(f"“{sheet.name}”" for sheet in complete[:5])
        raise Refusal(
            f"มีผลการโอนมากกว่าหนึ่งแผ่นงาน คือ {names} ให้บันทึกแต่ละแผ่นเป็นไฟล์ของตัวเอง แล้วเลือกทีละไฟล์"
        )
    if not complete:
        _, likest = max(headings, key=lambda pair: len(pair[1].at) if pair[1] else 0)
        raise Refusal(what_is_wrong(likest))
    return complete[0]


def _message(content: bytes, head: bytes) -> list[ResultRow]:
    namespace = pain002.namespace_of(head)
    if namespace is None:
        raise Refusal(PAGE)
    if pain002.FORMAT not in getattr(settings, "BANK_FILE_FORMATS", []):
        raise Refusal(pain002.OFF)
    return pain002.read(content, namespace)


def _foreign(content: bytes) -> str:
    """What a file is that is no list: its kind, and what to choose instead."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return LOCKED if "EncryptedPackage".encode("utf-16-le") in content else OLD_EXCEL
    kind = kind_of("", content)
    what = kind.kind if isinstance(kind, Foreign) else f"ไฟล์ {kind.upper()}"
    return f"เป็น{what} ระบบอ่านผลการโอนจากไฟล์ Excel (.xlsx), CSV หรือไฟล์ข้อความของธนาคาร ให้เลือกไฟล์นั้น"
