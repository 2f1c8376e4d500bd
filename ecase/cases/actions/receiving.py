"""The files of a draft (ไฟล์ของร่าง): received, cleaned and kept, and their pages put in order."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from ecase.audit.actions import record
from ecase.core import scans
from ecase.core.scan_worker import MAX_PAGES
from ecase.core.scans import Scan, ScanRefused
from ecase.core.storage import keep
from ecase.core.viruses import Unasked, viruses_in
from ecase.offices.models import Officer

from ..models import Bundle, Document, Draft, DraftFile, DraftPage, DraftUsed, Received

MB = 1024 * 1024
FULL_TURN = 360
INFECTED = (
    "มีไวรัส ({}) ระบบไม่รับและไม่ได้เก็บไว้ อย่าเปิดไฟล์นี้ ลบออกจากเครื่อง แจ้งผู้ดูแลเครื่องให้ตรวจ แล้วสแกนเอกสารใหม่"
)


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it came: for which bundle, what it was called, and its bytes."""

    bundle: str
    name: str
    content: bytes


def take_files(
    draft: Draft, received: Sequence[ReceivedFile], *, by: Officer
) -> dict[str, list[str]]:
    """Clean received files and keep the good ones; says of each bundle why others were refused.

    Where there is a virus scanner, nothing is opened or kept that it has not called clean.
    """
    refused: dict[str, list[str]] = defaultdict(list)
    harmless = []
    for file, virus in zip(received, viruses_in([file.content for file in received]), strict=True):
        if isinstance(virus, Unasked):
            refused[file.bundle].append(f"ไฟล์ «{file.name}» {virus.value}")
        elif virus:
            _note_virus(draft, file, virus, by=by)
            refused[file.bundle].append(f"ไฟล์ «{file.name}» {INFECTED.format(virus)}")
        else:
            harmless.append(file)
    outcomes = scans.clean_all([(file.name, file.content) for file in harmless])
    for file, outcome in zip(harmless, outcomes, strict=True):
        if isinstance(outcome, ScanRefused):
            refused[file.bundle].append(str(outcome))
        elif why := _no_room(draft, file.bundle, outcome):
            refused[file.bundle].append(f"ไฟล์ «{file.name}» {why}")
        else:
            keep_file(
                draft,
                bundle=file.bundle,
                name=file.name,
                scan=outcome,
                content=file.content,
                by=by,
            )
    return dict(refused)


@transaction.atomic
def _note_virus(draft: Draft, file: ReceivedFile, virus: str, *, by: Officer) -> None:
    """The register tells who brought it; of the file itself only its fingerprint is kept."""
    fingerprint = hashlib.sha256(file.content).hexdigest()
    facts = {"bundle": file.bundle, "virus": virus, "sha256": fingerprint}
    record("file.infected", draft, by=by, after={**facts, "size": len(file.content)})


def keep_file(
    draft: Draft, *, bundle: str, name: str, scan: Scan, content: bytes | None = None, by: Officer
) -> DraftFile:
    """Keep one good, cleaned file of a draft while the rest of the form is mended.

    ``content`` is the file as it came, kept as evidence; where it is None, it came as this very PDF.
    A form sent twice sends its files twice: what the bundle has already is not added again.
    """
    stored = keep(scan.pdf, ".pdf")
    came = keep(scan.pdf if content is None else content, ".bin")
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if same := draft.files.filter(bundle=bundle, sha256=stored.sha256).first():
            return same
        _refuse_used(draft)
        received, _ = Received.objects.get_or_create(
            sha256=came.sha256, defaults={"size": came.size, "stored_as": came.name}
        )
        file = DraftFile.objects.create(
            draft=draft,
            bundle=bundle,
            name=name,
            stored_as=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            pages=scan.pages,
            received=received,
        )
        _put_at_the_end(file, dict(enumerate(scan.prints, start=1)))
        record(
            "file.received",
            draft,
            by=by,
            after={"bundle": bundle, "sha256": came.sha256, "size": came.size},
        )
        return file


@transaction.atomic
def drop_file(draft: Draft, *, file: int, by: Officer) -> None:
    """Take one file out of a draft again (นำออก), with all its pages."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _refuse_used(draft)
    draft.files.filter(pk=file).delete()


@transaction.atomic
def bring_in(draft: Draft, document: Document) -> DraftFile:
    """Lay the pages of a case's papers before the officer (จัดหน้าเอกสาร): to turn, order, add to."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _refuse_used(draft)
    if there := draft.files.filter(document=document).first():
        return there
    file = DraftFile.objects.create(
        draft=draft,
        bundle=document.bundle,
        name=f"{document} ของ {document.case}.pdf",
        stored_as=document.stored_as,
        sha256=document.sha256,
        size=document.size,
        pages=document.pages,
        document=document,
    )
    prints = document.prints.values_list("number", "print")
    _put_at_the_end(file, {number: bytes(print_) for number, print_ in prints})
    return file


@transaction.atomic
def turn_page(draft: Draft, *, page: int, degrees: int, by: Officer) -> None:
    """Turn a page to the right (หมุน) by 90, 180 or 270 degrees."""
    pages = _locked_pages(draft)
    for found in pages:
        if found.pk == page:
            found.turn = (found.turn + degrees) % FULL_TURN
            found.save(update_fields=["turn"])


@transaction.atomic
def move_page(draft: Draft, *, page: int, by_places: int, by: Officer) -> None:
    """Move a page within its bundle (เลื่อนหน้า): by so many places on, or back where negative."""
    pages = _locked_pages(draft)
    moved = next((found for found in pages if found.pk == page), None)
    if moved is None:
        return
    bundle = [found for found in pages if found.file.bundle == moved.file.bundle]
    at = bundle.index(moved)
    bundle.insert(min(max(at + by_places, 0), len(bundle) - 1), bundle.pop(at))
    for position, found in enumerate(bundle, start=1):
        found.position = position
    DraftPage.objects.bulk_update(bundle, ["position"])


@transaction.atomic
def take_out_page(draft: Draft, *, page: int, by: Officer) -> None:
    """Take one page out (นำหน้าออก); with its last page a file goes too."""
    for found in _locked_pages(draft):
        if found.pk == page:
            found.delete()
            if not found.file.arranged.exists():
                found.file.delete()


def _locked_pages(draft: Draft) -> list[DraftPage]:
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    _refuse_used(draft)
    return list(DraftPage.objects.of(draft))


def _put_at_the_end(file: DraftFile, prints: Mapping[int, bytes]) -> None:
    before = DraftPage.objects.filter(file__draft=file.draft, file__bundle=file.bundle)
    last = before.aggregate(last=Max("position", default=0))["last"]
    DraftPage.objects.bulk_create(
        DraftPage(file=file, number=number, position=last + number, print=prints.get(number, b""))
        for number in range(1, file.pages + 1)
    )


def _refuse_used(draft: Draft) -> None:
    if draft.became:
        raise DraftUsed(f"แบบฟอร์มนี้บันทึกเป็นเคสแล้ว ({draft.became}) หากจะแก้ไขให้เปิดเคสนั้น")


def _no_room(draft: Draft, bundle: str, scan: Scan) -> str:
    kept = draft.files.filter(bundle=bundle).exclude(sha256=scan.sha256)
    size = kept.aggregate(size=Sum("size", default=0))["size"]
    if size + scan.size > settings.BUNDLE_BYTES:
        limit = settings.BUNDLE_BYTES // MB
        return f"ทำให้{Bundle(bundle).label}รวมกันเกิน {limit} MB นำไฟล์อื่นออกหรือสแกนใหม่ให้เล็กลง แล้วเลือกไฟล์นี้อีกครั้ง"
    if DraftPage.objects.filter(file__in=kept).count() + scan.pages > MAX_PAGES:
        return f"ทำให้{Bundle(bundle).label}รวมกันเกิน {MAX_PAGES} หน้า สแกนเฉพาะหน้าที่เกี่ยวข้อง แล้วเลือกไฟล์อีกครั้ง"
    return ""
