"""A result is recorded once, for the line that was shown, and never for another."""

from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from ecase.audit.models import Event
from ecase.cases.models import Status
from ecase.offices.models import FiscalYear, YearClosed
from ecase.payments import actions
from ecase.payments.models import (
    NEXT_PAYMENT,
    AnotherLine,
    Approval,
    Line,
    ListChanged,
    Payment,
    PaymentStatus,
    Result,
    ResultNeeded,
    ReturnReason,
    TotalsDiffer,
    WrongPaymentStatus,
)
from ecase.regulations.models import Bank
from tests import make


def pending(approval):
    return {line.pk for line in Line.objects.of(approval).pending()}


def confirm_all(approval, by, **changes):
    totals = {}
    for line in Line.objects.of(approval).pending():
        totals[line.file_id] = totals.get(line.file_id, Decimal(0)) + line.amount
    facts = {"lines": pending(approval), "totals": totals}
    return actions.confirm_all_paid(approval, **{**facts, **changes}, by=by)


def of_both_banks(officer, cases=2):
    make.case(by=officer, bank=Bank.objects.get(code="004"), account_number="0451236129")
    approval = make.approval(by=officer, cases=cases)
    for group in ("krungthai", "others"):
        make.file(approval, group, by=officer)
    return approval


# --- one line


def test_a_closed_year_takes_no_answer(officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    FiscalYear.objects.update(is_open=False)
    with pytest.raises(YearClosed):
        actions.mark_returned(payment, because=ReturnReason.OTHER, by=officer)
    with pytest.raises(YearClosed):
        actions.confirm_paid(payment, by=officer)
    with pytest.raises(YearClosed):
        confirm_all(payment.approval, officer)
    assert pending(payment.approval)


def test_a_paid_line_pays_its_case(officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)

    payment = actions.confirm_paid(payment, by=officer)

    assert payment.status == PaymentStatus.PAID
    payment.case.refresh_from_db()
    assert payment.case.status == Status.PAID
    line = payment.lines.get()
    assert (line.result, line.answered_by) == (Result.PAID, officer)
    event = Event.objects.about(payment.case).get(verb="payment.paid")
    assert event.by == officer
    assert event.after == {"reference": line.reference, "amount": "5000.00"}
    assert not Approval.objects.waiting().exists()


def test_a_returned_line_says_why(officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    actions.mark_returned(payment, because="ACCOUNT_CLOSED", note="R02", by=officer)
    line = payment.lines.get()
    assert (line.result, line.get_return_reason_display()) == (Result.RETURNED, "บัญชีถูกปิด")
    story = [(event.verb, event.note) for event in Event.objects.about(payment.case)]
    assert story[:2] == [("payment.returned", "บัญชีถูกปิด R02"), ("payment.sent", "")]
    assert payment.case.status == Status.APPROVED


@pytest.mark.parametrize("status", sorted(set(PaymentStatus) - {PaymentStatus.IN_FILE}))
def test_only_what_is_in_a_file_has_a_result(officer, status):
    payment = make.payment(status, by=officer)
    lines = list(payment.lines.values())
    with pytest.raises(WrongPaymentStatus, match=PaymentStatus(status).label):
        actions.confirm_paid(payment, by=officer)
    with pytest.raises(WrongPaymentStatus):
        actions.mark_returned(payment, because="OTHER", by=officer)
    assert list(payment.lines.values()) == lines


@pytest.mark.parametrize("answer", ["paid", "returned", "corrected", "failed"])
def test_an_old_page_does_not_answer_the_next_file(officer, answer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    shown = payment.lines.get().pk
    actions.mark_returned(payment, because="OTHER", by=officer)
    make.corrected(payment, by=officer, **payment.case.bank_account.facts)  # to be tried again
    make.file(payment.approval, by=officer)

    with pytest.raises(AnotherLine, match="ยังไม่มีการบันทึก"):
        match answer:
            case "paid":
                actions.confirm_paid(payment, line=shown, by=officer)
            case "returned":
                actions.mark_returned(payment, because="OTHER", line=shown, by=officer)
            case "corrected":
                actions.propose_account(
                    payment,
                    payment.case.bank_account.facts,
                    reason="x",
                    returned_because="OTHER",
                    line=shown,
                    by=officer,
                )
            case "failed":
                actions.mark_failed(
                    payment, reason="x", returned_because="OTHER", line=shown, by=officer
                )

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.IN_FILE


# --- all of them (จ่ายสำเร็จทั้งหมด)


def test_all_that_waits_in_both_files_is_paid(officer):
    approval = of_both_banks(officer)
    assert confirm_all(approval, officer) == 3
    assert {p.status for p in approval.payments.all()} == {PaymentStatus.PAID}
    assert {p.case.status for p in approval.payments.all()} == {Status.PAID}
    assert Event.objects.filter(verb="payment.paid").count() == 3
    assert Event.objects.filter(verb="case.paid").count() == 3
    assert not Approval.objects.waiting().exists()


def test_it_leaves_what_came_back_and_what_is_in_no_file(officer):
    approval = of_both_banks(officer)
    first, *_ = approval.payments.order_by("position")
    actions.mark_returned(first, because="OTHER", by=officer)
    assert confirm_all(approval, officer) == 2
    first.refresh_from_db()
    assert first.status == PaymentStatus.RETURNED
    assert Approval.objects.waiting().get() == approval


@pytest.mark.parametrize("typed", [Decimal("9999.99"), Decimal("10000.01"), None])
def test_the_total_of_each_file_must_be_the_banks(officer, typed):
    approval = of_both_banks(officer)
    file = approval.files.get(group="krungthai")
    other = approval.files.get(group="others")
    totals = {other.pk: other.total} | ({file.pk: typed} if typed else {})
    with pytest.raises(TotalsDiffer, match=r"10,000\.00"):
        confirm_all(approval, officer, totals=totals)
    assert not Line.objects.exclude(result=Result.PENDING).exists()


def test_only_what_the_page_showed_is_paid(officer):
    approval = of_both_banks(officer)
    shown = pending(approval)
    actions.mark_returned(approval.payments.first(), because="OTHER", by=officer)
    with pytest.raises(ListChanged, match="ยังไม่มีการบันทึก"):
        confirm_all(approval, officer, lines=shown)
    assert len(pending(approval)) == 2


def test_a_second_click_changes_nothing_and_says_so(officer):
    approval = of_both_banks(officer)
    shown = pending(approval)
    confirm_all(approval, officer)
    events = Event.objects.count()
    assert confirm_all(approval, officer, lines=shown) == 3
    assert Event.objects.count() == events


@pytest.mark.parametrize("lines", [set(), {0}, {10**15}])
def test_lines_of_nobody_are_refused(officer, lines):
    approval = of_both_banks(officer)
    with pytest.raises(ListChanged):
        confirm_all(approval, officer, lines=lines)
    confirm_all(approval, officer)
    with pytest.raises(ListChanged):
        confirm_all(approval, officer, lines=lines)


def test_another_officer_is_not_told_that_he_recorded_it(officer):
    approval = of_both_banks(officer)
    shown = pending(approval)
    confirm_all(approval, officer)
    with pytest.raises(ListChanged):
        confirm_all(approval, make.officer(), lines=shown)


# --- failed (จ่ายไม่สำเร็จ)


@pytest.mark.parametrize(
    "status",
    [PaymentStatus.DUE, PaymentStatus.HELD, PaymentStatus.IN_FILE, PaymentStatus.RETURNED],
)
def test_an_open_payment_fails_with_its_reason(officer, status):
    payment = make.payment(status, by=officer)
    payment = actions.mark_failed(
        payment, reason="ติดต่อผู้รับเงินไม่ได้", returned_because="OTHER", by=officer
    )
    assert payment.status == PaymentStatus.FAILED
    payment.case.refresh_from_db()
    assert payment.case.status == Status.PAYMENT_FAILED
    assert payment.case.failed_because == "ติดต่อผู้รับเงินไม่ได้"
    assert not payment.lines.filter(result__in=[Result.PENDING, Result.PAID]).exists()


@pytest.mark.parametrize("status", [PaymentStatus.PAID, PaymentStatus.FAILED])
def test_a_settled_payment_does_not_fail(officer, status):
    payment = make.payment(status, by=officer)
    with pytest.raises(WrongPaymentStatus):
        actions.mark_failed(payment, reason="x", by=officer)


def test_what_waits_does_not_fail_before_the_bank_answered(officer):
    payment = make.payment(PaymentStatus.IN_FILE, by=officer)
    with pytest.raises(ResultNeeded, match="เลือกเหตุที่โอนไม่ผ่าน"):
        actions.mark_failed(payment, reason="x", by=officer)
    with pytest.raises(ResultNeeded):
        actions.propose_account(payment, {}, reason="x", by=officer)
    assert payment.lines.get().result == Result.PENDING


def test_after_a_failure_the_person_begins_again_linked(client, officer):
    case = make.payment(PaymentStatus.FAILED, by=officer).case
    again = make.cases.begin_again(case, fiscal_year=make.year(), by=officer)
    assert again.follows == case


# --- the database


@pytest.mark.parametrize("here", PaymentStatus)
def test_the_database_knows_the_steps_too(officer, here):
    payment = make.payment(here, by=officer)
    for there in set(PaymentStatus) - NEXT_PAYMENT[here] - {here}:
        with pytest.raises(ProgrammingError, match="does not go from"), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(status=there)
