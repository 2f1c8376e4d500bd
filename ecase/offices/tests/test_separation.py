"""Who acts holds the duty at that moment, and another person stood behind the step before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.actions import end_duty, give_duty, move, on_duty, revoke_waiver
from ecase.offices.models import Appointment, Duty, DutyEnded, Officer, Separation
from ecase.offices.separation import SamePerson, another_person, waiver_for
from tests import make


@pytest.fixture
def today(reference):
    return timezone.localdate()


@pytest.fixture(autouse=True)
def _in_a_transaction(db):
    """As every action is: what these functions lock stays locked to its end."""


def asked(by, *, was_there=True, rule=Separation.CLOSING, office=None):
    did = "คุณบันทึกเคส"
    office = office or by.own_office
    return another_person(rule, did=did, by=by, office=office, was_there=was_there)


class TestOnDuty:
    def test_lets_in_who_holds_one_of_the_duties(self, reference):
        on_duty(make.officer(Duty.HEAD), Duty.CASEWORKER, Duty.HEAD)

    def test_says_which_duty_is_missing_and_whom_to_ask(self, reference):
        with pytest.raises(DutyEnded, match=r"หัวหน้าฝ่าย.*ยังไม่มีการบันทึก.*แจ้งผู้ดูแลระบบส่วนกลาง"):
            on_duty(make.officer(Duty.CASEWORKER), Duty.HEAD)

    def test_is_asked_of_the_database_not_of_what_the_page_was_opened_with(self, reference):
        head = make.officer(Duty.HEAD)
        end_duty(head, Duty.HEAD, by=make.centre_officer(Duty.ADMINISTRATOR))
        assert head.may(Duty.HEAD)  # as read when the page was opened
        with pytest.raises(DutyEnded):
            on_duty(head, Duty.HEAD)

    def test_refuses_an_appointment_that_is_over(self, today):
        head = make.officer(Duty.CASEWORKER)
        Appointment.objects.create(
            officer=head,
            duty=Duty.HEAD,
            starts_on=today - timedelta(days=9),
            ends_on=today - timedelta(days=1),
        )
        with pytest.raises(DutyEnded):
            on_duty(head, Duty.HEAD)

    def test_holds_to_the_end_of_its_last_day(self, today):
        head = make.officer(Duty.HEAD)
        Appointment.objects.filter(officer=head).update(ends_on=today)
        on_duty(head, Duty.HEAD)

    def test_refuses_an_appointment_that_has_not_begun(self, today):
        head = make.officer(Duty.CASEWORKER)
        Appointment.objects.create(
            officer=head, duty=Duty.HEAD, starts_on=today + timedelta(days=1)
        )
        with pytest.raises(DutyEnded):
            on_duty(head, Duty.HEAD)

    def test_refuses_who_may_not_sign_in_any_more(self, reference):
        head = make.officer(Duty.HEAD)
        Officer.objects.filter(pk=head.pk).update(is_active=False)
        with pytest.raises(DutyEnded):
            on_duty(head, Duty.HEAD)

    def test_refuses_who_moved_to_another_office_meanwhile(self, reference):
        head = make.officer(Duty.HEAD)
        by = make.centre_officer(Duty.ADMINISTRATOR)
        there = make.office("1024")
        move(head, there, by=by)
        give_duty(head, Duty.HEAD, starts_on=timezone.localdate(), by=by)
        with pytest.raises(DutyEnded):
            on_duty(head, Duty.HEAD)


class TestEndingADuty:
    def test_is_the_administrators(self, reference):
        head = make.officer(Duty.HEAD)
        for by in (make.officer(), make.centre_officer(Duty.AUDITOR)):
            with pytest.raises(DutyEnded):
                end_duty(head, Duty.HEAD, by=by)
        on_duty(head, Duty.HEAD)

    def test_leaves_the_other_duties_and_is_on_record(self, reference):
        officer, by = make.officer(), make.centre_officer(Duty.ADMINISTRATOR)
        end_duty(officer, Duty.PAYER, by=by)
        on_duty(officer, Duty.HEAD)
        with pytest.raises(DutyEnded):
            on_duty(officer, Duty.PAYER)
        event = Event.objects.about(officer).get(verb="officer.duty_ended")
        assert (event.by, event.after["duties"]) == (by, Duty.PAYER)


class TestAnotherPerson:
    def test_needs_no_waiver(self, officer):
        make.waiver(officer.own_office)
        assert asked(officer, was_there=False) is None

    def test_is_asked_for_and_nothing_was_done(self, officer):
        with pytest.raises(SamePerson, match=r"คุณบันทึกเคส ยังไม่มีการบันทึก.*ขอข้อยกเว้น"):
            asked(officer)

    def test_is_not_needed_where_the_office_has_a_waiver(self, officer):
        waiver = make.waiver(officer.own_office)
        assert asked(officer) == waiver

    def test_is_needed_for_every_other_rule(self, officer):
        make.waiver(officer.own_office, Separation.FILE)
        for rule in set(Separation) - {Separation.FILE}:
            with pytest.raises(SamePerson):
                asked(officer, rule=rule)

    def test_is_needed_in_every_other_office(self, officer, stranger):
        make.waiver(stranger.own_office)
        with pytest.raises(SamePerson):
            asked(officer)

    def test_is_needed_again_once_the_waiver_is_revoked(self, officer):
        waiver = make.waiver(officer.own_office)
        revoke_waiver(waiver, by=make.centre_officer(Duty.ADMINISTRATOR))
        with pytest.raises(SamePerson):
            asked(officer)

    @pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (9, True), (10, False)])
    def test_is_needed_before_and_after_the_days_of_the_waiver(
        self, officer, today, time_machine, days, holds
    ):
        office = officer.own_office
        by = make.centre_officer(Duty.ADMINISTRATOR)
        make.waiver(office, first=today, last=today + timedelta(days=9), by=by)
        noon = timezone.localtime().replace(hour=12)
        time_machine.move_to(noon + timedelta(days=days))
        assert bool(waiver_for(Separation.CLOSING, office)) == holds

    def test_takes_the_waiver_that_was_granted_last(self, officer):
        make.waiver(officer.own_office)
        last = make.waiver(officer.own_office)
        assert asked(officer) == last
