import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from ecase.cases.models import Case
from ecase.core.errors import RuleError
from ecase.offices.models import Answer, Office, Officer
from ecase.offices.models.laws import by_an_administrator

LEAST_YEARS = 5  # of evidence of payments, whatever the setting says


class NothingDue(RuleError):
    """No case is old enough."""

    def __init__(self, years: int) -> None:
        super().__init__(f"ยังไม่มีเคสที่พ้นกำหนด {years} ปี จึงยังไม่มีอะไรให้ทำลาย")


class RunUnderWay(RuleError):
    """One run at a time."""

    def __init__(self) -> None:
        super().__init__("มีคำสั่งทำลายข้อมูลที่ยังไม่เสร็จอยู่แล้ว ให้พิจารณาหรือดำเนินการคำสั่งนั้นก่อน")


class OwnRun(RuleError):
    """Who asked does not accept."""

    def __init__(self) -> None:
        super().__init__("คุณเป็นผู้ขอคำสั่งนี้ ต้องให้ผู้ดูแลระบบอีกคนรับรองหรือไม่รับรอง")


class NotAccepted(RuleError):
    """A run that nobody accepted, or that was carried out."""

    def __init__(self) -> None:
        super().__init__("คำสั่งนี้ยังไม่มีผู้รับรอง หรือดำเนินการเสร็จแล้ว จึงไม่มีอะไรให้ทำ")


class NotAsWritten(RuleError):
    """An event that is not as it was written is evidence: nothing of it is removed."""

    def __init__(self, event: int) -> None:
        super().__init__(
            f"เหตุการณ์ที่ {event} ในทะเบียนไม่ตรงกับที่ระบบเขียนไว้ จึงหยุดทำลายข้อมูลของเคสนี้"
            " แจ้งผู้ตรวจสอบให้สั่ง verify_events และสอบสวนก่อน"
        )


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def visible_to(self, officer: Officer) -> "RetentionRunQuerySet":
        """The centre's; an office has none."""
        return self if officer.sees_every_office else self.none()

    def in_full(self) -> "RetentionRunQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related("asked_by", "decided_by")

    def under_way(self) -> "RetentionRunQuerySet":
        """Those that wait for the second person, or are to be carried out."""
        return self.filter(finished_at=None).exclude(answer=Answer.DECLINED)


class RetentionRun(models.Model):
    """An order to remove what is kept no longer (คำสั่งทำลายข้อมูลตามระยะเวลา).

    One administrator asks, another accepts: then it is carried out, case by case and once. The
    database itself asks for both, and for the age of each case (SQL remove_personal_data).
    """

    years = models.PositiveSmallIntegerField(validators=[MinValueValidator(LEAST_YEARS)])
    count = models.PositiveIntegerField()  # of cases
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="retention_is_long_enough", condition=Q(years__gte=LEAST_YEARS, count__gt=0)
            ),
            models.UniqueConstraint(
                F("years") * 0,
                name="one_retention_run",
                condition=Q(finished_at=None) & ~Q(answer=Answer.DECLINED),
            ),
            models.CheckConstraint(
                name="retention_takes_two",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="retention_decided_iff_by_whom",
                condition=Q(answer="", decided_by=None, decided_at=None, because="")
                | (~Q(answer="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="retention_declined_because",
                condition=~Q(answer=Answer.DECLINED) | ~Q(because=""),
            ),
            models.CheckConstraint(
                name="retention_finished_when_accepted",
                condition=Q(finished_at=None) | Q(answer=Answer.ACCEPTED),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_for_ever",
                operation=pgtrigger.UpdateOf("years", "count", "asked_by_id", "asked_at"),
            ),
            pgtrigger.Protect(
                name="decided_for_ever",
                operation=pgtrigger.UpdateOf("answer", "decided_by_id", "decided_at", "because"),
                condition=~pgtrigger.Q(old__answer=""),
            ),
            pgtrigger.Trigger(
                name="asked_by_the_centre",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.answer <> '' OR NEW.finished_at IS NOT NULL THEN
                        RAISE EXCEPTION 'a run begins with the asking';
                    END IF;
                """
                + by_an_administrator("a run is asked for", "asked_by_id", "asked_at")
                + "RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="decided_by_the_centre",
                operation=pgtrigger.UpdateOf("answer"),
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__answer=""),
                func=by_an_administrator("a run is decided", "decided_by_id", "decided_at")
                + "RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="finished_once_and_whole",
                operation=pgtrigger.UpdateOf("finished_at"),
                when=pgtrigger.Before,
                func="""
                    IF OLD.finished_at IS NOT NULL OR EXISTS (
                        SELECT FROM retention_due(NEW.years) d
                        JOIN privacy_retentionitem i ON i.case_id = d.case_id
                        WHERE i.run_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'run % is not whole, or was finished before', NEW.id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"คำสั่งทำลายข้อมูลที่ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:retention_run", args=[self.pk])

    @property
    def is_accepted(self) -> bool:
        """Whether it may be carried out, or was."""
        return self.answer == Answer.ACCEPTED

    @property
    def untouched(self) -> "models.QuerySet[RetentionItem]":
        """The cases on it whose data are still there."""
        return self.items.filter(case__tombstone=None)


class RetentionItem(models.Model):
    """One case on an order (เคสที่จะทำลายข้อมูล), as both administrators saw it."""

    run = models.ForeignKey(RetentionRun, models.PROTECT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()  # the fiscal year in which it was over

    class Meta:
        constraints = [
            models.UniqueConstraint(name="retention_case_once_a_run", fields=["run", "case"])
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="before_it_is_accepted",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF (SELECT answer FROM privacy_retentionrun WHERE id = NEW.run_id) <> '' THEN
                        RAISE EXCEPTION 'run % is decided: nothing is added to it', NEW.run_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"
