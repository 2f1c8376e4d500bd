from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Row:
    """One receiver (รายการในไฟล์): one line of the file, whatever its format."""

    position: int  # ลำดับที่ in the file, from 1
    case: str  # Case2566-2, so that a refusal can say where to mend
    bank_code: str
    branch_code: str  # as typed from the passbook; may be empty
    account_number: str
    account_name: str
    amount: Decimal  # baht
    citizen_id: str
    reference: str
    email: str
    phone: str
