import logging

import pytest

from ecase.reporting.management.commands.reference_data import load

from .tables import stop_asking


@pytest.fixture(scope="module", autouse=True)
def _leaves_all_as_it_was(django_db_setup, django_db_blocker):
    """These tests commit, and run before those that do not (conftest.py): the reference data are
    loaded again. They log nothing: it would be each refusal with its traceback, 5,000 times."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
    stop_asking()
    with django_db_blocker.unblock():
        load()
