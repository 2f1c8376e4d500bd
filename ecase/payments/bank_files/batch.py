from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from ecase.core.errors import RuleError


class NoSender(RuleError):
    """Nobody has said yet from which account this office pays."""

    def __init__(self, office: str) -> None:
        super().__init__(
            f"ยังไม่ได้ตั้งค่าบัญชีผู้โอนของ{office} จึงออกไฟล์สำหรับโอนเงินไม่ได้"
            " แจ้งผู้ดูแลระบบให้ตั้งค่าตามที่ธนาคารกรุงไทยให้ไว้กับสำนักงาน"
        )


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The district office as the bank knows it (ผู้โอน): whose account the money leaves."""

    name: str
    branch_code: str
    account_number: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is said once for a whole file: its control totals, its day, and who sends it."""

    group: str  # a BankGroup: the bank's two groups are paid as two services
    count: int
    total: Decimal  # baht
    effective_on: date  # วันที่เงินเข้าบัญชี
    sender: Sender
    company_id: str
    user_id: str
    reference: str  # of this file, unique for ever
    created_at: datetime

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise ValueError("created_at needs its time zone")


def batch_of(
    office_code: str,
    office_name: str,
    *,
    group: str,
    count: int,
    total: Decimal,
    effective_on: date,
    reference: str,
    created_at: datetime,
) -> Batch:
    """The batch of an office, which pays as ``KTB_SENDERS`` of the settings says. Raises NoSender."""
    known = dict(settings.KTB_SENDERS)  # an object of JSON: payments.E005
    sender = known.get(office_code) or known.get("*")
    if sender is None:
        raise NoSender(office_name)
    return Batch(
        group=group,
        count=count,
        total=total,
        effective_on=effective_on,
        sender=Sender(
            name=sender.get("name") or office_name,
            branch_code=sender["branch_code"],
            account_number=sender["account_number"],
        ),
        company_id=sender["company_id"],
        user_id=sender["user_id"],
        reference=reference,
        created_at=created_at,
    )
