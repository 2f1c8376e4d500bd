"""The bank's text file of fixed columns (498 per line), as it may come back with results.

The layout of what is sent is known; how the bank marks a result in it is not public. So the status
field (399-400) is read by the setting KTB_RESULT_STATUSES, and Other Info 2 (373-392) as the
reason's words.
"""

import re
from decimal import Decimal

from django.conf import settings

from ecase.core.table_worker import MAX_ROWS

from ..models import Result, ReturnReason
from . import cells
from .cells import Unread, shown, words
from .meanings import Meaning, returned
from .results import Refusal, ResultRow
from .table import TOO_MANY_ROWS
from .texts import opened

WIDTH = 498
SHORTEST = 464  # of a line whose blanks at the end an editor took away
SENT = "09"  # the status that every line has when it is sent
NO_ROWS = "มีแต่หัวไฟล์ ไม่มีรายการ ให้ดาวน์โหลดผลการโอนจากธนาคารใหม่ แล้วเลือกไฟล์อีกครั้ง"
AGAIN = " ให้ดาวน์โหลดผลการโอนจากธนาคารใหม่ แล้วเลือกไฟล์อีกครั้ง"
_HEADER = re.compile(r"\A101[0-9]{6}[0-9]{3}([0-9]{7})([0-9]{19})")
_DETAIL = re.compile(
    r"\A102[0-9]{6}[0-9]{3}.{4}(?P<account>[0-9]{11})[0-9]{3}.{4}[0-9]{11}[0-9]{8}.{4}"
    r"(?P<satang>[0-9]{17}).{8}[0-9]{10}.{260}(?P<reference>.{18}).{2}(?P<because>.{20})"
    r"[0-9]{6}(?P<status>.{2})"
)


def is_fixed_width(first_line: str) -> bool:
    """Whether a file that begins so is of the bank's fixed columns."""
    return re.match(r"\A10[12][0-9]{9}", first_line) is not None and len(first_line) > 90


def read(content: bytes, encoding: str) -> list[ResultRow]:
    """The result of each line. Raises Refusal, also where lines are missing."""
    found: list[ResultRow] = []
    header = None
    with opened(content, encoding) as text:
        for number, line in enumerate(text, start=1):
            line = line.rstrip("\r\n")
            if not line.strip():
                continue
            if header is None and not found and (header := _HEADER.match(line)):
                continue
            if len(found) == MAX_ROWS:
                raise Refusal(TOO_MANY_ROWS)
            found.append(_result(number, line))
    if not found:
        raise Refusal(NO_ROWS)
    if header:
        _check(found, count=int(header[1]), satang=int(header[2]))
    return found


def _check(found: list[ResultRow], *, count: int, satang: int) -> None:
    """A download that was cut short would lose lines unseen: the header counts them and sums them."""
    if count and count != len(found):
        raise Refusal(
            f"ไม่ครบหรือถูกแก้ หัวไฟล์บอก {count:,} รายการ แต่ในไฟล์มี {len(found):,} รายการ" + AGAIN
        )
    amounts = [row.amount for row in found if row.amount is not None]
    if satang and len(amounts) == len(found) and sum(amounts) * 100 != satang:
        total = Decimal(satang) / 100
        raise Refusal(f"ไม่ครบหรือถูกแก้ ยอดรวมในหัวไฟล์ {total:,.2f} บาท ไม่ตรงกับรายการ" + AGAIN)


def _result(number: int, line: str) -> ResultRow:
    reference = account = ""
    amount, answer, problem = None, Meaning(None), ""
    try:
        fields = _fields(line)
        account = fields["account"]
        amount = Decimal(int(fields["satang"])) / 100
        reference = shown(words(fields["reference"]))
        reference = cells.reference(fields["reference"])
        amount = cells.amount(f"{amount:f}")
        answer = _meaning(fields["status"].strip(), words(fields["because"]))
    except Unread as unread:
        problem = str(unread)
    return ResultRow(
        number=number,
        reference=reference,
        account=account,
        amount=amount,
        outcome=answer.outcome,
        reason=answer.reason,
        note=answer.note,
        problem=problem,
    )


def _fields(line: str) -> dict[str, str]:
    """The fields of a line; where one letter is too many or too few, all that follows is wrong."""
    if not SHORTEST <= len(line) <= WIDTH:
        raise Unread(f"ความยาวบรรทัดเป็น {len(line)} ตัวอักษร ต้องเป็น {WIDTH}")
    fields = _DETAIL.match(line)
    if not fields:
        raise Unread("ช่องข้อมูลในบรรทัดไม่อยู่ตรงตำแหน่งของรายการโอน")
    return fields.groupdict()


def _meaning(status: str, because: str) -> Meaning:
    if not status:
        raise Unread("ไม่มีสถานะ")
    if status not in settings.KTB_RESULT_STATUSES and status == SENT:
        return Meaning(None, note=f"สถานะ {SENT} ตามที่ส่งไป ธนาคารยังไม่ตอบ")
    match settings.KTB_RESULT_STATUSES.get(status):
        case [Result.PAID, *_]:
            return Meaning(Result.PAID, note=because)
        case [Result.RETURNED, str(reason)] if reason in ReturnReason.values:
            return Meaning(Result.RETURNED, ReturnReason(reason), because)
        case [Result.RETURNED, ""] | [Result.RETURNED]:
            return returned(because)
    raise Unread(
        f"สถานะ «{status}» ยังไม่ได้ตั้งความหมาย ให้ผู้ดูแลระบบตั้งค่า KTB_RESULT_STATUSES ตามที่ธนาคารแจ้ง"
    )
