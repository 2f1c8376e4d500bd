"""The second step (ยืนยันขั้นที่สอง): apps and recovery codes, and who must have one."""

import base64
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.actions import change_password, links
from ecase.offices.door import actions, codes
from ecase.offices.door.models import App, RecoveryCode
from ecase.offices.models import Appointment, Duty, Officer
from tests import make
from tests.desk import DeskClient

from .at_the_door import (
    DOOR,
    SECOND,
    code_now,
    come,
    events,
    is_in,
    later,
    prove,
    with_app,
)


@pytest.mark.parametrize("duty", [Duty.HEAD, Duty.PAYER, Duty.ADMINISTRATOR, Duty.AUDITOR])
def test_these_duties_get_no_further_than_adding_a_second_factor(reference, required, duty):
    central = duty in (Duty.ADMINISTRATOR, Duty.AUDITOR)
    client = come(make.centre_officer(duty) if central else make.officer(duty))
    for url in ("/", "/profile/", "/2566/", "/2566/cases/", "/devices/", "/password/"):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/second-factor/")
    assert "เพิ่มการยืนยันขั้นที่สองก่อนใช้งานต่อ" in client.get("/second-factor/").text
    assert client.post("/sign-out/").status_code == 302


def test_a_caseworker_may_do_without(person, required):
    assert is_in(come(person))


def test_a_duty_given_meanwhile_asks_for_it_on_the_next_request(person, required):
    client = come(person)
    today = timezone.localdate()
    Appointment.objects.create(officer=person, duty=Duty.HEAD, starts_on=today)
    assert client.get("/profile/")["Location"] == "/second-factor/"


def test_where_it_is_switched_off_the_sign_in_page_says_so(client, reference, settings):
    settings.SECOND_FACTOR_DUTIES = []
    assert "ปิดการยืนยันขั้นที่สองไว้" in client.get(DOOR).text
    settings.SECOND_FACTOR_DUTIES = ["HEAD"]
    assert "ปิดการยืนยันขั้นที่สองไว้" not in client.get(DOOR).text


def test_an_app_is_added_by_a_picture_and_a_code_that_proves_it(reference, required):
    client = come(make.officer(Duty.HEAD))
    page = client.get("/second-factor/app/").text
    assert 'src="data:image/svg+xml' in page
    secret = base64.b32decode(
        re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    )
    assert "รหัสไม่ถูกต้อง" in client.post("/second-factor/app/", {"code": "000000"}).text
    assert not App.objects.exists()

    shown = client.post("/second-factor/app/", {"code": code_now(secret)}).text

    assert len(re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", shown)) == 10
    assert is_in(client)
    assert events("factor_added") == 1


def test_the_password_alone_does_not_sign_in_who_has_an_app(person):
    secret, _ = with_app(person)
    client = come(person)
    assert client.answer["Location"] == SECOND and not is_in(client)
    assert events("signed_in") == 0
    assert is_in(prove(client, code=code_now(secret)))
    assert events("signed_in") == 1


def test_a_code_is_good_once(person):
    secret, _ = with_app(person)
    code = code_now(secret)
    assert is_in(prove(come(person), code=code))
    again = prove(come(person), code=code)
    assert "รหัสไม่ถูกต้อง" in again.answer.text and not is_in(again)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(person, steps, good):
    secret, _ = with_app(person)
    with time_machine.travel(1_800_000_015, tick=False):
        assert is_in(prove(come(person), code=code_now(secret, steps))) == good


def test_a_code_may_be_typed_with_blanks_and_thai_digits(person):
    secret, _ = with_app(person)
    code = code_now(secret).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert is_in(prove(come(person), code=f"{code[:3]} {code[3:]}"))


def test_wrong_codes_are_slowed_and_on_record(person):
    with_app(person)
    client = come(person)
    for _ in range(6):
        prove(client, code="000000")
    assert prove(client, code="000000").answer.status_code == 429
    assert events("second_step_refused") == 6


def test_the_second_step_waits_ten_minutes_for_one_password(person):
    secret, _ = with_app(person)
    client, changed = come(person), come(person)
    with later(minutes=11):
        late = prove(client, code=code_now(secret))
        assert late.answer["Location"] == DOOR and not is_in(late)
    person.refresh_from_db()
    change_password(person, new="ม้าขาววิ่งข้ามสะพาน", by=person)
    assert prove(changed, code=code_now(secret)).answer["Location"] == DOOR


def test_what_was_asked_for_is_reached_after_the_second_step(person):
    secret, _ = with_app(person)
    client = DeskClient()
    typed = {"username": person.username, "password": make.PASSWORD, "next": "/devices/"}
    client.post(DOOR, typed)
    assert prove(client, code=code_now(secret)).answer["Location"] == "/devices/"


def test_a_secret_lies_sealed_in_the_database_and_in_the_session(person):
    client = come(person)
    page = client.get("/second-factor/app/").text
    text = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    secret = base64.b32decode(text)
    assert text not in str(dict(client.session)) and secret.hex() not in str(dict(client.session))
    client.post("/second-factor/app/", {"code": code_now(secret)})
    assert secret not in bytes(App.objects.get().secret)


def test_a_recovery_code_is_good_once_and_stored_as_a_digest(person):
    _, fresh = with_app(person)
    assert is_in(prove(come(person), code=fresh[0].lower().replace("-", " ")))
    assert not is_in(prove(come(person), code=fresh[0]))
    assert Event.objects.get(verb="officer.recovery_code_used").after == {"left": 9}
    stored = str(list(RecoveryCode.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in fresh)


def test_recovery_codes_are_of_one_officer(person):
    _, fresh = with_app(person)
    other = make.officer(Duty.CASEWORKER)
    with_app(other)
    assert not is_in(prove(come(other), code=fresh[0]))


def test_new_recovery_codes_end_the_old_ones(person):
    _, fresh = with_app(person)
    client = DeskClient()
    client.force_login(person)
    shown = client.post("/second-factor/codes/").text
    new = re.findall(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", shown)
    assert new[0] not in client.get("/second-factor/").text  # never again
    assert not is_in(prove(come(person), code=fresh[0]))
    assert is_in(prove(come(person), code=new[0]))


def test_who_takes_a_factor_away_or_adds_one_gives_the_password_again(person):
    with_app(person)
    client = DeskClient()
    client.force_login(person)
    client.password_given(timedelta(minutes=16))
    for url in ("app/remove/", "codes/", "passkey/", "app/"):
        assert "ยืนยันรหัสผ่านอีกครั้ง" in client.post(f"/second-factor/{url}", {"code": "1"}).text
    client.password_given(timedelta(0))
    client.post("/second-factor/app/remove/")
    assert not App.objects.exists() and not RecoveryCode.objects.exists()
    assert events("factor_removed") == 1


def test_who_takes_away_a_factor_that_the_duty_asks_for_adds_another_first(reference, required):
    head = make.officer(Duty.HEAD)
    secret, _ = with_app(head)
    client = prove(come(head), code=code_now(secret))
    client.post("/second-factor/app/remove/")
    assert client.get("/profile/")["Location"] == "/second-factor/"


def test_the_first_factor_signs_out_who_came_in_without_it(person):
    elsewhere, here = come(person), come(person)
    here.get("/second-factor/app/")
    page = here.get("/second-factor/app/").text
    text = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0].replace(" ", "")
    here.post("/second-factor/app/", {"code": code_now(base64.b32decode(text))})
    assert is_in(here) and not is_in(elsewhere)


def cleared(who, by):
    client = DeskClient()
    client.force_login(by)
    return client.post(f"/officers/{who.pk}/second-factor/").status_code


def test_an_administrator_clears_what_an_officer_lost_and_nobody_else(person):
    with_app(person)
    there = come(person)
    assert cleared(person, make.officer()) == 403
    assert cleared(person, make.centre_officer(Duty.AUDITOR)) == 403
    assert App.objects.count() == 1
    assert cleared(person, make.centre_officer(Duty.ADMINISTRATOR)) == 302
    assert not App.objects.exists() and not is_in(there)
    assert is_in(come(person))
    assert events("factors_cleared") == 1


@pytest.mark.parametrize("link_first", [True, False])
def test_one_administrator_gives_no_one_both_a_link_and_a_clean_factor(person, link_first):
    with_app(person)
    one, two = (make.centre_officer(Duty.ADMINISTRATOR) for _ in range(2))
    deeds = [lambda by: cleared(person, by), lambda by: made_link(person, by)]
    first, second = reversed(deeds) if link_first else deeds
    assert first(one) in (200, 302)
    assert second(one) == 409
    assert second(two) in (200, 302)


def made_link(who, by):
    client = DeskClient()
    client.force_login(by)
    return client.post(f"/officers/{who.pk}/link/").status_code


def test_codes_are_long_and_none_comes_twice():
    secret = codes.new_secret()
    assert len(secret) * 8 == 160 and len(codes.code_at(secret, 1)) == 6
    fresh = [code for _ in range(50) for code in codes.new_recovery_codes()]
    assert len(set(fresh)) == 500
    assert {len(code.replace("-", "")) for code in fresh} == {16}
    assert {*"".join(fresh)} == {*codes.LETTERS, "-"}  # each letter is among 8,000


@pytest.mark.parametrize("url", ["app/", "passkey/"])
def test_the_password_alone_adds_no_second_factor_beside_the_first(reference, required, url):
    """A sign-in that was under way while the first was added came in without it."""
    head = make.officer(Duty.HEAD)
    late = come(head)
    if url == "app/":
        actions.add_passkey(head, name="x", credential_id=b"x", credential=b"x", sign_count=0)
    else:
        with_app(head)
    assert late.get(f"/second-factor/{url}")["Location"] == DOOR and not is_in(late)


@pytest.mark.parametrize("link_first", [True, False])
def test_no_administrator_waits_until_both_are_given(person, link_first, monkeypatch):
    """An officer who is away for long notices neither the link nor the lost factor."""
    monkeypatch.setattr(links, "BOTH_HANDS", timedelta(0))  # as when the week is over
    with_app(person)
    one, _ = (make.centre_officer(Duty.ADMINISTRATOR) for _ in range(2))
    first, second = (made_link, cleared) if link_first else (cleared, made_link)
    assert first(person, one) in (200, 302)
    assert second(person, one) == 409
    Officer.objects.filter(pk=person.pk).update(last_login=timezone.now())
    assert second(person, one) in (200, 302)
