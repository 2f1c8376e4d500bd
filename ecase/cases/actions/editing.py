"""Changing what a case says (แก้ไขข้อมูล)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ecase.audit.actions import record
from ecase.core.masks import masked_account, masked_email, masked_phone
from ecase.offices.models import Officer, YearClosed
from ecase.people.models import Person

from ..models import BankAccount, Case, CaseChanged, CaseFrozen, Document, Draft, Status
from .recording import Facts, Papers, add_documents, check_ceiling, prints_of, with_override


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
    OverCeiling, OverrideNeeded.
    """
    case = _locked(case)
    if case.is_frozen:
        raise CaseFrozen(case)
    person = Person.objects.select_for_update(no_key=True).get(pk=case.person_id)
    facts = with_override(facts, person, year=case.fiscal_year, office=case.office, but=case)
    papers = papers.changing(case) if papers else Papers(frozenset())
    says = {**facts.general, "amount": facts.amount}
    if (
        facts.account == case.bank_account.facts
        and not papers.bundles
        and not _differences(case, says)[1]
    ):
        return case
    if case.version != opened_version:
        raise CaseChanged(case, opened_version)
    check_ceiling(facts.assistance_type, facts.amount)
    wanted: dict[str, Any] = {**says, "missing_papers": facts.missing_papers}
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
    if documents := add_documents(case, papers, by=by):
        after |= {document.bundle: str(document) for document in documents}
        after["papers"] = prints_of(documents)
    case.version, case.edited_by = case.version + 1, by
    case.save(update_fields=["version", "edited_by", *wanted])
    if draft:
        draft.files.all().delete()
    after["version"] = case.version
    record("case.edited", case, by=by, before=before, after=after, note=amount_because)
    return case


@transaction.atomic
def propose_bank_account(
    case: Case,
    account: Mapping[str, Any],
    papers: Papers | None = None,
    *,
    reason: str,
    by: Officer,
) -> tuple[BankAccount, Document | None]:
    """Write down where an approved case's money shall go (เสนอแก้ไขข้อมูลทางการเงิน).

    A new version of the account, or the one in force where it is to be tried again, and the bank
    paper that speaks for it. Nothing is in force until ``change_bank_account``.
    """
    case = _locked(case)
    if case.status != Status.APPROVED:
        raise CaseFrozen(case)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    proposed = old = case.bank_account
    if dict(account) != old.facts:
        proposed = _new_account(case, account, reason, by=by)
        _add_account_differences(before, after, old, proposed)
    added = add_documents(case, papers, by=by) if papers else []
    if added:
        after |= {document.bundle: str(document) for document in added}
        after["papers"] = prints_of(added)
    paper = added[0] if added else case.documents.latest_of("financial")
    case.version += 1
    case.save(update_fields=["version"])
    record("case.bank_account_proposed", case, by=by, before=before, after=after, note=reason)
    return proposed, paper


@transaction.atomic
def change_bank_account(case: Case, account: BankAccount, *, reason: str, by: Officer) -> Case:
    """Put a proposed version of an approved case's account in force (รับรองบัญชี)."""
    case = _locked(case)
    if case.status != Status.APPROVED:
        raise CaseFrozen(case)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    _add_account_differences(before, after, case.bank_account, account)
    case.bank_account = account
    case.version += 1
    case.save(update_fields=["version", "bank_account"])
    record("case.bank_account_changed", case, by=by, before=before, after=after, note=reason)
    return case


@transaction.atomic
def note_refused_account(case: Case, *, because: str, by: Officer) -> None:
    """A proposed account was not accepted, with the reason, or its proposer took it back."""
    verb = "case.bank_account_refused" if because else "case.bank_account_withdrawn"
    record(verb, case, by=by, note=because)


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
