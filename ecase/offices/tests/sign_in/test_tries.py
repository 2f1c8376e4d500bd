"""Tries at the door (หน่วงการลองเข้าสู่ระบบ): counted, slowed, and never against an honest officer."""

import re
import time

import pytest
from django.test import RequestFactory

from ecase.audit.models import Event
from ecase.core.addresses import client_address
from ecase.offices.door import actions, throttle
from ecase.offices.door.models import Tries, TryKind
from tests import make
from tests.desk import DeskClient

from .at_the_door import DOOR, come, events, guess, is_in, later


def test_after_five_vain_tries_the_door_says_when_to_come_again(person):
    assert guess(person, 6).status_code == 200
    closed = guess(person, 1)
    assert closed.status_code == 429
    assert 25 <= int(closed["Retry-After"]) <= 31
    assert re.search(r"ลองใหม่ได้ในอีก \d+ วินาที \(เวลา \d\d:\d\d:\d\d น\.\)", closed.text)


def test_while_it_is_closed_even_the_right_password_is_not_looked_at(person):
    guess(person, 6)
    client = come(person)
    assert client.answer.status_code == 429 and not is_in(client)


def test_after_the_wait_the_right_password_opens_and_all_is_forgotten(person):
    guess(person, 6)
    with later(seconds=31):
        assert is_in(come(person))
        assert guess(person, 5).status_code == 200


def test_each_wait_is_twice_as_long_up_to_a_quarter_of_an_hour(person):
    waits = [throttle.PACES[TryKind.ACCOUNT].wait(n).total_seconds() for n in range(5, 13)]
    assert waits == [0, 30, 60, 120, 240, 480, 900, 900]


def test_vain_tries_are_forgotten_with_time(person):
    guess(person, 5)
    with later(hours=1):
        assert guess(person, 4).status_code == 200
        assert Tries.objects.get(kind=TryKind.ACCOUNT).closed_until is None


def test_a_name_that_is_none_is_treated_the_same(person):
    answers = [come(person, name="nobody", password="wrong").answer for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]


def test_who_tries_a_name_from_elsewhere_does_not_keep_the_officer_out(person):
    own = come(person)
    own.post("/sign-out/")
    guess(person, 8)
    assert is_in(come(person, own))
    assert come(person).answer.status_code == 429  # from elsewhere it stays closed


def test_the_known_browser_is_counted_too(person):
    own = come(person)
    own.post("/sign-out/")
    assert guess(person, 11, own).status_code == 200
    assert guess(person, 1, own).status_code == 429


def test_the_browser_of_one_officer_is_a_stranger_to_another(person):
    own = come(person)
    own.post("/sign-out/")
    victim = make.officer()
    guess(victim, 6, own)
    assert Tries.objects.filter(kind=TryKind.ACCOUNT).count() == 2
    assert come(victim, own).answer.status_code == 429


def test_a_cookie_that_was_made_up_makes_nothing_known(person):
    client = DeskClient()
    client.cookies["device"] = "A" * 43
    guess(person, 6, client)
    assert guess(person, 1, client).status_code == 429


HERE = {"REMOTE_ADDR": "203.0.113.9"}


def try_many_names(times=51):
    """Names by the dozen from one address, none of them right."""
    for n in range(times):
        counted = throttle.counters(RequestFactory().post(DOOR, **HERE), f"name{n}")
        actions.begin_try(counted, of=None)


def test_one_address_tries_many_names_only_so_long(person):
    try_many_names()
    assert come(person, **HERE).answer.status_code == 429
    assert is_in(come(person, REMOTE_ADDR="203.0.113.10"))
    assert events("throttled") == 1


def test_behind_a_closed_address_a_known_browser_still_gets_in(person):
    own = come(person, **HERE)
    own.post("/sign-out/")
    try_many_names()
    assert is_in(come(person, own, **HERE))
    assert come(person, **HERE).answer.status_code == 429


def test_an_office_that_signs_in_at_once_behind_one_address_is_not_slowed(person):
    for n in range(60):
        counted = throttle.counters(RequestFactory().post(DOOR, **HERE), f"name{n}")
        actions.begin_try(counted, of=person)
        actions.forget_tries(counted)
    assert come(person, **HERE).answer.status_code == 302


def address(remote, forwarded):
    headers = {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


def test_nobody_chooses_an_address_but_our_own_proxies(settings):
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert address("10.0.0.1", "1.1.1.1, 198.51.100.1") == "198.51.100.1"
    assert address("10.0.0.1", "198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert address("10.0.0.1", "<script>") == "10.0.0.1"
    assert throttle.neighbourhood("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"


def test_a_try_counts_before_it_is_looked_at_so_that_many_at_once_are_many(person):
    request = RequestFactory().post(DOOR)
    counted = throttle.counters(request, person.username)
    for _ in range(6):  # none of them has come to the password yet
        actions.begin_try(counted, of=person)
    with pytest.raises(actions.TooSoon):
        actions.begin_try(counted, of=person)


def test_a_closing_is_on_record_once_and_what_was_typed_is_not(person):
    guess(person, 6)
    with later(seconds=31):
        guess(person, 1)
    come(person, name="typed-secret", password="wrong")
    event = Event.objects.get(verb="officer.throttled")
    assert (event.subject, event.by) == (f"offices.officer:{person.pk}", None)
    assert "typed-secret" not in str([*Event.objects.values(), *Tries.objects.values()])


def test_a_refusal_takes_as_long_whether_the_name_exists_or_not(person, settings):
    settings.REFUSED_AFTER_SECONDS = 0.8
    for name in (person.username, "nobody"):
        began = time.monotonic()
        come(person, password="wrong", name=name)
        assert time.monotonic() - began >= 0.8
