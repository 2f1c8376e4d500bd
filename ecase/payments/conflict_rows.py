"""Conflicts as the pages show them: ready strings, nothing left to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from .models import Conflict, Result, Settlement

SETTLEMENT_LOOKS = {
    Settlement.OPEN: ("warn", "clock"),
    Settlement.STANDS: ("calm", "history"),
    Settlement.CORRECTED: ("ok", "done"),
    Settlement.RECOVER: ("stop", "alert"),
}


@dataclass(frozen=True)
class ConflictRow:
    """One conflict (ผลที่ขัดกัน): what was recorded, what the bank says now, and what came of it."""

    name: str
    case: str
    url: str
    file: str
    approval: str
    reference: str
    amount: Decimal
    recorded: str
    recorded_by: str
    says: str
    why: str
    source: str
    noted_by: str
    noted_at: datetime
    tone: str
    icon: str
    settlement: str
    settled: str
    because: str
    waiver: str


def conflict_rows(conflicts: Iterable[Conflict]) -> list[ConflictRow]:
    """Rows of conflicts fetched ``in_full``."""
    return [_row(conflict) for conflict in conflicts]


def _row(conflict: Conflict) -> ConflictRow:
    line = conflict.line
    case, approval = line.payment.case, line.payment.approval
    tone, icon = SETTLEMENT_LOOKS[Settlement(conflict.settlement)]
    why = f"{conflict.get_return_reason_display()} {conflict.note}".strip()
    return ConflictRow(
        name=case.name,
        case=str(case),
        url=reverse("payments:conflict", args=[approval.fiscal_year_id, conflict.pk]),
        file=str(line.file),
        approval=str(approval),
        reference=line.reference,
        amount=line.amount,
        recorded=Result(conflict.recorded).label,
        recorded_by=str(line.answered_by or ""),
        says=Result(conflict.says).label,
        why=why,
        source=str(conflict.read_from) if conflict.read_from else "แจ้งด้วยมือ",
        noted_by=str(conflict.noted_by),
        noted_at=conflict.noted_at,
        tone=tone,
        icon=icon,
        settlement=conflict.get_settlement_display(),
        settled=str(conflict.settled_by or ""),
        because=conflict.settled_because,
        waiver=conflict.waiver.note if conflict.waiver else "",
    )
