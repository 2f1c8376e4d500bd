"""What a list of results says (ผลการโอน), and the refusal of one that cannot be read."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from ecase.core.errors import RuleError
from ecase.core.uploads import display_name

from ..models import Result, ReturnReason


class Kind(StrEnum):
    """The forms in which banks give results; told by the bytes, never by the name."""

    XLSX = "Excel"
    CSV = "CSV"
    TEXT = "ไฟล์ข้อความของธนาคาร"
    PAIN002 = "ISO 20022 pain.002"


@dataclass(frozen=True)
class ResultRow:
    """One row of a list of results, as far as it could be read."""

    number: int  # of the row, line or transaction, as a person counts them in the file
    reference: str
    account: str  # digits; in a bank's text file the eleven digits of that file
    amount: Decimal | None  # baht; an XML message may leave it and the account out
    outcome: Result | None  # paid or returned; None without a problem: not answered yet
    reason: ReturnReason | Literal[""]  # always there where the money came back
    note: str  # the bank's own words
    problem: str  # why the row counts for nothing, in Thai; empty where it could be read


@dataclass(frozen=True)
class ResultList:
    """A list of results, with the fingerprint of the bytes it was read from."""

    kind: Kind
    rows: list[ResultRow]
    sha256: str


class ListRefused(RuleError):
    """A list that cannot be read at all: which file, what is wrong, what to do next."""

    def __init__(self, name: str, why: str) -> None:
        self.name = display_name(name)
        self.why = why
        super().__init__(f"ไฟล์ «{self.name}» {why}")


class Refusal(Exception):
    """Why a list cannot be read, where its name is not known."""
