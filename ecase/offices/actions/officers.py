"""Officers (เจ้าหน้าที่): their sign-ins, duties and places, as the administrator rules them.

Whoever is named here is locked first, in the order of their keys, so that two administrators who
rule over one another wait instead of stopping each other.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record

from ..door.actions import end_sign_ins
from ..door.models import SignIn
from ..models import (
    OF_THE_CENTRE,
    AdministratorRequest,
    Answer,
    Appointment,
    Duty,
    DutyHeld,
    HandOver,
    Office,
    Officer,
    OwnAccount,
    TakesTwo,
    WrongDuty,
    place_of,
)
from .account import on_duty


@transaction.atomic
def engage(
    *,
    username: str,
    password: str | None = None,
    office: Office | None,
    duties: Iterable[Duty],
    since: date,
    by: Officer | None = None,
    **profile: str,
) -> Officer:
    """Give a person a sign-in of their own and duties in an office, or at the centre (เพิ่มเจ้าหน้าที่).

    An administrator gives no password: the officer sets it, with a link (``make_link``). Without
    ``by`` it is the installation that engages. ``profile`` is how the officer is named and reached,
    as in ``edit_profile``. Raises WrongDuty, or TakesTwo.
    """
    duties = list(duties)
    if by:
        on_duty(by, Duty.ADMINISTRATOR)
    officer = Officer(username=username, office=office, **profile)
    _refuse_wrong(duties, officer, by=by)
    officer.set_password(password)
    officer.save()
    Appointment.objects.bulk_create(
        Appointment(officer=officer, duty=duty, starts_on=since, given_by=by) for duty in duties
    )
    names = ", ".join(sorted(duties))
    record("officer.engaged", officer, by=by, after={"username": username, "duties": names})
    engaged: Officer = Officer.objects.with_duties(since).get(pk=officer.pk)
    return engaged


@transaction.atomic
def give_duty(
    officer: Officer, duty: Duty, *, starts_on: date, ends_on: date | None = None, by: Officer
) -> Appointment:
    """Appoint an officer to a duty, from a day on and perhaps to another (แต่งตั้งให้ทำหน้าที่)."""
    [officer] = rule_over(officer, by=by)
    _refuse_wrong([duty], officer, by=by)
    same = officer.appointments.not_over(starts_on).filter(duty=duty)
    if (same.filter(starts_on__lte=ends_on) if ends_on else same).exists():
        raise DutyHeld(officer, duty)
    given = Appointment.objects.create(
        officer=officer, duty=duty, starts_on=starts_on, ends_on=ends_on, given_by=by
    )
    facts = {"duties": duty, "starts_on": starts_on, "ends_on": ends_on}
    record("officer.duty_given", officer, by=by, after=facts)
    return given


@transaction.atomic
def end_duty(officer: Officer, duty: Duty, *, last_day: date | None = None, by: Officer) -> None:
    """Take a duty away (สิ้นสุดหน้าที่), from this moment on, or after a last day."""
    [officer] = rule_over(officer, by=by)
    end_duties(officer, [duty], last_day=last_day, by=by)


@transaction.atomic
def move(officer: Officer, office: Office | None, *, by: Officer) -> Officer:
    """Move an officer to another office, or to the centre (ย้ายสังกัด). All duties of the old one end."""
    [officer] = rule_over(officer, by=by)
    return move_to(officer, office, by=by)


@transaction.atomic
def switch_off(officer: Officer, *, reason: str, by: Officer) -> Officer:
    """Shut an officer out at once (ปิดใช้บัญชี); links for setting the password end too."""
    [officer] = rule_over(officer, by=by)
    if officer.is_active:
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        take_back_links(officer)
        record("officer.switched_off", officer, by=by, note=reason)
        end_sign_ins(SignIn.objects.of(officer), by=by)  # they do not come back with it
    return officer


@transaction.atomic
def switch_on(officer: Officer, *, by: Officer) -> Officer:
    """Let an officer in again, with the duties that are still in force (เปิดใช้บัญชี)."""
    [officer] = rule_over(officer, by=by)
    if not officer.is_active:
        officer.is_active = True
        officer.save(update_fields=["is_active"])
        record("officer.switched_on", officer, by=by)
    return officer


# --- what these and the hand-over have in common


def rule_over(*officers: Officer, by: Officer) -> list[Officer]:
    """The officers as they are now, locked; raises where ``by`` may not rule over them."""
    keys = [officer.pk for officer in officers]
    locked = Officer.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, *keys])
    list(locked.order_by("pk"))
    on_duty(by, Duty.ADMINISTRATOR)
    if by.pk in keys:
        raise OwnAccount
    found = Officer.objects.with_duties(timezone.localdate()).in_bulk(keys)
    return [found[key] for key in keys]


def end_duties(
    officer: Officer, duties: Iterable[Duty], *, last_day: date | None = None, by: Officer
) -> None:
    """End those of the duties that an officer has or is going to have; the officer is locked."""
    today = timezone.localdate()
    for held in officer.appointments.not_over(today).filter(duty__in=list(duties)):
        at_once = last_day is None or held.starts_on > last_day
        day = max(today, held.starts_on) if at_once or last_day is None else last_day
        if not at_once and held.ends_on and held.ends_on <= day:
            continue  # it ends before
        held.ends_on, held.ended_by = day, by
        held.ended_at = timezone.now() if at_once else None
        held.save(update_fields=["ends_on", "ended_at", "ended_by"])
        facts = {"duties": held.duty, "ends_on": day}
        record("officer.duty_ended", officer, by=by, after=facts)


def move_to(officer: Officer, office: Office | None, *, by: Officer) -> Officer:
    """Move an officer who is locked already. Each of the two offices has it in its register."""
    if officer.office_id == (office.pk if office else None):
        return officer
    facts = {"from": officer.place, "to": place_of(office)}
    end_duties(officer, list(Duty), by=by)
    record("officer.moved_away", officer, by=by, after=facts)
    officer.office = office
    officer.save(update_fields=["office"])
    record("officer.moved_here", officer, by=by, after=facts)
    return officer


def decide(
    asked: AdministratorRequest | HandOver,
    answer: Answer,
    *,
    because: str = "",
    also: tuple[str, ...] = (),
    by: Officer,
) -> None:
    """Put down what became of a request, which is locked and has no answer yet. ``also`` names what
    else of it was set."""
    asked.answer, asked.because = answer, because
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.save(update_fields=["answer", "because", "decided_by", "decided_at", *also])


def take_back_links(officer: Officer) -> None:
    """The links that were not used open nothing any more."""
    officer.links.unspent().update(taken_back_at=timezone.now())


def _refuse_wrong(duties: Iterable[Duty], officer: Officer, *, by: Officer | None) -> None:
    for duty in duties:
        if (duty in OF_THE_CENTRE) != officer.sees_every_office:
            raise WrongDuty(duty)
        if by and duty == Duty.ADMINISTRATOR:
            raise TakesTwo
