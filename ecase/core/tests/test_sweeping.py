"""Sweeping: what no record names goes once it is old, and nothing that a record names or will name."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from ecase.cases.models import Document, DraftFile, Received
from ecase.core import sweeping
from ecase.core.storage import fetch, keep
from ecase.core.tests.stores import keep_long_ago, names, s3, s3_server, store
from tests import make

__all__ = ["s3", "s3_server", "store"]  # fixtures
HOUR = timedelta(hours=1)


def sweep(capsys, *options):
    """What the command prints."""
    call_command("sweep_documents", *options)
    return capsys.readouterr().out


def test_an_old_orphan_is_named_and_goes_only_when_told(db, store, capsys):
    orphan = keep_long_ago(b"nobody's")
    said = sweep(capsys)
    assert orphan.name in said
    assert "1 orphans of 84 bytes found" in said
    assert names() == [orphan.name]
    assert "1 orphans of 84 bytes removed" in sweep(capsys, "--remove")
    assert names() == []


def test_a_young_one_stays_for_its_record_may_be_on_its_way(db, store, capsys):
    young = keep_long_ago(b"on its way", hours=23)
    assert "0 orphans" in sweep(capsys, "--remove")
    assert "1 orphans" in sweep(capsys, "--remove", "--hours=22")
    assert young.name not in names()


def test_what_a_record_names_stays_however_old_it_is(officer, store, capsys, monkeypatch):
    case = make.case(by=officer)
    draft = make.draft(by=officer)
    kept = names()
    later = timezone.now() + 9999 * HOUR
    monkeypatch.setattr(sweeping.timezone, "now", lambda: later)
    assert "0 orphans" in sweep(capsys, "--remove")
    assert names() == kept
    for row in [*case.documents.all(), *draft.files.all(), *Received.objects.all()]:
        assert fetch(row.stored_as)


def test_the_same_content_brought_again_is_young_again(db, store, capsys):
    keep_long_ago(b"paper")
    keep(b"paper", ".pdf")
    assert "0 orphans" in sweep(capsys, "--remove")
    assert len(names()) == 1


def test_what_was_brought_again_or_recorded_after_it_was_found_is_not_removed(officer, store):
    keep_long_ago(b"paper")
    keep_long_ago(make.scan().pdf)
    first, second = sweeping.orphans()
    keep(b"paper", ".pdf")
    make.draft(by=officer)
    assert [sweeping.remove(first), sweeping.remove(second)] == [False, False]
    assert len(names()) > 1


def test_what_was_removed_meanwhile_is_not_counted(db, store):
    keep_long_ago(b"paper")
    [orphan] = sweeping.orphans()
    assert sweeping.remove(orphan)
    assert not sweeping.remove(orphan)


def test_what_is_not_ours_is_counted_and_left_alone(db, store, capsys):
    default_storage.save("backup/readme.txt", ContentFile(b"of the operator"))
    assert list(sweeping.orphans(grace=-HOUR)) == []
    assert "1 objects have names that are not ours" in sweep(capsys, "--remove")
    assert names() == ["backup/readme.txt"]


def test_half_of_a_write_that_was_killed_goes_too(db, capsys):
    keep(b"paper", ".pdf")
    half = default_storage.path(".incoming/tmp1234")
    with open(half, "wb") as file:
        file.write(b"half of")
    assert "0 orphans" in sweep(capsys, "--remove")
    os.utime(half, (0, 0))
    assert "1 orphans of 7 bytes removed" in sweep(capsys, "--remove")
    assert len(names()) == 1


def test_the_grace_period_is_never_so_short_that_a_request_is_overtaken(db):
    with pytest.raises(CommandError, match="younger than an hour"):
        call_command("sweep_documents", "--hours=0")


def test_a_storage_that_cannot_tell_what_it_holds_is_not_swept(db, settings):
    memory = f"{InMemoryStorage.__module__}.InMemoryStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": memory}}
    with pytest.raises(CommandError, match="cannot tell"):
        call_command("sweep_documents")


def test_every_model_that_names_objects_is_asked():
    assert {Document, DraftFile, Received} <= set(sweeping.naming())


DIES = """
import os, signal, sys, django
django.setup()
from ecase.core.storage import keep
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "while it is written":
    os.link = die
keep(sys.stdin.buffer.read(), ".pdf")
die()
"""


@pytest.mark.parametrize("when", ["while it is written", "before it is recorded"])
def test_a_server_killed_while_it_receives_a_file_loses_nothing_and_leaves_nothing_for_long(
    officer, tmp_path, monkeypatch, when
):
    draft = make.draft(by=officer)
    before, scan = names(), make.scan(3)
    killed = subprocess.run(
        [sys.executable, "-c", DIES, when],
        input=scan.pdf,
        env=os.environ | {"ECASE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    [left] = set(names()) - set(before)
    assert left.startswith(".incoming/") == (when == "while it is written")

    file = make.cases.keep_file(draft, bundle="financial", name="ใหม่.pdf", scan=scan, by=officer)
    later = timezone.now() + 100 * HOUR
    monkeypatch.setattr(sweeping.timezone, "now", lambda: later)
    for orphan in sweeping.orphans():
        assert sweeping.remove(orphan)
    assert set(names()) == {*before, file.stored_as, file.received.stored_as}
    assert fetch(file.stored_as) == scan.pdf
