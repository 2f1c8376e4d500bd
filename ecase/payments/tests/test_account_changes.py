"""An account is proposed by one person and accepted by another, before any money goes there."""

import pytest
from django.db import connection

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import CaseChanged, Source, Status
from ecase.offices.models import Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions, invariants
from ecase.payments.models import (
    AccountChange,
    AnotherLine,
    Decision,
    NothingDue,
    NotOpen,
    PaperNeeded,
    Payment,
    PaymentStatus,
    Result,
    SameAccount,
)
from tests import make

DUE, HELD = PaymentStatus.DUE, PaymentStatus.HELD
IN_FILE, RETURNED = PaymentStatus.IN_FILE, PaymentStatus.RETURNED
NEW = "0011112222"


def propose(payment, officer, account_number=NEW, **more):
    """A proposal of another number; facts of the account and of the action may be given too."""
    facts = payment.case.bank_account.facts
    account = {**facts, "account_number": account_number}
    account |= {name: more.pop(name) for name in list(more) if name in facts}
    more = {"reason": "พิมพ์ผิด", "returned_because": "WRONG_ACCOUNT", **more}
    return actions.propose_account(payment, account, **more, by=officer)


def again(payment, officer):
    """The account as it is, for another attempt."""
    return propose(payment, officer, payment.case.bank_account.account_number)


def now(payment):
    return Payment.objects.select_related("case__bank_account").get(pk=payment.pk)


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- what becomes of it


@pytest.mark.parametrize("status", [DUE, IN_FILE, RETURNED])
def test_the_money_is_held_until_another_accepts_and_then_goes_to_the_new_account(
    officer, head, status
):
    payment = make.payment(status, by=officer)
    first, version = payment.case.bank_account, payment.case.version

    change = propose(payment, officer)

    waits = now(payment)
    assert (waits.status, waits.case.status) == (HELD, Status.APPROVED)
    assert waits.case.bank_account == first
    assert waits.case.version == version + 1
    assert (change.before, change.account.account_number) == (first, NEW)

    actions.accept_account(change, by=head)

    due = now(payment)
    assert (due.status, due.case.bank_account) == (DUE, change.account)
    assert due.case.version == version + 2
    change.refresh_from_db()
    assert (change.decision, change.decided_by) == (Decision.ACCEPTED, head)
    assert make.file(due.approval, by=officer).lines.get().bank_account == change.account


@pytest.mark.parametrize(("status", "before"), [(DUE, DUE), (IN_FILE, RETURNED), (RETURNED,) * 2])
@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_what_is_not_accepted_leaves_the_money_as_it_was(officer, head, status, before, how):
    payment = make.payment(status, by=officer)
    first = payment.case.bank_account
    change = propose(payment, officer)
    if how == "refused":
        actions.refuse_account(change, because="เลขไม่ตรงกับสมุดบัญชี", by=head)
    else:
        actions.withdraw_account(change, by=officer)

    assert (now(payment).status, now(payment).case.bank_account) == (before, first)
    change.refresh_from_db()
    assert change.decision == how.upper()
    assert propose(now(payment), officer, "0099998888").decision == Decision.OPEN


def test_after_a_voided_file_it_goes_back_to_due(officer, head):
    """A line that was never sent is no attempt of the bank."""
    payment = make.payment(IN_FILE, by=officer)
    voiding = actions.ask_to_void(payment.lines.get().file, reason="ผิดไฟล์", by=officer)
    actions.accept_void(voiding, by=head)
    change = propose(now(payment), officer)
    actions.refuse_account(change, because="ไม่ตรง", by=head)
    assert now(payment).status == DUE


def test_of_a_line_that_waits_the_return_is_recorded_with_its_reason(officer):
    payment = make.payment(IN_FILE, by=officer)
    propose(payment, officer)
    line = payment.lines.get()
    assert (line.result, line.return_reason) == (Result.RETURNED, "WRONG_ACCOUNT")


def test_an_account_that_came_back_is_confirmed_as_it_is_by_two_persons_too(officer, head):
    payment = make.payment(RETURNED, by=officer)
    change = again(payment, officer)
    assert (change.account, change.moves_the_money) == (payment.case.bank_account, False)
    assert now(payment).status == HELD
    with pytest.raises(SamePerson):
        actions.accept_account(change, by=officer)
    actions.accept_account(change, by=head)
    assert now(payment).status == DUE
    assert payment.case.bank_accounts.count() == 1


def test_a_phone_alone_waits_for_the_second_person_too(officer, head):
    payment = make.payment(RETURNED, by=officer)
    number = payment.case.bank_account.account_number
    change = propose(payment, officer, number, phone="0812345678")
    assert not change.moves_the_money
    actions.accept_account(change, by=head)
    assert now(payment).case.bank_account.phone == "0812345678"


def test_nothing_new_of_what_is_due_is_no_proposal(officer):
    payment = make.payment(DUE, by=officer)
    assert again(payment, officer) is None
    assert now(payment).status == DUE
    assert not Event.objects.filter(verb="case.bank_account_proposed").exists()


@pytest.mark.parametrize("typed", [{}, {"phone": "0812345678"}])
def test_a_line_that_waits_comes_back_by_another_account_alone(officer, typed):
    """Else the same person is in the next file to the same account, and may be paid twice."""
    payment = make.payment(IN_FILE, by=officer)
    number = payment.case.bank_account.account_number
    with pytest.raises(SameAccount):
        propose(payment, officer, number, **typed)
    assert payment.lines.get().result == Result.PENDING
    assert now(payment).status == IN_FILE


# --- two persons


def test_who_proposed_it_does_not_accept_it(officer):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    with pytest.raises(SamePerson, match="ผู้เสนอแก้บัญชี"):
        actions.accept_account(change, by=officer)
    assert now(payment).status == HELD


def test_a_waiver_of_the_office_lets_one_person_do_both_and_stays_with_it(officer):
    payment = make.payment(RETURNED, by=officer)
    waiver = make.waiver(officer.office, Separation.ACCOUNT)
    change = actions.accept_account(propose(payment, officer), by=officer)
    assert change.waiver == waiver
    settle()


def test_who_accepted_it_may_make_the_file_but_who_proposed_it_may_not(officer, head):
    payment = make.payment(RETURNED, by=officer)
    third = make.officer()
    actions.accept_account(propose(payment, third), by=head)
    with pytest.raises(SamePerson):
        actions.make_file(payment.approval, group="krungthai", by=third)
    assert actions.make_file(payment.approval, group="krungthai", by=head).number == 2


def test_only_its_proposer_takes_it_back(officer, head):
    change = propose(make.payment(RETURNED, by=officer), officer)
    with pytest.raises(NotOpen, match="ผู้เสนอแก้บัญชีเท่านั้น"):
        actions.withdraw_account(change, by=head)


# --- no money moves meanwhile


def test_what_is_held_is_in_no_file(officer):
    payment = make.payment(RETURNED, by=officer)
    other = make.approval(by=officer, cases=1)
    propose(payment, officer)
    file = make.file(other, by=officer)
    assert payment.pk not in set(file.lines.values_list("payment", flat=True))
    assert make.file(payment.approval, by=officer).number == 1  # the last again, and no new one

    due = make.payment(DUE, by=officer)
    propose(due, officer)
    with pytest.raises(NothingDue):
        make.file(due.approval, by=officer)


def test_what_is_held_may_fail_for_good_and_the_proposal_with_it(officer, head):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    actions.mark_failed(payment, reason="ผู้รับเงินเสียชีวิต", by=head)
    change.refresh_from_db()
    assert (now(payment).status, change.decision) == (PaymentStatus.FAILED, Decision.WITHDRAWN)
    assert Event.objects.filter(verb="case.bank_account_withdrawn").count() == 1
    with pytest.raises(NotOpen):
        actions.accept_account(change, by=head)
    settle()


# --- twice, late, and at once


def test_sent_twice_it_is_one_proposal(officer):
    payment = make.payment(IN_FILE, by=officer)
    sent = {"line": payment.lines.get().pk, "opened_version": payment.case.version}
    first = propose(payment, officer, **sent)
    events = Event.objects.count()
    assert propose(payment, officer, **sent) == first
    assert (AccountChange.objects.count(), Event.objects.count()) == (1, events)


def test_one_waits_at_a_time(officer, head):
    payment = make.payment(RETURNED, by=officer)
    propose(payment, officer)
    with pytest.raises(NotOpen, match="รอรับรองอยู่"):
        propose(payment, head, "0099998888")
    assert payment.case.bank_accounts.count() == 2


def test_decided_once(officer, head):
    payment = make.payment(RETURNED, by=officer)
    change = propose(payment, officer)
    actions.accept_account(change, by=head)
    for act in (
        lambda: actions.accept_account(change, by=head),
        lambda: actions.refuse_account(change, because="x", by=head),
        lambda: actions.withdraw_account(change, by=officer),
    ):
        with pytest.raises(NotOpen, match="รับรองแล้ว"):
            act()
    assert now(payment).status == DUE


def test_an_old_page_of_the_first_file_does_not_answer_the_second(officer):
    payment = make.payment(IN_FILE, by=officer)
    old = payment.lines.get().pk
    make.corrected(payment_returned(payment, officer), by=officer)
    make.file(payment.approval, by=officer)
    with pytest.raises(AnotherLine):
        propose(now(payment), officer, line=old)
    assert now(payment).status == IN_FILE


def payment_returned(payment, officer):
    actions.mark_returned(payment, because="ACCOUNT_CLOSED", by=officer)
    return now(payment)


def test_the_second_of_two_officers_is_told(officer, head):
    payment = make.payment(RETURNED, by=officer)
    opened = payment.case.version
    make.corrected(payment, by=officer)
    with pytest.raises(CaseChanged):
        propose(payment, head, "0099998888", opened_version=opened)


def test_another_account_without_any_bank_paper_is_refused(officer):
    """The form asks for the paper of the new account; the action at least for one that is there."""
    payment = make.payment(RETURNED, by=officer)
    settle()
    with connection.cursor() as cursor:  # no act of ours leaves a case without
        cursor.execute("ALTER TABLE cases_document DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE cases_source DISABLE TRIGGER USER")
        papers = payment.case.documents.filter(bundle="financial")
        Source.objects.filter(document__in=papers)._raw_delete("default")
        papers._raw_delete("default")
    with pytest.raises(PaperNeeded):
        propose(payment, officer)
    assert now(payment).status == RETURNED


@pytest.mark.parametrize("corrected", [True, False], ids=["corrected", "still-returned"])
def test_taken_back_the_laws_find_the_money_where_it_was(officer, corrected):
    payment = make.payment(RETURNED, by=officer)
    if corrected:
        make.corrected(payment, by=officer)
    actions.withdraw_account(propose(payment, officer, "0099998888"), by=officer)
    assert now(payment).status == (DUE if corrected else RETURNED)
    assert invariants.broken(payment.approval_id) == []


# --- its story and its papers


def test_the_story_of_the_case_tells_who_proposed_and_who_accepted(client, officer, head):
    payment = make.payment(RETURNED, by=officer)
    actions.accept_account(propose(payment, officer), by=head)
    client.force_login(officer)
    page = client.get(f"/2566/cases/{payment.case.number}/").text
    assert "เสนอแก้ไขข้อมูลทางการเงิน" in page
    told = Event.objects.get(verb="case.bank_account_changed")
    assert (told.by, told.note) == (head, f"พิมพ์ผิด (เสนอโดย{officer})")
    assert NEW not in f"{told.before} {told.after}"
    assert NEW not in page


def test_a_paper_that_comes_with_it_is_the_one_that_is_shown(officer):
    payment = make.payment(RETURNED, by=officer)
    draft = cases.begin_bank_papers(payment.case, by=officer)
    cases.keep_file(draft, bundle="financial", name="ใหม่.pdf", scan=make.scan(2), by=officer)
    change = propose(payment, officer, draft=draft)
    assert (change.paper.version, change.paper.pages) == (2, 2)
    assert not draft.files.exists()
