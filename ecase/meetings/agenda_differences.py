"""What changed on an agenda between a page and the press of its button (I10), in words.

The page carries a signed, compact copy of what it showed. Names, IDs and accounts are in it only
as keyed hashes, so that nothing hidden on the screen can be read in the page's source.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from ecase.audit.models import Event, subject_of
from ecase.cases.models import Case
from ecase.core.thai import baht, thai_date

from .agenda_content import AgendaContent
from .models import Meeting

SALT = "meetings.agenda_differences"
PERSON = ("citizen_id", "title", "first_name", "last_name", "is_disabled")
ACCOUNT = (
    "bank_code",
    "bank",
    "branch_code",
    "account_name",
    "account_number",
    "phone",
    "email",
)
# What a copy holds of each case, in this order.
KEPT = ("version", "amount", "assistance_type", "age", "person", "account", "papers")


@dataclass(frozen=True)
class Difference:
    """One thing about one case that is not as the page showed it."""

    case: Case
    what: str
    before: str
    after: str
    by: str  # who did the last thing to the case, and when
    at: datetime | None


@dataclass(frozen=True)
class Differences:
    """All of them, with count and sum (baht) as the page showed them and as they are."""

    rows: list[Difference]
    count_before: int
    count_after: int
    total_before: str
    total_after: str
    day_before: str = ""  # only where the day of approval is another one by now
    day_after: str = ""


def copy_of(content: AgendaContent) -> str:
    """What a page shows, signed, for ``differences`` to compare with later."""
    shown = json.loads(content.text)
    copy = {
        "of": [shown["office"], shown["fiscal_year"], shown["number"]],
        "on": shown["approved_on"],
        "total": shown["total"],
        "cases": {row["number"]: _kept(row) for row in shown["cases"]},
    }
    return signing.dumps(copy, salt=SALT, compress=True)


def differences(copy: str, now: AgendaContent, meeting: Meeting) -> Differences | None:
    """How the agenda differs from the signed copy; None where the copy is none of this meeting."""
    try:
        shown = signing.loads(copy, salt=SALT)
    except signing.BadSignature:
        return None
    if shown["of"] != [meeting.office.code, meeting.fiscal_year_id, meeting.number]:
        return None
    current = json.loads(now.text)
    before = {number: _by_name(kept) for number, kept in shown["cases"].items()}
    after = {row["number"]: _by_name(_kept(row)) for row in current["cases"]}
    touched = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    cases = {
        case.number: case
        for case in Case.objects.filter(number__in=touched, office=meeting.office)
        .select_related("title")
        .order_by("sequence")
    }
    last = _last_events(cases.values())
    rows = []
    for number, case in cases.items():
        event = last.get(subject_of(case))
        by, at = (str(event.by or ""), event.at) if event else ("", None)
        for what, was, becomes in _changes(case, before.get(number), after.get(number)):
            rows.append(Difference(case, what, was, becomes, by, at))
    another_day = shown["on"] != current["approved_on"]
    return Differences(
        rows=rows,
        count_before=len(before),
        count_after=len(after),
        total_before=baht(Decimal(shown["total"])),
        total_after=baht(now.total),
        day_before=_day(shown["on"]) if another_day else "",
        day_after=_day(current["approved_on"]) if another_day else "",
    )


def _changes(
    case: Case, was: dict[str, Any] | None, now: dict[str, Any] | None
) -> Iterator[tuple[str, str, str]]:
    """What changed about one case, with the value before and after."""
    if was is None:
        yield "เข้ามาในรายชื่อ", "ไม่อยู่", f"{baht(case.amount)} บาท"
        return
    if now is None:
        amount = baht(Decimal(was["amount"]))
        yield "ออกจากรายชื่อ", f"{amount} บาท", case.get_status_display()
        return
    changed = [name for name in KEPT if was[name] != now[name]]
    if "amount" in changed:
        yield "จำนวนเงิน", baht(Decimal(was["amount"])), baht(Decimal(now["amount"]))
    if "assistance_type" in changed:
        yield "ประเภทเงินสงเคราะห์", was["assistance_type"], now["assistance_type"]
    if "age" in changed:
        yield "อายุ", f"{was['age']} ปี", f"{now['age']} ปี"
    for name, words in (
        ("person", "ข้อมูลผู้ขอรับ"),
        ("account", "ข้อมูลทางการเงิน"),
        ("papers", "เอกสาร"),
    ):
        if name in changed:
            yield words, "ตามที่แสดง", "แก้ไขแล้ว"
    if changed == ["version"]:
        yield "รายละเอียดอื่นของเคส", "ตามที่แสดง", "แก้ไขแล้ว"


def _kept(row: dict[str, Any]) -> list[Any]:
    facts = {
        **row,
        "person": _hash([row[name] for name in PERSON]),
        "account": _hash([row[name] for name in ACCOUNT]),
        "papers": _hash(row["papers"]),
    }
    return [facts[name] for name in KEPT]


def _by_name(kept: list[Any]) -> dict[str, Any]:
    return dict(zip(KEPT, kept, strict=True))


def _hash(facts: object) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:12]


def _last_events(cases: Iterable[Case]) -> dict[str, Event]:
    about = [subject_of(case) for case in cases]
    latest = Event.objects.filter(subject__in=about).order_by("subject", "-pk").distinct("subject")
    return {event.subject: event for event in latest.select_related("by")}


def _day(iso: str) -> str:
    return thai_date(date.fromisoformat(iso))
