"""Whether each document's stored object is there (I20): asked of the storage, document by document."""

from collections.abc import Iterator

from ecase.cases.models import Document
from ecase.core.storage import StoredObject, is_whole

from .checking import BY_KEY, Violation

AT_A_TIME = 1000


def damaged(*, thorough: bool = False) -> Iterator[Violation]:
    """Every document whose object is gone or of another size; ``thorough``: or of other content."""
    documents = Document.objects.select_related("case").order_by("pk").iterator(AT_A_TIME)
    for document in documents:
        stored = StoredObject(document.stored_as, document.sha256, document.size)
        if not is_whole(stored, thorough=thorough):
            why = f"{document} หายหรือไม่ตรงกับที่บันทึกไว้"
            yield Violation(BY_KEY["I20"], str(document.case), why)
