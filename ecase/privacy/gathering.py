"""All that is kept of one person (ข้อมูลที่จัดเก็บของบุคคลหนึ่ง), gathered for a request for access.

It reads what the officer who gathers may see: a head the own office's, the centre all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Prefetch
from django.utils import timezone

from ecase.audit.models import Event, subject_of
from ecase.cases.models import BankAccount, Case, Document, Draft, DraftFile
from ecase.cases.story import LOOKS, Change, tell
from ecase.meetings.models import Meeting
from ecase.offices.models import Appointment, Duty, FiscalYear, Office, Officer
from ecase.payments.models import AccountChange, Approval, Line, Payment, TransferFile
from ecase.payments.models.approval import PaymentQuerySet

# What is recorded of a list of many, and tells where one person's data went.
OF_LISTS = {
    "approval.made": "จัดทำรายงานขออนุมัติเงินที่มีเคสนี้",
    "approval.printed": "พิมพ์เอกสารของรายการอนุมัติที่มีเคสนี้",
    "file.made": "ออกไฟล์โอนเงินที่มีเคสนี้ ส่งให้ธนาคาร",
    "file.downloaded": "ดาวน์โหลดไฟล์โอนเงินที่มีเคสนี้ซ้ำ",
    "file.cover_printed": "พิมพ์ใบนำส่งไฟล์โอนเงินที่มีเคสนี้",
    "meeting.minutes_printed": "พิมพ์รายงานการประชุมที่มีเคสนี้",
}
OF_FORMS = {
    "person.history_seen": "ตรวจสอบประวัติการรับเงินสงเคราะห์ด้วยเลขบัตร",
    "file.infected": "ไฟล์ที่แนบมีไวรัส ระบบไม่รับ",
}
SYSTEM = "ระบบ"


@dataclass(frozen=True)
class Happening:
    """One event about the person: never who did it by name, but of which office and with what duty."""

    at: datetime
    case: str  # "Case2566-2"; empty of a form that became no case
    what: str
    is_look: bool
    why: str
    changes: Sequence[Change]
    place: str
    duties: str


@dataclass(frozen=True)
class Kept:
    """What is kept of one person, as records, oldest first."""

    cases: Sequence[Case]
    drafts: Sequence[Draft]
    happenings: Sequence[Happening]

    @property
    def documents(self) -> list[Document]:
        """Every version of every bundle, as it is served."""
        return [document for case in self.cases for document in case.documents.all()]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is kept."""
        return not self.cases and not self.drafts


def kept_of(citizen_id: str, *, seen_by: Officer) -> Kept:
    """All that is kept of one exact citizen ID, as far as this officer sees the offices."""
    cases = list(
        Case.objects.visible_to(seen_by)
        .filter(person__citizen_id=citizen_id)
        .in_full()
        .select_related("follows")
        .prefetch_related(
            Prefetch("documents", Document.objects.order_by("-bundle", "version")),
            Prefetch(
                "bank_accounts", BankAccount.objects.select_related("bank").order_by("version")
            ),
            Prefetch("payment", _payments()),
        )
        .order_by("pk")
    )
    drafts = Draft.objects.filter(citizen_id=citizen_id).select_related("office")
    if not seen_by.sees_every_office:
        drafts = drafts.filter(office=seen_by.office)
    drafts = drafts.prefetch_related(
        Prefetch("files", DraftFile.objects.order_by("-bundle", "pk"))
    ).order_by("created_at")
    found = list(drafts)
    _acquaint([record for case in cases for record in _records_of(case)])
    _acquaint([record for draft in found for record in (draft, *draft.files.all())])
    return Kept(cases, found, _happenings(cases, found))


def _payments() -> PaymentQuerySet:
    lines = Line.objects.select_related("file", "bank_account__bank").defer("file__content")
    return (
        Payment.objects.select_related("approval")
        .defer("approval__content")
        .prefetch_related(
            Prefetch("lines", lines.order_by("pk")),
            Prefetch("account_changes", AccountChange.objects.order_by("pk")),
            "settled_flags",
            "lines__conflicts",
        )
    )


def _records_of(case: Case) -> Iterator[Model]:
    yield from (case, *case.documents.all(), *case.bank_accounts.all())
    payment: Payment | None = getattr(case, "payment", None)
    if payment:
        yield from (payment, payment.approval)
        yield from (*payment.account_changes.all(), *payment.settled_flags.all())
        for line in payment.lines.all():
            yield from (line, line.file, *line.conflicts.all())


def _acquaint(records: Sequence[Model]) -> None:
    """Load whom and what these name, each kind by one query, not one for each record."""
    for model, query in (
        (Officer, Officer.objects.select_related("office")),
        (Office, Office.objects.all()),
        (FiscalYear, FiscalYear.objects.all()),
    ):
        named = [
            (record, field, getattr(record, field.attname))
            for record in records
            for field in record._meta.concrete_fields
            if field.related_model is model
        ]
        known = query.in_bulk({key for *_, key in named if key is not None})
        for record, field, key in named:
            setattr(record, field.name, known.get(key))


def unfinished(kept: Kept) -> list[Draft]:
    """The forms that became no case, and edited none."""
    return [draft for draft in kept.drafts if draft.became_id is None and draft.edits_id is None]


def _happenings(cases: Sequence[Case], drafts: Sequence[Draft]) -> list[Happening]:
    """What was done and looked at, of the cases, the forms, and the lists that the cases are on."""
    of: dict[str, str] = {}
    for draft in drafts:
        of[subject_of(draft)] = ""
    rounds = _rounds_of(cases)
    for case in cases:
        of[subject_of(case)] = str(case)
        for record in (rounds[_round_of(case)], *_money_with(case)):
            of[subject_of(record)] = str(case)
    events = Event.objects.filter(subject__in=of).select_related("by__office").order_by("pk")
    told = list(events)
    duties = _Duties(event.by_id for event in told)
    return [
        _happening(event, of[event.subject], duties)
        for event in told
        if event.subject.startswith("cases.case:") or event.verb in {**OF_LISTS, **OF_FORMS}
    ]


def _rounds_of(cases: Sequence[Case]) -> dict[tuple[int, int, int], Meeting]:
    """The rounds of these offices and years, by what names each."""
    found = Meeting.objects.filter(
        office__in={case.office_id for case in cases},
        fiscal_year__in={case.fiscal_year_id for case in cases},
    )
    return {(one.office_id, one.fiscal_year_id, one.number): one for one in found}


def _round_of(case: Case) -> tuple[int, int, int]:
    return case.office_id, case.fiscal_year_id, case.round


def _money_with(case: Case) -> list[Approval | TransferFile]:
    payment: Payment | None = getattr(case, "payment", None)
    return [payment.approval, *(line.file for line in payment.lines.all())] if payment else []


def _happening(event: Event, case: str, duties: "_Duties") -> Happening:
    telling = tell(event)
    place, held = duties.of(event)
    return Happening(
        at=event.at,
        case=case,
        what=OF_LISTS.get(event.verb) or OF_FORMS.get(event.verb) or telling.what,
        is_look=event.verb in LOOKS or event.verb in {**OF_LISTS, **OF_FORMS},
        why=telling.why,
        changes=telling.changes,
        place=place,
        duties=held,
    )


class _Duties:
    """Where each officer worked on a day, and with what duties: two queries for all."""

    def __init__(self, officers: Iterable[int | None]) -> None:
        self.held: dict[int, list[Appointment]] = defaultdict(list)
        known = {key for key in officers if key}
        for one in Appointment.objects.filter(officer__in=known).select_related("office"):
            self.held[one.officer_id].append(one)

    def of(self, event: Event) -> tuple[str, str]:
        if event.by is None:
            return SYSTEM, ""
        officer: Any = event.by
        day = timezone.localdate(event.at)
        held = [one for one in self.held[officer.pk] if _was_held(one, day, event.at)]
        names = {one.duty for one in held}
        duties = ", ".join(duty.label for duty in Duty if duty in names)
        place = held[0].office.full_name if held and held[0].office else officer.place
        return place, duties


def _was_held(appointment: Appointment, day: date, at: datetime) -> bool:
    ended = appointment.ended_at
    return (
        appointment.starts_on <= day
        and (appointment.ends_on is None or day <= appointment.ends_on)
        and (ended is None or at <= ended)
    )
