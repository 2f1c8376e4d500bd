"""A link for setting the password: once, in time, for one officer, and kept by nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ecase.audit.models import Event
from ecase.core.logs import WithoutPeople, without_people
from ecase.offices import actions
from ecase.offices.models import LINK_HOURS, Duty, LinkSpent, Officer, SignInLink
from tests import make

NEW = "ประโยคยาวที่จำได้เอง"
TYPED = {"new": NEW, "again": NEW}
PAGE = "/first-password/"


@pytest.fixture
def admin(reference):
    return make.centre_officer(Duty.ADMINISTRATOR)


def opened(secret):
    browser = Client()
    answer = browser.get(reverse("offices:open_link", args=[secret]))
    assert answer.url == PAGE  # the secret goes out of the address
    return browser


def test_the_officer_sets_the_password_and_signs_in(admin, officer):
    secret = actions.make_link(officer, by=admin)
    browser = opened(secret)
    assert officer.username in browser.get(PAGE).text
    answer = browser.post(PAGE, TYPED, follow=True)
    assert answer.redirect_chain[-1][0] == "/sign-in/"
    browser.post("/sign-in/", {"username": officer.username, "password": NEW})
    assert browser.get("/").status_code == 200
    assert Event.objects.filter(verb="officer.password_set", by=officer).exists()


def test_the_old_password_ends_with_the_making(admin, officer, client):
    client.force_login(officer)
    actions.make_link(officer, by=admin)
    assert client.get("/").status_code == 302
    answer = Client().post("/sign-in/", {"username": officer.username, "password": make.PASSWORD})
    assert answer.status_code == 200


def test_it_is_used_once(admin, officer):
    secret = actions.make_link(officer, by=admin)
    first, other = opened(secret), opened(secret)
    first.post(PAGE, TYPED)
    assert other.post(PAGE, TYPED).status_code == 410
    assert opened(secret).get(PAGE).status_code == 410
    with pytest.raises(LinkSpent):
        actions.use_link(SignInLink.objects.get(), new=NEW)


def test_a_new_one_takes_the_old_one_back(admin, officer):
    old, new = (actions.make_link(officer, by=admin) for _ in range(2))
    assert opened(old).get(PAGE).status_code == 410
    assert opened(new).get(PAGE).status_code == 200


def test_it_lasts_for_three_days(admin, officer):
    secret = actions.make_link(officer, by=admin)
    with time_machine.travel(timezone.now() + timedelta(hours=LINK_HOURS, minutes=1), tick=False):
        assert opened(secret).get(PAGE).status_code == 410
        with pytest.raises(LinkSpent):
            actions.use_link(SignInLink.objects.get(), new=NEW)


def test_its_secret_is_kept_nowhere(admin, officer):
    secret = actions.make_link(officer, by=admin)
    link = SignInLink.objects.get()
    assert link.digest == actions.digest_of(secret)
    assert secret not in str(list(Event.objects.values())) + str(SignInLink.objects.values())
    browser = opened(secret)
    assert secret not in str(dict(browser.session))


@pytest.mark.parametrize("weak", ["สั้น", "123456789012", "aaaaaaaaaaaaaa"])
def test_a_weak_password_is_refused_and_the_link_stays(admin, officer, weak):
    browser = opened(actions.make_link(officer, by=admin))
    assert browser.post(PAGE, {"new": weak, "again": weak}).status_code == 200
    assert SignInLink.objects.good().exists()


def test_a_made_up_link_opens_nothing(reference):
    assert opened("made-up").get(PAGE).status_code == 410
    assert Client().get(PAGE).status_code == 410
    assert not Session.objects.exists()  # or strangers would fill the table


def test_its_secret_stands_in_no_log(admin, officer, caplog):
    secret = actions.make_link(officer, by=admin)
    Client().post(reverse("offices:open_link", args=[secret]))  # is not taken, and so is logged
    said = [WithoutPeople().format(line) for line in caplog.records]
    assert any("Method Not Allowed" in line and "[link]" in line for line in said)
    assert not any(secret in line for line in said)
    assert secret not in without_people(f"GET /first-password/{secret}/ 302")  # the web server's


def test_the_database_keeps_it_as_it_was_made(admin, officer):
    actions.make_link(officer, by=admin)
    links = SignInLink.objects.all()
    for change in (
        {"digest": "0" * 64},
        {"officer": make.officer()},
        {"expires_at": timezone.now() + timedelta(days=30)},
        {"used_at": timezone.now() + timedelta(days=4)},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            links.update(**change)
    actions.use_link(links.get(), new=NEW)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        links.update(used_at=None)


# --- the first administrators


def test_the_installation_engages_two_administrators_and_no_third(reference, capsys):
    names = {"first_name": "วีระ", "last_name": "ศรีนคร"}
    for username in ("first", "second"):
        call_command("administrator", username, **names)
        secret = capsys.readouterr().out.strip().split("/")[-2]
        assert opened(secret).get(PAGE).status_code == 200
    with pytest.raises(CommandError, match="two administrators already"):
        call_command("administrator", "third", **names)
    assert set(Officer.objects.values_list("username", flat=True)) == {"first", "second"}
    call_command("administrator", "first")  # who lost the password


def test_the_installation_lets_nobody_else_in(officer):
    with pytest.raises(CommandError, match="no administrator"):
        call_command("administrator", officer.username)
