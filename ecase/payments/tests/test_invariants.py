"""The laws of the data, each broken by SQL as the owner of the tables can, and named."""

import re

import pytest
from django.db import connection, transaction
from django.test import override_settings

from ecase.cases.models import NEXT
from ecase.payments.invariants import LAWS, broken, opening
from ecase.payments.invariants.laws import HERE
from ecase.payments.models import NEXT_PAYMENT
from ecase.reporting.management.commands.reference_data import load

from . import law_world
from .law_breaks import BREAKS

# An ID, an account: alone, for a reference is longer.
SECRET = re.compile("(?<![0-9])([0-9]{13}|[0-9]{10,12})(?![0-9])")
KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # may end in as many digits
SAYS = re.compile("'([^']*[ก-๙][^']*)'")
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once, and rolled back after the last of these tests: a world takes seconds."""
    storages = {
        "default": {
            "BACKEND": "ecase.core.storage.DurableStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("documents")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=storages, PASSWORD_HASHERS=QUICK):
            load()
            world = law_world.build()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(_built, db):
    """The world as it was built; what a test does to it is undone."""
    return _built


def test_a_world_that_the_product_made_breaks_no_law(world):
    assert broken() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM payments_approval")
        approvals = [key for (key,) in cursor.fetchall()]
    assert len(approvals) == 3
    assert [violation for key in approvals for violation in broken(key)] == []


@pytest.mark.parametrize("law", LAWS, ids=[law.key for law in LAWS])
def test_a_broken_law_is_named_with_its_row(world, law):
    heard = ""
    for key, sql, named in BREAKS:
        if key != law.key:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, world.keys)
            assert cursor.rowcount != 0, f"nothing was broken by {sql}"
            found = broken()
            transaction.set_rollback(True)
        rows = {violation.what: violation.why for violation in found if violation.law == law}
        wanted = named.format(**world.names) if named else "payments.officeraccount:"
        theirs = [what for what in rows if what == wanted or (not named and wanted in what)]
        assert theirs, (sql, [f"{v.law.key} {v}" for v in found])
        assert not [v for v in found if SECRET.search(KEY.sub("", f"{v}"))]
        heard += " ".join(v.why for v in found if v.law == law)
    # Every way of breaking it that the query knows was tried.
    said_of_it = [*SAYS.findall(law.sql), *opening.SAID.get(law.key, ())]
    assert [said for said in said_of_it if said not in heard] == []


def test_every_law_is_broken_by_a_test():
    assert {law for law, _, _ in BREAKS} == {law.key for law in LAWS}


def test_the_laws_are_those_that_a_query_can_show():
    elsewhere = {22, 23, 24, 25, 26, 28, 29}
    assert {law.key for law in LAWS} == {f"I{n}" for n in range(1, 33) if n not in elsewhere}


@pytest.mark.parametrize(("file", "table"), [("I02.sql", NEXT), ("I02_money.sql", NEXT_PAYMENT)])
def test_the_replay_knows_the_steps_of_the_table(file, table):
    written = re.findall(r"\('([A-Z_]+)', '([A-Z_]+)'\)", (HERE / "laws" / file).read_text())
    steps = {(here.value, there.value) for here, after in table.items() for there in after}
    assert set(written) == steps
