"""A long paper (แบบพิมพ์ยาว), from the asking until it is fetched."""

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ecase.core.papers import Told
from ecase.core.whose import over_the_city

from ..models import LongPaper, Officer, PapersUnderWay


@transaction.atomic
def ask_for_paper(told: Told, *, name: str, to_keep: bool, by: Officer) -> tuple[LongPaper, bool]:
    """Put down what is to be made; also says whether a child is to be started for it.

    The same paper asked for again while it is being made is that one. One that says something else
    by now takes its place, and the child of the first gives up. Whatever is older than an hour
    goes, whosever it is. Raises PapersUnderWay.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    with over_the_city("what is older than an hour goes, whosever it is"):
        LongPaper.objects.filter(asked_at__lte=timezone.now() - LongPaper.KEPT).delete()
    as_text = {"template": told.template, "data": told.data, "made_at": told.made_at.isoformat()}
    text = json.dumps(as_text, ensure_ascii=False)
    of_this_name = LongPaper.objects.of(by).filter(name=name)
    for first in of_this_name.under_way():
        if _says(first.told) == _says(text) and first.to_keep == to_keep:
            return first, False
    of_this_name.delete()
    if LongPaper.objects.of(by).under_way().count() >= LongPaper.AT_ONCE:
        raise PapersUnderWay
    paper = LongPaper.objects.create(
        officer_id=by.pk, name=name, to_keep=to_keep, told=text, count=told.count
    )
    return paper, True


def _says(text: str) -> dict[str, Any]:
    return {**json.loads(text), "made_at": None}


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
