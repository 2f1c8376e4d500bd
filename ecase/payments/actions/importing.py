"""The bank's list of results: received as evidence, looked at, and then applied, all or nothing."""

import hashlib
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import line as event
from ecase.audit.actions import record, record_all
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, FiscalYear, Officer

from .. import bank_results
from ..matching import Effect, Plan, PlannedRow, plan
from ..models import (
    Approval,
    Conflict,
    Figure,
    Line,
    ListChanged,
    ListUnfit,
    ResultList,
    ReturnReason,
)
from .answering import pay, send_back
from .locking import locked_open_approval

Reason = tuple[str, str]  # the bank's reason and its words


@transaction.atomic
def receive_list(name: str, content: bytes, *, year: FiscalYear, by: Officer) -> ResultList:
    """Keep a list of the bank as it came (รับรายการผลการโอน); nothing is applied yet.

    The same bytes again are the list that is there already. Raises ListRefused where it cannot be
    read.
    """
    on_duty(by, Duty.PAYER)
    office, sha256 = by.own_office, hashlib.sha256(content).hexdigest()
    lists = ResultList.objects.filter(office=office, fiscal_year=year, sha256=sha256)
    if known := lists.first():
        return known
    read = bank_results.read(name, content)
    received = ResultList.objects.create(
        office=office,
        fiscal_year=year,
        name=name[-150:],
        content=content,
        sha256=sha256,
        count=len(read.rows),
        received_by=by,
    )
    record("results.received", received, by=by, after={"count": received.count, "sha256": sha256})
    return received


def plan_of(received: ResultList) -> Plan:
    """What a received list would change now."""
    read = bank_results.read(received.name, bytes(received.content))
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
    read = bank_results.read(received.name, bytes(received.content))
    references = [row.reference for row in read.rows]
    approvals = Approval.objects.filter(files__lines__reference__in=references)
    for approval in approvals.filter(office=received.office).distinct().order_by("pk"):
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
    pay([_line(one) for one in what.of(Effect.PAY)], by=by, read_from=received)
    returned: dict[Reason, list[Line]] = defaultdict(list)
    for one in what.of(Effect.RETURN):
        because = one.row.reason or ReturnReason.OTHER
        returned[because, one.row.note].append(_line(one))
    for (because, note), lines in returned.items():
        send_back(lines, because=because, note=note, by=by, read_from=received)
    _note(list(what.of(Effect.CONFLICT)), received, by=by)
    if received.applied_at is None:
        received.applied_by, received.applied_at = by, timezone.now()
        received.save(update_fields=["applied_by", "applied_at"])
    facts = {effect.name.lower(): figure.count for effect, figure in what.figures.items()}
    record("results.applied", received, by=by, after=facts)


def _note(conflicts: list[PlannedRow], received: ResultList, *, by: Officer) -> None:
    Conflict.objects.bulk_create(
        Conflict(
            line=_line(one),
            office=received.office,
            recorded=_line(one).result,
            says=one.row.outcome,
            return_reason=one.row.reason if one.row.outcome == "RETURNED" else "",
            note=one.row.note,
            read_from=received,
            noted_by=by,
        )
        for one in conflicts
    )
    record_all(
        [
            event(
                "payment.conflict_noted",
                _line(one).payment.case,
                by=by,
                after={
                    "reference": _line(one).reference,
                    "recorded": _line(one).result,
                    "says": one.row.outcome,
                },
                note=one.text,
            )
            for one in conflicts
        ]
    )


def _line(one: PlannedRow) -> Line:
    assert one.line is not None  # noqa: S101 -- only a problem has none
    return one.line
