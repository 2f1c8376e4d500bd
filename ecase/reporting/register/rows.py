"""How an event is shown in a list: who, what, about which record, from where, why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from ecase.audit.models import Event
from ecase.cases.models import Draft
from ecase.core import citizen_id
from ecase.core.sheets import BATCH, Column, in_batches
from ecase.offices.models import Office

from .words import LOOKS, said

# What the name of such a record needs of other tables, and what of it is too large to fetch.
NEEDS = {
    "meetings.meeting": ("office",),
    "offices.waiver": ("office",),
    "privacy.datarequest": ("office",),
    "payments.approval": ("office",),
    "payments.transferfile": ("approval__office",),
}
KEYS = "core.keys"  # a ring of keys is of no table (rotating.py)
HEAVY = {"payments.approval": ("content",), "payments.transferfile": ("content",)}


@dataclass(frozen=True)
class Shown:
    """One line of the register on a page."""

    at: datetime
    office: str
    who: str
    what: str
    is_look: bool
    about: str
    url: str
    why: str
    address: str


def shown(events: Iterable[Event]) -> Iterator[Shown]:
    """Events with the names of their records, fetched some hundred at a time."""
    offices = dict(Office.objects.values_list("code", "name"))
    for batch in in_batches(events, BATCH):
        records = _records(event.subject for event in batch)
        for event in batch:
            about, url = records.get(event.subject, ("", ""))
            yield Shown(
                at=event.at,
                office=offices.get(event.office, "ส่วนกลาง"),
                who=_who(event),
                what=said(event),
                is_look=event.verb in LOOKS,
                about="" if event.by and event.subject == _own(event) else about,
                url=url,
                why=event.note,
                address=event.address or "",
            )


COLUMNS: tuple[Column[Shown], ...] = (
    Column("เวลา", 20, lambda row: row.at),
    Column("ทะเบียนของ", 14, lambda row: row.office),
    Column("ผู้ทำ", 30, lambda row: row.who),
    Column("เหตุการณ์", 44, lambda row: row.what),
    Column("เกี่ยวกับ", 36, lambda row: row.about),
    Column("เหตุผล", 50, lambda row: row.why),
    Column("ที่อยู่เครื่อง", 18, lambda row: row.address),
)


def _who(event: Event) -> str:
    if event.by is None:
        return "ระบบ"
    officer: Any = event.by
    return f"{officer} (ส่วนกลาง)" if officer.office_id is None else str(officer)


def _own(event: Event) -> str:
    return f"offices.officer:{event.by_id}"


def _records(subjects: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The name of each record and its page, by its name in the register. A query for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        label, _, key = subject.partition(":")
        if label != KEYS:
            keys[label].add(key)
    found: dict[str, tuple[str, str]] = {}
    for label, of_kind in keys.items():
        model: Any = apps.get_model(label)
        known = model.objects.select_related(*NEEDS.get(label, ())).defer(*HEAVY.get(label, ()))
        for key, record in known.in_bulk(map(model._meta.pk.to_python, of_kind)).items():
            found[f"{label}:{key}"] = _named(record)
    return found


def _named(record: Model) -> tuple[str, str]:
    """Of a form being filled in, whose it is: the ID as everywhere, masked."""
    if isinstance(record, Draft):
        return f"เลขบัตร {citizen_id.masked(record.citizen_id)}", ""
    page = getattr(record, "get_absolute_url", None)
    return str(record), page() if page else ""
