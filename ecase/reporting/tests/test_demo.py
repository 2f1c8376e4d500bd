"""The demonstration."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from ecase.audit.models import Event
from ecase.cases.forms import CaseForm
from ecase.cases.models import Bundle, Case, Document, Draft, Status
from ecase.cases.remarks import remarks
from ecase.core import citizen_id as ids
from ecase.core.sealed_fields import Unlawful
from ecase.core.storage import fetch
from ecase.core.thai import fiscal_year, thai_date
from ecase.meetings.models import Meeting, Stage
from ecase.offices.models import Officer
from ecase.payments.models import Approval, Payment, PaymentStatus
from ecase.people.models import Person
from ecase.reporting.demo.loading import load_demo
from ecase.reporting.demo.people import HERE, OFFICERS, PASSWORD, THERE, Row, demo_rows
from tests import make


def test_is_told_whole_and_once(reference):
    """One test, for the papers of all these people take some seconds to make."""
    assert load_demo()
    for check in (
        every_officer_can_sign_in,
        every_status_is_in_both_offices,
        every_state_of_money_is_there,
        the_rounds_stand_as_the_screens_show_them,
        the_manuals_year_is_empty,
        who_had_no_money_began_again_from_the_old_case,
        the_same_people_are_known_in_both_offices,
        the_meeting_reduced_some_sums,
        every_duty_was_done_by_its_holder,
        every_case_is_one_that_the_form_takes,
        some_cases_have_remarks,
        every_document_is_kept,
    ):
        check()
    before = (Case.objects.count(), Event.objects.count(), Draft.objects.count())
    call_command("demo")
    assert (Case.objects.count(), Event.objects.count(), Draft.objects.count()) == before


def every_officer_can_sign_in():
    assert Officer.objects.count() == len(OFFICERS) == 9
    for officer in Officer.objects.with_duties(timezone.localdate()):
        assert officer.check_password(PASSWORD)
        assert len(officer.duties) == 1
        assert officer.sees_every_office == (officer.username in ("admin", "admin2", "auditor"))


def every_status_is_in_both_offices():
    for code in (HERE, THERE):
        assert set(Case.objects.filter(office__code=code).values_list("status", flat=True)) == set(
            Status
        )
    assert 60 <= Case.objects.count() <= 100


def every_state_of_money_is_there():
    assert set(Payment.objects.values_list("status", flat=True)) == set(PaymentStatus)
    settled, partly, just_approved = Approval.objects.filter(office__code=HERE).order_by("number")
    assert set(settled.payments.values_list("status", flat=True)) == {"PAID", "FAILED"}
    assert settled.files.filter(number=2).exists()
    states = list(partly.payments.values_list("status", flat=True))
    assert [states.count(state) for state in ("PAID", "IN_FILE", "RETURNED", "DUE")] == [7, 3, 2, 2]
    assert set(just_approved.payments.values_list("status", flat=True)) == {"DUE"}
    corrected = partly.payments.filter(status=PaymentStatus.DUE)
    assert {payment.case.bank_account.version for payment in corrected} == {2}


def the_rounds_stand_as_the_screens_show_them():
    rounds = list(Meeting.objects.filter(office__code=HERE).order_by("number"))
    assert [meeting.stage for meeting in rounds] == [
        *[Stage.CLOSED] * 3,
        Stage.DELIBERATING,
        Stage.COLLECTING,
    ]
    assert [meeting.agenda().count() for meeting in rounds] == [0, 0, 0, 8, 3]
    aside = Case.objects.set_aside().filter(office__code=HERE)
    assert min(case.return_on for case in aside) == timezone.localdate()


def the_manuals_year_is_empty():
    year = fiscal_year(timezone.localdate())
    assert set(Case.objects.values_list("fiscal_year", flat=True)) == {year}
    assert set(Meeting.objects.values_list("fiscal_year", flat=True)) == {year}
    with transaction.atomic():
        officer = Officer.objects.with_duties(timezone.localdate()).get(username="officer")
        case = make.case(by=officer, citizen_id="9168909457051")
        assert (str(case), case.round) == ("Case2566-1", 1)
        transaction.set_rollback(True)


def who_had_no_money_began_again_from_the_old_case():
    again = Case.objects.exclude(follows=None)
    assert {case.office.code for case in again} == {HERE, THERE}
    for case in again:
        assert case.follows.status == Status.PAYMENT_FAILED
        assert case.follows.person_id == case.person_id


def the_same_people_are_known_in_both_offices():
    histories = [
        {(case.office_id, case.assistance_type_id) for case in person.cases.all()}
        for person in Person.objects.all()
    ]
    assert any(len({office for office, _ in history}) == 2 for history in histories)
    assert any(len({aid for _, aid in history}) == 2 for history in histories)


def the_meeting_reduced_some_sums():
    reduced = [case for case in Case.objects.all() if case.reduced_by > 0]
    assert {case.status for case in reduced} >= {Status.IN_MEETING, Status.PAID}
    assert all(case.amount_because for case in reduced)


def every_duty_was_done_by_its_holder():
    doers = {
        "case.recorded": {"officer", "officer2"},
        "meeting.closed": {"head", "head2"},
        "file.made": {"payer", "payer2"},
        "payment.paid": {"payer", "payer2"},
    }
    for verb, usernames in doers.items():
        assert (
            set(Event.objects.filter(verb=verb).values_list("by__username", flat=True)) == usernames
        )


def every_case_is_one_that_the_form_takes():
    names = CaseForm.FACTS
    for case in Case.objects.select_related("bank_account").prefetch_related("draft__files"):
        account = case.bank_account.facts
        typed = {name: account.get(name, getattr(case, name, "")) for name in names}
        typed |= {
            "title": case.title_id,
            "assistance_type": case.assistance_type_id,
            "bank": case.bank_account.bank_id,
            "birth_date": thai_date(case.birth_date),
        }
        form = CaseForm(typed, kept=case.draft.files.all())
        assert form.is_valid(), (case.name, form.errors)
    assert all(ids.normalise(person.citizen_id) for person in Person.objects.all())


def some_cases_have_remarks():
    today = timezone.localdate()
    cases = Case.objects.filter(status=Status.IN_MEETING).in_full()
    said = " ".join(remark for case in cases for remark in remarks(case, today=today))
    assert "อายุ 7 ปี อยู่นอกช่วงอายุ" in said
    assert "ชื่อบัญชีไม่ตรงกับผู้ขอรับ" in said


def every_document_is_kept():
    for document in Document.objects.all():
        assert fetch(document.stored_as).startswith(b"%PDF")
    for case in Case.objects.prefetch_related("documents"):
        assert {document.bundle for document in case.documents.all()} == set(Bundle)
        assert max(document.pages for document in case.documents.all()) >= 3


@pytest.mark.parametrize("other", ["officer", "person"])
def test_stays_out_of_a_database_with_other_peoples_data(reference, other):
    if other == "officer":
        make.officer()
    else:
        Person.objects.create(citizen_id="5838023466970")
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo")
    assert not Case.objects.exists()
    assert not Officer.objects.filter(username="head").exists()


def test_leaves_nothing_when_it_breaks_off(reference):
    """As after a crash: the next run finds an empty database, not half a demonstration."""
    first = next(demo_rows())
    broken = Row(**{**vars(first), "account_number": "none", "override_because": "x"})
    with pytest.raises(Unlawful):
        load_demo([first, broken])
    assert not Officer.objects.exists()
    assert not Person.objects.exists()
