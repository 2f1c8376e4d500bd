"""Making an administrator takes two (แต่งตั้งผู้ดูแลระบบ): one asks, another accepts or declines."""

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record

from ..models import (
    AdministratorRequest,
    AlreadyAsked,
    AlreadyDecided,
    Answer,
    Appointment,
    Duty,
    DutyHeld,
    NoPasswordYet,
    Officer,
    OwnRequest,
    SwitchedOff,
    WrongDuty,
)
from .account import on_duty
from .officers import decide, rule_over


@transaction.atomic
def ask_for_administrator(officer: Officer, *, reason: str, by: Officer) -> AdministratorRequest:
    """Ask that an officer of the centre become an administrator (ขอแต่งตั้งผู้ดูแลระบบ)."""
    [officer] = rule_over(officer, by=by)
    _refuse_unfit(officer)
    if AdministratorRequest.objects.open().filter(officer=officer).exists():
        raise AlreadyAsked(officer)
    asked = AdministratorRequest.objects.create(officer=officer, reason=reason, asked_by=by)
    record("officer.administrator_asked", officer, by=by, note=reason)
    return asked


@transaction.atomic
def accept_administrator(asked: AdministratorRequest, *, by: Officer) -> Appointment:
    """The second administrator accepts (รับรองการแต่งตั้ง): from today on the officer is one too."""
    asked, officer = _to_decide(asked, by=by)
    on_duty(asked.asked_by, Duty.ADMINISTRATOR)
    _refuse_unfit(officer)
    decide(asked, Answer.ACCEPTED, by=by)
    today = timezone.localdate()
    given = Appointment.objects.create(
        officer=officer,
        duty=Duty.ADMINISTRATOR,
        starts_on=today,
        given_by=asked.asked_by,
        accepted_by=by,
    )
    facts = {"duties": Duty.ADMINISTRATOR, "starts_on": today, "asked_by": str(asked.asked_by)}
    record("officer.administrator_accepted", officer, by=by, after=facts)
    return given


@transaction.atomic
def decline_administrator(
    asked: AdministratorRequest, *, because: str, by: Officer
) -> AdministratorRequest:
    """The second administrator declines (ไม่รับรองการแต่งตั้ง), with the reason."""
    asked, officer = _to_decide(asked, by=by)
    decide(asked, Answer.DECLINED, because=because, by=by)
    record("officer.administrator_declined", officer, by=by, note=because)
    return asked


def _to_decide(asked: AdministratorRequest, *, by: Officer) -> tuple[AdministratorRequest, Officer]:
    if by.pk in (asked.asked_by_id, asked.officer_id):
        raise OwnRequest
    _, officer = rule_over(asked.asked_by, asked.officer, by=by)
    asked = AdministratorRequest.objects.select_for_update(of=("self",)).in_full().get(pk=asked.pk)
    if asked.answer:
        raise AlreadyDecided
    return asked, officer


def _refuse_unfit(officer: Officer) -> None:
    if not officer.sees_every_office:
        raise WrongDuty(Duty.ADMINISTRATOR)
    if not officer.is_active:
        raise SwitchedOff(officer)
    if officer.may(Duty.ADMINISTRATOR):
        raise DutyHeld(officer, Duty.ADMINISTRATOR)
    if not officer.has_usable_password():  # a link is out: with it, who made it could be both
        raise NoPasswordYet(officer)
