from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Q

from ecase.core.errors import RuleError
from ecase.core.sealed_fields import SealedField

from .laws import AN_ADMINISTRATOR_REMAINS, TODAY, sealed_reach

LONGEST_PASSWORD = 200  # characters; hashing a longer one would only keep the server busy


def normalised(password: str) -> str:
    """A password as it is hashed: however a keyboard composes its letters (NFKC)."""
    return normalize("NFKC", password)


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


def place_of(office: Office | None) -> str:
    """An office in full, or the centre (ส่วนกลาง), which is none."""
    return office.full_name if office else "ส่วนกลาง"


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
    email = SealedField("อีเมล", blank=True)
    phone = SealedField("หมายเลขโทรศัพท์", blank=True)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="officers")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfficerManager()
    USERNAME_FIELD = "username"

    duties_held: Iterable[str]  # set by OfficerQuerySet.with_duties

    class Meta:
        constraints = sealed_reach("officer")
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
            ),
            # A duty is of the office in which it was given; who moves takes none along.
            pgtrigger.Trigger(
                name="moves_without_duties",
                operation=pgtrigger.UpdateOf("office_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("office_id"),
                func=f"""
                    IF EXISTS (
                        SELECT FROM offices_appointment a
                        WHERE a.officer_id = NEW.id AND a.ended_at IS NULL
                          AND (a.ends_on IS NULL OR a.ends_on >= {TODAY})
                    ) THEN
                        RAISE EXCEPTION 'who moves to another office has no duty in the old one';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="the_last_administrator_stays",
                operation=pgtrigger.UpdateOf("is_active"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__is_active=True, new__is_active=False),
                func=f"""
                    IF EXISTS (
                        SELECT FROM offices_appointment a WHERE a.officer_id = NEW.id
                        AND a.duty = 'ADMINISTRATOR' AND a.ended_at IS NULL
                    ) THEN
                        {AN_ADMINISTRATOR_REMAINS}
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and normalised(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and normalised(raw_password))

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
    def place(self) -> str:
        """Where the officer belongs (สังกัด)."""
        return place_of(self.office)

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
