import json
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Count, Q, Sum
from django.urls import reverse

from ecase.cases.models import BankAccount, Case
from ecase.core.errors import RuleError
from ecase.core.fields import baht
from ecase.meetings.models import Meeting
from ecase.offices.models import FiscalYear, Office, Officer
from ecase.regulations.models import KRUNGTHAI


class BankGroup(models.TextChoices):
    """The two groups that the bank's system pays in different ways (กลุ่มธนาคาร)."""

    KRUNGTHAI = "krungthai", "ธนาคารกรุงไทย"
    OTHERS = "others", "ธนาคารอื่น"

    @classmethod
    def of(cls, bank_code: str) -> "BankGroup":
        return cls.KRUNGTHAI if bank_code == KRUNGTHAI else cls.OTHERS


class PaymentStatus(models.TextChoices):
    """Where one approved case's money is."""

    DUE = "DUE", "รอโอน"
    IN_FILE = "IN_FILE", "อยู่ในไฟล์รอผล"
    RETURNED = "RETURNED", "โอนไม่ผ่าน"
    PAID = "PAID", "จ่ายสำเร็จ"
    FAILED = "FAILED", "จ่ายไม่สำเร็จ"


# The whole life of a payment; the database refuses every other step (trigger next_status).
NEXT_PAYMENT: dict[str, set[PaymentStatus]] = {
    PaymentStatus.DUE: {PaymentStatus.IN_FILE, PaymentStatus.FAILED},
    PaymentStatus.IN_FILE: {PaymentStatus.PAID, PaymentStatus.RETURNED},
    PaymentStatus.RETURNED: {PaymentStatus.DUE, PaymentStatus.FAILED},
    PaymentStatus.PAID: set(),
    PaymentStatus.FAILED: set(),
}
SETTLED = (PaymentStatus.PAID, PaymentStatus.FAILED)


class Result(models.TextChoices):
    """What the bank answered to one line of a file (ผลการโอน)."""

    PENDING = "PENDING", "รอผล"
    PAID = "PAID", "จ่ายสำเร็จ"
    RETURNED = "RETURNED", "โอนไม่ผ่าน"


class ReturnReason(models.TextChoices):
    """Why the bank sent money back (เหตุที่โอนไม่ผ่าน)."""

    WRONG_ACCOUNT = "WRONG_ACCOUNT", "เลขที่บัญชีไม่ถูกต้อง"
    WRONG_BANK = "WRONG_BANK", "เลือกธนาคารผิด หรือรหัสสาขาไม่ถูกต้อง"
    NAME_MISMATCH = "NAME_MISMATCH", "ชื่อบัญชีไม่ตรง"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED", "บัญชีถูกปิด"
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED", "บัญชีมีปัญหา หรือถูกอายัด"
    LIMIT = "LIMIT", "เกินวงเงิน"
    DECEASED = "DECEASED", "ผู้รับเงินเสียชีวิต"
    OTHER = "OTHER", "กรณีอื่น ๆ"


class WrongPaymentStatus(RuleError):
    def __init__(self, payment: "Payment", wanted: str) -> None:
        super().__init__(
            f"เคส {payment.case} อยู่ในสถานะ{payment.get_status_display()}แล้ว จึง{wanted}ไม่ได้"
            " เปิดรายการอนุมัติอีกครั้งเพื่อดูสถานะล่าสุด"
        )


class NothingDue(RuleError):
    pass


class TotalsDiffer(RuleError):
    """The bank's total, as typed, is not the control total of the file (I16)."""


class ListChanged(RuleError):
    """What the page showed is no longer what would be recorded; nothing was done."""


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, officer: Officer) -> "ApprovalQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def with_figures(self) -> "ApprovalQuerySet":
        """Count and sum (baht) of the payments in each status, as ``due_count``, ``due_sum`` …"""
        figures: dict[str, Any] = {}
        for status in PaymentStatus:
            only = Q(payments__status=status)
            figures[f"{status.lower()}_count"] = Count("payments", filter=only)
            figures[f"{status.lower()}_sum"] = Sum("payments__amount", filter=only, default=0)
        return self.annotate(**figures)

    def waiting(self) -> "ApprovalQuerySet":
        """With money that is neither paid nor finally failed: the list of จ่ายให้ประชาชน."""
        open_payments = Payment.objects.filter(approval=models.OuterRef("pk")).exclude(
            status__in=SETTLED
        )
        return self.filter(models.Exists(open_payments))


class Approval(models.Model):
    """What one closed meeting granted (รายการอนุมัติให้ความช่วยเหลือ). Frozen for ever.

    ``content`` is the canonical text of the list as closed (meetings.agenda_content) and
    ``digest`` its SHA-256; papers are printed from it, never from the cases of today.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="approval")
    office = models.ForeignKey(Office, models.PROTECT, related_name="approvals")
    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    total = baht()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="approval_number_once_a_year", fields=["office", "fiscal_year", "number"]
            ),
            models.CheckConstraint(name="approval_is_not_empty", condition=Q(count__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="frozen_for_ever", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"ครั้งที่{self.number}-ปีงบประมาณ{self.fiscal_year_id}"

    def get_absolute_url(self) -> str:
        return reverse("payments:show", args=[self.fiscal_year_id, self.key])

    @property
    def key(self) -> str:
        """The name in addresses: 1008-1."""
        return f"{self.office.code}-{self.number}"

    @property
    def name(self) -> str:
        """The manual's name of the report (R79)."""
        return f"รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต {self}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The cases as they were approved, from the frozen content."""
        rows: list[dict[str, Any]] = json.loads(self.content)["cases"]
        return rows


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, officer: Officer) -> "PaymentQuerySet":
        return self if officer.sees_every_office else self.filter(office=officer.office)

    def due(self) -> "PaymentQuerySet":
        return self.filter(status=PaymentStatus.DUE)

    def in_group(self, group: str) -> "PaymentQuerySet":
        """Whose current account is with Krungthai, or with another bank."""
        krungthai = Q(case__bank_account__bank=KRUNGTHAI)
        return self.filter(krungthai if group == BankGroup.KRUNGTHAI else ~krungthai)


class Payment(models.Model):
    """One approved case's money (การจ่ายเงินให้ประชาชน)."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="payments")
    case = models.OneToOneField(Case, models.PROTECT, related_name="payment")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()  # ลำดับที่ on the approved list
    amount = baht()
    status = models.CharField(
        max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.DUE
    )
    status_at = models.DateTimeField(auto_now=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payment_position_once", fields=["approval", "position"]),
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [
            models.Index(fields=["approval", "status"], name="payment_of_approval"),
            models.Index(
                fields=["office", "approval"],
                name="payment_open",
                condition=~Q(status__in=["PAID", "FAILED"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="next_status",
                operation=pgtrigger.UpdateOf("status"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.status <> NEW.status"),
                func=f"""
                    IF (OLD.status, NEW.status) NOT IN ({
                    ", ".join(
                        f"('{here}', '{there}')"
                        for here in PaymentStatus
                        for there in sorted(NEXT_PAYMENT[here])
                    )
                }) THEN
                        RAISE EXCEPTION 'a payment does not go from % to %', OLD.status, NEW.status;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="sum_is_for_ever",
                operation=pgtrigger.UpdateOf("approval_id", "case_id", "office_id", "amount"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED


class TransferFile(models.Model):
    """One file for KTB Corporate Online (ไฟล์สำหรับโอนเงิน): stored bytes that never change.

    Downloading it again gives the same bytes and makes nothing.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="files")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, choices=BankGroup.choices)
    number = models.PositiveSmallIntegerField()  # ไฟล์ที่ … of its group and approval
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    total = baht()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="file_number_once", fields=["approval", "group", "number"]
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=Q(count__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="frozen_for_ever", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"ไฟล์ที่ {self.number} {self.get_group_display()}"

    @property
    def fingerprint(self) -> str:
        """The first characters of the hash, as people compare them: 9f3a·c714·2e51."""
        return "·".join(self.sha256[at : at + 4] for at in (0, 4, 8))


class Line(models.Model):
    """One payment in one file, with the account as sent and the bank's answer (รายการในไฟล์).

    The partial unique index is the law that nobody is paid twice: of one payment, one line at
    most is unanswered or paid.
    """

    file = models.ForeignKey(TransferFile, models.PROTECT, related_name="lines")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines")
    amount = baht()
    reference = models.CharField(max_length=18, unique=True)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.PENDING)
    return_reason = models.CharField(max_length=20, choices=ReturnReason.choices, blank=True)
    return_note = models.TextField(blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="paid_or_unanswered_once",
                fields=["payment"],
                condition=Q(result__in=["PENDING", "PAID"]),
            ),
            models.UniqueConstraint(name="line_position_once", fields=["file", "position"]),
            models.CheckConstraint(
                name="line_answered_iff_by_whom",
                condition=Q(result="PENDING", answered_by=None, answered_at=None)
                | (~Q(result="PENDING") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="line_returned_iff_reason",
                condition=Q(result="RETURNED") ^ Q(return_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["file", "result"], name="line_of_file")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_for_ever",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__result="PENDING"),
            ),
            pgtrigger.Protect(
                name="as_sent_for_ever",
                operation=pgtrigger.UpdateOf(
                    "file_id", "payment_id", "position", "bank_account_id", "amount", "reference"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
