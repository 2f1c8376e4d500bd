"""Writing in the register of events (ทะเบียนเหตุการณ์)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from ecase.core.addresses import current_address
from ecase.core.copying import copy_in

from ..chain import new_mark, said_by
from ..models import Event, subject_named, subject_of
from .sealing import seal_after_commit

MANY = 100  # from so many lines on they are copied in


class Subject(NamedTuple):
    """A record of which only the key and the office are known: thousands need not be fetched."""

    name: str
    office: str  # its code

    @classmethod
    def of(cls, model: type[Model], key: int, office: str) -> "Subject":
        return cls(subject_named(model, key), office)


class Line(NamedTuple):
    """One line of the register before it is written: its columns, in the order of ``Event``."""

    by_id: int | None
    office: str
    verb: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str


def record(
    verb: str,
    subject: Model,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Append one line to the register; call it inside the action's transaction."""
    record_all([line(verb, subject, by=by, before=before, after=after, note=note)])


def line(
    verb: str,
    subject: Model | Subject,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> Line:
    """One line for ``record_all``. ``before`` and ``after`` hold only what changed.

    The office is the record's own, else the actor's.
    """
    if not isinstance(subject, Subject):
        office = getattr(subject, "office", None) or getattr(by, "office", None)
        subject = Subject(subject_of(subject), office.code if office else "")
    return Line(
        by_id=by.pk if by else None,
        office=subject.office,
        verb=verb,
        subject=subject.name,
        before=plain(before) if before else {},
        after=plain(after) if after else {},
        note=note,
    )


def record_all(lines: list[Line]) -> None:
    """Append lines to the register, with the address of the request and the mark of this program.

    Raises ``TransactionManagementError`` outside a transaction, since an event and its change
    stand or fall together.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("events are recorded in the transaction of their change")
    address = current_address()
    if len(lines) < MANY:
        Event.objects.bulk_create(
            Event(**line._asdict(), address=address, mark=_mark(line, address)) for line in lines
        )
    else:
        columns = ("by", "office", "verb", "subject", "before", "after", "note", "address", "mark")
        copy_in(Event, columns, (_as_text(line, address) for line in lines))
    for office in sorted({line.office for line in lines}):
        seal_after_commit(office)


def _mark(line: Line, address: str | None) -> bytes:
    facts = line._asdict()
    return new_mark(said_by(by=facts.pop("by_id"), **facts, address=address))


def _as_text(line: Line, address: str | None) -> tuple[Any, ...]:
    cells = (json.dumps(cell) if isinstance(cell, dict) else cell for cell in line)
    return *cells, address, _mark(line, address)


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON holds them: money as text with two decimals, days and instants in ISO form."""
    return {name: _value(value) for name, value in facts.items()}


def _value(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:.2f}"
        case date() | datetime():
            return value.isoformat()
        case Model():
            return str(value)
        case str() | int() | bool() | None:
            return value
        case list():
            return [_value(each) for each in value]
        case _:
            return str(value)
