"""Finding events (ค้นทะเบียน): of a week of one office, or by officer, person, record and time.

What was typed may be a citizen ID, so it is kept in the session under a token (cases/searching.py).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Concat
from django.utils import timezone

from ecase.audit.models import Event, EventQuerySet, subject_named
from ecase.cases.models import Case, Draft
from ecase.core import citizen_id
from ecase.core.thai import ascii_digits, thai_date
from ecase.offices.models import Office, Officer
from ecase.payments.models import Approval
from ecase.privacy.models import DataRequest

from .words import LOOKS

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on (สัปดาห์)."""

    first: date

    @classmethod
    def asked(cls, text: str, today: date) -> "Week":
        """The week of the day that an address names; else this one."""
        try:
            day = date.fromisoformat(text) if text.isascii() and len(text) == 10 else today
        except ValueError:
            day = today
        day = min(max(day, date(2020, 1, 6)), today)
        return cls(day - timedelta(days=day.weekday()))

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def key(self) -> str:
        return self.first.isoformat()

    @property
    def previous(self) -> "Week":
        return Week(self.first - timedelta(days=7))

    @property
    def following(self) -> "Week":
        return Week(self.first + timedelta(days=7))

    def __str__(self) -> str:
        return f"{thai_date(self.first)} ถึง {thai_date(self.last)}"


def events_of_week(office: Office, week: Week) -> EventQuerySet:
    """All that is in an office's register of these days, what the centre looked at there too."""
    found = Event.objects.filter(office=office.code)
    return found.filter(at__gte=_begin(week.first), at__lt=_begin(week.following.first))


@dataclass(frozen=True)
class Worked:
    """What one officer did in a week, in numbers."""

    officer: Officer
    deeds: int
    looks: int  # at what is hidden or masked, and what was taken away
    look_ups: int  # of an ID's history
    exports: int


def worked(events: EventQuerySet) -> list[Worked]:
    """Who did how much of these events, the busiest first. Two queries."""
    is_look = Q(verb__in=LOOKS)
    counted = (
        events.exclude(by=None)
        .order_by()
        .values("by")
        .annotate(
            deeds=Count("pk", filter=~is_look),
            looks=Count("pk", filter=is_look),
            look_ups=Count("pk", filter=Q(verb="person.history_seen")),
            exports=Count("pk", filter=Q(verb="list.exported")),
        )
    )
    rows = list(counted)
    officers = Officer.objects.in_bulk([row["by"] for row in rows])
    found = [
        Worked(officers[row["by"]], row["deeds"], row["looks"], row["look_ups"], row["exports"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.deeds - one.looks, one.officer.pk))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 -- made so here


@dataclass(frozen=True)
class Found:
    """What a search of the register finds, how it is said back, and why it found nothing by itself."""

    events: EventQuerySet
    said: str = ""
    problem: str = ""


def as_kept(facts: dict[str, Any]) -> str:
    """What was asked for, as text for the session."""
    return json.dumps({name: str(value) for name, value in facts.items() if value})


def asked_for(kept: str | None) -> dict[str, str] | None:
    """What a kept search asks for; None where it is forgotten, or was one of another list."""
    try:
        asked = json.loads(kept) if kept else {}
    except ValueError:
        return None
    return asked if kept is not None and isinstance(asked, dict) else None


def as_typed(asked: Mapping[str, str]) -> dict[str, Any]:
    """What was asked for, as it stands in the boxes again; the ID, which was typed, does not."""
    boxes: dict[str, Any] = {name: asked[name] for name in ("officer", "record") if name in asked}
    boxes |= {day: date.fromisoformat(asked[day]) for day in ("first", "last") if day in asked}
    if office := asked.get("office"):
        boxes["office"] = Office.objects.get(code=office)
    return boxes


def search(asked: Mapping[str, str]) -> Found:
    """What is found; all of the register where nothing was asked for."""
    events, said = Event.objects.all(), []
    if office := asked.get("office"):
        events = events.filter(office=office)
        said.append(f"ทะเบียนของ {Office.objects.get(code=office)}")
    if officer := asked.get("officer"):
        who = list(_officers(officer))
        if not who:
            return Found(events.none(), f"ผู้ทำ “{officer}”", "ไม่มีเจ้าหน้าที่ชื่อนี้ ตรวจตัวสะกดหรือใช้ชื่อผู้ใช้")
        events = events.filter(by__in=who)
        said.append(f"ผู้ทำ “{officer}”")
    if person := asked.get("citizen_id"):
        events = events.filter(subject__in=_of_person(person))
        said.append(f"เลขบัตร {citizen_id.masked(person)}")
    if record := asked.get("record"):
        subjects = _of_record(ascii_digits(record))
        if not subjects:
            problem = "ไม่มีเคสหรือรายการอนุมัติเลขนี้ เคสเช่น 2566-2 รายการอนุมัติเช่น 2566/1008-1"
            return Found(events.none(), record, problem)
        events = events.filter(subject__in=subjects)
        said.append(f"เลขที่ {record}")
    if first := asked.get("first"):
        events = events.filter(at__gte=_begin(date.fromisoformat(first)))
        said.append(f"ตั้งแต่ {thai_date(date.fromisoformat(first))}")
    if last := asked.get("last"):
        events = events.filter(at__lt=_begin(date.fromisoformat(last) + timedelta(days=1)))
        said.append(f"ถึง {thai_date(date.fromisoformat(last))}")
    return Found(events, " ".join(said))


def _officers(typed: str) -> list[int]:
    """By the name of the account, or a part of the person's name, today's or a former one."""
    named = Q(pk__isnull=False)
    for word in typed.removesuffix("(ส่วนกลาง)").split():
        named &= (
            Q(called__contains=word)
            | Q(last_name__contains=word)
            | Q(former_names__first_name__contains=word)
            | Q(former_names__last_name__contains=word)
        )
    called = Concat("title", "first_name")  # as the register writes the name
    found = Officer.objects.annotate(called=called).filter(Q(username=typed) | named)
    return list(found.values_list("pk", flat=True).distinct()[:200])


def _of_person(person: str) -> list[str]:
    """All that is about one person: cases, forms begun with the ID, requests for the own data."""
    cases = Case.objects.asked_for_by(person).values_list("pk", flat=True)
    drafts = Draft.objects.filter(citizen_id=person).values_list("pk", flat=True)
    requests = DataRequest.objects.about(person).values_list("pk", flat=True)
    return [
        *(subject_named(DataRequest, key) for key in requests),
        *(subject_named(Case, key) for key in cases),
        *(subject_named(Draft, key) for key in drafts),
    ]


def _of_record(typed: str) -> list[str]:
    year, slash, key = typed.partition("/")
    if slash and year.isascii() and year.isdigit() and len(year) == 4:
        found = Approval.objects.filter(fiscal_year=int(year)).keyed(key)
        return [subject_named(Approval, pk) for pk in found.values_list("pk", flat=True)]
    number = typed.strip().lower().removeprefix("case").strip()
    cases = Case.objects.filter(number=number).values_list("pk", flat=True)
    return [subject_named(Case, pk) for pk in cases]


def look_ups_without_a_case(office: Office) -> QuerySet[Draft]:
    """The look-ups of an office of the last three months, until yesterday, after which the office
    recorded no case of that person (ตรวจสอบแล้วไม่มีเคส)."""
    midnight = _begin(timezone.localdate())
    drafts = Draft.objects.filter(
        office=office,
        edits=None,
        follows=None,
        became=None,
        created_at__gte=midnight - LOOKED_BACK,
        created_at__lt=midnight,
    )
    recorded = Case.objects.filter(
        office=office,
        person__citizen_id_digest=OuterRef("citizen_id_digest"),
        recorded_at__gte=OuterRef("created_at"),
    )
    return drafts.filter(~Exists(recorded)).select_related("officer", "fiscal_year")
