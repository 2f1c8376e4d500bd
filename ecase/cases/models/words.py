"""The life of a case, and what the rules say when they refuse."""

from typing import TYPE_CHECKING

from django.db import models

from ecase.core.errors import RuleError

if TYPE_CHECKING:
    from .case import Case


class Status(models.TextChoices):
    """Where a case stands (สถานะการดำเนินการ)."""

    IN_MEETING = "IN_MEETING", "อยู่ในที่ประชุม"
    SET_ASIDE = "SET_ASIDE", "นำออกชั่วคราว"
    DISQUALIFIED = "DISQUALIFIED", "ขาดคุณสมบัติ"
    APPROVED = "APPROVED", "อนุมัติเงิน"
    PAID = "PAID", "จ่ายสำเร็จ"
    PAYMENT_FAILED = "PAYMENT_FAILED", "จ่ายไม่สำเร็จ"


# The whole life of a case. docs/case-states.md is drawn from this table, and the database
# refuses every other step (trigger next_status).
NEXT: dict[str, set[Status]] = {
    Status.IN_MEETING: {Status.SET_ASIDE, Status.DISQUALIFIED, Status.APPROVED},
    Status.SET_ASIDE: {Status.IN_MEETING, Status.DISQUALIFIED},
    Status.APPROVED: {Status.PAID, Status.PAYMENT_FAILED},
    Status.DISQUALIFIED: set(),
    # The last two are only taken where the bank's later word is settled by two persons: money
    # that was recorded as paid came back, or money that was given up arrived (decision 12).
    Status.PAID: {Status.APPROVED},
    Status.PAYMENT_FAILED: {Status.PAID},
}

# Ended without money: the person may begin again.
ENDED = (Status.DISQUALIFIED, Status.PAYMENT_FAILED)

# From here on only the bank account may change, and only by a new version (R75 of the manual).
FROZEN = (Status.APPROVED, Status.PAID, Status.PAYMENT_FAILED, Status.DISQUALIFIED)

# The case is over: nothing of it changes any more, but for the status by the bank's later word.
OVER = (Status.DISQUALIFIED, Status.PAID, Status.PAYMENT_FAILED)

# The statuses of a granted case.
GRANTED = (Status.APPROVED, Status.PAID, Status.PAYMENT_FAILED)


class SetAsideReason(models.TextChoices):
    """Why a case waits outside of the meeting (R65 of the manual)."""

    PAPERS_MISSING = "PAPERS_MISSING", "เอกสารไม่ครบถ้วน"
    HOME_VISIT = "HOME_VISIT", "ต้องการเยี่ยมเคสเพื่อเก็บข้อมูลเพิ่มเติม"
    OTHER = "OTHER", "อื่น ๆ"

    def with_note(self, note: str) -> str:
        """In one sentence with the lines of its note: เอกสารไม่ครบถ้วน: สำเนาทะเบียนบ้าน, แบบคำร้อง."""
        lines = ", ".join(line.strip() for line in note.splitlines() if line.strip())
        return f"{self.label}: {lines}" if lines else str(self.label)


class WrongStatus(RuleError):
    def __init__(self, case: "Case", to: Status) -> None:
        here = case.get_status_display()
        super().__init__(
            f"เคส {case} มีสถานะ{here}แล้ว จึงเปลี่ยนเป็น{to.label}ไม่ได้ เปิดเคสดูประวัติว่าใครทำเมื่อใด"
        )


class CaseFrozen(RuleError):
    def __init__(self, case: "Case") -> None:
        super().__init__(
            f"เคส {case} มีสถานะ{case.get_status_display()}แล้ว จึงแก้ไขไม่ได้"
            " หลังที่ประชุมอนุมัติแก้ได้เพียงข้อมูลทางการเงิน ที่เมนูจ่ายให้ประชาชน"
        )


class StillAlive(RuleError):
    """A case that has not ended cannot be begun again."""


class BegunAgain(RuleError):
    """A case that ended is begun again once: a second time could pay for it twice."""

    def __init__(self, case: "Case", again: "Case") -> None:
        super().__init__(
            f"เคส {case} เริ่มใหม่เป็นเคส {again} แล้ว จึงเริ่มซ้ำอีกไม่ได้ เปิดเคส {again} แล้วดำเนินการต่อ"
        )


class OverrideNeeded(RuleError):
    """The person has a live case of the type in the fiscal year, or used the year's limit up (I6,
    I7): going on needs a written reason, which the head accepts at closing."""


class CaseChanged(RuleError):
    """Somebody saved the case after this officer opened it; nothing was overwritten."""

    def __init__(self, case: "Case", opened_version: int) -> None:
        self.case, self.opened_version = case, opened_version
        super().__init__(f"มีผู้แก้ไขเคส {case} ก่อนคุณ ยังไม่มีอะไรถูกเขียนทับ เปิดเคสอีกครั้งแล้วแก้ไขใหม่")
