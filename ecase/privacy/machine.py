"""A person's own data as a program reads them (JSON): every column of every record, by its name.

No column is named here, so that none which is added later is forgotten; what is left out is named.
An officer who stands behind something is told as the place, as in the events.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from ecase.audit.actions import plain
from ecase.cases.models import Case, Draft
from ecase.core.sealed_fields import DigestField
from ecase.core.sheets import Column, Table
from ecase.offices.models import Officer

from .gathering import Happening, Kept
from .models import DataRequest
from .printouts import document_name, scope_of

# Keys of the database, names in the storage, and what is made of other columns say nothing of a person.
LEFT_OUT = {
    *("id", "key", "stored_as", "full_name", "name_key"),
    *("person", "case", "payment", "bank_account", "office", "draft", "file", "account", "before"),
    *("paper", "line", "received", "document", "waiver", "became", "edits", "position"),
    *("answered_from", "read_from", "approval"),
}


def as_json(request: DataRequest, kept: Kept, *, made_at: datetime) -> bytes:
    """The whole of it, in UTF-8; sums as text with two decimals, days and instants in ISO form."""
    told = {
        "made_at": made_at.isoformat(),
        "scope": scope_of(request),
        "citizen_id": request.citizen_id,
        "cases": [_case(case) for case in kept.cases],
        "forms": [_draft(draft) for draft in kept.drafts],
        "events": [_event(event) for event in kept.happenings],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def facts_of(record: Model, *, also: Iterable[str] = ()) -> dict[str, Any]:
    """Every column of a record that says something of a person, by its name."""
    told: dict[str, Any] = {}
    for field in record._meta.concrete_fields:
        if isinstance(field, DigestField) or (field.name in LEFT_OUT and field.name not in also):
            continue
        value = getattr(record, field.name)
        told[field.name] = value.place if isinstance(value, Officer) else value
    return {name: _whole(value) for name, value in told.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _whole(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(part) for part in value]
    return plain({"": value})[""]


def _case(case: Case) -> dict[str, Any]:
    payment = getattr(case, "payment", None)
    return {
        **facts_of(case),
        "office": case.office.full_name,
        "accounts": [facts_of(account) for account in case.bank_accounts.all()],
        "documents": [
            {**facts_of(document), "file": document_name(document)}
            for document in case.documents.all()
        ],
        "payment": {
            **facts_of(payment),
            "approval": str(payment.approval),
            "lines": [
                {
                    **facts_of(line),
                    "file": str(line.file),
                    "account_version": line.bank_account.version,
                    "conflicts": [facts_of(conflict) for conflict in line.conflicts.all()],
                }
                for line in payment.lines.all()
            ],
            "account_changes": [facts_of(change) for change in payment.account_changes.all()],
            "settled_flags": [facts_of(settled) for settled in payment.settled_flags.all()],
        }
        if payment
        else None,
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        **facts_of(draft),
        "office": draft.office.full_name,
        "became_case": draft.became_id is not None,
        "files": [facts_of(file) for file in draft.files.all()],
    }


def _event(event: Happening) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "case": event.case,
        "what": event.what,
        "is_look": event.is_look,
        "why": event.why,
        "changes": [[change.field, change.before, change.after] for change in event.changes],
        "place": event.place,
        "duties": event.duties,
    }


OF_CASES: tuple[Column[Case], ...] = (
    Column("เคส", 14, str),
    Column("สำนักงานเขต", 22, lambda case: case.office.full_name),
    Column("ปีงบประมาณ", 12, lambda case: case.fiscal_year_id),
    Column("ชื่อ - นามสกุล", 34, lambda case: case.name),
    Column("วันเดือนปีเกิด", 14, lambda case: case.birth_date),
    Column("ประเภทเงินสงเคราะห์", 44, lambda case: case.assistance_type.name),
    Column("จำนวนเงินที่ขอ", 16, lambda case: case.requested_amount),
    Column("จำนวนเงิน", 16, lambda case: case.amount),
    Column("สถานะ", 20, lambda case: case.get_status_display()),
    Column("บันทึกเมื่อ", 20, lambda case: case.recorded_at),
    Column("รายละเอียดความเดือดร้อน", 60, lambda case: case.hardship),
)
OF_EVENTS: tuple[Column[Happening], ...] = (
    Column("เมื่อ", 20, lambda event: event.at),
    Column("เคส", 14, lambda event: event.case),
    Column("เหตุการณ์", 44, lambda event: event.what),
    Column("เปิดดูหรือนำออก", 14, lambda event: "ใช่" if event.is_look else ""),
    Column("เหตุผล", 50, lambda event: event.why),
    Column("หน่วยงาน", 30, lambda event: event.place),
    Column("หน้าที่", 30, lambda event: event.duties),
)


def tables(kept: Kept) -> list[Table[Any]]:
    """The cases and the events as lists, to be opened in a spreadsheet."""
    return [
        Table("เคส", OF_CASES, kept.cases),
        Table("เหตุการณ์", OF_EVENTS, kept.happenings),
    ]
