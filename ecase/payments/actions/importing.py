"""The bank's list of results: received as evidence, looked at, and then applied, all or nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import CharField
from django.utils import timezone

from ecase.audit.actions import Subject, record, record_all
from ecase.audit.actions import line as event
from ecase.cases.models import Case, DataRemoved
from ecase.core.any_of import AnyOf
from ecase.core.viruses import Unasked, viruses_in
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, FiscalYear, Officer, YearClosed

from .. import bank_results
from ..matching import Effect, Plan, PlannedRow, plan
from ..models import (
    Approval,
    Conflict,
    Figure,
    Line,
    ListChanged,
    ListUnfit,
    Result,
    ResultList,
    ReturnReason,
)
from .answering import Answered, answered, pay, send_back
from .chunks import chunks
from .locking import locked_open_approval

Reason = tuple[str, str]  # the bank's reason and its words
INFECTED = "มีไวรัส ({}) ระบบไม่รับและไม่ได้เก็บไว้ อย่าเปิดไฟล์นี้ แจ้งผู้ดูแลเครื่องให้ตรวจ แล้วดาวน์โหลดจากธนาคารใหม่"


def receive_list(name: str, content: bytes, *, year: FiscalYear, by: Officer) -> ResultList:
    """Keep a list of the bank as it came (รับรายการผลการโอน); nothing is applied yet.

    The same bytes again are the list that is there already. Raises ListRefused where it cannot be
    read or the virus scanner has not called it clean, and YearClosed.
    """
    # Before the transaction: the scanner is waited for, and what is noted of a virus stays.
    _refuse_infected(name, content, by=by)
    return _keep_list(name, content, year=year, by=by)


def _refuse_infected(name: str, content: bytes, *, by: Officer) -> None:
    [virus] = viruses_in([content])
    if isinstance(virus, Unasked):
        raise bank_results.ListRefused(name, virus.value)
    if virus:
        facts = {"virus": virus, "sha256": hashlib.sha256(content).hexdigest()}
        with transaction.atomic():
            record("file.infected", by, by=by, after={**facts, "size": len(content)})
        raise bank_results.ListRefused(name, INFECTED.format(virus))


@transaction.atomic
def _keep_list(name: str, content: bytes, *, year: FiscalYear, by: Officer) -> ResultList:
    on_duty(by, Duty.PAYER)
    office, sha256 = by.own_office, hashlib.sha256(content).hexdigest()
    if not year.is_open:
        raise YearClosed(year)
    of = {"office": office, "fiscal_year": year, "sha256": sha256}
    if known := ResultList.objects.filter(**of).first():
        return known
    read = bank_results.read(name, content)
    received, is_new = ResultList.objects.get_or_create(
        **of,
        defaults={
            "name": name[-150:],
            "content": content,
            "count": len(read.rows),
            "received_by": by,
        },
    )
    if not is_new:  # another officer brought the same bytes while they were read
        return received
    record("results.received", received, by=by, after={"count": received.count, "sha256": sha256})
    return received


def plan_of(received: ResultList) -> Plan:
    """What a received list would change now. Raises DataRemoved where its bytes are no more."""
    read = _read(received)
    return plan(
        read.rows, kind=read.kind, of=received, office=received.office, year=received.fiscal_year
    )


@transaction.atomic
def apply_list(received: ResultList, *, digest: str, by: Officer) -> dict[Effect, Figure]:
    """Record all that a list says (บันทึกผลตามรายการ), exactly as the page showed it, or nothing.

    ``digest`` is that of the plan that was shown. Applied again it changes nothing. Raises
    ListUnfit where a row is unknown or contradicts, named by its number, and ListChanged where it
    would change other things than were shown.
    """
    on_duty(by, Duty.PAYER)
    read = _read(received)
    lines = Line.objects.filter(
        AnyOf("reference", [row.reference for row in read.rows], CharField()),
        file__office=received.office,
    )
    approvals = Approval.objects.filter(pk__in=lines.values("file__approval")).defer("content")
    for approval in approvals.order_by("pk"):
        locked_open_approval(approval)
    received = ResultList.objects.select_for_update(of=("self",), no_key=True).get(pk=received.pk)
    what = plan(
        read.rows,
        kind=read.kind,
        of=received,
        office=received.office,
        year=received.fiscal_year,
    )
    if unfit := list(what.of(Effect.PROBLEM)):
        named = " ".join(f"แถวที่ {one.row.number}: {one.text}" for one in unfit[:10])
        raise ListUnfit(
            f"รายการนี้มีแถวที่ใช้ไม่ได้ {len(unfit)} แถว ยังไม่มีการบันทึก {named}"
            " แก้ไขรายการหรือขอรายการใหม่จากธนาคาร แล้วนำเข้าอีกครั้ง"
        )
    if what.changes and what.digest != digest:
        raise ListChanged("ผลที่จะบันทึกเปลี่ยนไปหลังจากคุณเปิดหน้านี้ ยังไม่มีการบันทึก ตรวจรายการล่าสุดแล้วบันทึกอีกครั้ง")
    if what.changes:
        _apply(what, received, by=by)
    return dict(what.figures)


def _apply(what: Plan, received: ResultList, *, by: Officer) -> None:
    for lines in _lines(what.of(Effect.PAY)):
        pay(lines, by=by, read_from=received)
    returned: dict[Reason, list[PlannedRow]] = defaultdict(list)
    for one in what.of(Effect.RETURN):
        returned[_why_returned(one), one.row.note].append(one)
    for (because, note), rows in returned.items():
        for lines in _lines(rows):
            send_back(lines, because=because, note=note, by=by, read_from=received)
    _note(list(what.of(Effect.CONFLICT)), received, by=by)
    if received.applied_at is None:
        received.applied_by, received.applied_at = by, timezone.now()
        received.save(update_fields=["applied_by", "applied_at"])
    facts = {effect.name.lower(): figure.count for effect, figure in what.figures.items()}
    record("results.applied", received, by=by, after=facts)


def _lines(rows: Iterable[PlannedRow]) -> Iterator[list[Answered]]:
    """The lines of rows that were matched, so many at a time as fit into memory for sure."""
    for chunk in chunks(one.line.pk for one in rows if one.line):
        yield answered(Line.objects.filter(AnyOf("pk", chunk)).order_by("pk"))


def _note(conflicts: list[PlannedRow], received: ResultList, *, by: Officer) -> None:
    told = {line.line: line for chunk in _lines(conflicts) for line in chunk}
    noted, events = [], []
    for one in conflicts:
        assert one.line is not None  # noqa: S101 -- only a problem has none
        line = told[one.line.pk]
        noted.append(
            Conflict(
                line_id=line.line,
                office=received.office,
                recorded=one.line.result,
                says=str(one.row.outcome),
                return_reason=_why_returned(one),
                note=one.row.note,
                read_from=received,
                noted_by=by,
            )
        )
        facts = {"reference": line.reference, "recorded": one.line.result, "says": one.row.outcome}
        case, verb = Subject.of(Case, line.case, line.office), "payment.conflict_noted"
        events.append(event(verb, case, by=by, after=facts, note=one.text))
    Conflict.objects.bulk_create(noted)
    record_all(events)


def _why_returned(one: PlannedRow) -> str:
    """The bank's reason; another one where it gives none that we know."""
    if one.row.outcome != Result.RETURNED:
        return ""
    return one.row.reason or ReturnReason.OTHER


def _read(received: ResultList) -> bank_results.ResultList:
    if not received.content:
        raise DataRemoved("รายการผลการโอนของธนาคาร")
    return bank_results.read(received.name, bytes(received.content))
