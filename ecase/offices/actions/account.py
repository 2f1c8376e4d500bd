"""What an officer does with the own account, and whether a duty is held (บัญชีของตนเอง)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecase.audit.actions import record
from ecase.audit.models import Event
from ecase.core.masks import masked_email, masked_phone
from ecase.core.whose import over_the_city

from ..door.actions import end_sign_ins
from ..door.models import SignIn
from ..models import (
    Duty,
    DutyEnded,
    Officer,
)

SAID_ONCE = timedelta(minutes=10)


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
def note_refused_deed(officer: Officer, *, page: str, sends: bool, why: str) -> None:
    """An officer went where no duty leads, or would have been both persons (ทำสิ่งที่ไม่มีสิทธิ).

    The same again within ten minutes is said once: who presses a button ten times is no flood. Of
    another record it is another deed, which the rule names: one refusal hides no other.
    """
    facts = {"page": page, "sends": sends}
    lately = Event.objects.about(officer).filter(
        verb="officer.deed_refused", after=facts, note=why, at__gt=timezone.now() - SAID_ONCE
    )
    if not lately.exists():
        record("officer.deed_refused", officer, by=officer, after=facts, note=why)


@transaction.atomic
def note_sign_out(officer: Officer) -> None:
    """An officer left (ออกจากระบบ)."""
    record("officer.signed_out", officer, by=officer)


@transaction.atomic
def change_password(officer: Officer, *, new: str, by: Officer, here: str = "") -> Officer:
    """Give an officer another password (เปลี่ยนรหัสผ่าน); ends the officer's other sign-ins.

    ``here`` is the key of the session in which it is done, which goes on.
    """
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    officer.set_password(new)
    officer.save(update_fields=["password"])
    record("officer.password_changed", officer, by=by)
    end_sign_ins(SignIn.objects.of(officer).elsewhere(here), by=by)
    return officer


@transaction.atomic
def edit_profile(officer: Officer, *, by: Officer, **facts: str) -> Officer:
    """Change how an officer is named and reached (แก้ไขข้อมูลส่วนตัว)."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    changed = [name for name, value in facts.items() if getattr(officer, name) != value]
    before = {name: _as_registered(name, getattr(officer, name)) for name in changed}
    for name in changed:
        setattr(officer, name, facts[name])
    if changed:
        officer.save(update_fields=changed)
        after = {name: _as_registered(name, facts[name]) for name in changed}
        record("officer.profile_edited", officer, by=by, before=before, after=after)
    return officer


def _as_registered(name: str, value: str) -> str:
    """A telephone or an e-mail masked: what the register says is never sealed."""
    return {"phone": masked_phone, "email": masked_email}.get(name, str)(value)


@transaction.atomic
def export_list(
    name: str, *, form: str, count: int, chosen: Mapping[str, Any], year: int | None, by: Officer
) -> None:
    """Hand an officer a list as a file (ส่งออกรายการ). It leaves the system, so it is on record:
    which list, how it was filtered, and how many rows; never what was searched for."""
    facts = {**chosen, "list": name, "form": form, "count": count, "year": year}
    record("list.exported", by, by=by, after=facts)
