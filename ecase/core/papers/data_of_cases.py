"""What the papers of a round and of one case are told: ready strings, as in data.py."""

from typing import Literal, NotRequired, TypedDict

from .data import Paper, Signer


class Granted(TypedDict):
    """One case that the meeting grants (อนุมัติให้ความช่วยเหลือ)."""

    name: str
    case: str
    aid: str
    legal_basis: str
    requested: str
    amount: str


class Adjusted(TypedDict):
    """One case whose type or amount the meeting changed, and why (ปรับประเภทหรือจำนวนเงิน)."""

    name: str
    case: str
    requested: str
    amount: str
    reason: str


class Reasoned(TypedDict):
    """One case with a reason: helped again, set aside, or disqualified."""

    name: str
    case: str
    aid: str
    reason: str
    more: NotRequired[str]  # a line below it, such as the day to come back


class Minutes(Paper):
    """minutes: what a round decided (รายงานการประชุม); a draft until the round is closed."""

    meeting: str  # "1/2566"
    draft: bool
    held_on: NotRequired[str]
    deliberated_at: str
    closed_at: str
    closed_by: str
    count: int  # of all that were considered
    requested_total: str
    total: str
    total_words: str
    granted: list[Granted]
    adjusted: list[Adjusted]
    overridden: list[Reasoned]
    set_aside: list[Reasoned]
    disqualified: list[Reasoned]
    signers: list[Signer]


class Request(Paper):
    """request: the request for help (แบบคำขอรับความช่วยเหลือ), filled in from a case."""

    case: str
    date: NotRequired[tuple[str, str, str]]  # day, month, year
    name: str
    gender: str
    citizen_id: str
    birth_date: str
    age: int
    phone: str
    is_disabled: bool
    aid: str
    requested: str
    requested_words: str
    hardship: str
    bank: str
    branch: str
    account_name: str
    account_number: str
    attached: list[str]  # kinds of papers (PaperKind), by which the template ticks its boxes
    other_papers: str


class SheetAccount(TypedDict):
    """One version of a case's bank account, its number masked."""

    version: int
    bank: str
    branch_code: str
    account_number: str
    account_name: str
    reason: str
    by: str
    at: str


class SheetDocument(TypedDict):
    """One version of a bundle of scans, with its whole SHA-256."""

    bundle: str
    version: int
    pages: int
    sha256: str
    by: str
    at: str


class SheetChange(TypedDict):
    """What one field was and became: "จำนวนเงิน: จาก 5,000.00 บาท เป็น 4,000.00 บาท"."""

    text: str
    typed: bool  # words that a person typed, which no choice of digits changes


class SheetEvent(TypedDict):
    """One event of a case's story."""

    at: str
    what: str
    why: str
    by: str
    changes: list[SheetChange]


class CaseSheet(Paper):
    """case-sheet: all that is recorded of a case (ใบสรุปเคส), masked as on the officer's page."""

    case: str
    meeting: str
    printed_by: str
    status: str
    status_because: str  # why it waits, does not qualify or was not paid
    name: str
    citizen_id: str
    gender: str
    birth_date: str
    age: int
    kind: str
    aid: str
    legal_basis: str
    requested: str
    amount_label: str
    amount: str
    amount_words: str
    amount_because: str
    approved_on: str
    override_because: str
    follows: str
    hardship: str
    phone: str
    email: str
    attached: str  # the check-list: what was ticked, what is missing, and what it does not know
    missing: str
    other_papers: str
    accounts: list[SheetAccount]
    documents: list[SheetDocument]
    story: list[SheetEvent]


class Letter(Paper):
    """What stands on each official letter to who asked for help (หนังสือแจ้งผล)."""

    office_address: NotRequired[str]
    office_phone: NotRequired[str]
    signed_by: NotRequired[str]
    case: str
    date: str  # "11 ตุลาคม 2565"
    addressee: str
    name: str  # of the person helped
    aid: str
    requested: str
    requested_on: str


class NoticeApproved(Letter):
    """notice-approved: help is granted."""

    meeting: str
    amount: str
    amount_words: str
    approved_on: str
    legal_basis: str
    because: str  # why not as asked; empty where it is
    is_paid: bool
    bank: str
    account_name: str
    account_number: str  # masked


class NoticeDisqualified(Letter):
    """notice-disqualified: help cannot be granted, why, and how to ask for review."""

    because: str
    decided_on: str


class NoticeMissing(Letter):
    """notice-missing: what is asked for before the meeting considers the case, and until when."""

    asks: Literal["papers", "visit", "other"]
    because: str
    wanted: list[str]
    until: str
