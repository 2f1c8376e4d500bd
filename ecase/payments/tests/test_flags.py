"""Flags: what a head looks at, with a reason, before money goes to an account."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ecase.audit.models import Event
from ecase.core.tests.paper_text import pages
from ecase.meetings.models import Meeting
from ecase.offices.actions import edit_profile
from ecase.offices.models import Duty, DutyEnded, Separation
from ecase.offices.separation import SamePerson
from ecase.payments import actions
from ecase.payments.cover_facts import cover_of
from ecase.payments.flags import unsettled_flags
from ecase.payments.models import (
    Approval,
    Flagged,
    ListChanged,
    Payment,
    SettledFlag,
)
from ecase.regulations.models import Bank
from tests import make

from .flagged import NAME, OFFICERS, SAME, SHARED, found, granted, kinds, settle, shared


@pytest.fixture
def head(officer):
    return make.other_of(officer)


# --- what is flagged


def test_an_ordinary_account_is_not(officer):
    assert found(granted(officer)) == []


def test_one_account_of_two_persons_is_and_names_the_own_office_s_case(officer):
    other, payment = shared(officer)
    [flag] = found(payment)
    assert (flag.kind, flag.about) == (SAME, f"person:{other.person_id}")
    assert str(other) in flag.text


def test_of_another_office_no_more_is_said_than_that(officer, stranger):
    theirs = make.case(by=stranger, account_number=SHARED)
    [flag] = found(granted(officer, account_number=SHARED))
    assert flag.kind == SAME
    assert "เคสของเขตอื่น" in flag.text
    for word in (str(theirs), theirs.first_name, str(theirs.office)):
        assert word not in flag.text


def test_cases_of_the_same_person_are_not(officer):
    first = make.case(by=officer, account_number=SHARED)
    again = {"citizen_id": first.person.citizen_id, "override_because": "ครั้งที่สอง"}
    assert found(granted(officer, account_number=SHARED, **again)) == []


def test_the_same_number_at_another_bank_is_not(officer):
    make.case(by=officer, account_number=SHARED, bank=Bank.objects.get(code="004"))
    assert found(granted(officer, account_number=SHARED)) == []


def test_a_case_that_ended_in_the_meeting_raises_none(officer):
    make.case(make.Status.DISQUALIFIED, by=officer, account_number=SHARED)
    assert found(granted(officer, account_number=SHARED)) == []


def test_an_account_that_an_officer_declared_is(officer, stranger):
    actions.declare_account(bank=Bank.objects.get(code="006"), account_number=SHARED, by=stranger)
    [flag] = found(granted(officer, account_number=SHARED))
    assert (flag.kind, flag.about) == (OFFICERS, f"officer:{stranger.pk}")


def test_an_account_named_as_an_officer_is(officer):
    payment = granted(officer, account_name="น.ส. กมลชนก  ใจอารี")
    assert set(kinds(payment)) == {OFFICERS, NAME}


def test_of_officers_of_one_name_each_is(officer, stranger):
    payment = granted(officer, account_name="นางสาวกมลชนก ใจอารี")
    about = {flag.about for flag in found(payment) if flag.kind == OFFICERS}
    assert about == {f"officer:{officer.pk}", f"officer:{stranger.pk}"}


def test_an_officer_without_a_name_has_not_everybodys(officer):
    type(officer).objects.filter(pk=officer.pk).update(first_name="", last_name="")
    assert found(granted(officer)) == []


def test_a_name_far_from_the_applicants_is_and_a_slip_is_not(officer):
    assert kinds(granted(officer, account_name="นายสมชาย รักดี")) == [NAME]
    assert kinds(granted(officer, account_name="น้ำทิพ สิทธิ์ชัยศรี")) == []


# --- what is typed or said otherwise is the same


@pytest.mark.parametrize("typed", ["0" + SHARED, "00" + SHARED, "99" + SHARED])
def test_the_same_account_typed_otherwise_is(officer, typed):
    """The bank's text has eleven digits for it: zeros before it, or what it leaves out, are no other."""
    make.case(by=officer, account_number=SHARED)
    assert kinds(granted(officer, account_number=typed)) == [SAME]


def test_an_officers_account_typed_otherwise_is(officer, stranger):
    bank = Bank.objects.get(code="006")
    actions.declare_account(bank=bank, account_number=SHARED, by=stranger)
    assert kinds(granted(officer, account_number=f"0{SHARED}")) == [OFFICERS]


def test_a_short_account_is_only_itself(officer):
    make.case(by=officer, account_number="123456")
    assert kinds(granted(officer, account_number="0000123456")) == [SAME]
    assert kinds(granted(officer, account_number="9999123456")) == []


def test_an_account_is_an_officers_also_once_that_was_ended(officer, head):
    own = actions.declare_account(bank=Bank.objects.get(code="006"), account_number=SHARED, by=head)
    payment = granted(officer, account_number=SHARED)
    actions.end_account(own, by=head)
    assert kinds(payment) == [OFFICERS]
    with pytest.raises(Flagged, match="ให้หัวหน้าฝ่ายอีกคน"):
        settle(payment, head)


def test_who_takes_another_name_keeps_the_former(officer, head):
    payment = granted(officer, account_name="นายปรีชา มั่นคง")
    edit_profile(head, first_name="วีระ", by=head)
    edit_profile(head, last_name="ใจเย็น", by=head)
    assert f"officer:{head.pk}" in {flag.about for flag in found(payment)}
    assert [str(name) for name in head.former_names.order_by("pk")] == ["ปรีชา มั่นคง", "วีระ มั่นคง"]
    edit_profile(head, position="หัวหน้าฝ่าย", by=head)
    assert head.former_names.count() == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        head.former_names.update(first_name="x")


# --- what it keeps


def test_no_file_is_made_of_that_bank_group_alone(officer):
    make.case(by=officer, account_name="นายสมชาย รักดี", bank=Bank.objects.get(code="004"))
    approval = make.approval(by=officer, cases=1)
    assert make.file(approval, "krungthai", by=officer).count == 1
    with pytest.raises(Flagged, match="Case2566-1"):
        make.file(approval, "others", by=officer)
    assert not approval.files.filter(group="others").exists()


def test_settled_by_a_head_with_a_reason_the_money_goes(officer, head):
    _, payment = shared(officer)
    with pytest.raises(Flagged):
        make.file(payment.approval, by=officer)
    settle(payment, head)
    assert unsettled_flags(payment.approval) == []
    assert make.file(payment.approval, by=officer).count == 1
    event = Event.objects.get(verb="payment.flag_settled")
    assert (event.by, event.note) == (head, "บัญชีของมารดา ตรวจแล้ว")


def test_only_by_a_head(officer):
    _, payment = shared(officer)
    with pytest.raises(DutyEnded):
        settle(payment, make.officer(Duty.CASEWORKER, Duty.PAYER))


def test_nobody_lets_money_go_to_an_account_of_their_own(officer, head):
    actions.declare_account(bank=Bank.objects.get(code="006"), account_number=SHARED, by=head)
    payment = granted(officer, account_number=SHARED)
    with pytest.raises(Flagged, match="ให้หัวหน้าฝ่ายอีกคน"):
        settle(payment, head)
    assert not SettledFlag.objects.exists()
    settle(payment, make.officer())


def test_who_wrote_an_account_of_the_case_does_not_settle_its_flags(officer, head):
    payment = granted(officer, account_name="นายสมชาย รักดี")
    with pytest.raises(SamePerson, match="คุณกรอกหรือแก้บัญชีรับเงิน"):
        settle(payment, officer)
    told = {"payment": payment, "office": payment.office, "account": payment.case.bank_account}
    told |= {"kind": NAME, "about": "name", "reason": "x", "settled_by": officer}
    with pytest.raises(ProgrammingError, match="who wrote the account"), transaction.atomic():
        SettledFlag.objects.create(**told)
    of_another_rule = make.waiver(payment.office, Separation.FILE)
    with pytest.raises(ProgrammingError, match="no such waiver"), transaction.atomic():
        SettledFlag.objects.create(**told, waiver=of_another_rule)
    settle(payment, head)


def test_a_waiver_lets_a_small_office_do_so_and_the_sheet_says_it(officer, head):
    payment = granted(officer, account_name="นายสมชาย รักดี")
    waiver = make.waiver(payment.office, Separation.ACCOUNT)
    settle(payment, officer)
    assert SettledFlag.objects.get().waiver == waiver
    sheet = "".join(pages(cover_of(make.file(payment.approval, by=officer)))).replace(" ", "")
    assert waiver.note.replace(" ", "") in sheet.replace("\n", "")


def test_another_person_at_the_account_raises_it_anew(officer, head):
    _, payment = shared(officer)
    settle(payment, head)
    third = make.case(by=officer, account_number=SHARED)
    [flag] = unsettled_flags(payment.approval)
    assert flag.about == f"person:{third.person_id}"


def test_another_account_is_looked_at_anew(officer, head):
    payment = granted(officer, account_name="นายสมชาย รักดี")
    settle(payment, head)
    fresh = Payment.objects.select_related("case__bank_account", "approval").get(pk=payment.pk)
    make.corrected(fresh, by=officer)
    assert [flag.kind for flag in unsettled_flags(payment.approval)] == [NAME]


def test_what_turned_up_after_the_page_was_opened_is_not_settled_by_it(officer, head):
    _, payment = shared(officer)
    shown = {(flag.kind, flag.about) for flag in found(payment)}
    make.case(by=officer, account_number=SHARED)
    with pytest.raises(ListChanged):
        actions.settle_flags(payment, shown=shown, reason="x", by=head)
    assert not SettledFlag.objects.exists()


def test_settled_twice_it_is_settled_once(officer, head):
    _, payment = shared(officer)
    assert len(settle(payment, head)) == 1
    assert settle(payment, head) == []
    assert SettledFlag.objects.count() == 1


def test_a_settlement_has_a_reason_and_stays(officer, head):
    _, payment = shared(officer)
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        settle(payment, head, reason="")
    settle(payment, head)
    with pytest.raises(ProgrammingError), transaction.atomic():
        SettledFlag.objects.update(reason="y")
    with pytest.raises(ProgrammingError), transaction.atomic():
        SettledFlag.objects.all()._raw_delete("default")


def test_they_cost_the_same_for_one_payment_and_for_many(officer):
    one = granted(officer, account_number=SHARED)
    for _ in range(8):
        make.case(by=officer, account_number=SHARED, account_name="นายสมชาย รักดี")
    many = make.approval(by=officer, of=Meeting.objects.get(number=2))
    counts = []
    for approval in (one.approval, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert unsettled_flags(Approval.objects.get(pk=approval.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]
