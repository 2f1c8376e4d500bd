"""The bank's later word against what was recorded: two persons settle it, money counts once."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases import actions as cases
from ecase.cases.models import Case, Status, StillAlive
from ecase.meetings import actions as meetings
from ecase.offices.models import Duty, DutyEnded, Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions
from ecase.payments.models import (
    OPEN,
    Conflict,
    Decision,
    Line,
    NotOpen,
    Payment,
    PaymentStatus,
    Result,
    ReturnReason,
    Settlement,
    Unsettled,
)
from ecase.regulations.models import AssistanceType
from tests import make

S, R = PaymentStatus, Result
STANDS, CORRECTED, RECOVER = Settlement.STANDS, Settlement.CORRECTED, Settlement.RECOVER


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def now(payment):
    return Payment.objects.select_related("case__bank_account", "approval").get(pk=payment.pk)


def first_line(payment):
    return payment.lines.order_by("pk").first()


def returned_and_now(status, officer):
    """A payment whose first line came back, and what became of it since."""
    payment = make.payment(S.RETURNED, by=officer)
    if status == S.HELD:
        facts = {**payment.case.bank_account.facts, "account_number": "0011112222"}
        actions.propose_account(payment, facts, reason="พิมพ์ผิด", by=officer)
    if status in (S.DUE, S.IN_FILE, S.PAID):
        make.corrected(payment, by=officer)
    if status in (S.IN_FILE, S.PAID):
        make.file(payment.approval, by=officer)
    if status == S.PAID:
        actions.confirm_paid(payment, by=officer)
    if status == S.FAILED:
        actions.mark_failed(payment, reason="ไม่มาติดต่อ", by=officer)
    payment = now(payment)
    assert payment.status == status
    return payment


def note(line, says, officer, **more):
    return actions.note_conflict(line, says=says, note="ตามรายการเดินบัญชี", by=officer, **more)


def settle(conflict, settlement, by):
    return actions.settle_conflict(
        conflict, settlement=settlement, because="ตรวจรายการเดินบัญชีแล้ว", by=by
    )


def check_books(payment):
    """approved = paid + failed + open, and no payment has two lines that count."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    approval = payment.approval
    sums = dict.fromkeys(("paid", "failed", "open"), Decimal("0.00"))
    for one in approval.payments.all():
        name = "open" if one.status in OPEN else one.status.lower()
        sums[name] += one.amount
    assert sum(sums.values()) == approval.total
    paid = Line.objects.of(approval).filter(result=R.PAID)
    assert sum(line.amount for line in paid) == sums["paid"]
    assert len({line.payment_id for line in paid}) == len(paid)


# --- a late success after a return


@pytest.mark.parametrize("status", [S.RETURNED, S.DUE, S.HELD, S.FAILED])
def test_a_late_success_counts_once_two_persons_say_so(officer, head, status):
    payment = returned_and_now(status, officer)
    line = first_line(payment)
    conflict = note(line, R.PAID, officer)
    assert now(payment).status == status
    line.refresh_from_db()
    assert line.result == R.RETURNED
    check_books(payment)

    settle(conflict, CORRECTED, head)

    line.refresh_from_db()
    assert (line.result, line.return_reason, line.answered_by) == (R.PAID, "", head)
    case = Case.objects.get(pk=payment.case_id)
    assert (now(payment).status, case.status) == (S.PAID, Status.PAID)
    assert case.failed_because == ""
    assert not payment.account_changes.filter(decision=Decision.OPEN).exists()
    check_books(payment)
    assert make.file(payment.approval, by=officer).number == 1  # nothing is due any more


@pytest.mark.parametrize("status", [S.RETURNED, S.DUE, S.HELD, S.FAILED, S.IN_FILE, S.PAID])
def test_what_stands_changes_nothing_but_the_record(officer, head, status):
    payment = returned_and_now(status, officer)
    line = first_line(payment)
    settle(note(line, R.PAID, officer), STANDS, head)
    line.refresh_from_db()
    assert (now(payment).status, line.result) == (status, R.RETURNED)
    assert Event.objects.filter(verb="payment.conflict_settled").count() == 1
    check_books(payment)


def test_while_a_second_file_waits_it_is_not_settled_otherwise(officer, head):
    payment = returned_and_now(S.IN_FILE, officer)
    conflict = note(first_line(payment), R.PAID, officer)
    for settlement in (CORRECTED, RECOVER):
        with pytest.raises(Unsettled, match="แจ้งผลของไฟล์นั้นหรือยกเลิกไฟล์ก่อน"):
            settle(conflict, settlement, head)
    actions.mark_returned(payment, because="ACCOUNT_CLOSED", by=officer)
    settle(conflict, CORRECTED, head)
    assert now(payment).status == S.PAID
    check_books(payment)


def test_paid_in_a_second_file_it_is_money_to_be_had_back_and_never_a_second_payment(officer, head):
    payment = returned_and_now(S.PAID, officer)
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled, match=RECOVER.label):
        settle(conflict, CORRECTED, head)
    settle(conflict, RECOVER, head)
    assert now(payment).status == S.PAID
    assert payment.lines.filter(result=R.PAID).count() == 1
    check_books(payment)


@pytest.mark.parametrize("status", [S.RETURNED, S.DUE, S.HELD, S.FAILED])
def test_money_that_went_out_once_is_not_had_back(officer, head, status):
    """Else it would stay due beside the money that arrived, and go out again."""
    payment = returned_and_now(status, officer)
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled, match=f"เลือก{CORRECTED.label}"):
        settle(conflict, RECOVER, head)
    conflict.refresh_from_db()
    assert conflict.settlement == Settlement.OPEN


# --- a case that began again


def begun_again(payment, officer):
    """The case that begins again from a failed one, in the collecting meeting."""
    draft = cases.begin_again(payment.case, fiscal_year=make.year(), by=officer)
    return meetings.record_case(draft, make.facts(), by=officer)


def of_another_kind():
    kind = AssistanceType.objects.get(name=make.KINDERGARTEN)
    return make.facts(assistance_type=kind, amount=Decimal("3000.00"))


def test_a_case_that_goes_on_as_another_is_not_paid_beside_it(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    again = begun_again(payment, officer)
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled, match=f"ให้เคส {again} ขาดคุณสมบัติหรือจ่ายไม่สำเร็จก่อน"):
        settle(conflict, CORRECTED, head)
    with pytest.raises(Unsettled, match="ยังไม่ได้จ่าย"):
        settle(conflict, RECOVER, head)
    cases.disqualify(again, reason="เงินเข้าแล้ว", by=officer)
    settle(conflict, CORRECTED, head)
    assert now(payment).status == S.PAID


def test_however_many_ended_between_them(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    second = begun_again(payment, officer)
    second = cases.disqualify(second, reason="เอกสารไม่ครบ", by=officer)
    draft = cases.begin_again(second, fiscal_year=make.year(), by=officer)
    third = meetings.record_case(draft, of_another_kind(), by=officer)
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled, match=f"เริ่มใหม่เป็นเคส {third}"):
        settle(conflict, CORRECTED, head)


def test_a_case_that_begins_again_is_in_no_file_while_its_origin_is_in_doubt(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    second = begun_again(payment, officer)
    second = cases.disqualify(second, reason="เอกสารไม่ครบ", by=officer)
    draft = cases.begin_again(second, fiscal_year=make.year(), by=officer)
    third = meetings.record_case(draft, make.facts(), by=officer)
    approval = make.approval(by=officer, of=meetings.round_of(third))
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled, match=str(payment.case)):
        make.file(approval, by=officer)
    settle(conflict, STANDS, head)
    assert make.file(approval, by=officer).count == 1


def test_paid_as_the_case_that_began_again_it_is_to_be_had_back(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    again = begun_again(payment, officer)
    make.approval(by=officer, of=meetings.round_of(again))
    make.bring(again.payment, S.PAID, by=officer)
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(Unsettled):
        settle(conflict, CORRECTED, head)
    settle(conflict, RECOVER, head)
    assert now(payment).status == S.FAILED


def test_a_form_that_began_from_it_is_of_no_use_once_its_money_came(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    draft = cases.begin_again(payment.case, fiscal_year=make.year(), by=officer)
    settle(note(first_line(payment), R.PAID, officer), CORRECTED, head)
    with pytest.raises(StillAlive, match="ผลของธนาคารภายหลัง"):
        meetings.record_case(draft, of_another_kind(), by=officer)


def test_a_person_who_has_the_same_aid_anew_does_not_have_it_twice(officer, head):
    payment = returned_and_now(S.FAILED, officer)
    anew = make.case(by=officer, citizen_id=payment.case.person.citizen_id)
    conflict = note(first_line(payment), R.PAID, officer)
    for settlement in (CORRECTED, RECOVER):  # more of it: test_recorded_anew
        with pytest.raises(Unsettled, match=f"ให้เคส {anew} ขาดคุณสมบัติ"):
            settle(conflict, settlement, head)
    assert now(payment).status == S.FAILED


# --- a return after a success


@pytest.mark.parametrize("because", ["", ReturnReason.ACCOUNT_CLOSED])
def test_a_late_return_takes_the_payment_back_to_be_mended(officer, head, because):
    payment = make.payment(S.PAID, by=officer)
    conflict = note(first_line(payment), R.RETURNED, officer, because=because)
    assert now(payment).status == S.PAID
    settle(conflict, CORRECTED, head)
    line = first_line(payment)
    assert (line.result, line.return_reason) == (R.RETURNED, because or ReturnReason.OTHER)
    assert line.return_note == "ตามรายการเดินบัญชี"
    assert now(payment).status == S.RETURNED
    assert Case.objects.get(pk=payment.case_id).status == Status.APPROVED
    check_books(payment)

    make.corrected(now(payment), by=officer)
    assert make.file(payment.approval, by=officer).number == 2


def test_what_the_bank_sent_back_was_not_paid_twice(officer, head):
    conflict = note(first_line(make.payment(S.PAID, by=officer)), R.RETURNED, officer)
    with pytest.raises(Unsettled, match="ไม่ได้ออกซ้ำ"):
        settle(conflict, RECOVER, head)


def test_the_bank_may_change_its_mind_more_than_once(officer, head):
    payment = make.payment(S.RETURNED, by=officer)
    for says, status in ((R.PAID, S.PAID), (R.RETURNED, S.RETURNED), (R.PAID, S.PAID)):
        settle(note(first_line(payment), says, officer), CORRECTED, head)
        assert now(payment).status == status
        check_books(payment)
    assert Conflict.objects.count() == 3


# --- how it is noted, and by whom it is settled


def test_noted_twice_it_is_one_and_what_agrees_is_none(officer):
    payment = make.payment(S.RETURNED, by=officer)
    line = first_line(payment)
    assert note(line, R.PAID, officer) == note(line, R.PAID, officer)
    assert Event.objects.filter(verb="payment.conflict_noted").count() == 1
    with pytest.raises(NotOpen, match="ไม่มีผลที่ขัดกัน"):
        note(line, R.RETURNED, officer)
    waits = make.payment(S.IN_FILE, by=officer)
    with pytest.raises(NotOpen):
        note(first_line(waits), R.PAID, officer)


def test_who_noted_it_does_not_settle_it(officer, head):
    conflict = note(first_line(make.payment(S.RETURNED, by=officer)), R.PAID, officer)
    with pytest.raises(SamePerson, match="ผู้แจ้งผลที่ขัดกัน"):
        settle(conflict, CORRECTED, officer)
    waiver = make.waiver(officer.office, Separation.RESULT)
    assert settle(conflict, CORRECTED, officer).waiver == waiver


def test_each_has_the_duty(officer):
    line = first_line(make.payment(S.RETURNED, by=officer))
    with pytest.raises(DutyEnded):
        note(line, R.PAID, make.officer(Duty.HEAD, Duty.CASEWORKER))
    with pytest.raises(DutyEnded):
        settle(note(line, R.PAID, officer), STANDS, make.officer(Duty.PAYER))


def test_settled_once(officer, head):
    conflict = note(first_line(make.payment(S.RETURNED, by=officer)), R.PAID, officer)
    settle(conflict, STANDS, head)
    with pytest.raises(NotOpen, match=STANDS.label):
        settle(conflict, CORRECTED, head)


@pytest.mark.parametrize("status", [S.DUE, S.RETURNED])
def test_meanwhile_its_money_neither_goes_out_nor_fails(officer, status):
    payment = returned_and_now(status, officer)
    note(first_line(payment), R.PAID, officer)
    if status == S.DUE:
        with pytest.raises(Unsettled, match=str(payment.case)):
            make.file(payment.approval, by=officer)
    with pytest.raises(Unsettled, match="ให้หัวหน้าฝ่ายตัดสินผลก่อน"):
        actions.mark_failed(payment, reason="x", by=officer)
    assert now(payment).status == status


# --- the database


def test_an_answered_line_changes_only_as_two_persons_settled(officer, head):
    payment = make.payment(S.RETURNED, by=officer)
    paid = {"result": R.PAID, "return_reason": "", "answered_at": timezone.now()}
    conflict = note(first_line(payment), R.PAID, officer)
    with pytest.raises(ProgrammingError, match="answered already"), transaction.atomic():
        Line.objects.update(**paid)
    settle(conflict, STANDS, head)
    with pytest.raises(ProgrammingError, match="answered already"), transaction.atomic():
        Line.objects.update(**paid)


def test_one_settlement_is_good_for_one_change(officer, head):
    payment = make.payment(S.RETURNED, by=officer)
    for says in (R.PAID, R.RETURNED):
        settle(note(first_line(payment), says, officer), CORRECTED, head)
    with pytest.raises(ProgrammingError, match="answered already"), transaction.atomic():
        Line.objects.update(result=R.PAID, return_reason="", return_note="")


def test_it_is_settled_by_another_with_a_reason_and_for_ever(officer, head):
    conflict = note(first_line(make.payment(S.RETURNED, by=officer)), R.PAID, officer)
    row = Conflict.objects.filter(pk=conflict.pk)
    done = {"settlement": STANDS, "settled_at": timezone.now(), "settled_because": "x"}
    with pytest.raises(IntegrityError, match="settled_by_another"), transaction.atomic():
        row.update(**done, settled_by=officer)
    with pytest.raises(IntegrityError, match="by_whom_and_why"), transaction.atomic():
        row.update(**{**done, "settled_because": ""}, settled_by=head)
    with pytest.raises(ProgrammingError), transaction.atomic():
        row.update(says=R.RETURNED)
    settle(conflict, STANDS, head)
    with pytest.raises(ProgrammingError), transaction.atomic():
        row.update(settled_because="y")
    with pytest.raises(ProgrammingError), transaction.atomic():
        row._raw_delete("default")
