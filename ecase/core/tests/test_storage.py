"""The storage: a file is wholly there or not at all, and the same content once."""

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import connection

from ecase.core.sealed_objects import sealed
from ecase.core.storage import DamagedObject, StoreUnreachable, fetch, is_whole, keep
from ecase.core.tests.stores import in_s3, names, overwrite, s3, s3_server, store

__all__ = ["s3", "s3_server", "store"]  # fixtures
pytestmark = pytest.mark.django_db


def test_keeps_content_under_its_hash(store):
    stored = keep(b"%PDF-1.7 paper", ".pdf")
    sha256 = hashlib.sha256(b"%PDF-1.7 paper").hexdigest()
    assert stored.name == f"{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf"
    assert (stored.sha256, stored.size) == (sha256, 14)
    assert fetch(stored.name) == b"%PDF-1.7 paper"
    assert is_whole(stored, thorough=True)


def test_keeps_the_same_content_once(store):
    assert keep(b"paper", ".pdf") == keep(b"paper", ".pdf")
    assert len(names()) == 1


def test_keeps_the_same_content_once_when_several_bring_it_together(store):
    def bring(_):
        try:
            return keep(b"paper" * 1000, ".pdf")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as requests:  # each makes a connection to the store
        kept = set(requests.map(bring, range(12)))
    assert len(kept) == len(names()) == 1


def test_never_overwrites_another_file_of_the_same_name(store):
    first = default_storage.save("paper.pdf", ContentFile(b"first"))
    second = default_storage.save("paper.pdf", ContentFile(b"second"))
    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"first"


def test_never_overwrites_what_came_between_the_look_and_the_write(store, monkeypatch):
    default_storage.save("paper.pdf", ContentFile(b"first"))
    looked = []

    def blind(name):
        looked.append(name)
        return len(looked) != 1 and name == "paper.pdf"

    monkeypatch.setattr(default_storage._wrapped, "exists", blind)
    assert default_storage.save("paper.pdf", ContentFile(b"second")) != "paper.pdf"
    with default_storage.open("paper.pdf") as file:
        assert file.read() == b"first"


def test_does_not_serve_what_was_changed_or_lost(store):
    stored = keep(b"paper", ".pdf")
    for forged in (b"forge", b"".join(sealed(b"forge", about=stored.name))):
        overwrite(stored.name, forged)
        assert is_whole(stored)
        assert not is_whole(stored, thorough=True)
        with pytest.raises(DamagedObject, match="แจ้งผู้ดูแลระบบ"):
            fetch(stored.name)
    default_storage.delete(stored.name)
    assert not is_whole(stored)
    with pytest.raises(DamagedObject):
        fetch(stored.name)


def test_mends_a_file_of_the_wrong_length_when_the_content_comes_again(store):
    stored = keep(b"paper", ".pdf")
    overwrite(stored.name, b"")
    assert keep(b"paper", ".pdf") == stored
    assert fetch(stored.name) == b"paper"


def test_in_s3_may_share_a_bucket_and_sees_only_its_own_part(s3, s3_server, settings):
    for part in ("first", "second"):
        in_s3(settings, bucket_name=s3, endpoint_url=s3_server, location=part)
        assert names() == []
        stored = keep(b"paper", ".pdf")
        assert names() == [stored.name]
        assert fetch(stored.name) == b"paper"


def test_in_s3_says_that_the_store_does_not_answer_and_not_that_a_paper_is_lost(s3, settings):
    stored = keep(b"paper", ".pdf")
    in_s3(settings, bucket_name=s3, endpoint_url="http://127.0.0.1:1")
    for ask in (lambda: keep(b"more", ".pdf"), lambda: fetch(stored.name), names):
        with pytest.raises(StoreUnreachable, match="ลองอีกครั้ง"):
            ask()


def test_lets_nobody_else_on_the_machine_read():
    path = Path(default_storage.path(keep(b"paper", ".pdf").name))
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_holds_nothing_of_a_write_that_was_interrupted():
    class CutOff(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half of "
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        default_storage.save("ab/cd/paper.pdf", CutOff(b""))
    assert names() == []


def test_holds_nothing_when_the_disk_is_full(monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keep(b"paper", ".pdf")
    assert names() == []


def test_syncs_the_file_and_its_folder_before_it_answers(monkeypatch):
    synced = []
    real = os.fsync

    def remember(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "fsync", remember)
    path = Path(default_storage.path(default_storage.save("ab/cd/x.pdf", ContentFile(b"paper"))))
    assert any(".incoming" in name for name in synced)
    assert str(path.parent) in synced
    assert str(path.parent.parent) in synced


def test_may_be_any_storage_of_django(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{InMemoryStorage.__module__}.InMemoryStorage"},
    }
    stored = keep(b"paper", ".pdf")
    assert keep(b"paper", ".pdf") == stored
    assert fetch(stored.name) == b"paper"
