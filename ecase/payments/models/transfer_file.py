from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q

from ecase.cases.models import BankAccount
from ecase.core.fields import baht
from ecase.core.sealed_fields import LARGEST, IsNothing, IsSealed, SealedBytesField
from ecase.offices.models import Office, Officer, Waiver

from .approval import Approval, Payment
from .words import BankGroup, PaymentStatus, Result, ReturnReason, books_agree


class TransferFileQuerySet(models.QuerySet["TransferFile"]):
    def sent(self) -> "TransferFileQuerySet":
        """Those that were not taken back."""
        return self.exclude(voiding__accepted_at__isnull=False)

    def counted(self) -> "TransferFileQuerySet":
        """Newest first and without their bytes, with how many lines wait, came back, and of these
        are still to be mended."""
        returned = Q(lines__result=Result.RETURNED)
        counts: dict[str, Any] = {
            "void_count": Count("lines", filter=Q(lines__result=Result.VOID)),
            "pending_count": Count("lines", filter=Q(lines__result=Result.PENDING)),
            "returned_count": Count("lines", filter=returned),
            "to_mend_count": Count(
                "lines", filter=returned & Q(lines__payment__status=PaymentStatus.RETURNED)
            ),
        }
        files = self.defer("content").select_related("made_by", "voiding").annotate(**counts)
        return files.order_by("-number")


class TransferFile(models.Model):
    """One file for KTB Corporate Online (ไฟล์สำหรับโอนเงิน): stored bytes that never change.

    Downloading it again gives the same bytes and makes nothing.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="files", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, choices=BankGroup.choices)
    number = models.PositiveSmallIntegerField()  # ไฟล์ที่ … of its group and approval
    format = models.CharField(max_length=12, default="spreadsheet")  # bank_files.Format
    content = SealedBytesField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    total = baht()
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()  # as the file itself says
    effective_on = models.DateField()  # the day on which the money is to arrive
    # Where the one who made it wrote an account in it, what allowed it.
    waiver = models.ForeignKey(Waiver, models.PROTECT, null=True, related_name="+")

    objects = TransferFileQuerySet.as_manager()

    void_count: int  # these four are set by TransferFileQuerySet.counted
    pending_count: int
    returned_count: int
    to_mend_count: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="file_number_once", fields=["approval", "group", "number"]
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=Q(count__gt=0)),
            models.CheckConstraint(
                name="file_is_sealed",  # nothing where retention removed it, which I13 asks
                condition=Q(IsSealed(F("content"), least=1, most=LARGEST))
                | Q(IsNothing(F("content"))),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_for_ever", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            # Deferred: the lines come after their file.
            pgtrigger.Trigger(
                name="sums_its_lines",
                level=pgtrigger.Row,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT (count(*), sum(amount)) IS DISTINCT FROM (NEW.count, NEW.total)
                        FROM payments_line WHERE file_id = NEW.id) THEN
                        RAISE EXCEPTION 'file % does not sum its lines', NEW.id;
                    END IF;
                    IF NOT waiver_holds(NEW.waiver_id, NEW.office_id, 'FILE', NEW.made_at) OR
                       NEW.office_id <> (
                           SELECT office_id FROM payments_approval WHERE id = NEW.approval_id
                       ) THEN
                        RAISE EXCEPTION 'no such waiver for file %', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"ไฟล์ที่ {self.number} {self.get_group_display()}"

    @property
    def fingerprint(self) -> str:
        """The first characters of the hash, as people compare them: 9f3a·c714·2e51."""
        return "·".join(self.sha256[at : at + 4] for at in (0, 4, 8))


class LineQuerySet(models.QuerySet["Line"]):
    def of(self, approval: Approval) -> "LineQuerySet":
        return self.filter(file__approval=approval)

    def of_file(self, file: TransferFile) -> "LineQuerySet":
        return self.filter(file=file)

    def pending(self) -> "LineQuerySet":
        """What waits for the bank's answer, file by file."""
        return self.filter(result=Result.PENDING).order_by(
            "file__group", "file__number", "position"
        )


class Line(models.Model):
    """One payment in one file, with the account as sent and the bank's answer (รายการในไฟล์).

    The partial unique index is the law that nobody is paid twice: of one payment, one line at
    most is unanswered or paid.
    """

    file = models.ForeignKey(TransferFile, models.PROTECT, related_name="lines", db_index=False)
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
    # The bank's list that the answer was read from; none where it was recorded by hand.
    answered_from = models.ForeignKey(
        "payments.ResultList", models.PROTECT, null=True, related_name="lines"
    )

    objects = LineQuerySet.as_manager()

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
            # What the bank said first stands, unless two persons settled that its later word does.
            pgtrigger.Trigger(
                name="answered_for_ever",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(old__result="PENDING"),
                func="""
                    IF NEW.result = OLD.result OR NOT EXISTS (
                        SELECT FROM payments_conflict
                        WHERE line_id = NEW.id AND says = NEW.result
                          AND settlement = 'CORRECTED' AND settled_at >= OLD.answered_at
                    ) THEN
                        RAISE EXCEPTION 'line % is answered already', NEW.reference;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="as_sent_for_ever",
                operation=pgtrigger.UpdateOf(
                    "file_id", "payment_id", "position", "bank_account_id", "amount", "reference"
                ),
            ),
            *books_agree("payment_id"),
            pgtrigger.Trigger(
                name="fits_its_payment",
                level=pgtrigger.Statement,  # thousands of lines are written by one
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="written"),
                declare=[("unfit", "text")],
                func="""
                    SELECT l.reference INTO unfit FROM written l
                    LEFT JOIN payments_payment p ON p.id = l.payment_id
                    LEFT JOIN payments_transferfile f ON f.id = l.file_id
                    LEFT JOIN cases_case c ON c.id = p.case_id
                    WHERE (
                        p.status = 'DUE' AND p.amount = l.amount
                        AND f.approval_id = p.approval_id AND l.position <= f.count
                        AND c.bank_account_id = l.bank_account_id
                        AND (f.waiver_id IS NOT NULL OR NOT EXISTS (
                            SELECT FROM cases_hand h
                            WHERE h.case_id = c.id AND h.officer_id = f.made_by_id
                              AND h.deed = 'ACCOUNT'
                        ))
                    ) IS NOT TRUE ORDER BY l.id LIMIT 1;
                    IF FOUND THEN
                        RAISE EXCEPTION 'line % is not of a payment that is due to that account,'
                            ' or its file is made by who wrote the account', unfit;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference
