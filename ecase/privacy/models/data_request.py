import uuid
from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from ecase.core.errors import RuleError
from ecase.offices.models import Duty, Office, Officer
from ecase.people.models import citizen_id, citizen_id_digest, has_citizen_id


class AlreadyAnswered(RuleError):
    """A request has one answer."""

    def __init__(self) -> None:
        super().__init__("คำขอนี้มีผู้บันทึกผลแล้ว เปิดหน้านี้อีกครั้งเพื่อดูผล หากผู้ขอมาขออีก ให้รับเป็นคำขอใหม่")


class AlreadyOpen(RuleError):
    """A second open request of the same person in the same place."""

    def __init__(self) -> None:
        super().__init__("มีคำขอของเลขบัตรนี้รออยู่แล้ว ให้ดำเนินการคำขอนั้นก่อน ค้นได้ด้วยเลขบัตรที่หน้ารายการคำขอ")


class NotYours(RuleError):
    """Another place took the request, and answers it."""

    def __init__(self, request: "DataRequest") -> None:
        super().__init__(f"คำขอนี้{request.place}เป็นผู้รับ จึงต้องให้{request.place}จัดทำข้อมูลและบันทึกผล")


class NothingMade(RuleError):
    """What was never made cannot have been handed over."""

    def __init__(self) -> None:
        super().__init__("ยังไม่ได้จัดทำชุดข้อมูล จึงยังบันทึกว่ามอบแล้วไม่ได้ กดจัดทำชุดข้อมูลก่อน")


class Asker(models.TextChoices):
    """Who asks (ผู้ขอ)."""

    SUBJECT = "SUBJECT", "เจ้าของข้อมูลมาขอเอง"
    PROXY = "PROXY", "ผู้รับมอบอำนาจ"
    GUARDIAN = "GUARDIAN", "ผู้ใช้อำนาจปกครอง ผู้อนุบาล หรือผู้พิทักษ์"


class Identity(models.TextChoices):
    """How who asks showed who that is (การยืนยันตัว)."""

    CARD = "CARD", "บัตรประจำตัวประชาชนตัวจริง"
    THAID = "THAID", "แอป ThaID"
    OTHER = "OTHER", "เอกสารอื่นที่ทางราชการออกให้และมีรูปถ่าย"


class Ground(models.TextChoices):
    """On what ground a request may be refused (เหตุที่ปฏิเสธ): section 30, and no other."""

    LAW = "LAW", "กฎหมายหรือคำสั่งศาลให้ปฏิเสธ"
    OTHERS = "OTHERS", "อาจก่อความเสียหายต่อสิทธิและเสรีภาพของบุคคลอื่น"
    UNKNOWN = "UNKNOWN", "ยืนยันไม่ได้ว่าผู้ขอเป็นเจ้าของข้อมูลหรือมีอำนาจขอแทน"


class Handing(models.TextChoices):
    """How the answer reached who asked (วิธีมอบ)."""

    IN_PERSON = "IN_PERSON", "มอบให้ผู้ขอที่สำนักงาน"
    POST = "POST", "ไปรษณีย์ลงทะเบียนตอบรับ"


class State(models.TextChoices):
    """What became of a request (ผลของคำขอ); empty while it waits."""

    GIVEN = "GIVEN", "มอบข้อมูลแล้ว"
    REFUSED = "REFUSED", "ปฏิเสธ"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, officer: Officer) -> "DataRequestQuerySet":
        """An office sees what it took; the centre, which answers for all, sees every one."""
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def open(self) -> "DataRequestQuerySet":
        return self.filter(answer="")

    def about(self, citizen_id: str) -> "DataRequestQuerySet":
        """Those of one exact citizen ID."""
        return self.filter(citizen_id=citizen_id)

    def in_full(self) -> "DataRequestQuerySet":
        """With all that a page shows of other tables."""
        return self.select_related("office", "taken_by", "answered_by")


class DataRequest(models.Model):
    """A person asks what is kept of them (คำขอเข้าถึงข้อมูลส่วนบุคคล, มาตรา 30 พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล).

    A district's head takes it for what the own office keeps; the centre's administrator, for the
    whole city (no ``office``). It is answered within thirty days, or refused with the reason, which
    section 39 wants on record.
    """

    DAYS = 30

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    citizen_id = citizen_id("หมายเลขบัตรประจำตัวประชาชน")
    citizen_id_digest = citizen_id_digest()
    asked_by = models.CharField(max_length=10, choices=Asker.choices)
    asker = models.CharField(max_length=200, blank=True)  # who asks for the person
    identity = models.CharField(max_length=10, choices=Identity.choices)
    proof = models.CharField(max_length=300, blank=True)  # what else was shown: a power of attorney
    received_on = models.DateField()
    taken_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=10, choices=State.choices, blank=True)
    handing = models.CharField(max_length=10, choices=Handing.choices, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    because = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            *has_citizen_id("data_request"),
            models.UniqueConstraint(
                name="one_open_data_request",
                fields=["citizen_id_digest", "office"],
                condition=Q(answer=""),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="data_request_names_who_asks_for_another",
                condition=Q(asked_by=Asker.SUBJECT, asker="")
                | (~Q(asked_by=Asker.SUBJECT) & ~Q(asker="") & ~Q(proof="")),
            ),
            models.CheckConstraint(
                name="data_request_answered_iff_by_whom",
                condition=Q(
                    answer="", handing="", ground="", because="", answered_by=None, answered_at=None
                )
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & (
                        (Q(answer=State.GIVEN, ground="", because="") & ~Q(handing=""))
                        | (Q(answer=State.REFUSED, handing="") & ~Q(ground="") & ~Q(because=""))
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "received_on"], name="data_request_of_office"),
            models.Index(fields=["received_on", "key"], name="data_request_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="asked_for_ever",
                operation=pgtrigger.UpdateOf(
                    *("office_id", "citizen_id", "asked_by", "asker", "identity", "proof"),
                    *("received_on", "taken_by_id", "taken_at"),
                ),
            ),
            pgtrigger.Protect(
                name="answered_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__answer=""),
            ),
            pgtrigger.Trigger(
                name="given_when_made",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("answer"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__answer="GIVEN"),
                func="""
                    IF NOT EXISTS (SELECT FROM privacy_datapackage WHERE request_id = NEW.key) THEN
                        RAISE EXCEPTION 'no package was made of request %', NEW.key;
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Who answers is of the place that took it, so that no office learns of another's.
            pgtrigger.Trigger(
                name="of_one_place",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("answer"),
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM offices_officer
                        WHERE id = coalesce(NEW.answered_by_id, NEW.taken_by_id)
                          AND office_id IS DISTINCT FROM NEW.office_id
                    ) THEN
                        RAISE EXCEPTION 'request % is of another place', NEW.key;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"คำขอเข้าถึงข้อมูลส่วนบุคคลที่{self.place}รับ"

    def get_absolute_url(self) -> str:
        return reverse("privacy:request", args=[self.key])

    @property
    def place(self) -> str:
        """Who took it: the office in full, or the centre."""
        return self.office.full_name if self.office else "ส่วนกลาง (สำนักพัฒนาสังคม)"

    @property
    def due_on(self) -> date:
        """The last day of the thirty."""
        return self.received_on + timedelta(days=self.DAYS)

    def days_left(self, today: date) -> int:
        """How many days there are to answer; negative when they are over."""
        return (self.due_on - today).days

    def is_of(self, officer: Officer) -> bool:
        """Whether this officer's place took it, and the officer answers for that place."""
        duty = Duty.HEAD if self.office_id else Duty.ADMINISTRATOR
        return self.office_id == officer.office_id and officer.may(duty)


class DataPackage(models.Model):
    """A package of a person's data as it was made (ชุดข้อมูลส่วนบุคคล): when, by whom, its hash.

    The bytes are not kept: they would be one more copy of all that is private.
    """

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="packages")
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    cases = models.PositiveIntegerField()
    documents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="data_package_sha256_is_hex", condition=Q(sha256__regex=r"\A[0-9a-f]{64}\Z")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def fingerprint(self) -> str:
        """The first characters of the hash, as people compare them."""
        return "·".join(self.sha256[at : at + 4] for at in (0, 4, 8))
