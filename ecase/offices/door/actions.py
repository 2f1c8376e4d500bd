"""Everything that can happen at the door: tries, sign-ins, devices, and what proves who it is."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ecase.audit.actions import line, record, record_all
from ecase.audit.models import subject_named
from ecase.core import sealing
from ecase.core.errors import RuleError
from ecase.core.whose import over_the_city
from ecase.offices.models import Officer

from . import codes, throttle
from .models import (
    App,
    Device,
    Passkey,
    RecoveryCode,
    SignIn,
    SignInQuerySet,
    Tries,
    TryKind,
    has_second_factor,
)

USE = "totp"


class TooSoon(Exception):
    """The door is closed for a while (ลองบ่อยเกินไป); nothing was looked at."""

    def __init__(self, until: Any) -> None:
        self.until = until
        super().__init__(f"ลองเข้าสู่ระบบหลายครั้งเกินไป {throttle.in_words(until)} ระหว่างนี้ไม่ต้องแจ้งใคร")


class WrongCode(RuleError):
    """The code of the app is not the one of now (รหัสจากแอปไม่ถูกต้อง)."""

    def __init__(self) -> None:
        super().__init__(
            "รหัสไม่ถูกต้องหรือหมดเวลาแล้ว รอรหัสถัดไปในแอปแล้วพิมพ์ใหม่ ถ้ายังไม่ได้ ตรวจว่านาฬิกาของโทรศัพท์ตั้งเวลาอัตโนมัติ"
        )


class HasApp(RuleError):
    """There is an app already; it is taken away first."""

    def __init__(self) -> None:
        super().__init__("มีแอปยืนยันตัวตนอยู่แล้ว นำแอปเดิมออกก่อน แล้วเพิ่มแอปใหม่")


class PasskeyRefused(RuleError):
    """The answer of a passkey does not hold (พาสคีย์ใช้ไม่ได้)."""

    def __init__(self) -> None:
        super().__init__("พาสคีย์ไม่ผ่านการตรวจ ลองใหม่อีกครั้ง หรือใช้รหัสจากแอปหรือรหัสสำรอง")


# --- tries (การลองเข้าสู่ระบบ)


@over_the_city("at the door nobody is known yet")
@transaction.atomic
def begin_try(counted: Sequence[throttle.Counted], *, of: Officer | None) -> None:
    """Count a try before it is looked at. Raises TooSoon, and then nothing is counted."""
    wanted = [Q(kind=kind, key=key) for kind, key in counted]
    Tries.objects.bulk_create((Tries(kind=k, key=key) for k, key in counted), ignore_conflicts=True)
    locked = Tries.objects.select_for_update().filter(_any_of(wanted)).order_by("kind", "key")
    rows, now = list(locked), timezone.now()
    if closed := [row.closed_until for row in rows if row.closed_until and row.closed_until > now]:
        raise TooSoon(max(closed))
    for row in rows:
        if throttle.raise_level(row, now):
            subject = row if row.kind == TryKind.ADDRESS else of
            if subject is not None:
                record("officer.throttled", subject, by=None, after={"counted": row.kind})
    Tries.objects.bulk_update(rows, ["level", "level_at", "closed_until"])


@transaction.atomic
def forget_tries(counted: Sequence[throttle.Counted]) -> None:
    """The try was good: whoever it was is no guesser."""
    wanted = [Q(kind=kind, key=key) for kind, key in counted]
    rows = list(Tries.objects.select_for_update().filter(_any_of(wanted)).order_by("kind", "key"))
    for row in rows:
        throttle.lower_level(row)
    Tries.objects.bulk_update(rows, ["level", "closed_until"])
    over = timezone.now() - timedelta(days=2)
    old = Tries.objects.select_for_update(skip_locked=True).filter(level_at__lt=over)[:100]
    Tries.objects.filter(pk__in=[row.pk for row in old]).delete()


def _any_of(wanted: list[Q]) -> Q:
    either = Q()
    for each in wanted:
        either |= each
    return either


# --- devices and sign-ins (เครื่องที่เข้าสู่ระบบ)


@transaction.atomic
def note_device(officer: Officer, *, digest: str, browser: str) -> tuple[Device, bool]:
    """The officer is at this browser; says whether that is news to one who has others."""
    first = not Device.objects.of(officer).exists()
    device, is_new = Device.objects.get_or_create(
        officer_id=officer.pk, digest=digest, defaults={"browser": browser, "is_told": first}
    )
    is_new = is_new or device.seen_at <= timezone.now() - Device.REMEMBERED
    Device.objects.filter(pk=device.pk).update(seen_at=timezone.now(), browser=browser)
    if is_new and not first:
        record("officer.device_new", officer, by=officer, after={"browser": browser})
    return device, is_new and not first


@transaction.atomic
def take_untold(officer: Officer, *, here: Device) -> list[Device]:
    """New devices of which the officer has not been told elsewhere yet (แจ้งเครื่องใหม่); told once."""
    untold = Device.objects.of(officer).filter(is_told=False).exclude(pk=here.pk)
    devices = list(untold.select_for_update().order_by("since"))
    Device.objects.filter(pk__in=[device.pk for device in devices]).update(is_told=True)
    return devices


@transaction.atomic
def begin_sign_in(officer: Officer, device: Device, *, session_key: str, address: str) -> SignIn:
    """The officer is signed in at a device from now on."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    SignIn.objects.filter(officer=officer.pk).exclude(session_key__in=sessions).delete()
    return SignIn.objects.create(
        officer_id=officer.pk, device=device, session_key=session_key, address=address or None
    )


def note_seen(session_key: str) -> None:
    """The officer clicks at a device (ใช้งานล่าสุด); written once a minute at most."""
    SignIn.objects.filter(session_key=session_key).update(seen_at=timezone.now())


def move_sign_in(old: str, new: str) -> None:
    """The session goes on under another key, as after a change of the password."""
    SignIn.objects.filter(session_key=old).update(session_key=new)


@transaction.atomic
def end_sign_ins(sign_ins: SignInQuerySet, *, by: Officer | None) -> int:
    """Sign an officer out elsewhere (ออกจากระบบที่เครื่องอื่น), at once; how often that was."""
    ended = list(sign_ins.select_related("device", "officer__office"))
    Session.objects.filter(session_key__in=[one.session_key for one in ended]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in ended]).delete()
    verb = "officer.signed_out_elsewhere"
    record_all([line(verb, one.officer, by=by, after={"browser": str(one)}) for one in ended])
    return len(ended)


def forget_sign_in(session_key: str) -> None:
    """The officer has left this device."""
    SignIn.objects.filter(session_key=session_key).delete()


# --- what proves who it is (การยืนยันขั้นที่สอง)


@transaction.atomic
def add_app(officer: Officer, *, secret: bytes, code: str) -> list[str]:
    """Take an app into use (เพิ่มแอปยืนยันตัวตน), by a code that it shows; gives recovery codes with the first.

    Raises WrongCode, HasApp.
    """
    _lock(officer)
    if App.objects.filter(officer=officer.pk).exists():
        raise HasApp
    step = codes.step_of(secret, codes.digits_of(code), now=time.time(), after=0)
    if step is None:
        raise WrongCode
    is_first = not has_second_factor(officer)
    sealed = sealing.seal(secret, use=USE, about=_about(officer))
    App.objects.create(officer_id=officer.pk, secret=sealed, last_step=step)
    record("officer.factor_added", officer, by=officer, after={"factor": "app"})
    return _new_codes(officer) if is_first else []


@transaction.atomic
def use_app(officer: Officer, *, code: str) -> None:
    """Prove it by a code of the app, which is good once. Raises WrongCode."""
    app = App.objects.select_for_update().filter(officer=officer.pk).first()
    digits = codes.digits_of(code)
    if app is None or not digits:
        raise WrongCode
    secret = sealing.unseal(bytes(app.secret), use=USE, about=_about(officer))
    step = codes.step_of(secret, digits, now=time.time(), after=app.last_step)
    if step is None:
        raise WrongCode
    app.last_step = step
    if not sealing.is_current(bytes(app.secret)):
        app.secret = sealing.seal(secret, use=USE, about=_about(officer))
    app.save(update_fields=["last_step", "secret"])


@transaction.atomic
def seal_apps_anew() -> int:
    """Seal the secrets of all apps under the first key of the ring; says of how many officers.
    Raises sealing.Broken."""
    changed = 0
    for app in App.objects.select_for_update().select_related("officer"):
        if not sealing.is_current(bytes(app.secret)):
            about = _about(app.officer)
            secret = sealing.unseal(bytes(app.secret), use=USE, about=about)
            app.secret = sealing.seal(secret, use=USE, about=about)
            app.save(update_fields=["secret"])
            changed += 1
    return changed


@transaction.atomic
def add_passkey(
    officer: Officer, *, name: str, credential_id: bytes, credential: bytes, sign_count: int
) -> list[str]:
    """Take a passkey into use (เพิ่มพาสคีย์); gives recovery codes with the first factor."""
    _lock(officer)
    is_first = not has_second_factor(officer)
    Passkey.objects.create(
        officer_id=officer.pk,
        name=name,
        credential_id=credential_id,
        credential=credential,
        sign_count=sign_count,
    )
    record("officer.factor_added", officer, by=officer, after={"factor": "passkey", "name": name})
    return _new_codes(officer) if is_first else []


@transaction.atomic
def use_passkey(officer: Officer, *, credential_id: bytes, sign_count: int) -> None:
    """A passkey has signed. Raises PasskeyRefused where its counter says that it is a copy."""
    found = Passkey.objects.select_for_update().of(officer).filter(credential_id=credential_id)
    key = found.first()
    if key is None:
        raise PasskeyRefused
    if (key.sign_count or sign_count) and sign_count <= key.sign_count:
        raise PasskeyRefused
    key.sign_count, key.used_at = sign_count, timezone.now()
    key.save(update_fields=["sign_count", "used_at"])


@transaction.atomic
def use_recovery_code(officer: Officer, *, typed: str) -> int:
    """Prove it by a recovery code (ใช้รหัสสำรอง), good once; says how many are left. Raises WrongCode."""
    digest = codes.digest_of_recovery(officer.pk, typed)
    unused = RecoveryCode.objects.filter(officer=officer.pk, used_at=None)
    if not unused.filter(digest=digest).update(used_at=timezone.now()):
        raise WrongCode
    left = unused.count()
    record("officer.recovery_code_used", officer, by=officer, after={"left": left})
    return left


@transaction.atomic
def renew_recovery_codes(officer: Officer) -> list[str]:
    """Ten new recovery codes (ทำรหัสสำรองใหม่); the old ones are good for nothing any more."""
    _lock(officer)
    record("officer.recovery_codes_renewed", officer, by=officer)
    return _new_codes(officer)


@transaction.atomic
def remove_app(officer: Officer) -> None:
    """Take the app out of use (นำแอปออก)."""
    _lock(officer)
    if App.objects.filter(officer=officer.pk).delete()[0]:
        record("officer.factor_removed", officer, by=officer, after={"factor": "app"})
        _drop_codes_of_none(officer)


@transaction.atomic
def remove_passkey(officer: Officer, passkey: Passkey) -> None:
    """Take a passkey out of use (นำพาสคีย์ออก)."""
    _lock(officer)
    after = {"factor": "passkey", "name": passkey.name}
    if Passkey.objects.of(officer).filter(pk=passkey.pk).delete()[0]:
        record("officer.factor_removed", officer, by=officer, after=after)
        _drop_codes_of_none(officer)


@transaction.atomic
def remove_every_factor(officer: Officer, *, by: Officer) -> None:
    """Take every factor of an officer away, and sign the officer out everywhere."""
    _lock(officer)
    App.objects.filter(officer=officer.pk).delete()
    Passkey.objects.filter(officer=officer.pk).delete()
    RecoveryCode.objects.filter(officer=officer.pk).delete()
    record("officer.factors_cleared", officer, by=by)
    end_sign_ins(SignIn.objects.of(officer), by=by)


def _new_codes(officer: Officer) -> list[str]:
    RecoveryCode.objects.filter(officer=officer.pk).delete()
    fresh = codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer_id=officer.pk, digest=codes.digest_of_recovery(officer.pk, code))
        for code in fresh
    )
    return fresh


def _drop_codes_of_none(officer: Officer) -> None:
    if not has_second_factor(officer):
        RecoveryCode.objects.filter(officer=officer.pk).delete()


def _lock(officer: Officer) -> None:
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)


def _about(officer: Officer) -> str:
    return subject_named(Officer, officer.pk)


@transaction.atomic
def note_refused_factor(officer: Officer) -> None:
    """The password was right, the second step was not (ยืนยันขั้นที่สองไม่ผ่าน)."""
    record("officer.second_step_refused", officer, by=None)
