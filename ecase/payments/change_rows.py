"""Proposed accounts as the pages show them: ready strings, nothing left to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from ecase.cases.models import BankAccount
from ecase.core.masks import masked_account

from .models import AccountChange, Decision
from .rows import short_bank

DECISION_LOOKS = {
    Decision.OPEN: ("warn", "clock"),
    Decision.ACCEPTED: ("ok", "done"),
    Decision.REFUSED: ("stop", "x"),
    Decision.WITHDRAWN: ("calm", "history"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One proposal (การเสนอแก้ไขข้อมูลทางการเงิน): from where to where, why, by whom, what came of it."""

    name: str
    case: str
    url: str
    before: str
    after: str
    before_name: str
    after_name: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    tone: str
    icon: str
    decision: str
    decided: str
    because: str
    waiver: str


def change_rows(changes: Sequence[AccountChange]) -> list[ChangeRow]:
    """Rows of proposals fetched ``in_full``."""
    return [_row(change) for change in changes]


def _row(change: AccountChange) -> ChangeRow:
    case = change.payment.case
    tone, icon = DECISION_LOOKS[Decision(change.decision)]
    year = change.payment.approval.fiscal_year_id
    return ChangeRow(
        name=case.name,
        case=str(case),
        url=reverse("payments:account_change", args=[year, case.number]),
        before=_short(change.before),
        after=_short(change.account),
        before_name=change.before.account_name,
        after_name=change.account.account_name,
        reason=change.reason,
        proposed_by=str(change.proposed_by),
        proposed_at=change.proposed_at,
        tone=tone,
        icon=icon,
        decision=change.get_decision_display(),
        decided=str(change.decided_by or ""),
        because=change.decided_because,
        waiver=change.waiver.note if change.waiver else "",
    )


def _short(account: BankAccount) -> str:
    number = masked_account(account.account_number, account.bank_id)
    return f"{short_bank(account.bank)} · {number}"
