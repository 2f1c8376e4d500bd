"""Everything that can happen to an office and its officers."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.core.papers import Told
from ecase.core.reference_data import rows
from ecase.core.whose import over_the_city

from .models import (
    OF_THE_CENTRE,
    Appointment,
    Duty,
    DutyEnded,
    FiscalYear,
    LongPaper,
    Office,
    Officer,
    PapersUnderWay,
    Separation,
    Waiver,
    WrongDuty,
)


def load_offices() -> None:
    """The 50 district offices with their groups; what is there already stays as it is."""
    Office.objects.bulk_create(
        [
            Office(
                code=row["code"],
                name=row["name_th"],
                name_en=row["name_en"],
                group=row["group_label_th"],
            )
            for row in rows(__file__, "offices.csv")
        ],
        ignore_conflicts=True,
    )


def open_years(years: Iterable[int]) -> None:
    """Open fiscal years (เปิดปีงบประมาณ); one that exists stays as it is."""
    FiscalYear.objects.bulk_create([FiscalYear(year=year) for year in years], ignore_conflicts=True)


@transaction.atomic
def engage(
    *,
    username: str,
    password: str,
    title: str,
    first_name: str,
    last_name: str,
    office: Office | None,
    duties: Iterable[Duty],
    since: date,
    position: str = "",
    by: Officer | None = None,
) -> Officer:
    """Give a person a sign-in of their own and duties in an office, or at the centre.

    Raises WrongDuty where a duty is not of that place.
    """
    duties = list(duties)
    for duty in duties:
        if (duty in OF_THE_CENTRE) != (office is None):
            raise WrongDuty(duty)
    officer = Officer(
        username=username,
        title=title,
        first_name=first_name,
        last_name=last_name,
        office=office,
        position=position,
    )
    officer.set_password(password)
    officer.save()
    Appointment.objects.bulk_create(
        Appointment(officer=officer, duty=duty, starts_on=since) for duty in duties
    )
    names = ", ".join(sorted(duties))
    record("officer.engaged", officer, by=by, after={"username": username, "duties": names})
    engaged: Officer = Officer.objects.with_duties(since).get(pk=officer.pk)
    return engaged


def on_duty(officer: Officer, *duties: Duty) -> None:
    """Make sure that an officer holds one of these duties now, and to the end of the transaction.

    Who takes a duty away waits for what is under way, or is waited for (``end_duty``). Raises
    DutyEnded. Call it first in an action: it locks the officer's row.
    """
    today = timezone.localdate()
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    now = Officer.objects.with_duties(today).get(pk=officer.pk)
    if not now.is_active or not now.may(*duties) or now.office_id != officer.office_id:
        raise DutyEnded(officer, duties)


@transaction.atomic
def end_duty(officer: Officer, duty: Duty, *, by: Officer) -> None:
    """Take a duty away (สิ้นสุดหน้าที่), from this moment on."""
    on_duty(by, Duty.ADMINISTRATOR)
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    held = officer.appointments.filter(duty=duty, ended_at=None)
    held.update(ends_on=timezone.localdate(), ended_at=timezone.now())
    record("officer.duty_ended", officer, by=by, after={"duties": duty})


@transaction.atomic
def grant_waiver(
    office: Office,
    *,
    rule: Separation,
    reason: str,
    starts_on: date,
    ends_on: date,
    by: Officer,
) -> Waiver:
    """Let an office that is too small do without a second person for a while (ให้ข้อยกเว้น)."""
    on_duty(by, Duty.ADMINISTRATOR)
    waiver = Waiver.objects.create(
        office=office, rule=rule, reason=reason, starts_on=starts_on, ends_on=ends_on, granted_by=by
    )
    facts = {"rule": rule, "starts_on": starts_on, "ends_on": ends_on}
    record("waiver.granted", waiver, by=by, after=facts, note=reason)
    return waiver


@transaction.atomic
def revoke_waiver(waiver: Waiver, *, by: Officer) -> Waiver:
    """End a waiver before its day (ยกเลิกข้อยกเว้น); ended already, nothing changes."""
    on_duty(by, Duty.ADMINISTRATOR)
    waiver = (
        Waiver.objects.select_for_update(of=("self",)).select_related("office").get(pk=waiver.pk)
    )
    if waiver.revoked_at is None:
        waiver.revoked_by, waiver.revoked_at = by, timezone.now()
        waiver.save(update_fields=["revoked_by", "revoked_at"])
        record("waiver.revoked", waiver, by=by)
    return waiver


@over_the_city("at the door nobody is known yet")
@transaction.atomic
def note_sign_in(officer: Officer) -> None:
    """An officer came in (เข้าสู่ระบบ)."""
    Officer.objects.filter(pk=officer.pk).update(last_login=timezone.now())
    record("officer.signed_in", officer, by=officer)


@over_the_city("at the door nobody is known yet")
@transaction.atomic
def note_refused_sign_in(username: str) -> None:
    """Somebody gave a wrong password, or a name that is none. The name is kept only where it is one.

    What is typed into the wrong box may be a password.
    """
    officer = Officer.objects.filter(username=username).first()
    if officer:
        record("officer.sign_in_refused", officer, by=None)


@transaction.atomic
def note_refused_password(officer: Officer) -> None:
    """A wrong password was given where it is asked for again (ยืนยันรหัสผ่านอีกครั้ง)."""
    record("officer.password_refused", officer, by=officer)


@transaction.atomic
def note_sign_out(officer: Officer) -> None:
    """An officer left (ออกจากระบบ)."""
    record("officer.signed_out", officer, by=officer)


@transaction.atomic
def change_password(officer: Officer, *, new: str, by: Officer) -> Officer:
    """Give an officer another password (เปลี่ยนรหัสผ่าน); ends the officer's other sign-ins."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    officer.set_password(new)
    officer.save(update_fields=["password"])
    record("officer.password_changed", officer, by=by)
    return officer


@transaction.atomic
def edit_profile(officer: Officer, *, by: Officer, **facts: str) -> Officer:
    """Change how an officer is named and reached (แก้ไขข้อมูลส่วนตัว)."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = [name for name, value in facts.items() if getattr(officer, name) != value]
    before = {name: getattr(officer, name) for name in changed}
    for name in changed:
        setattr(officer, name, facts[name])
    if changed:
        officer.save(update_fields=changed)
        after = {name: facts[name] for name in changed}
        record("officer.profile_edited", officer, by=by, before=before, after=after)
    return officer


@transaction.atomic
def export_list(
    name: str, *, form: str, count: int, chosen: Mapping[str, Any], year: int | None, by: Officer
) -> None:
    """Hand an officer a list as a file (ส่งออกรายการ). It leaves the system, so it is on record:
    which list, how it was filtered, and how many rows; never what was searched for."""
    facts = {**chosen, "list": name, "form": form, "count": count, "year": year}
    record("list.exported", by, by=by, after=facts)


# --- a long paper (แบบพิมพ์ยาว), from the asking until it is fetched


@transaction.atomic
def ask_for_paper(told: Told, *, name: str, to_keep: bool, by: Officer) -> tuple[LongPaper, bool]:
    """Put down what is to be made; also says whether a child is to be started for it.

    The same paper asked for again while it is being made is that one. One that says something else
    by now takes its place, and the child of the first gives up. Whatever is older than an hour
    goes, whosever it is. Raises PapersUnderWay.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    with over_the_city("what is older than an hour goes, whosever it is"):
        LongPaper.objects.filter(asked_at__lte=timezone.now() - LongPaper.KEPT).delete()
    as_text = {"template": told.template, "data": told.data, "made_at": told.made_at.isoformat()}
    text = json.dumps(as_text, ensure_ascii=False)
    of_this_name = LongPaper.objects.of(by).filter(name=name)
    for first in of_this_name.under_way():
        if _says(first.told) == _says(text) and first.to_keep == to_keep:
            return first, False
    of_this_name.delete()
    if LongPaper.objects.of(by).under_way().count() >= LongPaper.AT_ONCE:
        raise PapersUnderWay
    paper = LongPaper.objects.create(
        officer_id=by.pk, name=name, to_keep=to_keep, told=text, count=told.count
    )
    return paper, True


def _says(text: str) -> dict[str, Any]:
    return {**json.loads(text), "made_at": None}


def hear_of_paper(key: UUID, *, done: int) -> bool:
    """The child is alive and has made so many rows; False where nobody wants the paper any more."""
    paper = LongPaper.objects.filter(pk=key)
    return bool(paper.update(done=done, heard_at=timezone.now()))


def keep_paper(key: UUID, pdf: bytes) -> None:
    """The paper is made; what it was told is not needed again."""
    LongPaper.objects.filter(pk=key).update(pdf=pdf, told="", heard_at=timezone.now())


def give_up_paper(key: UUID) -> None:
    """The paper could not be made; the page says so."""
    LongPaper.objects.filter(pk=key).update(has_failed=True, told="")
