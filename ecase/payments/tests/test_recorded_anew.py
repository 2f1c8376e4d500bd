"""A case recorded anew after a failed one, and not begun again from it, is of the same money."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from ecase.cases import actions as cases
from ecase.cases.models import Case, Status
from ecase.meetings import actions as meetings
from ecase.meetings.models import Stage
from ecase.offices.separation import SamePerson
from ecase.payments import actions
from ecase.payments.models import PaymentStatus, Result, ReturnReason, Settlement, Unsettled
from tests import make

CORRECTED, RECOVER = Settlement.CORRECTED, Settlement.RECOVER


@pytest.fixture
def head(officer):
    return make.other_of(officer)


def given_up(officer, *, by=None):
    """A case whose money was sent, and then recorded as failed."""
    case = make.case(Status.APPROVED, by=officer)
    make.file(case.payment.approval, by=officer)
    actions.mark_failed(
        case.payment,
        reason="บัญชีถูกปิด",
        returned_because=ReturnReason.ACCOUNT_CLOSED,
        by=by or officer,
    )
    return Case.objects.get(pk=case.pk)


def anew(case, *, by):
    """The same aid for the same person, from an empty form."""
    return make.case(by=by, citizen_id=case.person.citizen_id)


def granted(case, *, by):
    make.approval(by=by, of=meetings.round_of(case))
    return case.payment


def arrived(case, *, by):
    """The bank says that the money of a failed case arrived after all."""
    return actions.note_conflict(case.payment.lines.get(), says=Result.PAID, by=by)


def settle(conflict, settlement, by):
    return actions.settle_conflict(conflict, settlement=settlement, because="ตามธนาคาร", by=by)


def test_it_is_in_no_file_while_the_failed_one_is_in_doubt(officer, head):
    failed = given_up(officer)
    payment = granted(anew(failed, by=officer), by=officer)
    conflict = arrived(failed, by=officer)
    with pytest.raises(Unsettled, match=str(failed)):
        make.file(payment.approval, by=officer)
    settle(conflict, Settlement.STANDS, head)
    assert make.file(payment.approval, by=officer).count == 1


def test_of_another_office_no_more_is_said_than_its_name(officer, stranger):
    failed = given_up(officer)
    payment = granted(anew(failed, by=stranger), by=stranger)
    conflict = arrived(failed, by=officer)
    with pytest.raises(Unsettled, match=officer.office.full_name) as refused:
        make.file(payment.approval, by=stranger)
    assert str(failed) not in str(refused.value)
    with pytest.raises(Unsettled, match=stranger.office.full_name) as refused:
        settle(conflict, CORRECTED, make.other_of(officer))
    assert str(payment.case) not in str(refused.value)


def test_another_aid_of_the_person_goes_on(officer):
    failed = given_up(officer)
    kind = make.AssistanceType.objects.get(name=make.KINDERGARTEN)
    other = make.case(
        by=officer, citizen_id=failed.person.citizen_id, assistance_type=kind, amount=3000
    )
    payment = granted(other, by=officer)
    arrived(failed, by=officer)
    assert make.file(payment.approval, by=officer).count == 1


def test_money_that_did_not_go_out_twice_yet_is_not_to_be_had_back(officer, head):
    failed = given_up(officer)
    again = anew(failed, by=officer)
    conflict = arrived(failed, by=officer)
    for settlement in (CORRECTED, RECOVER):
        with pytest.raises(Unsettled, match=f"ให้เคส {again} ขาดคุณสมบัติหรือจ่ายไม่สำเร็จก่อน"):
            settle(conflict, settlement, head)
    cases.disqualify(again, reason="เงินเข้าแล้ว", by=officer)
    settle(conflict, CORRECTED, head)
    failed.refresh_from_db()
    assert failed.status == Status.PAID


def test_once_both_arrived_it_is(officer, head):
    failed = given_up(officer)
    payment = granted(anew(failed, by=officer), by=officer)
    make.bring(payment, PaymentStatus.PAID, by=officer)
    settle(arrived(failed, by=officer), RECOVER, head)


@pytest.mark.parametrize("linked", [True, False])
def test_granted_it_can_fail_so_that_the_first_counts(officer, head, linked):
    """What the refusal tells the officer to do first is possible."""
    failed = given_up(officer)
    if linked:
        draft = cases.begin_again(failed, fiscal_year=make.year(), by=officer)
        again = meetings.record_case(draft, make.facts(), by=officer)
    else:
        again = anew(failed, by=officer)
    payment = granted(again, by=officer)
    conflict = arrived(failed, by=officer)
    actions.mark_failed(payment, reason="เงินของเคสก่อนเข้าแล้ว", by=officer)
    settle(conflict, CORRECTED, head)
    failed.refresh_from_db()
    assert failed.status == Status.PAID


# --- who gave the money up does not close the round in which it comes again


def test_who_gave_its_money_up_does_not_close(officer, head):
    again = anew(given_up(officer, by=head), by=officer)
    meeting = meetings.round_of(again)
    with pytest.raises(SamePerson, match=str(again)):
        make.close(meeting, by=head)
    assert make.close(meeting, by=make.officer()).count == 1


def test_beside_what_still_lived_it_has_a_reason_and_is_another(officer, head):
    first = make.case(Status.APPROVED, by=officer)
    beside = make.case(by=officer, citizen_id=first.person.citizen_id, override_because="ไฟไหม้ซ้ำ")
    actions.mark_failed(first.payment, reason="บัญชีถูกปิด", by=head)
    assert make.close(meetings.round_of(beside), by=head).count == 1


def test_the_database_too_refuses_who_gave_it_up(officer, head):
    again = anew(given_up(officer, by=head), by=officer)
    meeting = meetings.round_of(again)
    closed = {"stage": Stage.CLOSED, "closed_at": timezone.now(), "closed_by": head}
    with (
        pytest.raises(ProgrammingError, match="by who gave its money up"),
        transaction.atomic(),
    ):
        Case.objects.filter(pk=again.pk).update(
            status=Status.APPROVED, approved_on=timezone.localdate()
        )
        type(meeting).objects.filter(pk=meeting.pk).update(**closed)
