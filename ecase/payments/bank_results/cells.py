"""What stands in one cell of a list: a reference, an account, a sum, words."""

import re
import unicodedata
from decimal import Decimal

from ecase.core.tables import Cell
from ecase.core.thai import ascii_digits, tidy

LONGEST_NOTE = 300
LONGEST_SHOWN = 40
_AMOUNT = re.compile(r"\A(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?\Z")
_ACCOUNT = re.compile(r"\A[0-9]{4,20}\Z")
_SHORTENED = re.compile(r"\A[0-9][.,]?[0-9]*E\+?[0-9]+\Z", re.IGNORECASE)


class Unread(Exception):
    """A cell that does not hold what its column says; the text is Thai, for the row's problem."""


def words(cell: Cell) -> str:
    """The cell as one line of visible text.

    >>> words(" บัญชี\\u200b\\nถูกปิด "), words(Decimal("12.50")), words(Decimal("1E+3"))
    ('บัญชี ถูกปิด', '12.5', '1000')
    """
    if isinstance(cell, Decimal):
        return _plain(cell)
    if not cell.isprintable():
        cell = "".join(
            " " if character in "\t\n\r" or unicodedata.category(character)[0] == "Z" else character
            for character in cell
            if character in "\t\n\r" or unicodedata.category(character)[0] != "C"
        )
    return " ".join((cell if cell.isascii() else tidy(cell)).split())


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """The text, cut where it would fill a message."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def reference(cell: Cell) -> str:
    """Our own reference of a line (เลขอ้างอิง). Raises Unread."""
    if isinstance(cell, Decimal):
        raise Unread("เลขอ้างอิงเป็นตัวเลข เลข 0 นำหน้าอาจหาย ให้ตั้งเซลล์เป็นข้อความแล้วพิมพ์เลขเต็ม")
    text = ascii_digits(words(cell)).replace(" ", "").upper()
    if not text or not text.strip("-"):
        raise Unread("ไม่มีเลขอ้างอิง")
    if _SHORTENED.match(text) and "E" in text:
        raise Unread(f"เลขอ้างอิง «{shown(text)}» ถูกโปรแกรมย่อไว้ ให้ตั้งเซลล์เป็นข้อความแล้วพิมพ์เลขเต็ม")
    if len(text) > LONGEST_SHOWN:
        raise Unread(f"เลขอ้างอิง «{shown(text)}» ยาวเกินไป")
    return text


def account(cell: Cell) -> str:
    """An account number as digits (เลขที่บัญชี). Raises Unread."""
    if isinstance(cell, Decimal):
        raise Unread("เลขที่บัญชีเป็นตัวเลข เลข 0 นำหน้าอาจหาย ให้ตั้งเซลล์เป็นข้อความแล้วพิมพ์เลขเต็ม")
    text = re.sub(r"[ \-‐-―−]", "", ascii_digits(words(cell)))
    if not text:
        raise Unread("ไม่มีเลขที่บัญชี")
    if _SHORTENED.match(text):
        raise Unread(f"เลขที่บัญชี «{shown(text)}» ถูกโปรแกรมย่อไว้ ให้ตั้งเซลล์เป็นข้อความแล้วพิมพ์เลขเต็ม")
    if not _ACCOUNT.match(text):
        raise Unread(f"เลขที่บัญชี «{shown(text)}» อ่านไม่ได้ ต้องเป็นตัวเลขเต็มทุกหลัก")
    return text


def amount(cell: Cell) -> Decimal:
    """A sum in baht, exact to the satang (จำนวนเงิน). Raises Unread.

    >>> amount("๓,๐๐๐"), amount(Decimal("1234.5")), amount("0.25")
    (Decimal('3000.00'), Decimal('1234.50'), Decimal('0.25'))
    """
    text = ascii_digits(words(cell))
    if not text:
        raise Unread("ไม่มีจำนวนเงิน")
    if not _AMOUNT.match(text):
        raise Unread(
            f"จำนวนเงิน «{shown(text)}» อ่านไม่ได้ ต้องเป็นบาท มากกว่า 0 มีทศนิยมไม่เกินสองตำแหน่ง เช่น 3,000.00"
        )
    baht = Decimal(text.replace(",", "")).quantize(Decimal("0.01"))
    if baht <= 0:
        raise Unread("จำนวนเงินต้องมากกว่า 0")
    return baht


def _plain(number: Decimal) -> str:
    """A number of the sheet in digits; never so long that it fills the memory."""
    if number and abs(number.adjusted()) > 30:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
