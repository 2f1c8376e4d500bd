from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from .laws import AN_ADMINISTRATOR_REMAINS, ONE_AT_A_TIME, TWO_THERE, by_an_administrator
from .officer import Duty, Office, Officer


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def not_over(self, on: date) -> "AppointmentQuerySet":
        """Those in force on a day, and those that begin after it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), ended_at=None)

    def in_force(self, on: date) -> "AppointmentQuerySet":
        return self.not_over(on).filter(starts_on__lte=on)

    def newest_first(self) -> "AppointmentQuerySet":
        return self.select_related("office", "given_by", "accepted_by", "ended_by").order_by(
            "-starts_on", "-pk"
        )


class Appointment(models.Model):
    """A duty given to an officer (การแต่งตั้งให้ทำหน้าที่), from a day on and until another.

    It is of the office in which it was given: who moves leaves it there. Nobody gives one to
    oneself, and that of an administrator is asked for by one and accepted by another. What the
    installation itself gives (the first administrators, the demonstration) is given by nobody.
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    # A trigger writes it.
    office = models.ForeignKey(Office, models.PROTECT, null=True, editable=False, related_name="+")
    duty = models.CharField(max_length=20, choices=Duty.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # taken away before its day, at once
    given_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    accepted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="duty_held_once", fields=["officer", "duty"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="appointment_is_by_another",
                condition=(Q(given_by=None) | ~Q(given_by=F("officer")))
                & (Q(ended_by=None) | ~Q(ended_by=F("officer"))),
            ),
            models.CheckConstraint(
                name="appointment_accepted_by_a_third",
                condition=Q(accepted_by=None)
                | (
                    Q(given_by__isnull=False, duty=Duty.ADMINISTRATOR)
                    & ~Q(accepted_by=F("given_by"))
                    & ~Q(accepted_by=F("officer"))
                ),
            ),
            # The last administrator has no last day, so that the city is never without one.
            models.CheckConstraint(
                name="administrator_until_ended",
                condition=~Q(duty=Duty.ADMINISTRATOR) | Q(ends_on=None) | Q(ended_at__isnull=False),
            ),
        ]
        triggers = [
            # Who has no office sees all of them, and so may hold none of an office's duties.
            pgtrigger.Trigger(
                name="duty_fits_the_office",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    SELECT office_id INTO NEW.office_id FROM offices_officer
                    WHERE id = NEW.officer_id FOR SHARE;
                    IF (NEW.duty IN ('ADMINISTRATOR', 'AUDITOR')) <> (NEW.office_id IS NULL) THEN
                        RAISE EXCEPTION '% is no duty of this officer', NEW.duty;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="given_by_the_centre",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__given_by__isnull=False),
                func=by_an_administrator("a duty is given", "given_by_id", "given_at")
                + """
                    IF NEW.starts_on < (NEW.given_at AT TIME ZONE 'Asia/Bangkok')::date THEN
                        RAISE EXCEPTION 'a duty is not given for days that are over';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="two_make_an_administrator",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__duty="ADMINISTRATOR"),
                func=ONE_AT_A_TIME
                + "IF NEW.accepted_by_id IS NOT NULL THEN"
                + by_an_administrator("an administrator is accepted", "accepted_by_id", "given_at")
                + f"ELSIF NEW.given_by_id IS NOT NULL OR {TWO_THERE} THEN"
                + """
                        RAISE EXCEPTION 'a second administrator accepts an administrator';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="given_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("officer_id", "office_id", "duty", "starts_on"),
                    *("given_by_id", "given_at", "accepted_by_id"),
                ),
            ),
            pgtrigger.Protect(
                name="ended_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="the_last_administrator_stays",
                operation=pgtrigger.UpdateOf("ends_on", "ended_at"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__duty="ADMINISTRATOR", old__ended_at__isnull=True),
                func=AN_ADMINISTRATOR_REMAINS + "RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_duty_display()}"

    def is_over(self, today: date) -> bool:
        """Whether it has ended by a day (AppointmentQuerySet.not_over)."""
        return bool(self.ended_at or (self.ends_on and self.ends_on < today))

    def state(self, today: date) -> tuple[str, str, str]:
        """Tone, icon and word of how it stands on a day."""
        if self.is_over(today):
            return "calm", "history", "สิ้นสุดแล้ว"
        if self.starts_on > today:
            return "info", "clock", "ยังไม่เริ่ม"
        return "ok", "done", "มีผลอยู่"
