"""The cover sheet of a transfer file (ใบนำส่งไฟล์สำหรับโอนเงิน). Pure: facts in, bytes out.

Whoever checks and releases the money at the bank holds it against the bank's screen: what is in the
file, and what of it is not as the meeting approved it. It knows no database; the facts are those of
the moment when the file was made, and so is its time, so that it is the same paper for ever.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from ecase.core import papers, thai
from ecase.core.masks import masked_account

SIGNERS = ("ผู้จัดทำไฟล์", "ผู้ตรวจสอบ", "ผู้อนุมัติการโอน")
SHA256 = re.compile(r"\A[0-9a-f]{64}\Z")


class DoesNotAddUp(ValueError):
    """The file's own count and total are not those of its banks: there is a fault in the program."""


@dataclass(frozen=True)
class BankFigure:
    """How many of a file are paid through one bank, and how much (ยอดแยกตามธนาคาร)."""

    bank: str  # in full: ธนาคารออมสิน
    count: int
    total: Decimal


@dataclass(frozen=True)
class Account:
    """A bank account in full; the paper masks its number (บัญชี)."""

    bank: str  # as officers call it: ออมสิน, ธ.ก.ส.
    bank_code: str
    number: str
    name: str  # ชื่อบัญชี


@dataclass(frozen=True)
class AccountChange:
    """An account that is not the one approved (บัญชีเปลี่ยนหลังอนุมัติ): who wanted it, who accepted it."""

    case: str  # "Case2566-2"
    name: str  # of the person helped
    old: Account
    new: Account
    reason: str
    proposed_by: str
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True)
class FlagSettled:
    """Something odd about an account, and why a head lets it be paid (ข้อทักท้วง)."""

    case: str
    what: str
    reason: str
    by: str


@dataclass(frozen=True)
class CoverFacts:
    """All that a cover sheet says, in plain values."""

    office: str  # in full: สำนักงานเขตป้อมปราบศัตรูพ่าย
    approval: str  # in full, as Approval.name
    batch: str  # "ครั้งที่ 1 ปีงบประมาณ 2566"
    approved_on: date
    digest: str  # of the approval
    bank_group: str  # "ธนาคารกรุงไทย" or "ธนาคารอื่น"
    number: int  # ไฟล์ที่ …
    format: str  # in Thai
    file_name: str
    sha256: str  # of the file
    count: int
    total: Decimal
    made_by: str
    made_at: datetime
    banks: Sequence[BankFigure]
    changes: Sequence[AccountChange] = ()
    flags: Sequence[FlagSettled] = ()
    notes: Sequence[str] = ()  # waivers (ข้อยกเว้น)


def cover_sheet(facts: CoverFacts) -> bytes:
    """The paper as PDF; the same facts give the same bytes. Raises DoesNotAddUp, ValueError."""
    banks = (sum(bank.count for bank in facts.banks), sum(bank.total for bank in facts.banks))
    if banks != (facts.count, facts.total):
        raise DoesNotAddUp(f"the file has {facts.count}, {facts.total}; its banks have {banks}")
    if not SHA256.match(facts.sha256):
        raise ValueError("the fingerprint is 64 hex digits in lower case")
    return papers.make("cover", _told(facts), made_at=facts.made_at)


def _told(facts: CoverFacts) -> papers.Cover:
    return {
        "office": facts.office,
        "name": facts.approval,
        "batch": facts.batch,
        "approved_on": thai.long_date(facts.approved_on),
        "digest": facts.digest,
        "bank_group": facts.bank_group,
        "number": facts.number,
        "format": facts.format,
        "file_name": facts.file_name,
        "made_by": facts.made_by,
        "made_at": f"{thai.long_date(timezone.localdate(facts.made_at))} เวลา {_time(facts.made_at)}",
        "sha256": facts.sha256,
        "count": facts.count,
        "total": thai.baht(facts.total),
        "total_words": thai.baht_words(facts.total),
        "banks": [
            {"bank": bank.bank, "count": bank.count, "total": thai.baht(bank.total)}
            for bank in facts.banks
        ],
        "changes": [_change(change) for change in facts.changes],
        "flags": [
            {"case": flag.case, "what": flag.what, "reason": flag.reason, "by": flag.by}
            for flag in facts.flags
        ],
        "notes": list(facts.notes),
        # The maker is known; who checks and who releases it is seen by the hand that signs.
        "signers": [
            {"role": role, "name": facts.made_by if role == SIGNERS[0] else "", "position": ""}
            for role in SIGNERS
        ],
    }


def _change(change: AccountChange) -> papers.ChangedAccount:
    new = _account(change.new)
    if new[:2] == _account(change.old)[:2] and change.new.number != change.old.number:
        new.insert(2, "(ต่างกันที่เลข x)")  # else two numbers would be read as one
    at = change.accepted_at
    return {
        "case": change.case,
        "name": change.name,
        "old": _account(change.old),
        "new": new,
        "reason": change.reason,
        "proposed_by": change.proposed_by,
        "accepted_by": change.accepted_by,
        "accepted_at": f"{thai.short_date(timezone.localdate(at))} {_time(at)}",
    }


def _account(account: Account) -> list[str]:
    return [account.bank, masked_account(account.number, account.bank_code), account.name]


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}\N{NO-BREAK SPACE}น."
