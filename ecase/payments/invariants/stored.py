"""Whether each record's stored object is there (I20): asked of the storage, record by record."""

from collections.abc import Iterator

from ecase.cases.models import Document, DraftFile, Received
from ecase.core.storage import StoredObject, is_whole

from .checking import BY_KEY, Violation

AT_A_TIME = 1000
Stored = Document | Received | DraftFile


def damaged(*, thorough: bool = False) -> Iterator[Violation]:
    """Every record whose object is gone or of another size; ``thorough``: or of other content.

    Of cases' papers, of what was received as evidence, and of forms being filled in.
    """
    for row in _records():
        stored = StoredObject(row.stored_as, row.sha256, row.size)
        if not is_whole(stored, thorough=thorough):
            what, name = _named(row)
            yield Violation(BY_KEY["I20"], what, f"{name} หายหรือไม่ตรงกับที่บันทึกไว้")


def _records() -> Iterator[Stored]:
    kept = Document.objects.exclude(stored_as="", case__tombstone__isnull=False)
    yield from kept.select_related("case").order_by("pk").iterator(AT_A_TIME)
    yield from Received.objects.order_by("pk").iterator(AT_A_TIME)
    # A file of a case's own papers is that document's object, asked already.
    own = DraftFile.objects.filter(document=None, draft__became=None)
    yield from own.order_by("pk").iterator(AT_A_TIME)


def _named(row: Stored) -> tuple[str, str]:
    match row:
        case Document():
            return str(row.case), str(row)
        case Received():
            return "ไฟล์ที่ได้รับ", row.sha256
        case DraftFile():
            return f"ร่าง {row.draft_id}", f"ไฟล์ที่ {row.pk}"
