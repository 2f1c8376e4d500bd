"""Officers at their desks: a real browser, the real pages, a real database."""

import pytest
from django.conf import settings
from django.test import Client

from ecase.offices.models import Duty
from ecase.reporting.management.commands.reference_data import load
from tests import make


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


@pytest.fixture
def desk(browser, live_server):
    """Seats an officer at a browser of their own, already signed in; gives its page.

    Options are those of a browser context: ``viewport``, ``java_script_enabled`` …
    """
    contexts = []

    def seat(officer=None, **options):
        context = browser.new_context(
            base_url=live_server.url, accept_downloads=True, locale="th-TH", **options
        )
        contexts.append(context)
        if officer:
            client = Client()  # one each, or the next officer would sign the last one out
            client.force_login(officer)
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield seat
    for context in contexts:
        context.close()
