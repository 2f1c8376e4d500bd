import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ecase.core.errors import RuleError

SHOWN = 10  # problems in the words of a refusal; all of them are in Unwritable.problems


class Field(StrEnum):
    """What of a line a format cannot hold, by the officer's own word."""

    BANK = "รหัสธนาคาร"
    BRANCH = "รหัสสาขา"
    ACCOUNT = "เลขที่บัญชี"
    NAME = "ชื่อบัญชี"
    AMOUNT = "จำนวนเงิน"
    CITIZEN_ID = "หมายเลขบัตรประจำตัวประชาชน"
    REFERENCE = "เลขอ้างอิง"
    EMAIL = "อีเมล"
    PHONE = "หมายเลขโทรศัพท์"
    LINES = "จำนวนรายการ"
    TOTAL = "ยอดรวม"
    SENDER = "ผู้โอน"


@dataclass(frozen=True)
class Problem:
    """One thing that a format cannot hold: on which line, in which field, and why."""

    position: int  # 0 where it is the whole file's
    case: str
    account_name: str
    field: Field
    why: str

    def __str__(self) -> str:
        where = (
            f"ลำดับที่ {self.position} {self.case} “{visible(self.account_name)}”"
            if self.position
            else "ทั้งไฟล์"
        )
        return f"{where} {self.field}: {self.why}"


class Unwritable(RuleError):
    """Something that the bank's format cannot hold; no file was made."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        head = (
            f"ยังไม่ได้ออกไฟล์ มี {len(problems):,} แห่งที่ไฟล์ของธนาคารรับไม่ได้"
            " กดแก้ไขที่รายนั้น พิมพ์ใหม่ให้ครบทุกแห่ง แล้วออกไฟล์อีกครั้ง"
        )
        lines = [head, *(f"• {problem}" for problem in self.problems[:SHOWN])]
        if len(problems) > SHOWN:
            lines.append(f"และอีก {len(problems) - SHOWN:,} แห่ง")
        super().__init__("\n".join(lines))


# Controls, surrogates, private and unassigned; marks of format; separators of lines.
_SHAPELESS = frozenset({"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"})


@functools.lru_cache(maxsize=1024)
def has_no_shape(character: str) -> bool:
    """Whether one cannot see a character: nobody can have meant it in a name."""
    return unicodedata.category(character) in _SHAPELESS


def visible(text: str) -> str:
    """Text without the characters that one cannot see."""
    return "".join(c for c in text if not has_no_shape(c))
