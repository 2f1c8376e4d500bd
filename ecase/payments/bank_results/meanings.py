"""What the bank's words mean: paid, returned and why, or no answer yet."""

import re
from dataclasses import dataclass
from typing import Literal

from ..models import Result, ReturnReason
from .accepted_words import REASONS, STATUSES
from .cells import LONGEST_NOTE, Unread, shown
from .columns import key

NO_REASON = "ธนาคารไม่ได้บอกเหตุผล"
_STATUSES = {key(word): outcome for outcome, these in STATUSES.items() for word in these}
_REASONS = {key(word): reason for reason, these in REASONS.items() for word in these}
_ISO_CODE = re.compile(r"\A([A-Za-z]{2}[0-9]{2})\b")


@dataclass(frozen=True)
class Meaning:
    """The bank's answer to one line; without an outcome it has not answered yet."""

    outcome: Result | None
    reason: ReturnReason | Literal[""] = ""
    note: str = ""


def meaning(status: str, because: str, remark: str = "") -> Meaning:
    """The answer in words: a status, the reason and a remark. Raises Unread.

    >>> returned = meaning("Rejected", "AC04 Closed Account Number")
    >>> returned.reason.value, returned.note
    ('ACCOUNT_CLOSED', 'AC04 Closed Account Number')
    """
    if not status:
        raise Unread("ไม่มีสถานะ")
    if (known := key(status)) not in _STATUSES:
        raise Unread(f"สถานะ «{shown(status)}» ไม่รู้จัก")
    if not because.strip("-– "):
        because = ""
    match _STATUSES[known]:
        case None:
            return Meaning(None, note=_note(status, because, remark))
        case Result.PAID:
            if _reason(because)[0] not in ("", ReturnReason.OTHER):
                raise Unread(f"สถานะ «{shown(status)}» แต่มีเหตุผลที่โอนไม่ผ่าน «{shown(because)}»")
            return Meaning(Result.PAID, note=_note(because, remark))
    return returned(because, remark) if because else returned(remark)


def returned(because: str, remark: str = "") -> Meaning:
    """The money came back: the reason that the words name, else กรณีอื่น ๆ with the words themselves."""
    reason, is_label = _reason(because)
    said = _note(remark) if is_label else _note(because, remark)
    if reason in ("", ReturnReason.OTHER):
        return Meaning(Result.RETURNED, ReturnReason.OTHER, said or NO_REASON)
    return Meaning(Result.RETURNED, reason, said)


def _note(*parts: str) -> str:
    return shown(" ".join(part for part in parts if part), LONGEST_NOTE)


def _reason(text: str) -> tuple[ReturnReason | Literal[""], bool]:
    """The reason that the words name, and whether they say nothing more than that."""
    if (known := _REASONS.get(key(text))) is not None:
        return known, True
    if match := _ISO_CODE.match(text):
        return _REASONS.get(key(match[1]), ""), False
    return "", False
