"""A request for access to personal data (คำขอเข้าถึงข้อมูลส่วนบุคคล), from its receipt to its answer."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import Subject, line, record, record_all
from ecase.cases.models import Case
from ecase.offices.actions import on_duty
from ecase.offices.models import Duty, Officer

from ..gathering import Kept
from ..models import (
    AlreadyAnswered,
    AlreadyOpen,
    Asker,
    DataPackage,
    DataRequest,
    Ground,
    Handing,
    Identity,
    NothingMade,
    NotYours,
    State,
)

WHO_ANSWERS = (Duty.HEAD, Duty.ADMINISTRATOR)
PURPOSE = "จัดทำตามคำขอเข้าถึงข้อมูลส่วนบุคคล มาตรา 30"  # what for the data leave, in the register


@transaction.atomic
def take_request(
    *,
    citizen_id: str,
    asked_by: Asker,
    asker: str,
    identity: Identity,
    proof: str,
    received_on: date,
    by: Officer,
) -> DataRequest:
    """Take a request of a person, or of who may ask for that person (รับคำขอ).

    Of a head it is about the own office alone, of an administrator about the whole city. Raises
    AlreadyOpen.
    """
    on_duty(by, *WHO_ANSWERS)
    request = DataRequest(
        office=by.office,
        citizen_id=citizen_id,
        asked_by=asked_by,
        asker=asker,
        identity=identity,
        proof=proof,
        received_on=received_on,
        taken_by_id=by.pk,
    )
    # Of two at the same moment the second waits here, and then finds the first.
    DataRequest.objects.bulk_create([request], ignore_conflicts=True)
    if not DataRequest.objects.filter(pk=request.pk).exists():
        raise AlreadyOpen
    facts = {"asked_by": asked_by, "identity": identity, "received_on": received_on}
    record("data_request.taken", request, by=by, after=facts)
    return request


@transaction.atomic
def note_package(
    request: DataRequest, kept: Kept, *, sha256: str, size: int, by: Officer
) -> DataPackage:
    """Put on record that a package was made (จัดทำชุดข้อมูล), before it is handed out.

    In the story of each case that is in it too, so that its office knows. Raises NotYours or
    AlreadyAnswered.
    """
    request = _to_answer(request.pk, by=by)
    package = DataPackage.objects.create(
        request=request,
        made_by=by,
        sha256=sha256,
        size=size,
        cases=len(kept.cases),
        documents=len(kept.documents),
    )
    facts = {"cases": package.cases, "documents": package.documents, "sha256": sha256}
    record("data_request.package_made", request, by=by, after=facts, note=PURPOSE)
    told = [
        line(
            "case.data_package_made",
            Subject.of(Case, case.pk, case.office.code),
            by=by,
            note=PURPOSE,
        )
        for case in kept.cases
    ]
    record_all(told)
    return package


@transaction.atomic
def give(request: DataRequest, *, handing: Handing, by: Officer) -> DataRequest:
    """Record that the person has the data (บันทึกว่ามอบแล้ว). Raises NothingMade, NotYours or
    AlreadyAnswered."""
    request = _to_answer(request.pk, by=by)
    if not request.packages.exists():
        raise NothingMade
    _answer(request, State.GIVEN, handing=handing, by=by)
    record("data_request.given", request, by=by, after={"handing": handing})
    return request


@transaction.atomic
def refuse(request: DataRequest, *, ground: Ground, because: str, by: Officer) -> DataRequest:
    """Refuse a request on a ground that the law names, with the reason (ปฏิเสธคำขอ, มาตรา 39).

    Raises NotYours or AlreadyAnswered.
    """
    request = _to_answer(request.pk, by=by)
    _answer(request, State.REFUSED, ground=ground, because=because, by=by)
    record("data_request.refused", request, by=by, after={"ground": ground}, note=because)
    return request


def _to_answer(key: UUID, *, by: Officer) -> DataRequest:
    """The request, locked, where it waits and is this officer's to answer."""
    on_duty(by, *WHO_ANSWERS)
    locked = DataRequest.objects.select_for_update(of=("self",), no_key=True)
    request = locked.select_related("office").get(pk=key)
    if not request.is_of(by):
        raise NotYours(request)
    if request.answer:
        raise AlreadyAnswered
    return request


def _answer(request: DataRequest, state: State, *, by: Officer, **facts: str) -> None:
    request.answer, request.answered_by, request.answered_at = state, by, timezone.now()
    for name, value in facts.items():
        setattr(request, name, value)
    request.save(update_fields=["answer", "answered_by", "answered_at", *facts])
