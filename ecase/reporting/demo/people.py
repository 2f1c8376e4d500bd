"""Who is in the demonstration: its officers, and its cases as data/cases.csv tells them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ecase.cases.actions import Facts
from ecase.core.reference_data import rows
from ecase.core.thai import age_on
from ecase.offices.actions import engage
from ecase.offices.models import Duty, Office, Officer
from ecase.people.models import Gender, Title
from ecase.regulations.models import AssistanceType, Bank

PASSWORD = "ecase-demo-2566"  # noqa: S105 -- the README tells it to everybody
HERE, THERE = "1008", "1024"  # ป้อมปราบศัตรูพ่าย, ราษฎร์บูรณะ

PLANNER = "นักพัฒนาสังคมชำนาญการ"
HEAD = "หัวหน้าฝ่ายพัฒนาชุมชนและสวัสดิการสังคม"
FINANCE = "นักวิชาการเงินและบัญชีปฏิบัติการ"
CENTRE = "สำนักพัฒนาสังคม"

# Sign-in, title, name, surname, position, office, duty.
OFFICERS = (
    ("officer", "นางสาว", "กมลชนก", "ใจอารี", PLANNER, HERE, Duty.CASEWORKER),
    ("head", "นาง", "อรพรรณ", "สุวรรณกิจ", HEAD, HERE, Duty.HEAD),
    ("payer", "นาย", "ธนกฤต", "วงศ์ดี", FINANCE, HERE, Duty.PAYER),
    ("officer2", "นาย", "ปิยะพงษ์", "บุญรักษา", PLANNER, THERE, Duty.CASEWORKER),
    ("head2", "นาง", "จารุวรรณ", "ทองอุไร", HEAD, THERE, Duty.HEAD),
    ("payer2", "นางสาว", "สิริมา", "เลิศวิไล", FINANCE, THERE, Duty.PAYER),
    ("admin", "นาย", "วีระ", "ศรีนคร", CENTRE, "", Duty.ADMINISTRATOR),
    ("admin2", "นางสาว", "ปาริชาต", "แก้วมณี", CENTRE, "", Duty.ADMINISTRATOR),
    ("auditor", "นาย", "ประสิทธิ์", "ธรรมรักษา", CENTRE, "", Duty.AUDITOR),
)


@dataclass(frozen=True)
class Staff:
    """The three people of one office, each for one duty."""

    officer: Officer
    head: Officer
    payer: Officer


@dataclass(frozen=True)
class Row:
    """One case of the demonstration, and what becomes of it.

    ``meeting`` is empty, or granted, mistyped, set_aside, put_back or disqualified; ``money`` is
    empty where the round stays open, else due, in_file, paid, returned, proposed, corrected,
    resent, resent_paid or failed.
    """

    office: str
    round: int
    follows: str  # yes: begun again from the person's case that ended without money
    citizen_id: str
    title: str
    first_name: str
    last_name: str
    age: int
    birthday: str  # month-day; the age on the day of the demonstration gives the year
    disabled: str
    aid: str
    amount: Decimal
    hardship: str
    bank: str
    branch_code: str
    account_name: str
    account_number: str
    phone: str
    email: str
    meeting: str
    detail: str  # the amount granted or mistyped, or in how many days to come back
    meeting_because: str
    money: str
    money_because: str  # the bank's reason by its code, then a note
    new_account: str
    override_because: str  # why it goes on beside another case of the person
    lacks: str  # the paper that was not brought yet, a PaperKind

    @property
    def name(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}"

    def born(self, today: date) -> date:
        month, day = (int(part) for part in self.birthday.split("-"))
        born = date(today.year - self.age, month, day)
        return born if age_on(born, today) == self.age else born.replace(year=born.year - 1)

    @property
    def because(self) -> tuple[str, str]:
        """The meeting's reason in two: its code and the note after it."""
        code, _, note = self.meeting_because.partition(" ")
        return code, note

    @property
    def bank_because(self) -> tuple[str, str]:
        code, _, note = self.money_because.partition(" ")
        return code, note


def demo_rows() -> Iterator[Row]:
    """The cases of the demonstration in the order in which they are recorded."""
    for cells in rows(__file__, "cases.csv"):
        told: dict[str, Any] = {
            **cells,
            "round": int(cells["round"]),
            "age": int(cells["age"]),
            "amount": Decimal(cells["amount"]),
        }
        yield Row(**told)


def engage_officers(since: date) -> dict[str, Staff]:
    """Give the demonstration's officers their sign-ins; the people of each office by its code."""
    offices = {office.code: office for office in Office.objects.filter(code__in=(HERE, THERE))}
    engaged = {
        username: engage(
            username=username,
            password=PASSWORD,
            title=title,
            first_name=first_name,
            last_name=last_name,
            position=position,
            office=offices.get(code),
            duties=[duty],
            since=since,
        )
        for username, title, first_name, last_name, position, code, duty in OFFICERS
    }
    return {
        HERE: Staff(engaged["officer"], engaged["head"], engaged["payer"]),
        THERE: Staff(engaged["officer2"], engaged["head2"], engaged["payer2"]),
    }


class FactsOf:
    """What the officer typed of a row; the reference data are read once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.titles = {title.name: title for title in Title.objects.all()}
        self.kinds = {kind.name: kind for kind in AssistanceType.objects.active()}
        self.banks = Bank.objects.in_bulk()

    def __call__(self, row: Row) -> Facts:
        """All papers are ticked but the one that the row says is missing."""
        title = self.titles[row.title]
        facts = Facts(
            title=title,
            gender=title.gender or Gender.FEMALE,
            first_name=row.first_name,
            last_name=row.last_name,
            birth_date=row.born(self.today),
            is_disabled=bool(row.disabled),
            assistance_type=self.kinds[row.aid],
            amount=row.amount,
            hardship=row.hardship,
            bank=self.banks[row.bank],
            branch_code=row.branch_code,
            account_name=row.account_name,
            account_number=row.account_number,
            phone=row.phone,
            email=row.email,
            override_because=row.override_because,
        )
        brought = [kind for kind in facts.missing_papers if kind != row.lacks]
        return replace(facts, attached_papers=brought)
