"""Keeping files (คลังเอกสาร): by the hash of their content, on the disk before a record names them."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from ecase.core.errors import RuleError

INCOMING = ".incoming"


@dataclass(frozen=True)
class StoredObject:
    """What a record keeps of a stored file: its name in the storage, its SHA-256, its size in bytes."""

    name: str
    sha256: str
    size: int


class DamagedObject(RuleError):
    """The stored bytes are gone or are no longer those that were stored (เอกสารในคลังเสียหาย)."""

    def __init__(self) -> None:
        super().__init__(
            "ไฟล์ในคลังเอกสารหายหรือไม่ตรงกับที่บันทึกไว้ จึงไม่แสดง แจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง"
        )


def keep(content: bytes, suffix: str) -> StoredObject:
    """Stores the content under its own hash and returns once it is safe; the same content is kept once.

    Call it before the transaction that writes the record: a crash between the two leaves a file that
    no record names, never a record whose file is missing.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredObject(f"{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}", sha256, len(content))
    if default_storage.exists(stored.name) and default_storage.size(stored.name) != stored.size:
        default_storage.delete(stored.name)  # damaged: what is right takes its place
    if not default_storage.exists(stored.name):
        name = default_storage.save(stored.name, ContentFile(content))
        if name != stored.name:  # another request kept the same content in the same moment
            default_storage.delete(name)
    if isinstance(default_storage, DurableStorage):
        default_storage.settle(stored.name)  # whoever wrote it, it is safe before a record names it
    return stored


def fetch(name: str) -> bytes:
    """The content that `keep` stored under this name, compared with its hash."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise DamagedObject from error
    if hashlib.sha256(content).hexdigest() != Path(name).stem:
        raise DamagedObject
    return content


def is_whole(stored: StoredObject, *, thorough: bool = False) -> bool:
    """Whether the storage holds an object in its size; ``thorough`` reads it and compares its hash."""
    try:
        if default_storage.size(stored.name) != stored.size:
            return False
        if not thorough:
            return True
        with default_storage.open(stored.name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
    except FileNotFoundError:
        return False


class DurableStorage(FileSystemStorage):
    """A folder in which a file is either wholly there, after any crash, or not at all."""

    def __init__(self, location: str | Path, **options: Any) -> None:
        options.setdefault("file_permissions_mode", 0o600)
        options.setdefault("directory_permissions_mode", 0o700)
        super().__init__(location=str(location), **options)

    def _save(self, name: str, content: "File[bytes]") -> str:
        target = Path(self.path(name))
        incoming = Path(self.location) / INCOMING
        self._make_folders(incoming)
        self._make_folders(target.parent)
        handle, temporary = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fchmod(file.fileno(), self.file_permissions_mode or 0o600)
                os.fsync(file.fileno())
            while True:  # a link, as a rename would replace what another request put there
                try:
                    os.link(temporary, target)
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
                    target = Path(self.path(name))
        finally:
            os.unlink(temporary)
        _fsync(target.parent)
        return name.replace("\\", "/")

    def settle(self, name: str) -> None:
        """Waits until a file that another request has just put here is safe too."""
        path = Path(self.path(name))
        _fsync(path)
        _fsync(path.parent)

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
