import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ecase.offices.models import OF_AN_OFFICE, OF_THE_CENTRE, Appointment, Duty, Officer, WrongDuty
from tests import make


@pytest.mark.parametrize("duty", OF_AN_OFFICE)
def test_who_sees_every_office_holds_no_duty_of_one(reference, duty):
    with pytest.raises(WrongDuty, match=duty.label):
        make.centre_officer(duty)
    assert not Officer.objects.exists()
    officer = make.centre_officer(Duty.AUDITOR)
    with pytest.raises(DatabaseError, match="no duty of this officer"), transaction.atomic():
        Appointment.objects.create(officer=officer, duty=duty, starts_on=timezone.localdate())


@pytest.mark.parametrize("duty", OF_THE_CENTRE)
def test_who_is_of_an_office_holds_no_duty_of_the_centre(officer, duty):
    with pytest.raises(WrongDuty):
        make.officer(duty)
    with pytest.raises(DatabaseError, match="no duty of this officer"), transaction.atomic():
        Appointment.objects.create(officer=officer, duty=duty, starts_on=timezone.localdate())
