"""The text of fixed widths for Krungthai Corporate Online (KTB iPay Direct and Standard).

One header and one line a receiver, 498 bytes of TIS-620 each; sums in satang, days as DDMMYYYY of
the common era. Two independent public implementations have this layout.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.conf import settings

from .accounts import account_of, branch_of
from .batch import Batch
from .rows import Row

WIDTH = 498
LINE_ENDS = {"CRLF": b"\r\n", "CR": b"\r", "LF": b"\n"}
KRUNGTHAI = "006"


@dataclass(frozen=True)
class Detail:
    """One receiver's line and the file that it is in."""

    batch: Batch
    row: Row
    service: str


@dataclass(frozen=True)
class Column:
    """Characters of a line that stand side by side: what is in them, and how they are filled up."""

    name: str
    width: int
    value: Callable[[Any], str]
    fill: Callable[[str, int], str]

    def of(self, facts: Any) -> str:
        text = self.fill(self.value(facts), self.width)
        if len(text) != self.width:
            raise ValueError(f"{self.name} is wider than {self.width}")
        return text


def text(name: str, width: int, value: Callable[[Any], str] = lambda facts: "") -> Column:
    return Column(name, width, value, str.ljust)


def number(name: str, width: int, value: Callable[[Any], str]) -> Column:
    return Column(name, width, value, str.zfill)


def fixed(name: str, value: str) -> Column:
    return Column(name, len(value), lambda facts: value, str.ljust)


def satang(amount: Decimal) -> str:
    """A sum of baht in satang.

    >>> satang(Decimal("3000.5"))
    '300050'
    """
    return f"{amount:.2f}".replace(".", "")


def day(on: date) -> str:
    """A day as the bank writes it, in the common era.

    >>> day(date(2022, 10, 11))
    '11102022'
    """
    return f"{on.day:02}{on.month:02}{on.year:04}"


HEADER = (
    fixed("File Type", "10"),
    fixed("Record Type", "1"),
    fixed("Batch Number", "000001"),
    fixed("Sending Bank Code", KRUNGTHAI),
    number("Total Transaction in Batch", 7, lambda b: str(b.count)),
    number("Total Amount", 19, lambda b: satang(b.total)),
    text("Effective Date", 8, lambda b: day(b.effective_on)),
    fixed("Transaction Code", "C"),
    fixed("Receiver No.", "00000000"),
    text("Company ID", 16, lambda b: b.company_id),
    text("User ID", 20, lambda b: b.user_id),
    text("Fillers", 407),
)
DETAIL = (
    fixed("File Type", "10"),
    fixed("Record Type", "2"),
    fixed("Batch No.", "000001"),
    text("Receiving Bank", 3, lambda d: d.row.bank_code),
    text("Receiving Branch Code", 4, lambda d: branch_of(d.row)),
    number("Receiving A/C", 11, lambda d: account_of(d.row)),
    fixed("Sending Bank Code", KRUNGTHAI),
    number("Sending Branch Code", 4, lambda d: d.batch.sender.branch_code),
    number("Sending A/C", 11, lambda d: d.batch.sender.account_number),
    text("Effective Date", 8, lambda d: day(d.batch.effective_on)),
    text("Service Type", 2, lambda d: d.service),
    fixed("Clearing House Code", "00"),
    number("Amount", 17, lambda d: satang(d.row.amount)),
    text("Receiver Info.", 8),
    fixed("Receiver ID", "0000000000"),
    text("Receiver Name", 100, lambda d: d.row.account_name),
    text("Sender Name", 100, lambda d: d.batch.sender.name),
    text("Other Info 1", 40),
    text("DDA Ref 1", 18),
    text("Reserve Field", 2),
    text("Ref No./ DDA Ref 2", 18, lambda d: d.row.reference),
    text("Reserve Field", 2),
    text("Other Info 2", 20),
    number("Ref Running Number", 6, lambda d: str(d.row.position)),
    fixed("Status", "09"),
    text("E-mail Address", 40, lambda d: d.row.email),
    text("SMS/Mobile Phone", 20, lambda d: d.row.phone),
    fixed("Receiving Sub-Branch Code", "0000"),
    text("Fillers", 34),
)


def write(batch: Batch, rows: Iterable[Row], to: BinaryIO) -> None:
    """Write the header and a line for each row."""
    end = LINE_ENDS[settings.KTB_LINE_END]
    service = settings.KTB_SERVICE_TYPES[batch.group]
    to.write(_line(HEADER, batch) + end)
    to.writelines(_line(DETAIL, Detail(batch, row, service)) + end for row in rows)


def _line(columns: Iterable[Column], facts: Batch | Detail) -> bytes:
    return "".join(column.of(facts) for column in columns).encode("tis_620")
