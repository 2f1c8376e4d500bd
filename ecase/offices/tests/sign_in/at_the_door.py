"""What an officer does at the door (หน้าจอเข้าสู่ระบบ), for the checks of the sign-in."""

import time
from datetime import timedelta

import time_machine
from django.utils import timezone

from ecase.audit.models import Event
from ecase.offices.door import actions, codes
from ecase.offices.door.models import App
from tests import make
from tests.desk import DeskClient

DOOR, SECOND = "/sign-in/", "/sign-in/second-step/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def come(officer, client=None, password=make.PASSWORD, name=None, **extra):
    """Type name and password at the door."""
    client = client or DeskClient()
    typed = {"username": name or officer.username, "password": password}
    client.answer = client.post(DOOR, typed, **extra)
    return client


def is_in(client):
    return client.get("/profile/").status_code == 200


def guess(officer, times, client=None, **extra):
    for _ in range(times):
        answer = come(officer, client, password="wrong", **extra).answer
    return answer


def later(**amount):
    return time_machine.travel(timezone.now() + timedelta(**amount))


def events(verb):
    return Event.objects.filter(verb=f"officer.{verb}").count()


def code_now(secret, steps=0):
    return codes.code_at(secret, int(time.time()) // codes.STEP + steps)


def with_app(officer):
    """Give an officer an app whose last code was long ago; gives its secret and recovery codes."""
    secret = codes.new_secret()
    fresh = actions.add_app(officer, secret=secret, code=code_now(secret))
    App.objects.update(last_step=0)
    return secret, fresh


def prove(client, **given):
    client.answer = client.post(SECOND, given)
    return client
