import re

import pgtrigger
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from ecase.cases.models import Case, CaseQuerySet, Status
from ecase.core.errors import RuleError
from ecase.core.lifecycle import only_steps_of
from ecase.offices.models import FiscalYear, Office, Officer, Waiver


class Stage(models.TextChoices):
    """How far a meeting is (ขั้นของรอบประชุม)."""

    COLLECTING = "COLLECTING", "รับเคส"
    DELIBERATING = "DELIBERATING", "กำลังพิจารณา"
    CLOSED = "CLOSED", "ปิดรอบแล้ว"


# The whole life of a round; the database refuses every other step (trigger next_stage).
NEXT_STAGE: dict[str, set[Stage]] = {
    Stage.COLLECTING: {Stage.DELIBERATING, Stage.CLOSED},
    Stage.DELIBERATING: {Stage.CLOSED},
    Stage.CLOSED: set(),
}


class WrongStage(RuleError):
    """The meeting is not at the stage for this."""


class EmptyAgenda(RuleError):
    """Nothing to deliberate on or to approve."""


class ReasonNeeded(RuleError):
    """A resolution of the meeting is recorded with its reason."""


class AgendaChanged(RuleError):
    """The list that the page showed is not the list that would be approved; nothing was done."""

    def __init__(self, meeting: "Meeting") -> None:
        super().__init__(
            f"รายชื่อของรอบ {meeting} เปลี่ยนหลังจากคุณเปิดหน้านี้ ยังไม่มีการอนุมัติ"
            " ตรวจรายชื่อล่าสุดอีกครั้ง แล้วกดจัดทำรายงานขออนุมัติเงินทั้งหมด"
        )


class OverridesNotAccepted(RuleError):
    """Closing accepts each case that goes on beside another one, by name; nothing was done."""

    def __init__(self, cases: "list[Case]") -> None:
        named = " ".join(str(case) for case in cases)
        super().__init__(
            f"ยังไม่ได้รับรองเคสที่ช่วยเหลือซ้ำ {named} ยังไม่มีการอนุมัติ อ่านเหตุผลแล้วทำเครื่องหมายรับรอง"
            " หากไม่รับรอง ให้นำเคสออกหรือบันทึกขาดคุณสมบัติก่อน"
        )


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, officer: Officer) -> "MeetingQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def of_key(self, year: FiscalYear, key: str) -> "MeetingQuerySet":
        """The one that an address names (1008-9); none where it is no name of a meeting."""
        name = re.fullmatch("([0-9]{4})-([0-9]{1,4})", key)
        if not name:
            return self.none()
        return self.filter(fiscal_year=year, office__code=name[1], number=int(name[2]))

    def open(self) -> "MeetingQuerySet":
        """Not closed yet: the one that deliberates, if any, before the one that collects."""
        return self.exclude(stage=Stage.CLOSED).order_by("number")

    def with_counts(self) -> "MeetingQuerySet":
        """Fetch each with ``case_count``: how many cases closing it would approve."""
        agenda = (
            Case.objects.filter(
                office=OuterRef("office"),
                fiscal_year=OuterRef("fiscal_year"),
                round=OuterRef("number"),
                status=Status.IN_MEETING,
            )
            .order_by()
            .values("office")
        )
        counted = agenda.annotate(n=Count("pk")).values("n")
        return self.annotate(case_count=Coalesce(Subquery(counted), 0))

    def of(self, office: Office, year: FiscalYear) -> "MeetingQuerySet":
        """The rounds of one office in one fiscal year."""
        return self.filter(office=office, fiscal_year=year)


class Meeting(models.Model):
    """One round of a district office's meeting (รอบประชุม, ที่ประชุมสำนักงานเขต ครั้งที่ …).

    The number is dealt when the round begins to collect. Rounds close in the order of their
    numbers, so the number is also that of the approval.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="meetings", db_index=False)
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.COLLECTING)
    deliberating_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    # Where the one who closed had a hand in a case of the round, what allowed it.
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="meeting_number_once_a_year", fields=["office", "fiscal_year", "number"]
            ),
            models.UniqueConstraint(
                name="one_meeting_collects",
                fields=["office", "fiscal_year"],
                condition=Q(stage=Stage.COLLECTING),
            ),
            models.UniqueConstraint(
                name="one_meeting_deliberates",
                fields=["office", "fiscal_year"],
                condition=Q(stage=Stage.DELIBERATING),
            ),
            models.CheckConstraint(
                name="meeting_closed_iff_by_whom_and_when",
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_at=None, closed_by=None)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__stage=Stage.CLOSED),
            ),
            only_steps_of(NEXT_STAGE, "a round", column="stage"),
            # Its counterpart on the case, case_enters_an_open_round, is in migration 0003.
            pgtrigger.Trigger(
                name="leaves_nobody_behind",
                operation=pgtrigger.UpdateOf("stage"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__stage=Stage.CLOSED),
                func="""
                    IF EXISTS (
                        SELECT FROM cases_case
                        WHERE office_id = NEW.office_id AND fiscal_year_id = NEW.fiscal_year_id
                          AND round = NEW.number AND status = 'IN_MEETING'
                    ) THEN
                        RAISE EXCEPTION 'round % closes with cases undecided', NEW.number;
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="closed_by_another_person",
                operation=pgtrigger.UpdateOf("stage"),
                when=pgtrigger.After,
                condition=pgtrigger.Q(new__stage=Stage.CLOSED),
                func="""
                    IF NEW.waiver_id IS NULL AND EXISTS (
                        SELECT FROM cases_case c
                        JOIN cases_hand h ON
                            h.case_id = c.id AND h.deed IN ('RECORDED', 'EDITED')
                            OR h.case_id = c.follows_id AND h.deed = 'FAILED'
                        WHERE c.office_id = NEW.office_id
                          AND c.fiscal_year_id = NEW.fiscal_year_id
                          AND c.round = NEW.number AND c.status = 'APPROVED'
                          AND h.officer_id = NEW.closed_by_id
                    ) THEN
                        RAISE EXCEPTION 'round % is closed by who had a hand in it', NEW.number;
                    END IF;
                    -- Recorded anew, and not begun again, it is the same money.
                    IF NEW.waiver_id IS NULL AND EXISTS (
                        SELECT FROM cases_case c
                        JOIN cases_case k ON k.person_id = c.person_id AND k.id < c.id
                            AND k.assistance_type_id = c.assistance_type_id
                            AND k.fiscal_year_id = c.fiscal_year_id
                        JOIN cases_hand h ON h.case_id = k.id AND h.deed = 'FAILED'
                        WHERE c.office_id = NEW.office_id
                          AND c.fiscal_year_id = NEW.fiscal_year_id
                          AND c.round = NEW.number AND c.status = 'APPROVED'
                          AND c.override_because = '' AND h.officer_id = NEW.closed_by_id
                    ) THEN
                        RAISE EXCEPTION 'round % is closed by who gave its money up', NEW.number;
                    END IF;
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'CLOSING', NEW.closed_at) THEN
                        RAISE EXCEPTION 'no such waiver for round %', NEW.number;
                    END IF;
                    IF EXISTS (
                        SELECT FROM cases_case
                        WHERE office_id = NEW.office_id AND fiscal_year_id = NEW.fiscal_year_id
                          AND round = NEW.number AND status = 'APPROVED'
                          AND override_accepted_by_id <> NEW.closed_by_id
                    ) THEN
                        RAISE EXCEPTION 'a reason of round % is accepted by another than who closes',
                            NEW.number;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.fiscal_year_id}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:show", args=[self.fiscal_year_id, self.key])

    @property
    def key(self) -> str:
        """The name in addresses, clear to people and good for the centre too: 1008-9."""
        return f"{self.office.code}-{self.number}"

    def cases(self) -> CaseQuerySet:
        """All cases on this round, whatever became of them."""
        return Case.objects.filter(
            office=self.office_id, fiscal_year=self.fiscal_year_id, round=self.number
        )

    def agenda(self) -> CaseQuerySet:
        """The cases that closing would approve, in the order of their numbers."""
        return self.cases().filter(status=Status.IN_MEETING).order_by("sequence")
