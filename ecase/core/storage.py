"""Keeping files (คลังเอกสาร): by the hash of their content, safe before a record names them.

A folder (`DurableStorage`, here) or an S3-compatible store (`storage_s3.py`), as the settings say.
Whichever it is, it gets only what is sealed (`sealed_objects.py`): what `keep` stores, `fetch` opens.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

from ecase.core.errors import RuleError
from ecase.core.sealed_objects import HEAD, is_current, opened, sealed, sealed_size
from ecase.core.sealing import Broken

INCOMING = ".incoming"
NAMES = re.compile(r"\A[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]{1,8}\Z")
HELD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class StoredObject:
    """What a record keeps of a stored file: its name in the storage, its SHA-256, its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Lying:
    """An object as it lies in the storage, whoever names it: its size and when it was last brought."""

    name: str
    size: int
    brought_at: datetime

    @property
    def is_ours(self) -> bool:
        """Whether `keep` gave it its name; anything else in there is not ours to remove."""
        return bool(NAMES.match(self.name))


class DamagedObject(RuleError):
    """The stored bytes are gone or are no longer those that were stored (เอกสารในคลังเสียหาย)."""

    def __init__(self) -> None:
        super().__init__(
            "ไฟล์ในคลังเอกสารหายหรือไม่ตรงกับที่บันทึกไว้ จึงไม่แสดง แจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง"
        )


class StoreUnreachable(RuleError):
    """The store of documents does not answer (คลังเอกสารไม่ตอบ). Nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            "คลังเอกสารไม่ตอบในขณะนี้ จึงยังไม่ได้บันทึกหรือแสดงไฟล์ รอสักครู่แล้วลองอีกครั้ง หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ"
        )


@runtime_checkable
class Sweepable(Protocol):
    """A storage that tells what lies in it, so that orphans are found."""

    def lying(self) -> Iterator[Lying]:
        """Everything in it, one after another."""
        ...

    def renew(self, name: str) -> None:
        """An object that is there already counts as brought now, and is safe."""
        ...

    def brought_at(self, name: str) -> datetime:
        """When an object was last brought; raises FileNotFoundError."""
        ...

    def replace(self, name: str, content: "File[bytes]") -> None:
        """Put other bytes in an object's place, so that at each moment one or the other is whole."""
        ...


def keep(content: bytes, suffix: str) -> StoredObject:
    """Seals and stores the content under its own hash and returns once it is safe; the same once.

    Call it before the transaction that writes the record: a crash between the two leaves a file that
    no record names, never a record whose file is missing. Such orphans are swept once they are old,
    so what is there already is made young again: its record is about to be written.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredObject(f"{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}", sha256, len(content))
    if not default_storage.exists(stored.name):
        _save(stored, content)
        return stored
    with holding(sha256):  # until it is young, no sweep may look at it
        if default_storage.exists(stored.name) and is_whole(stored):
            if isinstance(default_storage, Sweepable):
                default_storage.renew(stored.name)
        else:
            default_storage.delete(stored.name)  # damaged: what is right takes its place
            _save(stored, content)
    return stored


def _save(stored: StoredObject, content: bytes) -> None:
    name = default_storage.save(stored.name, _closed(stored.name, content))
    if name != stored.name:  # another request kept the same content in the same moment
        default_storage.delete(name)
        if isinstance(default_storage, Sweepable):
            default_storage.renew(stored.name)


def _closed(name: str, content: bytes) -> "ContentFile[bytes]":
    return ContentFile(b"".join(sealed(content, about=name)))


@contextmanager
def holding(sha256: str) -> Iterator[None]:
    """No two of keeping again and sweeping do so with the same content at the same time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HELD, [sha256])
        yield


def fetch(name: str) -> bytes:
    """The content that `keep` stored under this name, opened and compared with its hash."""
    try:
        with default_storage.open(name) as file:
            content = b"".join(opened(file, about=name))
    except (FileNotFoundError, Broken) as error:
        raise DamagedObject from error
    if hashlib.sha256(content).hexdigest() != Path(name).stem:
        raise DamagedObject
    return content


def is_whole(stored: StoredObject, *, thorough: bool = False) -> bool:
    """Whether the storage holds an object in its size; ``thorough`` opens it and compares its hash."""
    try:
        if default_storage.size(stored.name) not in (sealed_size(stored.size), stored.size):
            return False
        return not thorough or _hash_of(stored.name) == stored.sha256
    except (FileNotFoundError, Broken):
        return False


def _hash_of(name: str) -> str:
    found = hashlib.sha256()
    with default_storage.open(name) as file:
        for piece in opened(file, about=name):
            found.update(piece)
    return found.hexdigest()


def seal_anew(name: str) -> bool:
    """Seal an object of ours under the first key of the ring, in its place; says whether it was to be.

    Raises DamagedObject, and leaves it as it is, where it is no longer what was stored.
    """
    with default_storage.open(name) as file:
        if is_current(file.read(HEAD)):
            return False
    with holding(Path(name).stem):
        put: Any = default_storage
        put.replace(name, _closed(name, fetch(name)))
    return True


class DurableStorage(FileSystemStorage):
    """A folder in which a file is either wholly there, after any crash, or not at all."""

    def __init__(self, location: str | Path, **options: Any) -> None:
        options.setdefault("file_permissions_mode", 0o600)
        options.setdefault("directory_permissions_mode", 0o700)
        super().__init__(location=str(location), **options)

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        self._make_folders(target.parent)
        with self._written(content) as temporary:
            while True:  # a link, as a rename would replace what another request put there
                try:
                    os.link(temporary, target)
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
                    target = Path(self.path(name))
        _fsync(target.parent)
        return name.replace("\\", "/")

    def replace(self, name: str, content: "File[bytes]") -> None:
        """In one step: who reads the old file goes on reading that one."""
        target = Path(self.path(name))
        with self._written(content) as temporary:
            os.replace(temporary, target)
        _fsync(target.parent)

    @contextmanager
    def _written(self, content: "File[bytes]") -> Iterator[str]:
        """On the disk, under a name for the moment, which is gone at the end."""
        incoming = Path(self.location) / INCOMING
        self._make_folders(incoming)
        handle, temporary = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fchmod(file.fileno(), self.file_permissions_mode or 0o600)
                os.fsync(file.fileno())
            yield temporary
        finally:
            Path(temporary).unlink(missing_ok=True)

    def renew(self, name: str) -> None:
        """Counts as brought now; and another request may have put it here just before: it is safe too."""
        path = Path(self.path(name))
        os.utime(path)
        _fsync(path)
        _fsync(path.parent)

    def lying(self) -> Iterator[Lying]:
        """Everything in the folder; also what a write that was killed left in ``.incoming``."""
        for folder, _, names in os.walk(self.location):
            for name in names:
                path = Path(folder, name)
                try:
                    found = path.stat()
                except FileNotFoundError:  # it was on its way
                    continue
                brought_at = datetime.fromtimestamp(found.st_mtime, UTC)
                yield Lying(path.relative_to(self.location).as_posix(), found.st_size, brought_at)

    def brought_at(self, name: str) -> datetime:
        """When a file was last brought."""
        return datetime.fromtimestamp(os.stat(self.path(name)).st_mtime, UTC)

    def _make_folders(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            _fsync(each.parent)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
