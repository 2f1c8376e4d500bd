"""Where an approved case's money goes: one officer proposes, another accepts (R97-R98, I18)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import CaseChanged, Draft
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer, Separation
from ecase.offices.separation import another_person

from ..models import (
    AccountChange,
    Decision,
    NotOpen,
    PaperNeeded,
    Payment,
    PaymentStatus,
    Result,
    SameAccount,
)
from .answering import returned_first
from .locking import locked_payment, move

CORRECTABLE = (PaymentStatus.DUE, PaymentStatus.IN_FILE, PaymentStatus.RETURNED)


def propose_account(
    payment: Payment,
    account: Mapping[str, Any],
    *,
    reason: str,
    returned_because: str = "",
    line: int | None = None,
    opened_version: int | None = None,
    draft: Draft | None = None,
    by: Officer,
) -> AccountChange | None:
    """Say where the money shall go (แก้ไขข้อมูลทางการเงิน, R97); due again once it is accepted.

    Of a line that still waits for its result the return is recorded first, with its reason. An
    account that came back and stays as it was is thereby proposed for another attempt. What is
    there already is no change, so sent again it changes nothing and gives the proposal that waits,
    or None. Raises SameAccount where that would make money due whose result is awaited, and
    CaseChanged where somebody saved the case after ``opened_version``.
    """
    papers = cases.join_papers(draft) if draft else None  # takes time, so before the transaction
    with transaction.atomic():
        on_duty(by, Duty.CASEWORKER, Duty.HEAD)
        payment = locked_payment(payment, "แก้ไขข้อมูลทางการเงิน", *CORRECTABLE, PaymentStatus.HELD)
        case = payment.case
        bundles = papers.bundles if papers else {}
        waiting = payment.account_changes.open().select_related("account", "paper").first()
        if waiting and waiting.account.facts == dict(account) and _same_paper(waiting, papers):
            return waiting
        if waiting:
            raise NotOpen(
                f"เคส {case} มีการเสนอแก้บัญชีที่รอรับรองอยู่ ให้หัวหน้าฝ่ายรับรองหรือไม่รับรองก่อน หรือถอนคืนแล้วเสนอใหม่"
            )
        same = dict(account) == case.bank_account.facts and not bundles
        if same and payment.status == PaymentStatus.DUE:
            return None
        if opened_version is not None and case.version != opened_version:
            raise CaseChanged(case, opened_version)
        waits = payment.status == PaymentStatus.IN_FILE
        payment = returned_first(payment, returned_because, line, by=by)
        before = case.bank_account
        if waits and before.is_where(account):
            raise SameAccount(payment)
        proposed, paper = cases.propose_bank_account(case, account, papers, reason=reason, by=by)
        if paper is None and not before.is_where(account):
            raise PaperNeeded(
                f"เคส {case} ยังไม่มีเอกสารทางการเงินที่แสดงบัญชีใหม่ แนบสำเนาสมุดบัญชีแล้วกดยืนยันอีกครั้ง"
            )
        change = AccountChange.objects.create(
            payment=payment,
            office=payment.office,
            before=before,
            account=proposed,
            paper=paper,
            reason=reason,
            proposed_by=by,
        )
        if draft:
            draft.files.all().delete()
        move(payment, PaymentStatus.HELD)
        return change


@transaction.atomic
def accept_account(change: AccountChange, *, by: Officer) -> AccountChange:
    """Accept where the money goes (รับรองบัญชี), as another person than who proposed it: it is due
    again. Raises NotOpen, SamePerson, DutyEnded."""
    on_duty(by, Duty.HEAD)
    payment, change = _locked_change(change, "รับรองบัญชี")
    change.waiver = another_person(
        Separation.ACCOUNT,
        did=f"คุณเป็นผู้เสนอแก้บัญชีของเคส {payment.case} จึงรับรองเองไม่ได้",
        by=by,
        office=payment.office,
        was_there=change.proposed_by_id == by.pk,
    )
    _decide(change, Decision.ACCEPTED, by=by)
    reason = f"{change.reason} (เสนอโดย{change.proposed_by})"
    cases.change_bank_account(payment.case, change.account, reason=reason, by=by)
    move(payment, PaymentStatus.DUE)
    return change


@transaction.atomic
def refuse_account(change: AccountChange, *, because: str, by: Officer) -> AccountChange:
    """Do not accept a proposed account (ไม่รับรอง), with the reason; the money is as it was before."""
    on_duty(by, Duty.HEAD)
    payment, change = _locked_change(change, "ไม่รับรองบัญชี")
    change.decided_because = because
    _decide(change, Decision.REFUSED, by=by)
    cases.note_refused_account(payment.case, because=because, by=by)
    move(payment, _as_before(payment))
    return change


@transaction.atomic
def withdraw_account(change: AccountChange, *, by: Officer) -> AccountChange:
    """Take one's own proposal back (ถอนคืน), to propose anew; the money is as it was before."""
    on_duty(by, Duty.CASEWORKER, Duty.HEAD)
    payment, change = _locked_change(change, "ถอนคืนการแก้บัญชี")
    if change.proposed_by_id != by.pk:
        raise NotOpen(f"เคส {payment.case}: ผู้เสนอแก้บัญชีเท่านั้นที่ถอนคืนได้ หัวหน้าฝ่ายใช้ปุ่มไม่รับรอง")
    _decide(change, Decision.WITHDRAWN, by=by)
    cases.note_refused_account(payment.case, because="", by=by)
    move(payment, _as_before(payment))
    return change


def _same_paper(waiting: AccountChange, papers: cases.Papers | None) -> bool:
    """Whether no other paper is brought than the one that is there."""
    brought = {joined.stored.sha256 for joined in papers.bundles.values()} if papers else set()
    return brought <= {waiting.paper.sha256 if waiting.paper else ""}


def _locked_change(change: AccountChange, wanted: str) -> tuple[Payment, AccountChange]:
    payment = locked_payment(change.payment, wanted, *PaymentStatus)
    change = (
        AccountChange.objects.select_for_update(of=("self",))
        .select_related("account__bank", "proposed_by", "decided_by")
        .get(pk=change.pk)
    )
    if change.decision != Decision.OPEN:
        raise NotOpen(
            f"การแก้บัญชีของเคส {payment.case} {change.get_decision_display()}"
            f" โดย{change.decided_by} แล้ว เปิดรายการอีกครั้งเพื่อดูสถานะล่าสุด"
        )
    return payment, change


def _decide(change: AccountChange, decision: Decision, *, by: Officer) -> None:
    change.decision, change.decided_by, change.decided_at = decision, by, timezone.now()
    change.save(update_fields=["decision", "decided_by", "decided_at", "decided_because", "waiver"])


def _as_before(payment: Payment) -> PaymentStatus:
    """Where the money was when the account was proposed: sent back by the bank, or due.

    It was due where nothing came back yet, or an account was accepted since.
    """
    last = payment.lines.filter(result=Result.RETURNED).order_by("-answered_at").first()
    if last is None:
        return PaymentStatus.DUE
    since = payment.account_changes.filter(
        decision=Decision.ACCEPTED, decided_at__gt=last.answered_at
    )
    return PaymentStatus.DUE if since.exists() else PaymentStatus.RETURNED
