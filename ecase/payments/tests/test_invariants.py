"""The laws of the data, each broken by SQL as the owner of the tables can, and named."""

import re

import pytest
from django.db import connection, transaction
from django.test import override_settings

from ecase.cases.models import NEXT
from ecase.payments.invariants import LAWS, broken
from ecase.payments.invariants.laws import HERE
from ecase.payments.models import NEXT_PAYMENT
from ecase.reporting.management.commands.reference_data import load

from . import law_world
from .law_breaks import BREAKS

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


@pytest.mark.parametrize(("law", "sql", "named"), BREAKS, ids=[f"{b[0]}: {b[1]}" for b in BREAKS])
def test_a_broken_law_is_named_with_its_row(world, law, sql, named):
    with connection.cursor() as cursor:
        cursor.execute(sql, world.keys)
        assert cursor.rowcount != 0, "nothing was broken"
    rows = {violation.what for violation in broken() if violation.law.key == law}
    assert named.format(**world.names) in rows, broken()


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


def test_no_violation_shows_an_id_or_an_account(world):
    with connection.cursor() as cursor:
        for _, sql, _ in BREAKS:
            with transaction.atomic():
                cursor.execute(sql, world.keys)
                for violation in broken():
                    assert not re.search("[0-9]{13}|[0-9]{10}$", f"{violation}"), violation
                transaction.set_rollback(True)
