"""The canonical text of an agenda: what closing shows, checks and freezes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ecase.cases.models import Case, Document
from ecase.core.any_of import AnyOf

from .models import Meeting


@dataclass(frozen=True)
class AgendaContent:
    """The list as it would be approved on a day: its text, its SHA-256, count and sum in baht."""

    text: str
    digest: str
    cases: list[Case]
    total: Decimal

    @property
    def count(self) -> int:
        return len(self.cases)

    @property
    def overridden(self) -> list[Case]:
        """Those that go on beside another case, for a reason that the head accepts."""
        return [case for case in self.cases if case.override_because]

    def unaccepted(self, accepted: Collection[str]) -> list[Case]:
        """Those of them whose numbers are not among the accepted ones."""
        return [case for case in self.overridden if case.number not in accepted]


def agenda_content(meeting: Meeting, *, on: date, cases: list[Case] | None = None) -> AgendaContent:
    """Write a meeting's agenda down in the one form that is digested and frozen.

    ``cases`` are the agenda where the caller has locked them already.
    """
    if cases is None:
        cases = list(meeting.agenda().in_full())
    papers = _papers_of(cases)
    rows = [
        _row(case, position, papers[case.pk], on=on) for position, case in enumerate(cases, start=1)
    ]
    total = sum((case.amount for case in cases), Decimal("0.00"))
    content = {
        "office": meeting.office.code,
        "office_name": meeting.office.name,
        "fiscal_year": meeting.fiscal_year_id,
        "number": meeting.number,
        "approved_on": on.isoformat(),
        "count": len(rows),
        "total": f"{total:.2f}",
        "cases": rows,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return AgendaContent(text, hashlib.sha256(text.encode()).hexdigest(), cases, total)


def _row(case: Case, position: int, papers: dict[str, str], *, on: date) -> dict[str, Any]:
    account = case.bank_account
    return {
        "position": position,
        "number": case.number,
        "version": case.version,
        "citizen_id": case.person.citizen_id,
        "title": case.title.name,
        "first_name": case.first_name,
        "last_name": case.last_name,
        "age": case.age(on),
        "is_disabled": case.is_disabled,
        "assistance_type": case.assistance_type.name,
        "legal_basis": case.assistance_type.legal_basis,
        "requested_amount": f"{case.requested_amount:.2f}",
        "amount": f"{case.amount:.2f}",
        "bank_code": account.bank_id,
        "bank": account.bank.name,
        "branch_code": account.branch_code,
        "account_name": account.account_name,
        "account_number": account.account_number,
        "phone": account.phone,
        "email": account.email,
        "override_because": case.override_because,
        "papers": papers,
    }


def _papers_of(cases: list[Case]) -> dict[int, dict[str, str]]:
    papers: dict[int, dict[str, str]] = defaultdict(dict)
    of = AnyOf("case", [case.pk for case in cases])
    latest = Document.objects.filter(of).latest_of_each_bundle()
    for case, bundle, sha256 in latest.values_list("case", "bundle", "sha256"):
        papers[case][bundle] = sha256
    return papers
