"""Receiving files (รับไฟล์): to an unnamed temporary file, never more than a bundle may hold."""

import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MB = 1024 * 1024
LONGEST_NAME = 150
MARKS_IN_A_ROW = 4  # a Thai consonant carries three at most
JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class TooLarge:
    """A file that was let go while it arrived, for its bundle would have passed the limit (ไฟล์ใหญ่เกิน)."""

    field: str
    name: str
    size: int
    alone: bool  # over the limit by itself, not only together with the files before it

    @property
    def why(self) -> str:
        limit = settings.BUNDLE_BYTES // MB
        if self.alone:
            return (
                f"มีขนาด {self.size / MB:,.1f} MB เกิน {limit} MB "
                "ให้สแกนใหม่ที่ 200–300 จุดต่อนิ้ว หรือแยกเป็นหลายไฟล์ แล้วเลือกใหม่"
            )
        return (
            f"มีขนาด {self.size / MB:,.1f} MB ทำให้เอกสารชุดนี้รวมกันเกิน {limit} MB "
            "ให้สแกนใหม่ที่ 200–300 จุดต่อนิ้ว แล้วเลือกไฟล์นี้อีกครั้ง"
        )

    def __str__(self) -> str:
        return f"ไฟล์ «{self.name}» {self.why}"


def refused_uploads(request: HttpRequest) -> list[TooLarge]:
    """The files of this request that were let go, in the order in which they came."""
    request.FILES  # noqa: B018 -- reading the request is what fills the list
    refused: list[TooLarge] = getattr(request, "refused_uploads", [])
    return refused


def display_name(name: str) -> str:
    """The file's name as the officer may see it: no folder, nothing invisible, not too long.

    >>> display_name("../../C:\\\\งาน\\\\คำร้อง\\u200b (1).pdf")
    'คำร้อง (1).pdf'
    >>> display_name("x\\u202efdp.exe"), display_name(" \\n"), display_name(".htaccess")
    ('xfdp.exe', 'ไฟล์ไม่มีชื่อ', '.htaccess')
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").replace("／", "/")
    name = name.rsplit("/", 1)[-1]
    shown: list[str] = []
    marks = 0
    for character in name:
        category = unicodedata.category(character)
        if character in JOINERS and shown and unicodedata.category(shown[-1])[0] == "S":
            shown.append(character)  # a family of emoji is one picture, held together by joiners
            continue
        if category == "Cs":
            character, category = "\ufffd", "So"
        if category[0] in "CZ":
            character = " " if category[0] == "Z" or character in "\t\n\r" else ""
        marks = marks + 1 if category[0] == "M" else 0
        if marks <= MARKS_IN_A_ROW:
            shown.append(character)
    name = " ".join("".join(shown).split())
    if len(name) > LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        tail = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: LONGEST_NAME - len(tail) - 1].rstrip() + "…" + tail
    return name if name.strip(". ") else "ไฟล์ไม่มีชื่อ"


class ReceivedFile(UploadedFile):  # type: ignore[type-arg]
    """A received file, in a temporary file without a name: nothing stays behind, whatever ends the process."""

    def __init__(self, name: str, file: IO[bytes], content_type: str) -> None:
        super().__init__(file=file, name=name, content_type=content_type)


class BundleUploadHandler(FileUploadHandler):
    """Streams each file to disk and lets go of one that passes the limit, keeping the rest of the form.

    The limit is for all files of one field together, which is a bundle of scans, and twice that for
    a whole form, so that one request can never fill the disk.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused: list[TooLarge] = []
        self.received: Counter[str] = Counter()
        if request is not None:
            request.refused_uploads = self.refused  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.shown_name = display_name(self.file_name or "")
        self.file: IO[bytes] = tempfile.TemporaryFile(  # noqa: SIM115 -- lives as long as the request
            dir=settings.FILE_UPLOAD_TEMP_DIR
        )
        self.size = 0
        self.room = min(
            settings.BUNDLE_BYTES - self.received[self.field_name or ""],
            2 * settings.BUNDLE_BYTES - self.received.total(),
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size <= self.room:
            self.file.write(raw_data)
        else:
            self.file.close()  # gives the disk back; the rest is counted and dropped

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        field = self.field_name or ""
        if self.size > self.room:
            alone = self.size > settings.BUNDLE_BYTES
            self.refused.append(TooLarge(field, self.shown_name, self.size, alone))
            return None
        self.received[field] += self.size
        self.file.seek(0)
        file = ReceivedFile(self.shown_name, self.file, self.content_type or "")
        file.size = self.size
        return file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
