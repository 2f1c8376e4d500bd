"""Sending a file as a browser does, byte for byte, and what came of it."""

import io
import re
import resource
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from lxml import html
from PIL import Image

from ecase.cases import actions as cases
from ecase.cases.models import Bundle, Case, Document, Draft, DraftFile, Received, Source
from ecase.meetings.tests.typing import form
from ecase.offices.models import Duty, Officer
from tests import make
from tests.desk import DeskClient

BOUNDARY = "----somewhere-between"
LONGEST = 10.0  # seconds of a request; of the processor, which others may be using too
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
LARGEST = 360 * 1024  # kilobytes of a child; it is 60,000 before it reads anything


def disposition(name: str, filename: str) -> bytes:
    """The line of one part as browsers write it: only quotes and line breaks are escaped."""
    for odd in '"\r\n':
        filename = filename.replace(odd, quote(odd))
    return f'form-data; name="{name}"; filename="{filename}"'.encode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Part:
    """One file of a form."""

    disposition: bytes
    kind: str
    content: bytes


def multipart(typed: dict[str, Any], parts: list[Part]) -> bytes:
    out = io.BytesIO()
    for name, value in typed.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        out.write(f"{head}{value}\r\n".encode())
    for part in parts:
        out.write(f"--{BOUNDARY}\r\nContent-Disposition: ".encode() + part.disposition)
        out.write(f"\r\nContent-Type: {part.kind}\r\n\r\n".encode() + part.content + b"\r\n")
    out.write(f"--{BOUNDARY}--\r\n".encode())
    return out.getvalue()


def parts_of(entry: Any, *fields: str) -> list[Part]:
    """The file of an entry, for each of these fields."""
    found = []
    for name in fields:
        line = disposition(name, entry.upload_filename)
        if raw := entry.raw_content_disposition:
            line = raw.replace("{field}", name).replace("\\xff", "\xff").encode("latin-1")
        found.append(Part(line, entry.claimed_content_type, entry.content))
    return found


def typed_in(page: str, name: str) -> dict[str, str]:
    """What stands in the boxes of the form that has a box of this name."""
    for found in html.fromstring(page).forms:
        if name in found.fields:
            # The first line break in a box of lines is none of the text.
            return {name: typed.removeprefix("\n") for name, typed in found.form_values()}
    return {}


@dataclass(frozen=True)
class Taken:
    """An answer, and what it took."""

    page: HttpResponse
    work: float
    child: int  # kilobytes of the largest child, where this one was the largest of all


@dataclass
class Sent:
    """A form that was sent, the page that answered, and what is stored now."""

    desk: "Desk"
    entry: Any
    typed: dict[str, Any]
    page: HttpResponse
    taken: "Taken"

    @cached_property
    def case(self) -> Case | None:
        return Case.objects.in_full().first()

    @property
    def accepted(self) -> bool:
        return self.case is not None

    @cached_property
    def shown_name(self) -> str:
        """What the product calls the file: with its papers, or where it says what is wrong."""
        if source := Source.objects.first():
            return source.name
        named = re.search("«(.*?)»", self.why, re.DOTALL)
        return named[1] if named else ""

    @cached_property
    def why(self) -> str:
        """What the page says is wrong with the supporting papers, or with the whole request."""
        if self.page.status_code == 400:
            return html.fromstring(self.page.text).text_content()
        return " ".join(self.page.context["form"].errors.get("supporting", []))

    @cached_property
    def downloads(self) -> list[HttpResponse]:
        """The papers of the case, as an officer of the office downloads them."""
        return [self.desk.client.get(self.address("document", b)) for b in Bundle]

    @property
    def served(self) -> bytes:
        return self.downloads[0].content

    def address(self, page: str, bundle: str = Bundle.SUPPORTING, *more: int) -> str:
        return reverse(f"cases:{page}", args=[2566, self.case.number, bundle, 1, *more])

    @cached_property
    def look(self) -> Image.Image:
        """The first page as the officer sees it."""
        answer = self.desk.client.get(self.address("page_picture", Bundle.SUPPORTING, 1))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
        return Image.open(io.BytesIO(answer.content))

    def grey(self, across: float, down: float) -> int:
        """The grey of a spot of the first page, 0 black to 255 white."""
        grey = self.look.convert("L")
        return grey.getpixel((int(grey.width * across), int(grey.height * down)))

    @property
    def stored(self) -> list[Path]:
        """What lies in the storage of documents."""
        return self.desk.files_in("documents")


@dataclass
class Desk:
    """An officer, the browser before them, and the folder in which everything of the test lies."""

    client: DeskClient
    officer: Officer
    home: Path
    draft: Draft = field(init=False)

    def __post_init__(self) -> None:
        self.draft = cases.look_up("5838023466970", fiscal_year=make.year(), by=self.officer)

    @property
    def address(self) -> str:
        return reverse("meetings:record", args=[2566, self.draft.pk])

    def post(self, address: str, body: bytes, **more: Any) -> HttpResponse:
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.client.generic("POST", address, body, content_type=kind, **more)

    def send(self, entry: Any) -> Sent:
        """The whole form with the file of the entry in both bundles; a bomb in one, as it takes its time."""
        bundles = [Bundle.SUPPORTING] if entry.group == "bomb" else Bundle.values
        typed = form(hardship="พิมพ์ไว้แล้ว", phone="081-234-5678")
        body = multipart(typed, parts_of(entry, *bundles))
        taken = self.measured(lambda: self.post(self.address, body))
        return Sent(self, entry, typed, taken.page, taken)

    def as_auditor(self) -> DeskClient:
        client = DeskClient()
        client.force_login(make.centre_officer(Duty.AUDITOR))
        return client

    def as_stranger(self) -> DeskClient:
        client = DeskClient()
        client.force_login(make.officer(of=make.office("1024")))
        return client

    def files_in(self, place: str) -> list[Path]:
        return [path for path in (self.home / place).rglob("*") if path.is_file()]

    @staticmethod
    def rows() -> int:
        """How many rows there are of files."""
        return sum(model.objects.count() for model in (DraftFile, Document, Received, Source))

    @staticmethod
    def measured(send: Callable[[], HttpResponse]) -> Taken:
        usage = [resource.getrusage(who) for who in WHO]
        page = send()
        after = [resource.getrusage(who) for who in WHO]
        work = sum(u.ru_utime + u.ru_stime for u in after) - sum(
            u.ru_utime + u.ru_stime for u in usage
        )
        largest = after[1].ru_maxrss
        return Taken(page, work, largest if largest > usage[1].ru_maxrss else 0)
