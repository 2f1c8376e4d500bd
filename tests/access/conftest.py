"""The two offices are built once for all tests of this folder; each test takes back what it did."""

import pytest
from django.db import transaction
from django.test import override_settings

from .world import world as built


@pytest.fixture(scope="package")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    storages = {
        "default": {
            "BACKEND": "ecase.core.storage.DurableStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("access") / "documents"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
                made = built()
            yield made, storages
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def world(_built, db, _own_home, settings):
    made, settings.STORAGES = _built
    return made
