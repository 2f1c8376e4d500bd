"""Another key: everything is sealed anew, is found again by another digest, and the old keys may go."""

import secrets

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from ecase.audit.models import Event
from ecase.cases.lookalikes import lookalikes
from ecase.cases.models import BankAccount, Case, Draft, Status
from ecase.core.sealed_fields import Unreadable, digest_fields, sealed_fields
from ecase.core.storage import fetch
from ecase.core.tests.stores import names
from ecase.offices.models import Officer
from ecase.payments.invariants import broken, damaged
from ecase.payments.models import Approval, TransferFile
from ecase.people.models import Person
from ecase.reporting import rotating
from tests import make

OLD, NEW = (f"{name}:{secrets.token_urlsafe(32)}" for name in ("old", "new"))


@pytest.fixture
def life(settings, officer):
    """A case that was paid, another one whose form is open, and an officer who can be reached."""
    settings.ECASE_KEYS = settings.ECASE_DIGEST_KEYS = OLD
    paid = make.case(Status.PAID, by=officer)
    make.draft(by=officer)
    Officer.objects.filter(pk=officer.pk).update(email="namthip@example.com", phone="0812345417")
    return paid


def rotate(capsys, *options):
    call_command("rotate_keys", *options)
    return capsys.readouterr().out


def read_everything():
    """Every sealed column of every row, and every document; how many there were."""
    count = 0
    for model in apps.get_models():
        for field in sealed_fields(model):
            count += len(model._base_manager.values_list(field.name))
    return count + len([fetch(name) for name in names()])


def digests():
    return {
        (model, field.name): set(model._base_manager.values_list(field.name, flat=True))
        for model in apps.get_models()
        for field in digest_fields(model)
    }


def test_after_it_the_old_key_may_go(life, settings, capsys):
    assert read_everything() > 10
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    assert "0 left in all" not in rotate(capsys, "--count")
    assert "nothing is left" in rotate(capsys)
    settings.ECASE_KEYS = NEW
    assert "0 left in all" in rotate(capsys, "--count")
    read_everything()
    assert broken() == []
    assert list(damaged(thorough=True)) == []
    event = Event.objects.get(verb="keys.rotated")
    assert (event.by, event.after["key"], event.after["unopened"]) == (None, "new", 0)


def test_without_it_the_old_key_is_missed(life, settings):
    settings.ECASE_KEYS = NEW
    with pytest.raises(Unreadable, match="แจ้งผู้ดูแลระบบ"):
        list(Person.objects.all())
    assert {violation.law.key for violation in broken()} >= {"I1", "I9", "I13", "I32"}


def test_it_goes_on_where_it_was_cut_off(life, settings, capsys):
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    steps = rotating.rotate()
    first = next(step for step in steps if step.done)
    steps.close()  # killed
    assert not Event.objects.filter(verb="keys.rotated").exists()
    left = {step.of: step.left for step in rotating.left()}
    assert left[first.of] == first.left
    rotate(capsys)
    assert Event.objects.get(verb="keys.rotated").after["count"] == sum(left.values())


def test_what_does_not_open_is_named_and_left(life, settings, capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET citizen_id = set_byte(citizen_id, 40, 0)")
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    with pytest.raises(CommandError, match="do not open"):
        rotate(capsys)
    assert f"people.person:{life.person_id} does not open" in capsys.readouterr().out
    BankAccount.objects.get(case=life)
    assert read_document(life)


def read_document(case):
    return fetch(case.documents.first().stored_as)


def test_after_another_digest_key_everything_is_found_as_before(life, settings, capsys, officer):
    number, account = life.person.citizen_id, life.bank_account.account_number
    twin = make.case(by=officer, account_number=f"000{account}", phone="0812345678")
    make.case(by=officer, phone="0812345678")
    said = lookalikes([twin], officer=officer)
    before = digests()
    settings.ECASE_DIGEST_KEYS = f"{NEW},{OLD}"
    assert not Person.objects.filter(citizen_id=number).exists()
    rotate(capsys, "--digests")
    settings.ECASE_DIGEST_KEYS = NEW
    assert all(not after - {""} & before[field] for field, after in digests().items())
    assert Person.objects.get(citizen_id=number) == life.person
    assert Draft.objects.filter(citizen_id=number).exists()
    assert list(Case.objects.asked_for_by(number)) == [life]
    assert lookalikes([Case.objects.get(pk=twin.pk)], officer=officer) == said
    assert len(said[twin.pk]) >= 2
    assert broken() == []
    assert Event.objects.filter(verb="digests.rotated", after__key="new").exists()


def test_digests_wait_until_the_product_has_stopped(life, settings, monkeypatch, capsys):
    monkeypatch.setattr(rotating, "OTHERS", "SELECT 1")
    with pytest.raises(CommandError, match="Stop the product"):
        rotate(capsys, "--digests")


def test_the_laws_of_the_tables_stand_again(life, settings, capsys):
    settings.ECASE_KEYS = f"{NEW},{OLD}"
    rotate(capsys)
    for model in (Approval, TransferFile, BankAccount):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            model.objects.update(id=F("id"))


def test_a_paper_that_lay_there_in_clear_is_sealed(life, settings, capsys):
    name = life.documents.first().stored_as
    clear = fetch(name)
    with open(default_storage.path(name), "wb") as file:
        file.write(clear)
    assert "documents: 1 left" in rotate(capsys, "--count")
    rotate(capsys)
    with open(default_storage.path(name), "rb") as file:
        assert clear[:20] not in file.read()
    assert fetch(name) == clear
