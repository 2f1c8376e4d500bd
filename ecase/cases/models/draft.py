import uuid

from django.db import models
from django.db.models import Q

from ecase.core.errors import RuleError
from ecase.core.sealed_fields import SealedJSONField
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.people.models import citizen_id, citizen_id_digest, has_citizen_id

from .document import Bundle, Document
from .received import Received


class DraftUsed(RuleError):
    """A draft becomes one case and no more."""


class PapersMissing(RuleError):
    """A case needs both of its bundles."""


class TooManyLookUps(RuleError):
    """One officer looked so many IDs up today that the next waits for tomorrow (ตรวจสอบเกินจำนวน)."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"วันนี้คุณตรวจสอบเลขประจำตัวประชาชนครบ {limit:,} เลขแล้ว เลขนี้จึงยังไม่ได้ตรวจสอบ"
            " ให้เจ้าหน้าที่อีกคนของเขตตรวจสอบแทน หรือตรวจสอบใหม่พรุ่งนี้"
            " หากเขตมีผู้มาขอความช่วยเหลือมากกว่านี้ แจ้งหัวหน้าฝ่ายและผู้ดูแลระบบส่วนกลาง"
        )


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, officer: Officer) -> "DraftQuerySet":
        """Only the officer who began a draft may go on with it."""
        return self.filter(officer=officer, office=officer.own_office)


class Draft(models.Model):
    """A form being filled in (ร่าง): what was typed and the good files, until it is confirmed.

    Its key is the token that makes ยืนยัน count once: pressed twice, sent again or gone back to,
    a draft becomes one case. A draft either records a new case or edits an existing one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    citizen_id = citizen_id()
    citizen_id_digest = citizen_id_digest()
    typed = SealedJSONField(default=dict)
    follows = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    edits = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    became = models.OneToOneField("cases.Case", models.PROTECT, null=True, related_name="draft")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            *has_citizen_id("draft"),
            models.CheckConstraint(
                name="draft_records_or_edits",
                condition=Q(edits=None) | (Q(became=None) & Q(follows=None)),
            ),
        ]
        indexes = [models.Index(fields=["officer", "created_at"], name="draft_of_officer")]

    def __str__(self) -> str:
        return str(self.id)


class DraftFile(models.Model):
    """One good file of a draft: already cleaned, kept while the rest of the form is mended."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files", db_index=False)
    bundle = models.CharField(max_length=20, choices=Bundle.choices)
    name = models.CharField(max_length=150)  # as the officer's computer calls it
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    # Where it came from: bytes that were received, or a version of a case's papers. Neither is known
    # of files from before received bytes were kept.
    received = models.ForeignKey(Received, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_file_comes_from_one",
                condition=Q(received=None) | Q(document=None),
            )
        ]
        indexes = [
            models.Index(fields=["draft", "bundle", "id"], name="files_of_draft"),
            models.Index(fields=["sha256"], name="draft_file_sha256"),  # of the sweep
        ]

    def __str__(self) -> str:
        return self.name


class Turn(models.IntegerChoices):
    """How far a page is turned to the right (หมุน), in degrees."""

    NONE = 0, "ไม่หมุน"
    RIGHT = 90, "หมุนขวา"
    UPSIDE_DOWN = 180, "กลับหัว"
    LEFT = 270, "หมุนซ้าย"


class DraftPageQuerySet(models.QuerySet["DraftPage"]):
    def of(self, draft: Draft) -> "DraftPageQuerySet":
        """All pages of a draft, bundle by bundle, as they will stand in it."""
        pages = self.filter(file__draft=draft).select_related("file")
        return pages.order_by("-file__bundle", "position", "pk")


class DraftPage(models.Model):
    """One page of a draft's file, at its place in the bundle (หน้า). One that is taken out is gone."""

    file = models.ForeignKey(DraftFile, models.CASCADE, related_name="arranged", db_index=False)
    number = models.PositiveSmallIntegerField()  # in the file, from 1
    position = models.PositiveIntegerField()  # in the bundle
    turn = models.PositiveSmallIntegerField(choices=Turn.choices, default=Turn.NONE)
    print = models.BinaryField(default=b"")  # by which it is known again (PagePrint), as it came

    objects = DraftPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_page_once", fields=["file", "number"]),
            models.CheckConstraint(
                name="draft_page_turn_is_right_angled", condition=Q(turn__in=Turn.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} หน้า {self.number}"
