"""Removing what is kept no longer (ทำลายข้อมูลตามระยะเวลา): asked by one, accepted by another, once.

What goes and what stays is the database's (migrations/0001_removal.sql); here is who orders it, and
what of the register's texts is left.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.chain import new_mark, redacted_said, said_by
from ecase.audit.models import Event, subject_named
from ecase.audit.verifying import is_as_written
from ecase.cases.models import (
    REMOVED,
    Case,
    Document,
    Draft,
    DraftFile,
    Received,
    Tombstone,
)
from ecase.core.citizen_id import removed
from ecase.core.sealed_fields import SealedField
from ecase.core.sweeping import discard
from ecase.offices.actions import on_duty
from ecase.offices.models import AlreadyDecided, Answer, Duty, Officer
from ecase.payments.models import Approval, Payment, TransferFile
from ecase.people.models import Person, Title, digest_of

from ..models import (
    NotAccepted,
    NotAsWritten,
    NothingDue,
    OwnRun,
    RetentionItem,
    RetentionRun,
    RunUnderWay,
)

# What of an event stays: what happened to the case and its money, in figures and words of ours.
STAYS = frozenset(
    (
        *("status", "version", "round", "approved_on", "override_accepted_by", "set_aside_because"),
        *("amount", "requested_amount", "assistance_type", "papers", "bundle", "account", "run"),
        *("reference", "file", "recorded", "says", "settlement", "kind", "paper", "form"),
        *("count", "total", "digest", "sha256", "size", "format"),
    )
)
ONE_ORDER = "SELECT pg_advisory_xact_lock(hashtext('privacy.retention'))"


class Due(NamedTuple):
    """A case whose time is over."""

    case: int
    office: int
    year: int  # the fiscal year in which it was over


def due(years: int) -> list[Due]:
    """The cases that are kept no longer than so many full fiscal years after theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, office_id, year FROM retention_due(%s) ORDER BY 1", [years])
        return [Due(*row) for row in cursor.fetchall()]


@transaction.atomic
def ask_for_run(*, by: Officer) -> RetentionRun:
    """Ask that all go whose time is over (ขอทำลายข้อมูล). Raises NothingDue or RunUnderWay."""
    on_duty(by, Duty.ADMINISTRATOR)
    with connection.cursor() as cursor:
        cursor.execute(ONE_ORDER)
    if RetentionRun.objects.under_way().exists():
        raise RunUnderWay
    years = settings.RETENTION_YEARS
    cases = due(years)
    if not cases:
        raise NothingDue(years)
    run = RetentionRun.objects.create(years=years, count=len(cases), asked_by=by)
    RetentionItem.objects.bulk_create(
        (
            RetentionItem(run=run, case_id=one.case, office_id=one.office, year=one.year)
            for one in cases
        ),
        batch_size=1000,
    )
    record("retention.asked", run, by=by, after={"years": years, "count": len(cases)})
    return run


@transaction.atomic
def accept_run(run: RetentionRun, *, by: Officer) -> RetentionRun:
    """The second administrator accepts (รับรองคำสั่ง). Raises OwnRun or AlreadyDecided."""
    run = _to_decide(run, by=by)
    _decide(run, Answer.ACCEPTED, by=by)
    record("retention.accepted", run, by=by, after={"count": run.count})
    return run


@transaction.atomic
def decline_run(run: RetentionRun, *, because: str, by: Officer) -> RetentionRun:
    """The second administrator declines (ไม่รับรองคำสั่ง). Raises OwnRun or AlreadyDecided."""
    run = _to_decide(run, by=by)
    _decide(run, Answer.DECLINED, because=because, by=by)
    record("retention.declined", run, by=by, note=because)
    return run


def carry_out(run: RetentionRun, *, by: Officer | None, most: int = 0) -> int:
    """Remove, round by round (ดำเนินการตามคำสั่ง); how many cases that are due are left.

    Each round is whole or untouched, so it may be interrupted and go on. After ``most`` cases it
    stops, where that is given. What is due no longer, because its office began a case again or the
    bank said another thing meanwhile, stays for an order to come. ``by`` is nobody where the
    operator's command goes on with it. Raises NotAccepted or NotAsWritten.
    """
    run.refresh_from_db()
    if not run.is_accepted or run.finished_at:
        raise NotAccepted
    ordered = run.untouched.order_by("pk").values_list("case", flat=True)
    still = {one.case for one in due(run.years)}
    left = [case for case in ordered if case in still]
    done: set[int] = set()
    for case in left:
        if 0 < most <= len(done):
            break
        if ordered.filter(case=case).exists():  # by nobody else meanwhile, nor with its round
            done.update(_remove(run, case, by=by))
    waiting = ordered.filter(case__in=left).count()
    if not waiting:
        _finish(run, by=by)
    return waiting


def _remove(run: RetentionRun, case: int, *, by: Officer | None) -> Sequence[int]:
    with transaction.atomic():
        if by:
            on_duty(by, Duty.ADMINISTRATOR)
        payment = Payment.objects.filter(case=case).first()
        unit = list(
            Payment.objects.filter(approval=payment.approval_id).values_list("case", flat=True)
            if payment
            else [case]
        )
        names = _objects_of(unit)
        texts = json.dumps(_shortened(_subjects(unit, payment)))
        nobody = json.dumps([_nobody(key) for key in unit])
        shortened = _list_left(payment.approval) if payment else None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT remove_personal_data(%s, %s, %s, %s, %s)",
                [run.pk, case, texts, nobody, shortened],
            )
        for removed in Case.objects.select_related("office").filter(pk__in=unit):
            record("case.data_removed", removed, by=by, after={"run": run.pk})
    discard(names)
    return unit


def _finish(run: RetentionRun, *, by: Officer | None) -> None:
    forms = Q(draft__became=None, draft__edits=None)
    names = list(DraftFile.objects.filter(forms).values_list("stored_as", flat=True))
    came = DraftFile.objects.filter(forms).values("received")
    names += Received.objects.filter(pk__in=came).values_list("stored_as", flat=True)
    with transaction.atomic():
        if by:
            on_duty(by, Duty.ADMINISTRATOR)
        with connection.cursor() as cursor:
            of_no_case = _nobody(0)
            cursor.execute(
                "SELECT finish_retention(%s, decode(%s, 'hex'), %s)",
                [run.pk, of_no_case["draft"], of_no_case["digest"]],
            )
        gone = Tombstone.objects.filter(run=run.pk).count()
        record("retention.finished", run, by=by, after={"count": gone})
    discard(names)  # those that a record still names stay


def _objects_of(unit: Sequence[int]) -> list[str]:
    """Under what names the papers of these cases lie, and what they were made of."""
    documents = Document.objects.filter(case__in=unit)
    forms = DraftFile.objects.filter(Q(draft__became__in=unit) | Q(draft__edits__in=unit))
    came = Received.objects.filter(
        Q(sources__document__in=documents) | Q(pk__in=forms.values("received"))
    )
    found: set[str] = set()
    for rows in (documents, forms, came):
        found.update(rows.values_list("stored_as", flat=True))
    return sorted(found)


def _subjects(unit: Iterable[int], payment: Payment | None) -> list[str]:
    subjects = [subject_named(Case, case) for case in unit]
    if payment:
        subjects.append(subject_named(Approval, payment.approval_id))
        files = TransferFile.objects.filter(approval=payment.approval_id)
        subjects += [subject_named(TransferFile, key) for key in files.values_list("pk", flat=True)]
    return subjects


def _nobody(case: int) -> dict[str, Any]:
    """What stands in place of a case's citizen ID, sealed for each column that has one, with its digest."""
    gone = removed(case)
    person, draft = (_column(model, "citizen_id") for model in (Person, Draft))
    return {
        "case": case,
        "person": person.closed(gone.encode()).hex(),
        "draft": draft.closed(gone.encode()).hex(),
        "digest": digest_of(gone),
    }


def _list_left(approval: Approval) -> bytes:
    """The frozen list with its figures and without its people (รายการที่อนุมัติ), sealed."""
    told = json.loads(approval.content)
    cases = {case.number: case for case in Case.objects.filter(payment__approval=approval)}
    common = Title.objects.filter(is_common=True).order_by("position")
    titles = {title.gender: title.name for title in reversed(common)}
    shown_as = {title.pk: title for title in Title.objects.all()}
    for row in told["cases"]:
        case = cases[row["number"]]
        title = shown_as[case.title_id]
        row |= {
            "citizen_id": removed(case.pk),
            "title": title.name if title.is_common else titles.get(case.gender, title.name),
            "first_name": "ข้อมูลถูกทำลาย",
            "last_name": "ตามระยะเวลา",
            "override_because": REMOVED if row["override_because"] else "",
            **dict.fromkeys(("account_name", "account_number", "phone", "email"), ""),
        }
    content = json.dumps(told | {"removed": True}, ensure_ascii=False)
    return _column(Approval, "content").closed(content.encode())


def _column(model: type[Model], name: str) -> SealedField:
    field = model._meta.get_field(name)
    assert isinstance(field, SealedField)  # noqa: S101 -- a sealed column of this very table
    return field


def _shortened(subjects: Iterable[str]) -> list[dict[str, Any]]:
    """What is left of each event that says more than stays; raises NotAsWritten."""
    events = Event.objects.filter(subject__in=list(subjects)).select_related("redaction")
    return [left for event in events.order_by("pk") if (left := _left_of(event))]


def _left_of(event: Event) -> dict[str, Any] | None:
    before, after = _stays(event.before), _stays(event.after)
    if (before, after, "") == (event.before, event.after, event.note):
        return None
    if not is_as_written(event):
        raise NotAsWritten(event.pk)
    now = said_by(
        by=event.by_id,
        office=event.office,
        verb=event.verb,
        subject=event.subject,
        before=before,
        after=after,
        note="",
        address=event.address,
    )
    said = hashlib.sha256(event.said).hexdigest()
    mark = new_mark(redacted_said(event.pk, bytes(event.mark), said, now))
    return {"id": event.pk, "before": before, "after": after, "said": said, "mark": mark.hex()}


def _stays(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if name in STAYS}


def _to_decide(run: RetentionRun, *, by: Officer) -> RetentionRun:
    on_duty(by, Duty.ADMINISTRATOR)
    run = RetentionRun.objects.select_for_update().get(pk=run.pk)
    if run.answer:
        raise AlreadyDecided
    if run.asked_by_id == by.pk:
        raise OwnRun
    return run


def _decide(run: RetentionRun, answer: Answer, *, because: str = "", by: Officer) -> None:
    run.answer, run.because, run.decided_by, run.decided_at = answer, because, by, timezone.now()
    run.save(update_fields=["answer", "because", "decided_by", "decided_at"])
