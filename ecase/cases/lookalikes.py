"""Lookalikes: what a case has in common with cases of other persons (ข้อสังเกต).

It looks past the own office. Of another office's case one thing alone leaves the database, that
there is one: no number, no name, no district.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import F, OuterRef, Value, When

from ecase.core.whose import over_the_city
from ecase.offices.models import Officer

from .models import Bundle, Case, CaseQuerySet, PagePrint, Status
from .prints import alike_marks, marks

SIMILAR = 0.6  # as pg_trgm counts: one mark or letter written otherwise is still the same name
NAMED = 3  # numbers of cases in a sentence
CANDIDATES = 5000  # pages that are compared: a form that thousands filled in looks a little alike
COMPARED = 200_000  # pairs of pages, in a second; papers of hundreds of such pages have more
COUNTED = 100  # newest first; a number that hundreds gave costs no more than one of a hundred

ACCOUNT = (
    "บัญชีธนาคารตรงกับของผู้ขอรับรายอื่น ({})"
    " หากเป็นบัญชีของผู้ปกครองหรือผู้รับมอบอำนาจให้แนบเอกสาร หากไม่ใช่ให้ตรวจกับสมุดบัญชีอีกครั้ง"
)
PHONE = "หมายเลขโทรศัพท์ตรงกับของผู้ขอรับรายอื่น ({}) อาจเป็นคนในครอบครัวหรือผู้ดูแลคนเดียวกัน สอบถามผู้ขอรับอีกครั้ง"
SCAN = (
    "หน้าสแกนเหมือนกับของผู้ขอรับรายอื่น ({}) คือ{}"
    " หากใช้เอกสารร่วมกัน เช่น ทะเบียนบ้านหรือบัตรของผู้ปกครอง ถือว่าปกติ หากไม่ใช่ให้ตรวจกับฉบับจริง"
)
NAME = "ชื่อใกล้เคียงและวันเกิดตรงกับผู้ขอรับที่ใช้เลขบัตรอื่น ({}) อาจเป็นคนละคนกัน ตรวจเลขบัตรกับบัตรอีกครั้ง"


def lookalikes(cases: Sequence[Case], *, officer: Officer) -> dict[int, list[str]]:
    """What this officer should look at twice in each case, by its key; three queries for them all.

    The cases of one person are not compared with each other: that is the history's to say.
    """
    cases = list(cases)  # fetched as the officer sees them, before looking further
    with over_the_city(
        "who shares an account, a phone, a name or a page; that there is one is said"
    ):
        return _all_found(cases, officer)


def _all_found(cases: Sequence[Case], officer: Officer) -> dict[int, list[str]]:
    scans = _same_scans(cases, officer)
    return {
        key: [
            *(
                sentence.format(_in_words(numbers))
                for sentence, numbers in zip((ACCOUNT, PHONE, NAME), found, strict=True)
                if numbers
            ),
            *scans.get(key, ()),
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
        bank_account__phone_digest=OuterRef("bank_account__phone_digest"),
        bank_account__phone_digest__gt="",
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


def _same_scans(cases: Sequence[Case], officer: Officer) -> dict[int, list[str]]:
    """What is said of each case whose pages show almost the same as others': whose, and which pages."""
    own = PagePrint.objects.in_force().filter(document__case__in=[case.pk for case in cases])
    pages: list[tuple[int, int, tuple[str, int], int]] = []
    by_band: dict[int, list[int]] = defaultdict(list)  # where in pages
    for case, person, bundle, number, bands, print_ in own.values_list(
        "document__case", "document__case__person", "document__bundle", "number", "bands", "print"
    ).order_by("-pk")[:CANDIDATES]:
        for band in bands:
            by_band[band].append(len(pages))
        pages.append((case, person, (bundle, number), marks(bytes(print_))))
    near: dict[int, dict[int, str]] = defaultdict(dict)
    places: dict[int, set[tuple[str, int]]] = defaultdict(set)
    if by_band:
        others = PagePrint.objects.in_force().filter(bands__overlap=list(by_band))
        told, left = _told(officer, "document__case__"), COMPARED
        for case, person, number, bands, print_ in (
            others.annotate(told=told)
            .values_list("document__case", "document__case__person", "told", "bands", "print")
            .order_by("-pk")[:CANDIDATES]
        ):
            met = {at for band in bands for at in by_band.get(band, ())}
            other = marks(bytes(print_))
            for mine, whose, place, page in (pages[at] for at in met):
                is_known = case in near[mine] and place in places[mine]
                if whose != person and not is_known:
                    left -= 1
                    if alike_marks(page, other):
                        near[mine][case] = number
                        places[mine].add(place)
            if left < 0:
                break
    newest = {case: sorted(found.items(), reverse=True)[:COUNTED] for case, found in near.items()}
    return {
        case: [SCAN.format(_in_words([number for _, number in found]), _pages(places[case]))]
        for case, found in newest.items()
        if found
    }


def _pages(places: set[tuple[str, int]]) -> str:
    """Which of a case's own pages: หน้า 1, 2 ของเอกสารที่เกี่ยวข้อง และหน้า 1 ของเอกสารทางการเงิน."""
    words = []
    for bundle in Bundle:
        numbers = sorted(number for of, number in places if of == bundle)
        shown = ", ".join(str(number) for number in numbers[:NAMED])
        more = f" และอีก {len(numbers) - NAMED} หน้า" if len(numbers) > NAMED else ""
        words += [f"หน้า {shown}{more} ของ{bundle.label}"] if numbers else []
    return " และ".join(words)


def _numbers(cases: CaseQuerySet, officer: Officer) -> ArraySubquery:
    """The numbers, newest first, of the cases that the officer may open; an empty one of each other."""
    newest = cases.annotate(told=_told(officer)).order_by("-bank_account")
    return ArraySubquery(newest.values("told")[:COUNTED])


def _told(officer: Officer, of: str = "") -> F | models.Case:
    """What the officer is told of a case: its number, or that it is another office's."""
    number = F(f"{of}number")
    if officer.sees_every_office:
        return number
    return models.Case(When(**{f"{of}office": officer.office_id}, then=number), default=Value(""))


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
