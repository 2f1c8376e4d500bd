"""Two officers on one case: what the first changed, beside what the second typed.

Pure: events and values in, rows out. Nothing of the first is overwritten unseen: where the second
left a field as it was when the page was opened, the first's value is taken over; where both
changed it, what the second typed stays in the form, to be decided on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecase.audit.actions import plain
from ecase.audit.models import Event
from ecase.cases.forms import CaseForm
from ecase.cases.models import BankAccount, Status
from ecase.cases.story import FIELDS, shown_value
from ecase.core.masks import masked_account, masked_email, masked_phone

# The events that make a new version of a case; each of them makes one.
CHANGES = {
    *("case.edited", "case.set_aside", "case.in_meeting", "case.disqualified"),
    *("case.approved", "case.bank_account_changed"),
}
_LABELS = {**FIELDS, "status": "สถานะการดำเนินการ"}
_TOLD_ELSEWHERE = {"requested_amount", "round", "return_on"}


@dataclass(frozen=True)
class Difference:
    """One field: as it was, as the first saved it, as the second typed it."""

    name: str
    label: str
    before: str
    theirs: str
    yours: str
    stays: bool  # what the second typed stays in the form


@dataclass(frozen=True)
class Clash:
    """Who saved meanwhile and when, and the fields of it."""

    who: str
    at: datetime
    rows: list[Difference]

    @property
    def taken_over(self) -> list[str]:
        """The fields whose value the form takes over from the first."""
        return [row.name for row in self.rows if row.name in CaseForm.FACTS and not row.stays]


def clash(events: Sequence[Event], typed: Mapping[str, Any], *, account_then: BankAccount) -> Clash:
    """Compare what was saved since (newest first) with what could be read of the form.

    ``account_then`` is the account when the page was opened: the register holds it masked.
    """
    before: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    for event in reversed(events):
        for name, value in event.after.items():
            if name in _LABELS and name not in _TOLD_ELSEWHERE:
                before.setdefault(name, event.before.get(name))
                theirs[name] = value
    then = plain({**before, **account_then.facts})
    yours = plain(typed)
    rows = [
        Difference(
            name,
            _LABELS[name],
            _shown(name, before[name]),
            _shown(name, theirs[name]),
            _shown(name, _masked(name, yours[name], typed)) if name in yours else "",
            stays=name in CaseForm.FACTS and (name not in yours or yours[name] != then[name]),
        )
        for name in theirs
    ]
    newest = events[0]
    return Clash(str(newest.by), newest.at, rows)


def _shown(name: str, value: Any) -> str:
    return Status(value).label if name == "status" else shown_value(name, value)


def _masked(name: str, value: Any, typed: Mapping[str, Any]) -> Any:
    match name:
        case "account_number":
            return masked_account(value, getattr(typed.get("bank"), "pk", ""))
        case "phone":
            return masked_phone(value)
        case "email":
            return masked_email(value)
        case _:
            return value
