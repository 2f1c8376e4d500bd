"""The storage: a file is wholly there or not at all, and the same content once."""

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage

from ecase.core.storage import DamagedObject, fetch, keep


def test_keeps_content_under_its_hash():
    stored = keep(b"%PDF-1.7 paper", ".pdf")
    sha256 = hashlib.sha256(b"%PDF-1.7 paper").hexdigest()
    assert stored.name == f"{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf"
    assert (stored.sha256, stored.size) == (sha256, 14)
    assert fetch(stored.name) == b"%PDF-1.7 paper"


def test_keeps_the_same_content_once():
    assert keep(b"paper", ".pdf") == keep(b"paper", ".pdf")
    assert len(files()) == 1


def test_keeps_the_same_content_once_when_several_bring_it_together():
    with ThreadPoolExecutor(8) as requests:
        kept = set(requests.map(lambda _: keep(b"paper" * 1000, ".pdf"), range(40)))
    assert len(kept) == len(files()) == 1


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
    assert files() == []


def test_holds_nothing_when_the_disk_is_full(monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keep(b"paper", ".pdf")
    assert files() == []


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


def test_never_overwrites_another_file_of_the_same_name():
    first = default_storage.save("paper.pdf", ContentFile(b"first"))
    second = default_storage.save("paper.pdf", ContentFile(b"second"))
    assert first != second
    with default_storage.open(first) as file:
        assert file.read() == b"first"


def test_does_not_serve_what_was_changed_or_lost():
    stored = keep(b"paper", ".pdf")
    path = Path(default_storage.path(stored.name))
    path.chmod(0o600)
    path.write_bytes(b"forged")
    with pytest.raises(DamagedObject, match="แจ้งผู้ดูแลระบบ"):
        fetch(stored.name)
    path.unlink()
    with pytest.raises(DamagedObject):
        fetch(stored.name)


def test_mends_a_file_of_the_wrong_length_when_the_content_comes_again():
    stored = keep(b"paper", ".pdf")
    Path(default_storage.path(stored.name)).write_bytes(b"")
    assert keep(b"paper", ".pdf") == stored
    assert fetch(stored.name) == b"paper"


def test_may_be_any_storage_of_django(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{InMemoryStorage.__module__}.InMemoryStorage"},
    }
    stored = keep(b"paper", ".pdf")
    assert keep(b"paper", ".pdf") == stored
    assert fetch(stored.name) == b"paper"


def files() -> list[Path]:
    folder = Path(default_storage.location)
    return [path for path in folder.rglob("*") if path.is_file()]
