"""Changing what a case says (แก้ไขข้อมูล)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ecase.audit.actions import record
from ecase.core.masks import masked_account, masked_email, masked_phone
from ecase.offices.models import Officer, YearClosed

from ..models import BankAccount, Case, CaseChanged, CaseFrozen, Draft, Status
from .recording import Facts, Papers, add_documents, check_ceiling


@transaction.atomic
def edit(
    case: Case,
    facts: Facts,
    papers: Papers | None = None,
    *,
    opened_version: int,
    amount_because: str = "",
    draft: Draft | None = None,
    by: Officer,
) -> Case:
    """Change anything but the citizen ID, while the meeting has not closed (R61-R63).

    With ``amount_because`` the amount or type follows the meeting's resolution, and what was
    requested stays as it was; without it, a typing error is put right and both change.
    What the case says already is no change, also where somebody else said it meanwhile.
    Raises CaseChanged where somebody saved after ``opened_version``, CaseFrozen after closing,
    OverCeiling.
    """
    case = _locked(case)
    if case.is_frozen:
        raise CaseFrozen(case)
    bundles = papers.bundles if papers else {}
    says = {**facts.general, "amount": facts.amount}
    if facts.account == case.bank_account.facts and not bundles and not _differences(case, says)[1]:
        return case
    if case.version != opened_version:
        raise CaseChanged(case, opened_version)
    check_ceiling(facts.assistance_type, facts.amount)
    wanted: dict[str, Any] = {**says}
    if amount_because:
        wanted["amount_because"] = amount_because
    elif facts.amount != case.amount and case.amount == case.requested_amount:
        wanted["requested_amount"] = facts.amount
    before, after = _differences(case, wanted)
    for name, value in wanted.items():
        setattr(case, name, value)
    if facts.account != case.bank_account.facts:
        old, case.bank_account = case.bank_account, _new_account(case, facts.account, "", by=by)
        _add_account_differences(before, after, old, case.bank_account)
        wanted["bank_account"] = case.bank_account
    if papers:
        for document in add_documents(case, papers, by=by):
            after[document.bundle] = str(document)
    case.version += 1
    case.save(update_fields=["version", *wanted])
    if draft:
        draft.files.all().delete()
    after["version"] = case.version
    record("case.edited", case, by=by, before=before, after=after, note=amount_because)
    return case


@transaction.atomic
def change_bank_account(
    case: Case,
    account: Mapping[str, Any],
    papers: Papers | None = None,
    *,
    reason: str,
    by: Officer,
) -> Case:
    """Correct where an approved case's money goes (แก้ไขข้อมูลทางการเงิน), as a new version."""
    case = _locked(case)
    if case.status != Status.APPROVED:
        raise CaseFrozen(case)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if dict(account) != case.bank_account.facts:
        old, case.bank_account = case.bank_account, _new_account(case, account, reason, by=by)
        _add_account_differences(before, after, old, case.bank_account)
    if papers:
        for document in add_documents(case, papers, by=by):
            after[document.bundle] = str(document)
    case.version += 1
    case.save(update_fields=["version", "bank_account"])
    record("case.bank_account_changed", case, by=by, before=before, after=after, note=reason)
    return case


def _locked(case: Case) -> Case:
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("fiscal_year", "office", "title", "assistance_type", "bank_account__bank")
        .get(pk=case.pk)
    )
    if not case.fiscal_year.is_open:
        raise YearClosed(case.fiscal_year)
    return case


def _differences(case: Case, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    return (
        {name: getattr(case, name) for name in changed},
        {name: wanted[name] for name in changed},
    )


def _new_account(
    case: Case, account: Mapping[str, Any], reason: str, *, by: Officer
) -> BankAccount:
    version = case.bank_accounts.count() + 1
    return BankAccount.objects.create(
        case=case, version=version, reason=reason, made_by=by, **account
    )


def _add_account_differences(
    before: dict[str, Any], after: dict[str, Any], old: BankAccount, new: BankAccount
) -> None:
    """The register holds accounts and contacts masked; the versions themselves hold them in full."""
    for name, was in old.facts.items():
        now = new.facts[name]
        if was == now:
            continue
        match name:
            case "account_number":
                was = masked_account(old.account_number, old.bank_id)
                now = masked_account(new.account_number, new.bank_id)
            case "phone":
                was, now = masked_phone(old.phone), masked_phone(new.phone)
            case "email":
                was, now = masked_email(old.email), masked_email(new.email)
        before[name], after[name] = was, now
