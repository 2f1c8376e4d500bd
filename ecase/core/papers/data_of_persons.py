"""What the paper of a person's own data is told: ready strings, as in data.py."""

from typing import TypedDict

from .data import Paper


class Fact(TypedDict):
    """One thing that is kept, by its name."""

    label: str
    value: str
    typed: bool  # words that a person typed, which no choice of digits changes


class KeptAccount(TypedDict):
    """One version of a case's bank account, in full: it is the person's own."""

    version: int
    bank: str
    branch_code: str
    account_name: str
    account_number: str
    phone: str
    email: str
    since: str


class KeptDocument(TypedDict):
    """One version of a bundle of scans, and under what name it lies in the package."""

    name: str
    pages: int
    since: str


class KeptLine(TypedDict):
    """One sending of the money (รายการในไฟล์), and what the bank said."""

    file: str
    reference: str
    account: str
    amount: str
    result: str


class KeptCase(TypedDict):
    """One case with all that belongs to it."""

    case: str
    office: str
    status: str
    name: str
    facts: list[Fact]
    accounts: list[KeptAccount]
    documents: list[KeptDocument]
    lines: list[KeptLine]


class KeptForm(TypedDict):
    """A form that was begun and became no case (แบบฟอร์มที่กรอกค้าง)."""

    office: str
    begun_on: str
    facts: list[Fact]
    documents: list[str]


class KeptEvent(TypedDict):
    """What was done or looked at, by an office and a duty."""

    at: str
    what: str
    case: str
    changes: list[Fact]
    why: str
    place: str
    duties: str


class PersonalData(Paper):
    """personal-data: all that is kept of one person (ข้อมูลส่วนบุคคลที่จัดเก็บ), in full."""

    name: str  # empty where nothing is kept
    citizen_id: str
    asked: str  # who asks, on which day
    scope: str  # of which office, or of the city
    years: str  # how long it is kept
    cases: list[KeptCase]
    forms: list[KeptForm]
    events: list[KeptEvent]
