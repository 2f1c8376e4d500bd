"""K-corp1 filled in from a case (แบบแจ้งข้อมูลการรับเงินโอน). Pure: a record in, bytes out."""

from datetime import datetime

from ecase.core.papers import KCorp1, make
from ecase.core.thai import baht, baht_words

from .models import Case


def account_form(case: Case, *, made_at: datetime) -> bytes:
    """K-corp1 as PDF, for the payee to check and sign; the day and the address are left to write."""
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
