import os
from itertools import islice
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings as django_settings

from ecase.core.whose import the_owner_by_default
from ecase.offices.models import Office
from ecase.reporting.management.commands.reference_data import load
from launch import tools
from tests import make
from tests.desk import DeskClient

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop beside us

# Tests set up and look at what they like; what a client asks for runs as the product runs.
the_owner_by_default()

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# Minutes each: begun among the last, one would leave the other processors idle.
LONG = ("tests/crashes/", "tests/model/", "launch/tests/test_product.py", "tests/fuzz/")


def pytest_collection_modifyitems(items):
    """What takes long begins first on every processor: whoever is idle takes short ones over.

    Each worker of xdist is given an equal piece of the list, so each piece begins with its share.
    """
    long = [item for item in items if item.nodeid.startswith(LONG)]
    short = iter([item for item in items if not item.nodeid.startswith(LONG)])
    workers, total = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")), len(items)
    items[:] = []
    for worker in range(workers):
        piece = long[worker::workers]
        rest = total * (worker + 1) // workers - len(items) - len(piece)
        items += [*piece, *islice(short, max(0, rest))]
    items += short


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's own Chromium: nothing is downloaded."""
    return {"executable_path": tools.browser(), "args": QUIET}


@pytest.fixture(scope="session", autouse=True)
def _static_folder():
    """The server of the journeys starts before any test, and looks for the collected files."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _own_home(tmp_path, settings):
    """Documents of a test lie in a folder of its own; passwords hash quickly; idle is the same for all."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "ecase.core.storage.DurableStorage",
            "OPTIONS": {"location": tmp_path / "documents"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.IDLE_MINUTES_OF = {}  # most officers of the tests hold every duty
    settings.REFUSED_AFTER_SECONDS = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client():
    """The browser of a test; who is signed in there has given the password just now."""
    return DeskClient()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Each test finds the reference data in its database; only what it writes itself goes again."""
    with django_db_blocker.unblock():
        load()
        # A test that commits empties every table at its end, the register too, which refuses that.
        for table in ("Event", "Link", "Redaction", "Verification"):
            pgtrigger.disable(f"audit.{table}:never_emptied")


@pytest.fixture
def reference(db):
    """The reference data: offices, years, titles, banks, the schedule of aid. A test that commits
    leaves nothing, so the next one loads it anew."""
    if not Office.objects.exists():
        load()


@pytest.fixture
def officer(reference):
    """An officer of ป้อมปราบศัตรูพ่าย who holds all the duties of an office."""
    return make.officer()


@pytest.fixture
def stranger(reference):
    """An officer of another office, ราษฎร์บูรณะ."""
    return make.officer(of=make.office("1024"))
