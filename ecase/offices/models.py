import uuid
from collections.abc import Iterable
from datetime import date, timedelta

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from ecase.core.errors import RuleError
from ecase.core.thai import thai_date


class YearClosed(RuleError):
    def __init__(self, year: "FiscalYear") -> None:
        super().__init__(f"{year} ปิดแล้ว จึงบันทึกเพิ่มไม่ได้ ให้เลือกปีงบประมาณที่เปิดอยู่ หรือแจ้งผู้ดูแลระบบส่วนกลาง")


class NoOffice(RuleError):
    def __init__(self) -> None:
        super().__init__("ส่วนกลางดูข้อมูลได้ทุกเขต แต่บันทึกแทนเขตไม่ได้ ให้เจ้าหน้าที่ของเขตดำเนินการ")


class WrongDuty(RuleError):
    def __init__(self, duty: "Duty") -> None:
        super().__init__(
            f"{duty.label}ไม่ใช่หน้าที่ของเจ้าหน้าที่คนนี้ หน้าที่ของเขตเป็นของเจ้าหน้าที่เขต"
            " ผู้ดูแลระบบและผู้ตรวจสอบเป็นของส่วนกลาง เลือกหน้าที่ใหม่"
        )


class DutyEnded(RuleError):
    """The officer does not hold the duty (any more) at the moment of the deed; nothing was done."""

    def __init__(self, officer: "Officer", duties: "Iterable[Duty]") -> None:
        wanted = " หรือ".join(duty.label for duty in duties)
        super().__init__(
            f"{officer} ไม่ได้รับแต่งตั้งให้ทำหน้าที่{wanted}แล้ว จึงยังไม่มีการบันทึก"
            " ให้ผู้ที่มีหน้าที่นี้ดำเนินการ หรือแจ้งผู้ดูแลระบบส่วนกลาง"
        )


class PapersUnderWay(RuleError):
    """So many long papers are being made for this officer that another one waits for them (แบบพิมพ์ยาว)."""

    def __init__(self) -> None:
        super().__init__(
            f"กำลังจัดทำแบบพิมพ์ให้คุณอยู่แล้ว {LongPaper.AT_ONCE} ฉบับ รอให้เสร็จก่อน แล้วสั่งพิมพ์ฉบับนี้อีกครั้ง"
        )


class Office(models.Model):
    """A district office (สำนักงานเขต) of the Bangkok Metropolitan Administration."""

    code = models.CharField(max_length=4, unique=True)  # 1001-1050, as the registry numbers them
    name = models.CharField(max_length=80)  # without สำนักงานเขต
    name_en = models.CharField(max_length=80)
    group = models.CharField(max_length=80)  # กลุ่มเขต, the BMA's six

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        return f"สำนักงานเขต{self.name}"


class FiscalYearQuerySet(models.QuerySet["FiscalYear"]):
    def newest_first(self) -> "FiscalYearQuerySet":
        return self.order_by("-year")


class FiscalYear(models.Model):
    """A fiscal year (ปีงบประมาณ), named by its Buddhist-era year: 2566 ends on 30 September 2566."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    is_open = models.BooleanField(default=True)

    objects = FiscalYearQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fiscal_year_is_buddhist", condition=Q(year__gte=2500, year__lte=2700)
            )
        ]

    def __str__(self) -> str:
        return f"ปีงบประมาณ {self.year}"


class Duty(models.TextChoices):
    """What an officer is appointed to do (หน้าที่)."""

    CASEWORKER = "CASEWORKER", "เจ้าหน้าที่"
    HEAD = "HEAD", "หัวหน้าฝ่าย"
    PAYER = "PAYER", "ผู้ทำหน้าที่โอนเงิน"
    ADMINISTRATOR = "ADMINISTRATOR", "ผู้ดูแลระบบ"
    AUDITOR = "AUDITOR", "ผู้ตรวจสอบ"


OF_AN_OFFICE = (Duty.CASEWORKER, Duty.HEAD, Duty.PAYER)
OF_THE_CENTRE = (Duty.ADMINISTRATOR, Duty.AUDITOR)


class OfficerQuerySet(models.QuerySet["Officer"]):
    def with_duties(self, on: date) -> "OfficerQuerySet":
        """Fetch each officer with the office and with the duties in force on a day."""
        in_force = Q(appointments__starts_on__lte=on, appointments__ended_at=None) & (
            Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=on)
        )
        return self.select_related("office").annotate(  # type: ignore[no-redef]
            duties_held=ArrayAgg("appointments__duty", filter=in_force, default=[])
        )


class OfficerManager(BaseUserManager.from_queryset(OfficerQuerySet)["Officer"]):  # type: ignore[misc]
    pass


class Officer(AbstractBaseUser):
    """A person who works with E-Case (เจ้าหน้าที่), of one district office or of the centre."""

    username = models.CharField("ชื่อผู้ใช้", max_length=60, unique=True)
    title = models.CharField("คำนำหน้า", max_length=40, blank=True)
    first_name = models.CharField("ชื่อ", max_length=100)
    last_name = models.CharField("นามสกุล", max_length=100)
    position = models.CharField("ตำแหน่ง", max_length=150, blank=True)
    email = models.EmailField("อีเมล", blank=True)
    phone = models.CharField("หมายเลขโทรศัพท์", max_length=20, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="officers")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfficerManager()
    USERNAME_FIELD = "username"

    duties_held: Iterable[str]  # set by OfficerQuerySet.with_duties

    class Meta:
        triggers = [
            # One changes one's own name: what was borne before stays known (FormerName).
            pgtrigger.Trigger(
                name="keeps_its_former_name",
                operation=pgtrigger.UpdateOf("first_name", "last_name"),
                when=pgtrigger.After,
                condition=pgtrigger.AnyChange("first_name", "last_name"),
                func="""
                    INSERT INTO offices_formername (officer_id, first_name, last_name)
                    VALUES (OLD.id, OLD.first_name, OLD.last_name) ON CONFLICT DO NOTHING;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}"

    @property
    def duties(self) -> frozenset[Duty]:
        return frozenset(Duty(duty) for duty in self.duties_held)

    @property
    def duty_names(self) -> str:
        return " · ".join(duty.label for duty in Duty if duty in self.duties)

    @property
    def own_office(self) -> Office:
        """The district office; raises NoOffice for an officer of the centre."""
        if self.office is None:
            raise NoOffice
        return self.office

    @property
    def sees_every_office(self) -> bool:
        """True of the centre (ส่วนกลาง), which belongs to no district office."""
        return self.office_id is None

    def may(self, *duties: Duty) -> bool:
        """Whether the officer holds one of these duties."""
        return not self.duties.isdisjoint(duties)


class FormerName(models.Model):
    """A name that an officer had before (ชื่อเดิมของเจ้าหน้าที่). A trigger of the officer writes it.

    An account that bears it is still the officer's.
    """

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="former_names", db_index=False
    )
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="former_name_once", fields=["officer", "first_name", "last_name"]
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Appointment(models.Model):
    """A duty given to an officer (การแต่งตั้งให้ทำหน้าที่), from a day on and until another."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    duty = models.CharField(max_length=20, choices=Duty.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # taken away before its day, at once

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="duty_held_once", fields=["officer", "duty"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        triggers = [
            # Who has no office sees all of them, and so may hold none of an office's duties.
            pgtrigger.Trigger(
                name="duty_fits_the_office",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.duty IN ('ADMINISTRATOR', 'AUDITOR')) <>
                       (SELECT office_id IS NULL FROM offices_officer WHERE id = NEW.officer_id)
                    THEN
                        RAISE EXCEPTION '% is no duty of this officer', NEW.duty;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_duty_display()}"


class Separation(models.TextChoices):
    """Two deeds that one person never does to the same money (การแบ่งแยกหน้าที่)."""

    CLOSING = "CLOSING", "ผู้ปิดรอบไม่เป็นผู้บันทึกหรือแก้ไขเคสในรอบนั้น"
    ACCOUNT = "ACCOUNT", "ผู้รับรองบัญชีหรือตรวจข้อสังเกตไม่เป็นผู้เสนอหรือกรอกบัญชีนั้น"
    FILE = "FILE", "ผู้ออกไฟล์โอนเงินไม่เป็นผู้กรอกหรือแก้บัญชีในไฟล์นั้น"
    RESULT = "RESULT", "ผู้ตัดสินผลหรือรับรองการยกเลิกไฟล์ไม่เป็นผู้แจ้งเรื่องนั้น"


def _by_an_administrator(officer: str, at: str) -> str:
    """The statement of a trigger that refuses who was no administrator at that instant."""
    day = f"(NEW.{at} AT TIME ZONE 'Asia/Bangkok')::date"
    return f"""
        IF NOT EXISTS (
            SELECT FROM offices_officer o JOIN offices_appointment a ON a.officer_id = o.id
            WHERE o.id = NEW.{officer} AND o.office_id IS NULL AND o.is_active
              AND a.duty = 'ADMINISTRATOR' AND a.ended_at IS NULL AND a.starts_on <= {day}
              AND (a.ends_on IS NULL OR a.ends_on >= {day})
        ) THEN
            RAISE EXCEPTION 'a waiver is given and ended by an administrator of the centre';
        END IF;
    """


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
                func=_by_an_administrator("granted_by_id", "granted_at")
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
                func=_by_an_administrator("revoked_by_id", "revoked_at") + "RETURN NEW;",
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


class LongPaperQuerySet(models.QuerySet["LongPaper"]):
    def of(self, officer: Officer) -> "LongPaperQuerySet":
        """Those that this officer asked for; nobody else has them."""
        return self.filter(officer=officer.pk, asked_at__gt=timezone.now() - LongPaper.KEPT)

    def under_way(self) -> "LongPaperQuerySet":
        """Those that a child is making: neither made nor lost."""
        since = timezone.now() - LongPaper.SILENT
        return self.filter(pdf=None, has_failed=False, heard_at__gt=since)


class LongPaper(models.Model):
    """A paper of thousands of rows that is being made for one officer (แบบพิมพ์ยาว); kept for an hour."""

    KEPT = timedelta(hours=1)
    SILENT = timedelta(minutes=1)  # a child that said nothing for so long is gone
    AT_ONCE = 6  # for one officer: each has a process; an approval has five papers

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)  # without its ending
    to_keep = models.BooleanField()
    told = models.TextField()  # until it is made
    count = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now_add=True)
    has_failed = models.BooleanField(default=False)
    pdf = models.BinaryField(null=True)

    objects = LongPaperQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_lost(self) -> bool:
        """Whether it will not be made any more, and is to be asked for again."""
        silent = timezone.now() - self.heard_at > self.SILENT
        return self.has_failed or (self.pdf is None and silent)
