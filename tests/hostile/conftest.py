import pytest
from django.db import transaction

from ecase.reporting.management.commands.reference_data import load
from tests.hostile.sending import Desk


@pytest.fixture(scope="module", autouse=True)
def _reference_once(django_db_setup, django_db_blocker):
    """The reference data are entered once for all the entries of a module, which are many."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def desk(client, officer, tmp_path, settings):
    """An officer with a form to fill in; what comes is kept nowhere but where it belongs."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arriving"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    client.force_login(officer)
    return Desk(client, officer, tmp_path)
