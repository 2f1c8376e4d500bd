from collections.abc import Iterable
from datetime import date

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import F, Q

from ecase.core.errors import RuleError


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
        in_force = Q(appointments__starts_on__lte=on) & (
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


class Appointment(models.Model):
    """A duty given to an officer (การแต่งตั้งให้ทำหน้าที่), from a day on and until another."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    duty = models.CharField(max_length=20, choices=Duty.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

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
