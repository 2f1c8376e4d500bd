"""What each format can hold. What passes here is read back from the file exactly as it was stored."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .accounts import Unplaceable, account_of, branch_of
from .batch import Batch
from .formats import Format
from .problems import Field, Problem, has_no_shape
from .rows import Row


@dataclass(frozen=True)
class Limits:
    """The widest that each field of a format can be."""

    lines: int
    amount: Decimal  # baht; less than this
    total: Decimal
    name: int
    email: int
    encoding: str
    account: Callable[[Row], str]  # raises Unplaceable


def _whole_account(row: Row) -> str:
    if not re.match(r"\A[0-9]{1,34}\Z", row.account_number):
        raise Unplaceable(Field.ACCOUNT, "ต้องเป็นตัวเลข 0-9 ไม่เกิน 34 หลัก")
    return row.account_number


# The spreadsheet holds more, but the bank's program makes the same text of it.
KTB = Limits(
    lines=999_999,
    amount=Decimal(10) ** 15,
    total=Decimal(10) ** 17,
    name=100,
    email=40,
    encoding="tis_620",
    account=account_of,
)
ISO = Limits(
    lines=999_999_999_999_999,
    amount=Decimal(10) ** 15,
    total=Decimal(10) ** 16,
    name=140,
    email=2048,
    encoding="utf_8",
    account=_whole_account,
)
LIMITS = {Format.SPREADSHEET: KTB, Format.FIXED_WIDTH: KTB, Format.ISO20022: ISO}


# What the settings may say of a sender, and what the bank calls it.
OF_A_SENDER = {
    "company_id": ("Company ID", r"\A[!-~]{1,16}\Z"),
    "user_id": ("User ID", r"\A[!-~]{1,20}\Z"),
    "branch_code": ("รหัสสาขาของผู้โอน", r"\A[0-9]{4}\Z"),
    "account_number": ("เลขที่บัญชีผู้โอน", r"\A[0-9]{6,11}\Z"),
}
SENDER_NAME = 100
NAMED = 5  # characters that a refusal names

Fault = tuple[Field, str]


def check(kind: Format, rows: Iterable[Row]) -> list[Problem]:
    """All that a format cannot hold, so that the officer can mend all of it at once."""
    problems, last = [], 0
    for row in rows:
        problems += problems_of(kind, row)
        last = max(last, row.position)
    return _of_the_file(_too_many(LIMITS[kind], last)) + problems


def problems_of(kind: Format, row: Row) -> list[Problem]:
    """All of one line that a format cannot hold."""
    return [
        Problem(row.position, row.case, row.account_name, field, why)
        for field, why in _faults(LIMITS[kind], row)
    ]


def problems_of_file(kind: Format, batch: Batch) -> list[Problem]:
    """All that a format cannot hold of what is said once for the file."""
    return _of_the_file(_file_faults(LIMITS[kind], batch))


def _of_the_file(faults: Iterable[Fault]) -> list[Problem]:
    return [Problem(0, "", "", field, why) for field, why in faults]


def _too_many(limits: Limits, lines: int) -> Iterator[Fault]:
    if lines > limits.lines:
        yield Field.LINES, f"มี {lines:,} รายการ ไฟล์หนึ่งมีได้ไม่เกิน {limits.lines:,} รายการ"


def _faults(limits: Limits, row: Row) -> Iterator[Fault]:
    if not re.match(r"\A[0-9]{3}\Z", row.bank_code):
        yield Field.BANK, "ต้องเป็นตัวเลข 3 หลัก เลือกธนาคารใหม่"
    for place in (limits.account, branch_of):
        try:
            place(row)
        except Unplaceable as fault:
            yield fault.field, fault.why
            break  # of a wrong account the branch is not known
    for why in faults_of_text(row.account_name, limits.name, limits.encoding):
        yield Field.NAME, why
    for why in _of_amount(row.amount, limits.amount):
        yield Field.AMOUNT, why
    if not re.match(r"\A[0-9]{13}\Z", row.citizen_id):
        yield Field.CITIZEN_ID, "ต้องเป็นตัวเลข 13 หลัก"
    if not re.match(r"\A[!-~]{1,18}\Z", row.reference):
        yield Field.REFERENCE, "ต้องเป็นตัวอักษรอังกฤษหรือตัวเลข ไม่เกิน 18 ตัว แจ้งผู้ดูแลระบบ"
    if row.email:
        for why in faults_of_text(row.email, limits.email, limits.encoding):
            yield Field.EMAIL, why
    if row.phone and not re.match(r"\A0[0-9]{1,19}\Z", row.phone):
        yield Field.PHONE, "ต้องเป็นตัวเลข 0-9 ล้วน ขึ้นต้นด้วย 0 ไม่เกิน 20 หลัก"


def _file_faults(limits: Limits, batch: Batch) -> Iterator[Fault]:
    yield from _too_many(limits, batch.count)
    if batch.total >= limits.total:
        yield Field.TOTAL, f"เกินช่องของไฟล์ ต้องน้อยกว่า {limits.total:,} บาท"
    for why in faults_of_text(batch.sender.name, SENDER_NAME, limits.encoding):
        yield Field.SENDER, f"ชื่อผู้โอน {why} แจ้งผู้ดูแลระบบ"
    said = {
        "company_id": batch.company_id,
        "user_id": batch.user_id,
        "branch_code": batch.sender.branch_code,
        "account_number": batch.sender.account_number,
    }
    for key, text in said.items():
        name, pattern = OF_A_SENDER[key]
        if not re.match(pattern, text):
            yield Field.SENDER, f"{name} ไม่ตรงตามรูปแบบของธนาคาร แจ้งผู้ดูแลระบบ"
    if not re.match(r"\A[!-~]{1,35}\Z", batch.reference):
        yield Field.REFERENCE, "เลขอ้างอิงของไฟล์ไม่ตรงตามรูปแบบของธนาคาร แจ้งผู้ดูแลระบบ"


def faults_of_text(text: str, longest: int, encoding: str) -> Iterator[str]:
    """Why a text cannot stand in a field of so many characters."""
    if not text:
        yield "ยังไม่ได้กรอก"
    if text != text.strip():
        yield "ขึ้นต้นหรือลงท้ายด้วยช่องว่าง ลบช่องว่างออก"
    if hidden := [c for c in dict.fromkeys(text) if has_no_shape(c)]:
        yield f"มีอักขระที่มองไม่เห็น ({_codes(hidden)}) ลบทั้งช่องแล้วพิมพ์ใหม่"
    if strange := _strange(text, encoding):
        shown = " ".join(f"“{c}”" for c in strange[:NAMED])
        yield f"มี {shown} ({_codes(strange)}) ซึ่งไฟล์ของธนาคารรับไม่ได้ พิมพ์เป็นอักษรไทยหรืออังกฤษ"
    if len(text) > longest:
        yield (
            f"ยาว {len(text):,} ตัวอักษร ไฟล์ของธนาคารรับได้ {longest:,} ตัวอักษร"
            f" ตัดออก {len(text) - longest:,}"
        )


def _codes(characters: list[str]) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in characters[:NAMED])


def _strange(text: str, encoding: str) -> list[str]:
    """The characters that one can see and the encoding does not have."""
    if _encodes(text, encoding):
        return []
    seen = dict.fromkeys(text)
    return [c for c in seen if not has_no_shape(c) and not _encodes(c, encoding)]


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _of_amount(amount: Decimal, limit: Decimal) -> Iterator[str]:
    if not amount.is_finite() or amount <= 0:
        yield "ต้องมากกว่า 0 บาท"
    elif amount >= limit:
        yield f"เกินช่องของไฟล์ ต้องน้อยกว่า {limit:,} บาท"
    elif round(amount, 2) != amount:
        yield "มีเศษที่เล็กกว่าสตางค์"
