"""The letter that tells who asked for help what became of it (หนังสือแจ้งผล). Pure but for NoNotice.

Each letter is what the status of the case calls for: granted, disqualified with how to ask for
review, or what is missing and until when. Letters bear Thai digits, whatever the setting says.
"""

from datetime import datetime
from typing import Literal

from django.utils import timezone

from ecase.core.errors import RuleError
from ecase.core.masks import masked_account
from ecase.core.papers import NoticeApproved, NoticeDisqualified, NoticeMissing, make
from ecase.core.papers.data_of_cases import Letter
from ecase.core.thai import baht, baht_words, long_date

from .checklist import labels, missing_of
from .models import Case, SetAsideReason, Status

# What the link to the letter says, by the status of the case; the others have no letter.
LABELS = {
    Status.APPROVED: "หนังสือแจ้งผล (อนุมัติ)",
    Status.PAID: "หนังสือแจ้งผล (อนุมัติ)",
    Status.DISQUALIFIED: "หนังสือแจ้งผล (ขาดคุณสมบัติ)",
    Status.SET_ASIDE: "หนังสือแจ้งสิ่งที่ต้องดำเนินการเพิ่ม",
}

OF_AGE = 20  # ป.พ.พ. มาตรา 19: to whom is younger, the letter goes to the parent or guardian
ASKS: dict[str, Literal["papers", "visit"]] = {
    SetAsideReason.PAPERS_MISSING: "papers",
    SetAsideReason.HOME_VISIT: "visit",
}


class NoNotice(RuleError):
    """There is nothing to tell yet, or it is told when the money is settled."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            f"เคส {case} มีสถานะ{case.get_status_display()} จึงยังไม่มีหนังสือแจ้งผล"
            " พิมพ์ได้เมื่ออนุมัติเงิน ขาดคุณสมบัติ หรือนำออกจากที่ประชุมชั่วคราว"
        )


def notice(case: Case, *, decided_at: datetime | None, made_at: datetime) -> bytes:
    """The letter of a case as PDF. ``decided_at`` is when it was disqualified; raises NoNotice."""
    match case.status:
        case Status.APPROVED | Status.PAID:
            return make("notice-approved", _approved(case, made_at), made_at=made_at)
        case Status.DISQUALIFIED:
            told: NoticeDisqualified = {
                **_letter(case, made_at),
                "because": case.disqualified_because,
                "decided_on": _day(decided_at) if decided_at else "",
            }
            return make("notice-disqualified", told, made_at=made_at)
        case Status.SET_ASIDE:
            return make("notice-missing", _missing(case, made_at), made_at=made_at)
    raise NoNotice(case)


def _approved(case: Case, made_at: datetime) -> NoticeApproved:
    account = case.bank_account
    return {
        **_letter(case, made_at),
        "meeting": f"{case.round}/{case.fiscal_year_id}",
        "amount": baht(case.amount),
        "amount_words": baht_words(case.amount),
        "approved_on": long_date(case.approved_on) if case.approved_on else "",
        "legal_basis": case.assistance_type.legal_basis,
        "because": case.amount_because,
        "is_paid": case.status == Status.PAID,
        "bank": account.bank.name,
        "account_name": account.account_name,
        "account_number": masked_account(account.account_number, account.bank_id),
    }


def _missing(case: Case, made_at: datetime) -> NoticeMissing:
    reason = SetAsideReason(case.set_aside_because)
    wanted = [line.strip() for line in case.set_aside_note.splitlines() if line.strip()]
    if reason == SetAsideReason.PAPERS_MISSING and not wanted:
        wanted = labels(missing_of(case))
    return {
        **_letter(case, made_at),
        "asks": ASKS.get(reason, "other"),
        "because": "มีเรื่องที่ต้องดำเนินการก่อน" if reason == SetAsideReason.OTHER else reason.label,
        "wanted": wanted,
        "until": long_date(case.return_on) if case.return_on else "",
    }


def _letter(case: Case, made_at: datetime) -> Letter:
    is_minor = case.age(timezone.localdate(made_at)) < OF_AGE
    return {
        "digits": "thai",
        "office": case.office.full_name,
        "case": str(case),
        "date": _day(made_at),
        "addressee": f"ผู้ปกครองของ{case.name}" if is_minor else case.name,
        "name": case.name,
        "aid": case.assistance_type.name,
        "requested": baht(case.requested_amount),
        "requested_on": _day(case.recorded_at),
    }


def _day(at: datetime) -> str:
    return long_date(timezone.localdate(at))
