import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from ecase.offices.models import Officer

OFFICER = "offices.Officer"


class TryKind(models.TextChoices):
    """By what the tries at the door are counted (นับครั้งที่ลองเข้าสู่ระบบ)."""

    ACCOUNT = "ACCOUNT", "ชื่อผู้ใช้จากเครื่องที่ไม่รู้จัก"
    DEVICE = "DEVICE", "ชื่อผู้ใช้จากเครื่องที่รู้จัก"
    ADDRESS = "ADDRESS", "ที่อยู่เครือข่าย"
    SECOND = "SECOND", "ขั้นที่สองจากเครื่องที่ไม่รู้จัก"
    SECOND_DEVICE = "SECOND_DEVICE", "ขั้นที่สองจากเครื่องที่รู้จัก"


class Tries(models.Model):
    """How often somebody tried to sign in in vain of late, by name, browser or address.

    The key is a digest: what is typed as a name may be a password. The level sinks with time.
    """

    kind = models.CharField(max_length=20, choices=TryKind.choices)
    key = models.CharField(max_length=64)
    level = models.FloatField(default=0)
    level_at = models.DateTimeField(default=timezone.now, db_index=True)
    closed_until = models.DateTimeField(null=True)

    class Meta:
        app_label = "offices"
        constraints = [models.UniqueConstraint(name="tries_once", fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.level:.1f}"


class DeviceQuerySet(models.QuerySet["Device"]):
    def of(self, officer: "Officer") -> "DeviceQuerySet":
        return self.filter(officer=officer.pk)

    def known(self) -> "DeviceQuerySet":
        """Those used of late; one that was forgotten is a stranger again."""
        return self.filter(seen_at__gt=timezone.now() - Device.REMEMBERED)


class Device(models.Model):
    """A browser at which an officer has signed in (เครื่องที่รู้จัก). Of its cookie only a digest is kept."""

    REMEMBERED = timedelta(days=180)

    officer = models.ForeignKey(OFFICER, models.CASCADE, related_name="devices", db_index=False)
    digest = models.CharField(max_length=64)
    browser = models.CharField(max_length=80)
    since = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)
    is_told = models.BooleanField(default=False)  # at another device of the officer

    objects = DeviceQuerySet.as_manager()

    class Meta:
        app_label = "offices"
        constraints = [models.UniqueConstraint(name="device_once", fields=["officer", "digest"])]

    def __str__(self) -> str:
        return self.browser


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, officer: "Officer") -> "SignInQuerySet":
        return self.filter(officer=officer.pk)

    def elsewhere(self, here: str | None) -> "SignInQuerySet":
        """All but the one in a session, which is named by its key."""
        return self.exclude(session_key=here or "")

    def open(self) -> "SignInQuerySet":
        """Those whose session still lasts, newest first."""
        sessions = Session.objects.filter(expire_date__gt=timezone.now())
        keys = sessions.values("session_key")
        return self.filter(session_key__in=keys).select_related("device").order_by("-seen_at")


class SignIn(models.Model):
    """A browser that is signed in now (เครื่องที่เข้าสู่ระบบอยู่). Gone when the officer is signed out there."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    officer = models.ForeignKey(OFFICER, models.CASCADE, related_name="sign_ins")
    device = models.ForeignKey(Device, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True)
    since = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        app_label = "offices"

    def __str__(self) -> str:
        return str(self.device)


class App(models.Model):
    """An app that shows a new code each half minute (แอปยืนยันตัวตน, TOTP). One an officer."""

    officer = models.OneToOneField(OFFICER, models.CASCADE, related_name="app")
    secret = models.BinaryField()  # sealed
    last_step = models.BigIntegerField()  # no code of this half minute or before counts again
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "offices"

    def __str__(self) -> str:
        return "แอปยืนยันตัวตน"


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    def of(self, officer: "Officer") -> "PasskeyQuerySet":
        return self.filter(officer=officer.pk).order_by("pk")


class Passkey(models.Model):
    """A key in the officer's phone, computer or token (พาสคีย์, WebAuthn); here lies its public half."""

    officer = models.ForeignKey(OFFICER, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    credential = models.BinaryField()  # as the authenticator attested it
    sign_count = models.PositiveBigIntegerField()
    since = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    objects = PasskeyQuerySet.as_manager()

    class Meta:
        app_label = "offices"

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code for when app and passkey are lost (รหัสสำรอง): shown once, stored as a digest, good once."""

    officer = models.ForeignKey(
        OFFICER, models.CASCADE, related_name="recovery_codes", db_index=False
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "offices"
        constraints = [
            models.UniqueConstraint(name="recovery_code_once", fields=["officer", "digest"])
        ]

    def __str__(self) -> str:
        return "ใช้แล้ว" if self.used_at else "ยังไม่ใช้"


def has_second_factor(officer: "Officer") -> bool:
    """Whether the officer has an app or a passkey (การยืนยันขั้นที่สอง)."""
    return (
        App.objects.filter(officer=officer.pk).exists()
        or Passkey.objects.filter(officer=officer.pk).exists()
    )


def recovery_codes_left(officer: "Officer") -> int:
    """How many recovery codes (รหัสสำรอง) the officer has left."""
    return RecoveryCode.objects.filter(officer=officer.pk, used_at=None).count()


def ends_of_wait(moment: datetime) -> int:
    """Seconds until a door that is closed opens again, at least one."""
    return max(1, int((moment - timezone.now()).total_seconds()) + 1)
