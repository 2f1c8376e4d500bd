from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from .laws import TODAY, by_an_administrator
from .officer import Officer

LINK_HOURS = 72
LINK_LASTS = timedelta(hours=LINK_HOURS)


class SignInLinkQuerySet(models.QuerySet["SignInLink"]):
    def unspent(self) -> "SignInLinkQuerySet":
        """Neither used nor taken back; it may be too old all the same."""
        return self.filter(used_at=None, taken_back_at=None)

    def good(self, at: datetime | None = None) -> "SignInLinkQuerySet":
        """Those with which an officer may set the password now."""
        return self.unspent().filter(expires_at__gt=at or timezone.now(), officer__is_active=True)


class SignInLink(models.Model):
    """A link with which an officer sets the password, once (ลิงก์ตั้งรหัสผ่าน).

    Only its digest is kept: who reads the database opens no door with it. An administrator has
    none made by another, or one could be two.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = SignInLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_link_an_officer",
                fields=["officer"],
                condition=Q(used_at=None, taken_back_at=None),
            ),
            models.CheckConstraint(
                name="link_digest_is_hex", condition=Q(digest__regex=r"\A[0-9a-f]{64}\Z")
            ),
            models.CheckConstraint(
                name="link_is_by_another",
                condition=Q(made_by=None) | ~Q(made_by=F("officer")),
            ),
            models.CheckConstraint(
                name="link_lasts_three_days_at_most",
                condition=Q(
                    expires_at__lte=F("made_at") + Value(LINK_LASTS + timedelta(minutes=5))
                ),
            ),
            models.CheckConstraint(
                name="link_used_once_and_in_time",
                condition=Q(used_at=None) | Q(used_at__lte=F("expires_at"), taken_back_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="made_for_ever",
                operation=pgtrigger.UpdateOf(
                    "officer_id", "digest", "made_by_id", "made_at", "expires_at"
                ),
            ),
            pgtrigger.Protect(
                name="spent_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__used_at__isnull=False)
                | pgtrigger.Q(old__taken_back_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="made_by_the_centre",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__made_by__isnull=False),
                func=by_an_administrator("a link is made", "made_by_id", "made_at")
                + f"""
                    IF EXISTS (
                        SELECT FROM offices_appointment a
                        WHERE a.officer_id = NEW.officer_id AND a.duty = 'ADMINISTRATOR'
                          AND a.ended_at IS NULL AND (a.ends_on IS NULL OR a.ends_on >= {TODAY})
                    ) THEN
                        RAISE EXCEPTION 'nobody makes the link of an administrator';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"ลิงก์ตั้งรหัสผ่านของ{self.officer}"
