"""Where an account stands in the bank's text: four digits of branch, eleven of account.

Read from public implementations of the bank's layout; the bank itself publishes no such table
(docs/decisions/0009-the-banks-formats.md).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .problems import Field
from .rows import Row

ACCOUNT_DIGITS = 11
ORDINARY_DIGITS = 10  # a Thai account, whose first three digits are its branch


class Unplaceable(Exception):
    """The rules have no place for this account; ``field`` is what to mend."""

    def __init__(self, field: Field, why: str) -> None:
        super().__init__(why)
        self.field = field
        self.why = why


@dataclass(frozen=True)
class Rule:
    """How a bank's longer account is made eleven digits."""

    drop: int  # digits at the front that the account field leaves out
    branch: Callable[[str], str] | None = None  # None: the branch comes from the passbook


def _999_and_first(number: str) -> str:
    return f"999{number[0]}"


def _first_four(number: str) -> str:
    return number[:4]


RULES = {  # by the bank's code and the length of the account
    ("034", 12): Rule(drop=1),  # ธ.ก.ส.
    ("031", 12): Rule(drop=1),  # HSBC
    ("066", 12): Rule(drop=2),  # ธนาคารอิสลาม
    ("067", 14): Rule(drop=4),  # ทิสโก้
    ("069", 14): Rule(drop=4),  # เกียรตินาคินภัทร
    ("030", 12): Rule(drop=1, branch=_999_and_first),  # ออมสิน
    ("030", 15): Rule(drop=4, branch=_first_four),
    ("033", 12): Rule(drop=1, branch=_999_and_first),  # ธอส.
    ("033", 15): Rule(drop=4, branch=_first_four),
}


def account_of(row: Row) -> str:
    """The eleven digits of the account field. Raises Unplaceable."""
    number = row.account_number
    if not re.match(r"\A[0-9]+\Z", number):
        raise Unplaceable(Field.ACCOUNT, "มีได้เฉพาะตัวเลข 0-9")
    if len(number) <= ACCOUNT_DIGITS:
        return number.zfill(ACCOUNT_DIGITS)
    rule = RULES.get((row.bank_code, len(number)))
    if rule is None:
        raise Unplaceable(
            Field.ACCOUNT,
            f"มี {len(number)} หลัก ไฟล์ของธนาคารไม่มีที่สำหรับบัญชีความยาวนี้ของธนาคารรหัส {row.bank_code}"
            " ตรวจกับสมุดบัญชี",
        )
    return number[rule.drop :]


def is_same_account(told: str, bank_code: str, number: str) -> bool:
    """Whether the bank's list means this account, in full or in the eleven digits that we sent."""
    digits = re.sub("[^0-9]", "", told)
    rule = RULES.get((bank_code, len(number)))
    short = number[rule.drop :] if rule else number
    return bool(digits) and digits.zfill(ACCOUNT_DIGITS) in (
        number.zfill(ACCOUNT_DIGITS),
        short.zfill(ACCOUNT_DIGITS),
    )


def branch_of(row: Row) -> str:
    """The four digits of the branch field. Raises Unplaceable."""
    number = row.account_number
    rule = RULES.get((row.bank_code, len(number)))
    if rule and rule.branch:
        return rule.branch(number)
    if row.branch_code:
        if not re.match(r"\A[0-9]{4}\Z", row.branch_code):
            raise Unplaceable(Field.BRANCH, "ต้องเป็นตัวเลข 0-9 ครบ 4 หลัก ดูในสมุดบัญชี")
        return row.branch_code
    if len(number) == ORDINARY_DIGITS:
        return f"0{number[:3]}"
    raise Unplaceable(
        Field.BRANCH,
        f"ยังไม่ได้กรอก บัญชี {len(number)} หลักของธนาคารรหัส {row.bank_code} ต้องมีรหัสสาขา 4 หลัก ดูในสมุดบัญชี",
    )
