from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value

from ecase.core.thai import thai_date

from .laws import by_an_administrator
from .officer import Office, Officer


class Separation(models.TextChoices):
    """Two deeds that one person never does to the same money (การแบ่งแยกหน้าที่)."""

    CLOSING = "CLOSING", "ผู้ปิดรอบไม่เป็นผู้บันทึกหรือแก้ไขเคสในรอบนั้น"
    ACCOUNT = "ACCOUNT", "ผู้รับรองบัญชีหรือตรวจข้อสังเกตไม่เป็นผู้เสนอหรือกรอกบัญชีนั้น"
    FILE = "FILE", "ผู้ออกไฟล์โอนเงินไม่เป็นผู้กรอกหรือแก้บัญชีในไฟล์นั้น"
    RESULT = "RESULT", "ผู้ตัดสินผลหรือรับรองการยกเลิกไฟล์ไม่เป็นผู้แจ้งเรื่องนั้น"


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def visible_to(self, officer: Officer) -> "WaiverQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def in_full(self) -> "WaiverQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related("office", "granted_by", "revoked_by")

    def in_force(self, on: date) -> "WaiverQuerySet":
        return self.filter(starts_on__lte=on, ends_on__gte=on, revoked_at=None)


LONGEST_WAIVER = timedelta(days=366)


class Waiver(models.Model):
    """An office too small for two persons may do without (ข้อยกเว้น), for a reason and a time.

    The administrator grants it; every paper that it touched says so.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="waivers", db_index=False)
    rule = models.CharField(max_length=10, choices=Separation.choices)
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    granted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="waiver_lasts_a_year_at_most",
                condition=Q(ends_on__gte=F("starts_on"))
                & Q(ends_on__lte=F("starts_on") + Value(LONGEST_WAIVER)),
            ),
            models.CheckConstraint(
                name="waiver_revoked_iff_by_whom",
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["office", "rule", "ends_on"], name="waiver_of_office")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="granted_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("office_id", "rule", "reason", "starts_on", "ends_on"),
                    *("granted_by_id", "granted_at"),
                ),
            ),
            pgtrigger.Protect(
                name="revoked_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="granted_by_the_centre",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=by_an_administrator(
                    "a waiver is given and ended", "granted_by_id", "granted_at"
                )
                + """
                    IF NEW.starts_on < (NEW.granted_at AT TIME ZONE 'Asia/Bangkok')::date THEN
                        RAISE EXCEPTION 'a waiver is not given for days that are over';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="revoked_by_the_centre",
                operation=pgtrigger.UpdateOf("revoked_by_id", "revoked_at"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__revoked_at__isnull=False),
                func=by_an_administrator(
                    "a waiver is given and ended", "revoked_by_id", "revoked_at"
                )
                + "RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"ข้อยกเว้นของ{self.office.full_name}"

    @property
    def note(self) -> str:
        """The sentence that papers bear (หมายเหตุ)."""
        return (
            f"ดำเนินการตามข้อยกเว้นการแบ่งแยกหน้าที่ ({self.get_rule_display()})"
            f" เหตุผล {self.reason} มีผลถึง {thai_date(self.ends_on)} อนุญาตโดย{self.granted_by}"
        )
