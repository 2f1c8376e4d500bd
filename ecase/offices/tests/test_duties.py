from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ecase.core.thai import thai_date
from ecase.offices.actions import engage
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


def test_who_has_no_duty_yet_is_told_when_one_begins_and_can_leave(client, reference):
    begins = timezone.localdate() + timedelta(days=3)
    names = {"title": "นาง", "first_name": "วิไล", "last_name": "ใจงาม", "password": make.PASSWORD}
    client.force_login(
        engage(username="new", office=make.office(), duties=[Duty.HEAD], since=begins, **names)
    )

    told = client.get("/")
    assert told.status_code == 403
    assert f"หน้าที่หัวหน้าฝ่าย เริ่มวันที่ {thai_date(begins)}" in told.text
    assert "แจ้งผู้ดูแลระบบ" not in told.text and 'action="/sign-out/"' in told.text
    assert client.get("/profile/").status_code == 403
    assert client.get("/password/").status_code == client.get("/devices/").status_code == 200

    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/password/").status_code == 302
