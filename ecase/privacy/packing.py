"""The package that a person gets (ชุดข้อมูลส่วนบุคคล): one ZIP of the paper, the data and the documents."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, NamedTuple

from django.utils import timezone

from ecase.core.papers import Told
from ecase.core.papers.long import LONG, make_long
from ecase.core.sheets import csv_of
from ecase.core.storage import fetch

from .gathering import Kept, unfinished
from .machine import as_json, tables
from .models import DataRequest
from .printouts import document_name, form_file_name, personal_data

PIECE = 1024 * 1024


class Packed(NamedTuple):
    """The bytes, in a file without a name that is gone when it is closed, and what they are."""

    file: IO[bytes]
    sha256: str
    size: int


def pack(request: DataRequest, kept: Kept, *, made_at: datetime) -> Packed:
    """Make the package. Of the documents one at a time is in memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    at = timezone.localtime(made_at).timetuple()[:6]
    with zipfile.ZipFile(file, "w") as whole:
        for name, content, is_packed in _parts(request, kept, made_at):
            part = zipfile.ZipInfo(name, date_time=at)
            part.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            whole.writestr(part, content)
    size, digest = file.tell(), hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return Packed(file, digest.hexdigest(), size)


def _parts(
    request: DataRequest, kept: Kept, made_at: datetime
) -> Iterator[tuple[str, bytes, bool]]:
    """Name and bytes of each part, and whether they are packed already."""
    yield "ข้อมูลส่วนบุคคล.pdf", _paper(personal_data(request, kept, made_at=made_at)), True
    yield "ข้อมูลส่วนบุคคล.json", as_json(request, kept, made_at=made_at), False
    for table in tables(kept):
        yield f"{table.title}.csv", b"".join(csv_of(table)), False
    for document in kept.documents:
        yield document_name(document), fetch(document.stored_as), True
    for of, draft in enumerate(unfinished(kept), start=1):
        for number, form_file in enumerate(draft.files.all(), start=1):
            yield form_file_name(form_file, number, of), fetch(form_file.stored_as), True


def _paper(told: Told) -> bytes:
    """The paper; one of many events in pieces, each by a child with limits."""
    return told.pdf() if told.count <= LONG else make_long(told, beat=lambda done: None)
