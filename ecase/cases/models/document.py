import pgtrigger
from django.db import models
from django.db.models import Q

from ecase.offices.models import Officer

from .received import Received


class Bundle(models.TextChoices):
    """The two bundles of papers that each case has."""

    SUPPORTING = "supporting", "เอกสารที่เกี่ยวข้อง"
    FINANCIAL = "financial", "เอกสารทางการเงิน"


class DocumentQuerySet(models.QuerySet["Document"]):
    def latest_of_each_bundle(self) -> "DocumentQuerySet":
        """The versions in force, supporting papers first; earlier ones stay readable."""
        return self.order_by("case", "-bundle", "-version").distinct("case", "bundle")

    def latest_of(self, bundle: str) -> "Document | None":
        """The version in force of one bundle, of documents of one case."""
        return self.filter(bundle=bundle).order_by("-version").first()


class Document(models.Model):
    """One bundle of a case's scanned papers, as one PDF (เอกสาร). Replacing makes a new version."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="documents", db_index=False)
    bundle = models.CharField(max_length=20, choices=Bundle.choices)
    version = models.PositiveSmallIntegerField()
    stored_as = models.CharField(max_length=120)  # the name in the storage
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    pages = models.PositiveSmallIntegerField()
    made_from = models.JSONField(default=list)  # the names of the files received, in order
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_version_once", fields=["case", "bundle", "version"]
            ),
            models.CheckConstraint(
                name="document_sha256_is_hex", condition=Q(sha256__regex=r"\A[0-9a-f]{64}\Z")
            ),
            models.CheckConstraint(
                name="document_is_not_empty", condition=Q(size__gt=0, pages__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="document_sha256")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            # After the meeting has closed only bank papers may be added (R75 of the manual).
            pgtrigger.Trigger(
                name="frozen_after_approval",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("case_status", "text")],
                func="""
                    SELECT status INTO case_status FROM cases_case WHERE id = NEW.case_id FOR SHARE;
                    IF case_status IN ('PAID', 'PAYMENT_FAILED', 'DISQUALIFIED')
                       OR (case_status = 'APPROVED' AND NEW.bundle <> 'financial') THEN
                        RAISE EXCEPTION 'documents of a % case are frozen', case_status;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_bundle_display()} ฉบับที่ {self.version}"


class Source(models.Model):
    """One received file from which a version of a bundle was made (ที่มาของเอกสาร), in their order."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="sources", db_index=False)
    position = models.PositiveSmallIntegerField()
    received = models.ForeignKey(Received, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=150)  # as the officer's computer called it

    class Meta:
        constraints = [
            models.UniqueConstraint(name="source_position_once", fields=["document", "position"])
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name
