"""The states of the money, and what the rules say when they refuse."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from ecase.core.errors import RuleError
from ecase.regulations.models import KRUNGTHAI

if TYPE_CHECKING:
    from .approval import Payment


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
    HELD = "HELD", "รอรับรองบัญชี"
    IN_FILE = "IN_FILE", "อยู่ในไฟล์รอผล"
    RETURNED = "RETURNED", "โอนไม่ผ่าน"
    PAID = "PAID", "จ่ายสำเร็จ"
    FAILED = "FAILED", "จ่ายไม่สำเร็จ"


# The whole life of a payment; the database refuses every other step (trigger next_status). Out of
# PAID and FAILED, and to PAID but from a file, it goes only where the bank's later word is settled
# by two persons (Conflict): the line must say so, and a settled conflict alone lets it.
NEXT_PAYMENT: dict[str, set[PaymentStatus]] = {
    PaymentStatus.DUE: {
        PaymentStatus.IN_FILE,
        PaymentStatus.HELD,
        PaymentStatus.FAILED,
        PaymentStatus.PAID,
    },
    PaymentStatus.HELD: {
        PaymentStatus.DUE,
        PaymentStatus.RETURNED,
        PaymentStatus.FAILED,
        PaymentStatus.PAID,
    },
    PaymentStatus.IN_FILE: {PaymentStatus.PAID, PaymentStatus.RETURNED, PaymentStatus.DUE},
    PaymentStatus.RETURNED: {PaymentStatus.HELD, PaymentStatus.FAILED, PaymentStatus.PAID},
    PaymentStatus.PAID: {PaymentStatus.RETURNED},
    PaymentStatus.FAILED: {PaymentStatus.PAID},
}
SETTLED = (PaymentStatus.PAID, PaymentStatus.FAILED)
OPEN = tuple(status for status in PaymentStatus if status not in SETTLED)


def books_agree(payment: str) -> list[pgtrigger.Trigger]:
    """The triggers ``books_agree`` of a table; ``payment`` is its column that names the payment.

    They note which payments a statement wrote (Touched); whether the books agree on them is asked
    at the end of the transaction, since payment, line, account and case change one after the other.
    """
    return [
        pgtrigger.Trigger(
            name=f"books_agree_{when}",
            level=pgtrigger.Statement,
            operation=operation,
            when=pgtrigger.After,
            referencing=pgtrigger.Referencing(new="written"),
            func=f"""
                INSERT INTO payments_touched (payments, cases)
                SELECT array_agg({payment}), '{{}}' FROM written HAVING count(*) > 0;
                RETURN NULL;
            """,  # noqa: S608 -- made of names of this program alone, once, into a migration
        )
        for when, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
    ]


class Result(models.TextChoices):
    """What the bank answered to one line of a file (ผลการโอน)."""

    PENDING = "PENDING", "รอผล"
    PAID = "PAID", "จ่ายสำเร็จ"
    RETURNED = "RETURNED", "โอนไม่ผ่าน"
    VOID = "VOID", "ยกเลิกไฟล์"


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
    """A bank group of this approval has nobody to pay, and had nobody."""


class FilesUsedUp(RuleError):
    """The reference of a line has two digits for the number of its file."""


class ResultNeeded(RuleError):
    """The bank's answer to the file comes first; why it sent the money back must be chosen."""

    def __init__(self, payment: "Payment") -> None:
        super().__init__(
            f"เคส {payment.case} อยู่ในไฟล์ที่รอผลของธนาคาร เปิดหน้านี้อีกครั้ง เลือกเหตุที่โอนไม่ผ่าน แล้วบันทึกอีกครั้ง"
        )


class SameAccount(RuleError):
    """A line whose result is awaited is told to have come back by another account alone.

    Else a look at the form and ยืนยัน would make money due again that the bank may have paid.
    """

    WHY = (
        "บัญชีรับเงินยังเหมือนเดิม และเคสนี้อยู่ในไฟล์ที่รอผล จึงยังไม่มีการบันทึก แก้บัญชีรับเงินแล้วกดยืนยัน"
        " หากบัญชีถูกต้องอยู่แล้ว ให้ผู้ทำหน้าที่โอนเงินแจ้งผลของไฟล์ก่อน"
    )

    def __init__(self, payment: "Payment") -> None:
        super().__init__(f"เคส {payment.case}: {self.WHY}")


class AnotherLine(RuleError):
    """The line that the page showed is not the one that waits for its result now."""

    def __init__(self, payment: "Payment") -> None:
        super().__init__(
            f"เคส {payment.case} อยู่ในไฟล์อื่นแล้วหลังจากคุณเปิดหน้านี้ ยังไม่มีการบันทึก"
            " เปิดรายการอีกครั้งแล้วบันทึกผลของไฟล์ล่าสุด"
        )


class TotalsDiffer(RuleError):
    """The bank's total, as typed, is not the control total of the file (I16)."""


class ListChanged(RuleError):
    """What the page showed is no longer what would be recorded; nothing was done."""


class NotOpen(RuleError):
    """Decided already, by somebody else; nothing was done."""


class Flagged(RuleError):
    """What a head has to look at first keeps the transfer file from being made (I19)."""


class Unsettled(RuleError):
    """A conflict between what was recorded and the bank's later word is not settled yet."""


class PaperNeeded(RuleError):
    """Money goes to another account only with a bank paper that shows it (I18)."""


class ListUnfit(RuleError):
    """A list of the bank has rows that are of no line of ours, or contradict; nothing was done."""


class CannotVoid(RuleError):
    """A file that has an answer of the bank was sent; it cannot be taken back."""


class FileVoided(RuleError):
    """A file that was taken back is given out no more."""


class BooksDisagree(RuleError):
    """A law of the data is broken; no money moves until that is looked into."""
