"""The log names nobody."""

import io
import logging
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ecase.offices.models import Officer


@pytest.fixture
def console():
    """What stands on the console, in the form that the settings give it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    form = settings.LOGGING["formatters"][settings.LOGGING["handlers"]["console"]["formatter"]]
    handler.setFormatter(DictConfigurator({"version": 1}).configure_formatter(dict(form)))
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def test_a_broken_rule_of_the_database_tells_no_row(console, officer):
    """Of a table behind the wall the database itself tells none; of the officers it does."""
    try:
        with transaction.atomic():
            Officer.objects.create(username=officer.username)
    except IntegrityError as error:
        assert officer.username in str(error)  # so it would stand in the log
        logging.getLogger("django.request").exception("Internal Server Error")
    said = console()
    assert "IntegrityError" in said
    assert officer.username not in said


def test_an_address_that_somebody_typed_an_id_into_does_not_keep_it(console, client, officer):
    client.get("/2566/cases/5838023466970/")
    client.get("/2566/cases/5-8380-23466-97-0/")
    said = console()
    assert "Not Found" in said
    assert "23466" not in said


def test_a_line_break_in_an_address_makes_no_line_in_the_log(console, client, officer):
    client.get("/2566/cases/a%0AERROR%20forged:%20all%20is%20well/")
    assert "forged" in console()
    assert not any(line.startswith("ERROR forged") for line in console().splitlines())
