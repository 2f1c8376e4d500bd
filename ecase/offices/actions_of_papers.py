"""What happens to a long paper (แบบพิมพ์ยาว) from the asking until it is fetched."""

import json
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ecase.core.papers import Told

from .models import LongPaper, Officer


@transaction.atomic
def ask_for_paper(told: Told, *, name: str, to_keep: bool, by: Officer) -> LongPaper:
    """Put down what is to be made. The same paper asked for again takes the place of the first, whose
    child gives up; and whatever is older than an hour goes, whosever it is."""
    LongPaper.objects.filter(asked_at__lte=timezone.now() - LongPaper.KEPT).delete()
    LongPaper.objects.of(by).filter(name=name).delete()
    as_text = {"template": told.template, "data": told.data, "made_at": told.made_at.isoformat()}
    return LongPaper.objects.create(
        officer_id=by.pk,
        name=name,
        to_keep=to_keep,
        told=json.dumps(as_text, ensure_ascii=False),
        count=told.count,
    )


def hear_of_paper(key: UUID, *, done: int) -> bool:
    """The child is alive and has made so many rows; False where nobody wants the paper any more."""
    paper = LongPaper.objects.filter(pk=key)
    return bool(paper.update(done=done, heard_at=timezone.now()))


def keep_paper(key: UUID, pdf: bytes) -> None:
    """The paper is made; what it was told is not needed again."""
    LongPaper.objects.filter(pk=key).update(pdf=pdf, told="", heard_at=timezone.now())


def give_up_paper(key: UUID) -> None:
    """The paper could not be made; the page says so."""
    LongPaper.objects.filter(pk=key).update(has_failed=True, told="")
