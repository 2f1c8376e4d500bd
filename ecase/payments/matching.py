"""A list of the bank's results beside what was sent (จับคู่ผลการโอน): what each row would change.

Read only: the same look serves the page that shows it and the action that does it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from django.db.models import CharField, Q

from ecase.core.any_of import AnyOf
from ecase.core.masks import masked_account
from ecase.core.thai import baht
from ecase.offices.models import FiscalYear, Office

from .bank_files.accounts import is_same_account
from .bank_results import Kind, ResultRow
from .models import Conflict, Figure, Line, Result, ResultList, ReturnReason, Settlement


class Effect(Enum):
    """What a row of the list would do: tone, icon and words."""

    PAY = ("ok", "done", "บันทึกจ่ายสำเร็จ")
    RETURN = ("stop", "failed", "บันทึกโอนไม่ผ่าน")
    SAME = ("calm", "history", "บันทึกไว้แล้ว")
    WAITS = ("calm", "clock", "ธนาคารยังไม่มีผล")
    CONFLICT = ("warn", "alert", "ขัดกับที่บันทึกไว้")
    PROBLEM = ("stop", "stop", "ใช้ไม่ได้")


@dataclass(frozen=True, slots=True)
class Sent:
    """A line as it was sent and stands: all of it that a row is compared with."""

    pk: int
    amount: Decimal
    result: str
    case: str  # Case2566-2
    bank: str
    account_number: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the list, the line that it is of, and what it would change."""

    row: ResultRow
    line: Sent | None
    effect: Effect
    text: str  # why, where it is not plain


@dataclass(frozen=True)
class Plan:
    """All that a list would change, in the order of its rows."""

    rows: list[PlannedRow]
    sha256: str  # of the list
    figures: Mapping[Effect, Figure] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The fingerprint of what would change: the posted one must be the one under lock."""
        told = hashlib.sha256(self.sha256.encode())
        for planned in self.rows:
            result = planned.line.result if planned.line else ""
            told.update(f"\n{planned.row.number} {planned.effect.name} {result}".encode())
        return told.hexdigest()

    @property
    def is_clean(self) -> bool:
        """Whether it may be applied: all of it or nothing."""
        return not self.figures[Effect.PROBLEM].count

    @property
    def changes(self) -> bool:
        """Whether applying it would change anything."""
        effects = (Effect.PAY, Effect.RETURN, Effect.CONFLICT)
        return any(self.figures[effect].count for effect in effects)

    def of(self, effect: Effect) -> Iterator[PlannedRow]:
        return (planned for planned in self.rows if planned.effect == effect)


def plan(
    rows: Sequence[ResultRow], *, kind: Kind, of: ResultList, office: Office, year: FiscalYear
) -> Plan:
    """Match the rows of a list with the lines of an office's files of a year, by reference."""
    references = [row.reference for row in rows if row.reference]
    lines = _sent(references, office, year)
    noted = set(
        Conflict.objects.filter(AnyOf("line__reference", references, CharField()))
        .filter(Q(read_from=of) | Q(settlement=Settlement.OPEN))
        .values_list("line", "says")
    )
    first: dict[str, ResultRow] = {}
    planned = []
    if of.applied_at:  # said once; what two persons settled since is not called in question again
        noted |= {
            (line.pk, says) for line in lines.values() for says in (Result.PAID, Result.RETURNED)
        }
    for row in rows:
        line = lines.get(row.reference)
        effect, text = _effect(row, kind, line, first.get(row.reference), noted)
        if effect == Effect.CONFLICT and of.applied_at:  # its word was taken then, once
            effect, text = Effect.SAME, "รายการนี้บันทึกผลไปแล้ว และผลแก้ไขภายหลัง"
        if effect not in (Effect.PROBLEM, Effect.WAITS):
            first.setdefault(row.reference, row)
        planned.append(PlannedRow(row, line, effect, text))
    figures = {effect: Figure() for effect in Effect}
    for one in planned:
        amount = one.line.amount if one.line else one.row.amount or Decimal("0.00")
        figures[one.effect] += Figure(1, amount)
    return Plan(planned, of.sha256, figures)


def _sent(references: Sequence[str], office: Office, year: FiscalYear) -> dict[str, Sent]:
    """The lines of an office's files of a year with these references."""
    told = Line.objects.filter(
        AnyOf("reference", references, CharField()),
        file__office=office,
        file__approval__fiscal_year=year,
    ).values_list(
        "reference",
        "pk",
        "amount",
        "result",
        "payment__case__number",
        "bank_account__bank",
        "bank_account__account_number",
    )
    return {
        reference: Sent(pk, amount, result, f"Case{case}", bank, account)
        for reference, pk, amount, result, case, bank, account in told
    }


def _effect(
    row: ResultRow,
    kind: Kind,
    line: Sent | None,
    earlier: ResultRow | None,
    noted: set[tuple[int, str]],
) -> tuple[Effect, str]:
    if row.problem:
        return Effect.PROBLEM, row.problem
    if line is None:
        return Effect.PROBLEM, "ไม่พบเลขอ้างอิงนี้ในไฟล์ของเขตและปีงบประมาณนี้"
    if row.outcome is None:  # a file of ours that comes back as it was sent pays nobody
        return Effect.WAITS, ""
    if wrong := _not_as_sent(row, line, kind):
        return Effect.PROBLEM, wrong
    if earlier:
        if (earlier.outcome, earlier.reason) == (row.outcome, row.reason):
            return Effect.SAME, f"ซ้ำกับแถวที่ {earlier.number}"
        return Effect.PROBLEM, f"ขัดกับแถวที่ {earlier.number} ของรายการเดียวกัน"
    says = Result(row.outcome)
    if line.result == Result.PENDING:
        if says == Result.PAID:
            return Effect.PAY, ""
        return Effect.RETURN, ReturnReason(row.reason or ReturnReason.OTHER).label
    if line.result == says or (line.result == Result.VOID and says == Result.RETURNED):
        return Effect.SAME, ""
    was = Result(line.result).label
    if (line.pk, says) in noted:
        return Effect.SAME, f"แจ้งไว้แล้วว่าขัดกับที่บันทึกว่า{was}"
    return Effect.CONFLICT, f"บันทึกไว้ว่า{was} ธนาคารแจ้งว่า{says.label} ให้หัวหน้าฝ่ายตัดสิน"


def _not_as_sent(row: ResultRow, line: Sent, kind: Kind) -> str:
    """What the row says otherwise than the file said: then it is not about our line.

    A message of ISO 20022 need not repeat them; where it does, they are compared too.
    """
    need = kind != Kind.PAIN002
    if row.amount != line.amount and (need or row.amount is not None):
        told = "ไม่มี" if row.amount is None else f"{baht(row.amount)} บาท"
        return f"จำนวนเงินในรายการ {told} ไม่ตรงกับที่ส่ง {baht(line.amount)} บาท"
    same = is_same_account(row.account, line.bank, line.account_number)
    if not same and (need or row.account):
        sent = masked_account(line.account_number, line.bank)
        return f"เลขที่บัญชีในรายการไม่ตรงกับที่ส่ง ({sent})"
    return ""
