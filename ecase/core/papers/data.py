"""What each paper (แบบพิมพ์) is told: every value a ready string, as it is to be read.

The keys are the names that the templates use. A NotRequired key that is left out, like an empty
string, becomes a dotted line to write on or is not printed; templates/README.md says which.
"""

from typing import Literal, NotRequired, TypedDict


class Signer(TypedDict):
    """Who signs (ผู้ลงนาม); an empty name or position leaves its dotted line blank."""

    role: str  # after the line: ผู้จัดทำ, ผู้ตรวจสอบ, ผู้อนุมัติ
    name: str
    position: str


class Paper(TypedDict):
    """What stands on every paper."""

    office: str  # in full: สำนักงานเขตป้อมปราบศัตรูพ่าย
    digits: NotRequired[Literal["arabic", "thai"]]  # the setting's where it is left out
    digest: NotRequired[str]  # SHA-256 of the frozen content, in hex: 12 characters are printed
    seal: NotRequired[str]  # the head of the register that holds it: "1008-950-3f9a1c07be52"
    printed_at: NotRequired[str]  # "11 ตุลาคม 2565 เวลา 09.43 น."; never on a frozen paper
    notes: NotRequired[list[str]]  # remarks under the list, such as a waiver (ข้อยกเว้น)


class ListPaper(Paper):
    """A list of money, with its sums."""

    count: int
    total: str  # "8,000.00"
    total_words: str  # "แปดพันบาทถ้วน"
    signers: list[Signer]


class AidRow(TypedDict):
    """One person of a list (ผู้ประสบปัญหาความเดือดร้อน), in the columns of the manual's report."""

    name: str  # "เด็กชายทดสอบ1 ใจดี"
    district: str  # without สำนักงานเขต
    aid: str
    amount: str
    legal_basis: str  # "บัญชีที่ 1 ลำดับที่ 1", or empty where it is not known
    missing: NotRequired[str]  # what papers are still missing, before the meeting


class Agenda(ListPaper):
    """agenda: the list for consideration, printed before the meeting (พิมพ์รายชื่อเคส)."""

    meeting: str  # "1/2566"
    rows: list[AidRow]


class Report(ListPaper):
    """report: the list of those approved (พิมพ์รายงาน)."""

    name: str  # "รายการอนุมัติให้ความช่วยเหลือสำนักงานเขต ครั้งที่1-ปีงบประมาณ2566"
    batch: str  # "ครั้งที่ 1 ปีงบประมาณ 2566"
    approved_on: str  # "11 ตุลาคม 2565"
    rows: list[AidRow]


class TransferRow(TypedDict):
    """One payment to a bank account."""

    name: str  # of the person helped
    citizen_id: str
    bank: str  # its name without ธนาคาร: กรุงไทย, ธ.ก.ส.
    bank_code: str
    branch_code: str  # empty for all but ธ.ก.ส.
    account_name: str
    account_number: str
    amount: str
    reference: str  # of the payment, 18 characters at most
    phone: str
    email: str
    note: NotRequired[str]


class Transfers(ListPaper):
    """tk1 and kcorp2: the money of one approval that goes to one group of banks (ทค.1, K-corp2)."""

    name: str
    batch: str
    approved_on: str
    bank_group: str  # "ธนาคารกรุงไทย" or "ธนาคารอื่น"
    budget: str  # the budget line (งบประมาณ)
    transfer_on: NotRequired[str]  # day of the transfer, where it is known
    from_account: NotRequired[str]  # the office's own account, where it is known
    rows: list[TransferRow]


class BankSum(TypedDict):
    """What of one file goes to one bank."""

    bank: str
    count: int
    total: str


class ChangedAccount(TypedDict):
    """An account that is not the approved one any more (บัญชีเปลี่ยนหลังอนุมัติ)."""

    case: str  # "Case2566-2"
    name: str  # of the person helped
    old: list[str]  # bank, masked number, account's name: each begins a line
    new: list[str]
    reason: str
    proposed_by: str
    accepted_by: str
    accepted_at: str  # "12 ต.ค. 2565 09.43 น."


class SettledFlag(TypedDict):
    """Something odd about an account that a head looked into and let pass (ข้อทักท้วง)."""

    case: str
    what: str
    reason: str
    by: str


class Cover(ListPaper):
    """cover: what goes with a transfer file (ใบนำส่งไฟล์สำหรับโอนเงิน)."""

    name: str  # of the approval, whose digest is `digest`
    batch: str
    approved_on: str
    bank_group: str
    number: int  # ไฟล์ที่ …
    format: str
    file_name: str
    made_by: str
    made_at: str  # "11 ตุลาคม 2565 เวลา 09.43 น."
    sha256: str  # of the file, in hex: printed whole, and its first 12 characters as ลายนิ้วมือไฟล์
    banks: list[BankSum]
    changes: list[ChangedAccount]
    flags: list[SettledFlag]


class KCorp1(Paper):
    """kcorp1: the payee tells the office the account (แบบแจ้งข้อมูลการรับเงินโอน, K-corp1)."""

    case: str  # "Case2566-2"
    date: NotRequired[tuple[str, str, str]]  # day, month, year: ("11", "ตุลาคม", "2565")
    aid: str
    amount: str
    amount_words: str
    name: str  # of the person helped, who is the payee
    citizen_id: str  # 13 digits; dashes do not matter
    house: NotRequired[str]
    lane: NotRequired[str]  # ซอย
    road: NotRequired[str]
    subdistrict: NotRequired[str]  # แขวง
    district: NotRequired[str]
    province: NotRequired[str]
    postcode: NotRequired[str]
    bank: str
    branch: str  # name or code
    account_kind: NotRequired[str]  # ออมทรัพย์
    account_name: str
    account_number: str
    phone: str
    email: str


class AccessRequest(TypedDict):
    """access-request: the empty form that a new head fills in by hand (แบบฟอร์มขอใช้งานระบบ)."""

    digits: NotRequired[Literal["arabic", "thai"]]
    address: NotRequired[str]  # where the system is found, printed as the other way to apply
