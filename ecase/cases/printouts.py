"""The papers of one case, filled in from it. Pure: records in, bytes out.

What the system does not know (the address, the day of signing) is left to write by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ecase.core import citizen_id
from ecase.core.masks import (
    dashed_account,
    dashed_phone,
    masked_account,
    masked_email,
    masked_phone,
)
from ecase.core.papers import CaseSheet, KCorp1, Request, make
from ecase.core.papers.data_of_cases import SheetChange
from ecase.core.thai import baht, baht_words, long_date, short_date, thai_date

from .checklist import NOT_CHECKED, labels
from .models import BankAccount, Case, Document, Status
from .story import FIELDS, Change, Telling

# The fields of free words: their digits are printed as they were typed.
TYPED = {
    FIELDS[name]
    for name in (
        "first_name",
        "last_name",
        "hardship",
        "override_because",
        "other_papers",
        "account_name",
        "email",
    )
}


def account_form(case: Case, *, made_at: datetime) -> bytes:
    """K-corp1 (แบบแจ้งข้อมูลการรับเงินโอน) as PDF, for the payee to check and sign."""
    account = case.bank_account
    data: KCorp1 = {
        "office": case.office.full_name,
        "case": str(case),
        "aid": case.assistance_type.name,
        "amount": baht(case.amount),
        "amount_words": baht_words(case.amount),
        "name": case.name,
        "citizen_id": case.person.citizen_id,
        "bank": account.bank.name,
        "branch": account.branch_code,
        "account_name": account.account_name,
        "account_number": account.account_number,
        "phone": account.phone,
        "email": account.email,
    }
    return make("kcorp1", data, made_at=made_at)


def request_form(case: Case, *, made_at: datetime) -> bytes:
    """แบบคำขอรับความช่วยเหลือ as PDF, for the applicant to complete and sign."""
    account = case.bank_account
    data: Request = {
        "office": case.office.full_name,
        "case": str(case),
        "name": case.name,
        "gender": case.get_gender_display(),
        "citizen_id": case.person.citizen_id,
        "birth_date": long_date(case.birth_date),
        "age": case.age(timezone.localdate(made_at)),
        "phone": dashed_phone(account.phone),
        "is_disabled": case.is_disabled,
        "aid": case.assistance_type.name,
        "requested": baht(case.requested_amount),
        "requested_words": baht_words(case.requested_amount),
        "hardship": case.hardship,
        "bank": account.bank.name,
        "branch": account.branch_code,
        "account_name": account.account_name,
        "account_number": dashed_account(account.account_number, account.bank_id),
        "attached": case.attached_papers,
        "other_papers": case.other_papers,
    }
    return make("request", data, made_at=made_at)


@dataclass(frozen=True)
class SheetFacts:
    """All that a case's own sheet says, as records: newest first, with their officers fetched."""

    case: Case
    accounts: Sequence[BankAccount]
    documents: Sequence[Document]
    deeds: Sequence[Telling]
    printed_by: str


def case_sheet(facts: SheetFacts, *, made_at: datetime) -> bytes:
    """ใบสรุปเคส as PDF, with numbers masked as the officer's page masks them."""
    case, account = facts.case, facts.case.bank_account
    data: CaseSheet = {
        "office": case.office.full_name,
        "case": str(case),
        "meeting": f"{case.round}/{case.fiscal_year_id}",
        "printed_at": f"{long_date(timezone.localdate(made_at))} เวลา {_time(made_at)}",
        "printed_by": facts.printed_by,
        "status": case.get_status_display(),
        "status_because": _status_because(case),
        "name": case.name,
        "citizen_id": citizen_id.masked(case.person.citizen_id),
        "gender": case.get_gender_display(),
        "birth_date": long_date(case.birth_date),
        "age": case.age(timezone.localdate(made_at)),
        "kind": case.kind,
        "aid": case.assistance_type.name,
        "legal_basis": case.assistance_type.legal_basis,
        "requested": baht(case.requested_amount),
        "amount_label": "จำนวนเงินที่อนุมัติ" if case.approved_on else "จำนวนเงินที่ที่ประชุมให้",
        "amount": baht(case.amount),
        "amount_words": baht_words(case.amount),
        "amount_because": case.amount_because,
        "approved_on": long_date(case.approved_on) if case.approved_on else "",
        "override_because": case.override_because,
        "follows": str(case.follows) if case.follows else "",
        "hardship": case.hardship,
        "phone": masked_phone(account.phone),
        "email": masked_email(account.email),
        "attached": ", ".join(labels(case.attached_papers)) or NOT_CHECKED,
        "missing": ", ".join(labels(case.missing_papers)),
        "other_papers": case.other_papers,
        "accounts": [
            {
                "version": version.version,
                "bank": version.bank.name,
                "branch_code": version.branch_code,
                "account_number": masked_account(version.account_number, version.bank_id),
                "account_name": version.account_name,
                "reason": version.reason,
                "by": str(version.made_by),
                "at": _at(version.made_at),
            }
            for version in facts.accounts
        ],
        "documents": [
            {
                "bundle": document.get_bundle_display(),
                "version": document.version,
                "pages": document.pages,
                "sha256": document.sha256,
                "by": str(document.added_by),
                "at": _at(document.added_at),
            }
            for document in facts.documents
        ],
        "story": [
            {
                "at": _at(deed.at),
                "what": deed.what,
                "why": deed.why,
                "by": deed.who,
                "changes": [_change(change) for change in deed.changes],
            }
            for deed in facts.deeds
        ],
    }
    return make("case-sheet", data, made_at=made_at)


def _change(change: Change) -> SheetChange:
    was = f"จาก {change.before} เป็น " if change.before else ""
    return {"text": f"{change.field}: {was}{change.after}", "typed": change.field in TYPED}


def _status_because(case: Case) -> str:
    match case.status:
        case Status.SET_ASIDE:
            back = f"กลับมาพิจารณา {thai_date(case.return_on)}" if case.return_on else ""
            return f"{case.why_set_aside} {back}".strip()
        case Status.DISQUALIFIED:
            return case.disqualified_because
        case Status.PAYMENT_FAILED:
            return case.failed_because
    return ""


def _at(at: datetime) -> str:
    return f"{short_date(timezone.localdate(at))} {_time(at)}"


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}\N{NO-BREAK SPACE}น."
