"""What officers say about accounts of their own (บัญชีธนาคารของตนเอง)."""

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.offices.models import Officer
from ecase.regulations.models import Bank

from ..models import NotOwnAccount, OfficerAccount


@transaction.atomic
def declare_account(*, bank: Bank, account_number: str, by: Officer) -> OfficerAccount:
    """Declare an account as the officer's own; one that is in use already stays as it is."""
    # The lock lets a second click wait for the first; no_key, for every event refers to the row.
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = OfficerAccount.objects.of(by).in_use().select_related("bank")
    known = own.filter(bank=bank, account_number=account_number).first()
    if known:
        return known
    account = OfficerAccount.objects.create(officer=by, bank=bank, account_number=account_number)
    record("officer.account_declared", by, by=by, after={"account": account})
    return account


@transaction.atomic
def end_account(account: OfficerAccount, *, by: Officer) -> OfficerAccount:
    """An own account is used no more (เลิกใช้); one that has ended stays as it is.

    Raises NotOwnAccount where another officer has declared it.
    """
    accounts = OfficerAccount.objects.select_for_update(of=("self",)).select_related("bank")
    account = accounts.get(pk=account.pk)
    if account.officer_id != by.pk:
        raise NotOwnAccount
    if account.ended_at is None:
        account.ended_at = timezone.now()
        account.save(update_fields=["ended_at"])
        record("officer.account_ended", by, by=by, before={"account": account})
    return account
