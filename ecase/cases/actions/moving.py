"""A case's steps from one status to the next."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from ecase.audit.actions import line, record_all
from ecase.core.any_of import AnyOf
from ecase.offices.models import FiscalYear, Office, Officer, YearClosed

from ..models import NEXT, Case, Deed, Hand, SetAsideReason, Status, WrongStatus


def set_aside_all(
    cases: list[Case], *, because: str, note: str, return_on: date | None, by: Officer
) -> list[Case]:
    """Taken out of the meeting, to be brought back later (นำออกจากที่ประชุมชั่วคราว)."""
    return _move_all(
        [case.pk for case in cases],
        Status.SET_ASIDE,
        by=by,
        note=SetAsideReason(because).with_note(note),
        set_aside_because=because,
        set_aside_note=note,
        return_on=return_on,
    )


def enter_meeting(case: Case, *, round: int, by: Officer) -> Case:  # noqa: A002
    """Put back into the meeting, in the named round (นำกลับเข้าที่ประชุม)."""
    return _move(
        case,
        Status.IN_MEETING,
        by=by,
        round=round,
        set_aside_because="",
        set_aside_note="",
        return_on=None,
    )


def disqualify(case: Case, *, reason: str, by: Officer) -> Case:
    """Found not to qualify (ขาดคุณสมบัติ). Final."""
    return _move(
        case,
        Status.DISQUALIFIED,
        by=by,
        note=reason,
        disqualified_because=reason,
        set_aside_because="",
        set_aside_note="",
        return_on=None,
    )


@transaction.atomic
def approve_all(cases: list[Case], *, on: date, by: Officer) -> list[Case]:
    """Granted the money (อนุมัติเงิน). From now on only the bank account may change.

    What goes on beside another case (``override_because``) is thereby accepted by this officer.
    """
    plain = [case.pk for case in cases if not case.override_because]
    overridden = [case.pk for case in cases if case.override_because]
    moved = _move_all(plain, Status.APPROVED, by=by, approved_on=on)
    return moved + _move_all(
        overridden, Status.APPROVED, by=by, approved_on=on, override_accepted_by=by
    )


def mark_all_paid(cases: Collection[int], *, by: Officer) -> list[Case]:
    """The bank has paid (จ่ายสำเร็จ) the cases with these keys."""
    return _move_all(cases, Status.PAID, by=by)


@transaction.atomic
def mark_failed(case: Case, *, reason: str, by: Officer) -> Case:
    """The money cannot be paid (จ่ายไม่สำเร็จ). Final; the person may begin again, linked."""
    case = _move(case, Status.PAYMENT_FAILED, by=by, note=reason, failed_because=reason)
    Hand.objects.get_or_create(case=case, officer=by, deed=Deed.FAILED)
    return case


def take_back_paid(case: Case, *, reason: str, by: Officer) -> Case:
    """The bank says, after all, that the money came back (เงินคืนภายหลัง): it is open again."""
    return _move(case, Status.APPROVED, by=by, note=reason)


def mark_paid_after_all(case: Case, *, reason: str, by: Officer) -> Case:
    """The bank has paid after all (เงินเข้าภายหลัง), though the case was open or given up."""
    return _move(case, Status.PAID, by=by, note=reason, failed_because="")


def _move(case: Case, to: Status, *, by: Officer, note: str = "", **facts: Any) -> Case:
    [case] = _move_all([case.pk], to, by=by, note=note, **facts)
    return case


@transaction.atomic
def _move_all(
    cases: Collection[int], to: Status, *, by: Officer, note: str = "", **facts: Any
) -> list[Case]:
    """The one way that cases change status: lock, check, change, record. All or none.

    Of the cases with these keys only what is needed is fetched: there may be thousands.
    """
    needed = ("number", "office", "fiscal_year", "status", "version", *facts)
    locked = list(
        Case.objects.select_for_update(of=("self",))
        .only(*needed)
        .filter(AnyOf("pk", cases))
        .order_by("pk")
    )
    offices = Office.objects.in_bulk({case.office_id for case in locked})
    years = FiscalYear.objects.in_bulk({case.fiscal_year_id for case in locked})
    for case in locked:
        case.office, case.fiscal_year = offices[case.office_id], years[case.fiscal_year_id]
        if to not in NEXT[case.status]:
            raise WrongStatus(case, to)
        if not case.fiscal_year.is_open:
            raise YearClosed(case.fiscal_year)
    after = {"status": to, **facts}
    lines = []
    for case in locked:
        changed = [name for name, value in after.items() if getattr(case, name) != value]
        lines.append(
            line(
                f"case.{to.lower()}",
                case,
                by=by,
                before={name: getattr(case, name) for name in changed},
                after={name: after[name] for name in changed},
                note=note,
            )
        )
        for name, value in after.items():
            setattr(case, name, value)
        case.version += 1
    Case.objects.filter(AnyOf("pk", cases)).update(version=F("version") + 1, **after)
    record_all(lines)
    return locked
