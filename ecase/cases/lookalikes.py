"""Lookalikes: what a case has in common with cases of other persons (ข้อสังเกต).

With ``history_of`` the only code that looks past the own office. Of another office's case one
thing alone leaves the database, that there is one: no number, no name, no district.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import F, OuterRef, Value, When

from ecase.offices.models import Officer

from .models import Case, CaseQuerySet, Status

SIMILAR = 0.6  # as pg_trgm counts: one mark or letter written otherwise is still the same name
NAMED = 3  # numbers of cases in a sentence
COUNTED = 100  # newest first; a number that hundreds gave costs no more than one of a hundred

ACCOUNT = (
    "บัญชีธนาคารตรงกับของผู้ขอรับรายอื่น ({})"
    " หากเป็นบัญชีของผู้ปกครองหรือผู้รับมอบอำนาจให้แนบเอกสาร หากไม่ใช่ให้ตรวจกับสมุดบัญชีอีกครั้ง"
)
PHONE = "หมายเลขโทรศัพท์ตรงกับของผู้ขอรับรายอื่น ({}) อาจเป็นคนในครอบครัวหรือผู้ดูแลคนเดียวกัน สอบถามผู้ขอรับอีกครั้ง"
NAME = "ชื่อใกล้เคียงและวันเกิดตรงกับผู้ขอรับที่ใช้เลขบัตรอื่น ({}) อาจเป็นคนละคนกัน ตรวจเลขบัตรกับบัตรอีกครั้ง"


def lookalikes(cases: Sequence[Case], *, officer: Officer) -> dict[int, list[str]]:
    """What this officer should look at twice in each case, by its key; one query for them all.

    The cases of one person are not compared with each other: that is the history's to say.
    """
    sentences = (ACCOUNT, PHONE, NAME)
    return {
        key: [
            sentence.format(_in_words(numbers))
            for sentence, numbers in zip(sentences, found, strict=True)
            if numbers
        ]
        for key, *found in _found(cases, officer)
    }


def _found(cases: Sequence[Case], officer: Officer) -> Iterable[tuple[Any, ...]]:
    """The key of each case, and the numbers of the cases that share its account, phone and name."""
    others = Case.objects.exclude(person=OuterRef("person"))
    same_account = others.exclude(status=Status.DISQUALIFIED).filter(
        bank_account__account_key=OuterRef("bank_account__account_key"),
        bank_account__bank=OuterRef("bank_account__bank"),
    )
    same_phone = others.filter(
        bank_account__phone=OuterRef("bank_account__phone"), bank_account__phone__gt=""
    )
    likeness = TrigramSimilarity("full_name", OuterRef("full_name"))  # type: ignore[arg-type]
    same_name = others.alias(likeness=likeness).filter(
        birth_date=OuterRef("birth_date"),
        full_name__trigram_similar=OuterRef("full_name"),  # over 0.3: what the index can find
        likeness__gte=SIMILAR,
    )
    return (
        Case.objects.filter(pk__in=[case.pk for case in cases])
        .annotate(
            same_account=_numbers(same_account, officer),
            same_phone=_numbers(same_phone, officer),
            same_name=_numbers(same_name, officer),
        )
        .values_list("pk", "same_account", "same_phone", "same_name")
    )


def _numbers(cases: CaseQuerySet, officer: Officer) -> ArraySubquery:
    """The numbers, newest first, of the cases that the officer may open; an empty one of each other."""
    of_other_offices = models.Case(
        When(office=officer.office_id, then=F("number")), default=Value("")
    )
    number = F("number") if officer.sees_every_office else of_other_offices
    newest = cases.annotate(told=number).order_by("-bank_account")
    return ArraySubquery(newest.values("told")[:COUNTED])


def _in_words(numbers: Sequence[str]) -> str:
    """Which cases: Case2566-9, Case2566-7, Case2566-5 และอีก 2 เคส และเคสของเขตอื่น."""
    own = [f"Case{number}" for number in numbers if number]
    words = [", ".join(own[:NAMED])] if own else []
    if len(own) > NAMED:
        at_least = "อย่างน้อย " if len(numbers) == COUNTED else " "
        words.append(f"อีก{at_least}{len(own) - NAMED} เคส")
    if len(own) < len(numbers):
        words.append("เคสของเขตอื่น")
    return " และ".join(words)
