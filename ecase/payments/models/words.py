"""The states of the money, and what the rules say when they refuse."""

from typing import TYPE_CHECKING

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
OPEN = (PaymentStatus.DUE, PaymentStatus.IN_FILE, PaymentStatus.RETURNED)

# The payment, its one unanswered or paid line, and the case say the same of the money. A deferred
# trigger of payments and of lines, for the three are answered one after the other.
BOOKS_AGREE_NAMES = [("now_is", "text"), ("line_is", "text"), ("case_is", "text")]
BOOKS_AGREE = """
    SELECT p.status, COALESCE(l.result, ''), c.status INTO now_is, line_is, case_is
    FROM payments_payment p
    JOIN cases_case c ON c.id = p.case_id
    LEFT JOIN payments_line l ON l.payment_id = p.id AND l.result IN ('PENDING', 'PAID')
    WHERE p.id = $payment;
    IF (now_is, line_is, case_is) NOT IN (
        ('DUE', '', 'APPROVED'),
        ('IN_FILE', 'PENDING', 'APPROVED'),
        ('RETURNED', '', 'APPROVED'),
        ('PAID', 'PAID', 'PAID'),
        ('FAILED', '', 'PAYMENT_FAILED')
    ) THEN
        RAISE EXCEPTION 'payment % is %, its line is % and its case %',
            $payment, now_is, line_is, case_is;
    END IF;
    RETURN NULL;
"""


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
