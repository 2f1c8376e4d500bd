"""Finding cases (แสดงข้อมูลเคส): what was typed into the search box, and the filters of the list."""

import re
from dataclasses import dataclass

from django.db.models import Max, Q
from django.http import HttpRequest

from ecase.core import citizen_id
from ecase.core.thai import ascii_digits
from ecase.offices.models import FiscalYear, Office
from ecase.people.models import Title
from ecase.regulations.models import AssistanceType

from .models import CaseQuerySet, Status

_NUMBER = re.compile(r"\A(?:case ?)?([0-9]{4}-[0-9]{1,7})\Z", re.IGNORECASE)
_SEQUENCE = re.compile(r"\A(?:case ?)?([0-9]{1,7})\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\A[0-9\s.\u2010-\u2015\u2212\-]+\Z")


@dataclass(frozen=True)
class Search:
    """One search: the cases it finds, how it is said back, and why it found nothing by itself."""

    cases: CaseQuerySet
    said: str = ""
    problem: str = ""


def search(cases: CaseQuerySet, typed: str, *, year: FiscalYear) -> Search:
    """Find by case number, citizen ID or a part of the name, whichever was typed.

    A full case number is found in whatever year it is; all else in the year of the page.
    """
    digits = ascii_digits(typed)
    if number := _NUMBER.match(digits):
        return Search(cases.filter(number=number[1]), f"Case{number[1]}")
    cases = cases.of_year(year)
    if not typed:
        return Search(cases)
    if sequence := _SEQUENCE.match(digits):
        number_of_year = f"{year.pk}-{int(sequence[1])}"
        return Search(cases.filter(number=number_of_year), f"Case{number_of_year}")
    if _DIGITS.match(digits):
        try:
            person = citizen_id.normalise(typed)
        except citizen_id.CitizenIdError as error:
            return Search(cases.none(), "เลขบัตรที่พิมพ์", str(error))
        return Search(
            cases.filter(person__citizen_id=person), f"เลขบัตร {citizen_id.masked(person)}"
        )
    return Search(cases.filter(_by_name(typed)), f"ชื่อ “{typed}”")


def _by_name(typed: str) -> Q:
    """A part of the name; a title typed before it (นายฎีกา) is also tried as one."""
    q = Q(full_name__contains=typed)
    for title in Title.objects.values_list("name", flat=True):
        rest = typed.removeprefix(title).strip()
        if rest and rest != typed:
            q |= Q(full_name__startswith=rest, title__name=title)
    return q


@dataclass(frozen=True)
class Option:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One select above the list; its first choice is all."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> str:
        """What it is set to, or empty."""
        return next((option.value for option in self.options if option.is_chosen), "")


def filters(
    request: HttpRequest, cases: CaseQuerySet, *, with_offices: bool
) -> tuple[list[Filter], CaseQuerySet]:
    """The selects as the address sets them, and the cases that they leave.

    What the address says and no select offers is as if it were not there. Rounds are offered of
    one office alone: each counts its own. Two queries, one more with offices.
    """
    chosen: list[Filter] = []

    def choose(name: str, label: str, choices: list[tuple[str, str]]) -> str:
        asked = request.GET.get(name, "")
        chosen.append(
            Filter(name, label, [Option(value, text, value == asked) for value, text in choices])
        )
        return chosen[-1].chosen

    if with_offices:
        offices = Office.objects.order_by("code").values_list("code", "name")
        if office := choose("office", "สำนักงานเขต", list(offices)):
            cases = cases.filter(office__code=office)
    in_one_office = cases if not with_offices or office else cases.none()
    last = in_one_office.order_by().aggregate(last=Max("round"))["last"] or 0
    if status := choose("status", "สถานะ", [(s.value, str(s.label)) for s in Status]):
        cases = cases.filter(status=status)
    if kind := choose("kind", "ประเภท", KINDS):
        cases = cases.filter(is_disabled=kind == "disabled")
    if aid := choose("type", "ประเภทเงินสงเคราะห์", _types()):
        cases = cases.filter(assistance_type=int(aid))
    match choose("papers", "เอกสาร", PAPERS):
        case "missing":
            cases = cases.exclude(missing_papers=[])
        case "complete":
            cases = cases.filter(missing_papers=[]).exclude(attached_papers=[])
    rounds = [(str(number), f"รอบ {number}") for number in range(last, 0, -1)]
    if number := choose("round", "รอบประชุม", rounds):
        cases = cases.filter(round=int(number))
    return chosen, cases


KINDS = [("disabled", "เคสผู้พิการ"), ("general", "เคสประชาชนทั่วไป")]

PAPERS = [("missing", "ยังขาดเอกสาร"), ("complete", "เอกสารครบ")]


def _types() -> list[tuple[str, str]]:
    types = AssistanceType.objects.active().order_by("position").values_list("pk", "name")
    return [(str(pk), name) for pk, name in types]
