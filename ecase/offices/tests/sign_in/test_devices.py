"""Devices and sessions (เครื่องที่เข้าสู่ระบบอยู่)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.actions import end_duty, move, switch_off, switch_on
from ecase.offices.door.models import Device, SignIn
from ecase.offices.models import Duty, Officer
from tests import make
from tests.desk import DeskClient

from .at_the_door import CHROME, code_now, come, events, guess, is_in, later, prove, with_app


def test_an_officer_sees_the_own_devices_and_nobody_elses(person):
    here = come(person, headers={"user-agent": CHROME}, REMOTE_ADDR="203.0.113.9")
    come(person)
    come(make.officer())
    page = here.get("/devices/").text
    assert page.count("<tr") == 3
    assert "Chrome บน Windows" in page and "203.0.113.9" in page
    assert page.count("เครื่องที่คุณใช้อยู่</span>") == 1


def test_one_device_is_signed_out_from_another_at_once(person):
    here, there = come(person), come(person)
    key = SignIn.objects.get(session_key=there.session.session_key).pk
    here.post(f"/devices/{key}/end/")
    assert is_in(here) and not is_in(there)
    assert Event.objects.get(verb="officer.signed_out_elsewhere").by == person


def test_nobody_signs_out_another_officer(person):
    here, other = come(person), come(make.officer())
    key = SignIn.objects.get(session_key=other.session.session_key).pk
    assert here.post(f"/devices/{key}/end/").status_code == 404
    assert is_in(other)


def test_all_other_devices_are_signed_out_at_once(person):
    here, *others = (come(person) for _ in range(3))
    here.post("/devices/others/end/")
    assert is_in(here) and not any(is_in(other) for other in others)


def test_a_changed_password_signs_out_all_other_devices(person):
    here, there = come(person), come(person)
    new = {"new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    here.post("/password/", {"current": make.PASSWORD, **new})
    assert is_in(here) and not is_in(there)
    assert here.get("/devices/").text.count("<tr") == 2


def test_who_guesses_the_password_at_an_open_desk_is_signed_out(person):
    here = come(person)
    new = {"new": "ม้าขาววิ่งข้ามสะพาน", "again": "ม้าขาววิ่งข้ามสะพาน"}
    for _ in range(5):
        assert is_in(here)
        here.post("/password/", {"current": "wrong", **new})
    assert not is_in(here)
    assert events("password_refused") == 5


def test_a_new_device_is_told_of_at_the_old_one_and_by_mail(person, settings):
    settings.MAIL_FROM = "e-case@example.go.th"
    Officer.objects.update(email="officer@example.go.th")
    old = come(person)
    assert not mail.outbox and events("device_new") == 0  # the first one is no news
    come(person, headers={"user-agent": CHROME})
    assert [message.to for message in mail.outbox] == [["officer@example.go.th"]]
    assert events("device_new") == 1
    for told in (True, False):  # once
        old.post("/sign-out/")
        page = come(person, old) and old.get("/").text
        assert ("จากเครื่องใหม่ (Chrome บน Windows)" in page) == told


def test_a_device_that_was_not_used_for_half_a_year_is_a_stranger_again(person):
    own = come(person)
    Device.objects.update(seen_at=timezone.now() - timedelta(days=181))
    own.post("/sign-out/")
    guess(person, 6)
    assert come(person, own).answer.status_code == 429


def test_the_session_changes_its_key_at_each_step(person):
    secret, _ = with_app(person)
    client = DeskClient()
    session = client.session
    session["x"] = 1
    session.save()
    keys = [client.session.session_key]
    come(person, client)
    keys.append(client.session.session_key)
    prove(client, code=code_now(secret))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("duty", "minutes"), [(Duty.HEAD, 15), (Duty.PAYER, 15), (Duty.CASEWORKER, 30)]
)
def test_who_moves_money_may_be_away_less_long(reference, settings, duty, minutes):
    settings.IDLE_MINUTES_OF = {"HEAD": 15, "PAYER": 15}
    client = come(make.officer(duty))
    with later(minutes=minutes - 1):
        assert is_in(client)
    with later(minutes=2 * minutes + 1):
        assert f"ไม่มีการใช้งาน {minutes} นาที" in client.get("/profile/", follow=True).text


def test_who_is_disabled_moved_or_demoted_does_nothing_old_on_the_next_request(reference):
    disabled, moved, demoted = (make.officer(Duty.HEAD) for _ in range(3))
    clients = [come(officer) for officer in (disabled, moved, demoted)]
    page = "/2566/meeting/"
    admin = make.centre_officer(Duty.ADMINISTRATOR)
    switch_off(disabled, reason="ลาออก", by=admin)
    move(moved, make.office("1024"), by=admin)
    end_duty(demoted, Duty.HEAD, by=admin)
    answers = [client.get(page).status_code for client in clients]
    assert answers == [302, 403, 403]


def test_who_was_signed_in_when_switched_off_is_not_signed_in_when_switched_on(person):
    there, admin = come(person), make.centre_officer(Duty.ADMINISTRATOR)
    switch_off(person, reason="โทรศัพท์หาย", by=admin)
    switch_on(person, by=admin)
    assert not is_in(there)
