"""Officers at their desks: a real browser, the real pages, a real database."""

import threading
import time

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from playwright.sync_api import expect

from ecase.offices.models import Duty
from ecase.reporting.management.commands.reference_data import load
from tests import make
from tests.desk import DeskClient

PATIENCE = 10_000  # ms, of a browser and a server that share two processors with other tests
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def offices(transactional_db):
    """The reference data, seen by the server's threads too."""
    load()


@pytest.fixture
def caseworker(offices):
    return make.officer(Duty.CASEWORKER, username="officer")


@pytest.fixture
def head(offices):
    return make.officer(Duty.HEAD, username="head", first_name="สุเทพ", last_name="รักงาน")


@pytest.fixture
def payer(offices):
    return make.officer(Duty.PAYER, username="payer", first_name="ธนกฤต", last_name="วงศ์ดี")


class _Answering:
    """How many requests the server is answering; a page may be left while its pictures come."""

    def __init__(self):
        self.count = 0
        self.changed = threading.Condition()
        request_started.connect(self.began)
        request_finished.connect(self.ended)

    def began(self, **_):
        with self.changed:
            self.count += 1

    def ended(self, **_):
        with self.changed:
            self.count -= 1
            self.changed.notify_all()


ANSWERING = _Answering()


def server_is_idle(before):
    """Wait until no more is answered than before: the tables are emptied next, and are not read."""
    for _ in range(2):  # one more look, for what was sent but not yet begun
        time.sleep(0.05)
        with ANSWERING.changed:
            assert ANSWERING.changed.wait_for(lambda: ANSWERING.count <= before, timeout=20)


@pytest.fixture
def desk(browser, live_server):
    """Seats an officer at a browser of their own, already signed in; gives its page.

    Options are those of a browser context: ``viewport``, ``java_script_enabled`` …
    """
    contexts = []
    before = ANSWERING.count

    def seat(officer=None, **options):
        context = browser.new_context(
            base_url=live_server.url, accept_downloads=True, locale="th-TH", **options
        )
        contexts.append(context)
        if officer:
            client = DeskClient()  # one each, or the next officer would sign the last one out
            client.force_login(officer)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield seat
    for context in contexts:
        context.close()
    server_is_idle(before)
