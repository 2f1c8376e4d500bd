"""Filling a database with invented cases, fast.

People and cases go in by bulk, past the actions that record one at a time, for ten thousand forms
with their files would take an hour. Every law of the database holds for them all the same. What
comes after, closing the rounds and paying, is done by the real actions, since those work on whole
rounds. Half of the cases are of one office, so that its lists are long.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, cycle

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from ecase.audit.actions import line as event
from ecase.audit.actions import record_all
from ecase.cases.checklist import ALWAYS
from ecase.cases.demo_scans import demo_scan
from ecase.cases.models import BankAccount, Bundle, Case, CaseCounter, Document, Draft
from ecase.core.citizen_id import check_digit
from ecase.core.storage import keep
from ecase.core.thai import fiscal_year
from ecase.meetings import actions as meetings
from ecase.meetings.agenda_content import agenda_content
from ecase.meetings.models import Meeting
from ecase.offices.actions import engage
from ecase.offices.models import OF_AN_OFFICE, FiscalYear, Office, Officer
from ecase.payments import actions as payments
from ecase.payments.models import BankGroup, Line, Result
from ecase.people.models import Person, Title
from ecase.regulations.models import AssistanceType
from ecase.reporting.management.commands.reference_data import load

OFFICER = "bench"  # who closes and pays; another records
RECORDER = "bench-recorder"
LARGE = "1008"
A_ROUND = 100  # cases
FIRST = [
    "กมล",
    "ขวัญ",
    "จันทร์",
    "ชัย",
    "ดวง",
    "ทอง",
    "ธน",
    "นพ",
    "บุญ",
    "ประ",
    "พร",
    "ภา",
    "มณี",
    "รัตน์",
    "วัน",
    "ศรี",
    "สม",
    "สุ",
    "อร",
    "อุ",
]
SECOND = [
    "ใจ",
    "ชาติ",
    "ฤดี",
    "พงษ์",
    "ทิพย์",
    "เพ็ญ",
    "มาส",
    "ชนก",
    "พล",
    "รักษ์",
    "ลักษณ์",
    "วรรณ",
    "ศักดิ์",
    "ศิริ",
    "หวัง",
]
LAST = [
    "แก้ว",
    "เจริญ",
    "ชื่น",
    "ดี",
    "ตั้ง",
    "ทรัพย์",
    "ธรรม",
    "พึ่ง",
    "ไพศาล",
    "มั่น",
    "รุ่ง",
    "วงศ์",
    "แสง",
    "สุข",
    "อยู่",
]
BANKS = ("006", "006", "006", "004", "014", "030")


class NotEmpty(Exception):
    """The bench writes only into a database of its own."""


def begin() -> tuple[FiscalYear, date]:
    """The tables and the reference data of an empty database; raises NotEmpty."""
    call_command("migrate", verbosity=0)
    if Officer.objects.exists() or Person.objects.exists():
        raise NotEmpty("The bench needs an empty database: this one holds officers or people.")
    load()
    today = timezone.localdate()
    return FiscalYear.objects.get(pk=fiscal_year(today)), today


def fill(cases: int) -> None:
    """Fill an empty database with so many cases; raises NotEmpty."""
    began = time.monotonic()
    year, today = begin()
    filler = Filler(year, today)
    small = list(Office.objects.exclude(code=LARGE).order_by("code"))[:9]
    large = Office.objects.get(code=LARGE)
    staff = {
        office: Staff(engage_one(RECORDER, office, today), engage_one(OFFICER, office, today))
        for office in (large, *small)
    }
    rounds: dict[Office, list[int]] = {office: [] for office in staff}
    turns = cycle(office for one in small for office in (large, one))
    for first, office in zip(range(0, cases, A_ROUND), turns, strict=False):
        rounds[office].append(min(A_ROUND, cases - first))
    for office, sizes in rounds.items():
        for number, size in enumerate(sizes, start=1):
            filler.fill_round(
                staff[office], size, closes=number < len(sizes), pays=number < len(sizes) - 1
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"Filled with {filler.last:,} cases in {time.monotonic() - began:.0f} s.")


@dataclass(frozen=True)
class Staff:
    """The two people of an office: nobody closes or pays what he recorded."""

    recorder: Officer
    second: Officer


def engage_one(name: str, office: Office, since: date) -> Officer:
    return engage(
        username=name if office.code == LARGE else f"{name}{office.code}",
        password="a passphrase that nobody types",  # noqa: S106
        title="นาย",
        first_name="วัดผล",
        last_name="ความเร็ว",
        office=office,
        duties=OF_AN_OFFICE,
        since=since,
    )


class Filler:
    """Invents people and cases, and takes whole rounds of them through the year."""

    def __init__(self, year: FiscalYear, today: date, banks: tuple[str, ...] = BANKS) -> None:
        self.year = year
        self.banks = banks
        self.today = today
        self.chance = random.Random(2566)  # noqa: S311 -- invented people
        self.kind = AssistanceType.objects.get(name="ทุนประกอบอาชีพ")
        self.titles = {title.name: title for title in Title.objects.filter(is_common=True)}
        self.paper = keep(demo_scan(["เอกสารตัวอย่าง"], seed=1), ".pdf")
        self.last = 0
        self.serial = count(1)

    def fill_round(self, staff: Staff, size: int, *, closes: bool, pays: bool) -> None:
        """One round of an office, recorded, and closed and paid where asked."""
        meeting = meetings.collecting(staff.recorder.own_office, self.year, by=staff.recorder)
        self.record(meeting, size, staff.recorder)
        if not closes:
            return
        by = staff.second
        content = agenda_content(meeting, on=self.today)
        approval = payments.request_funding(meeting, digest=content.digest, by=by)
        for group in BankGroup:
            if approval.payments.due().in_group(group).exists():
                payments.make_file(approval, group=group, by=by)
        if pays:
            pending = list(
                Line.objects.filter(file__approval=approval, result=Result.PENDING).select_related(
                    "file"
                )
            )
            payments.confirm_all_paid(
                approval,
                lines={line.pk for line in pending},
                totals={file.pk: total for file, total in payments.control_totals(pending).items()},
                by=by,
            )

    @transaction.atomic
    def record(self, meeting: Meeting, size: int, by: Officer) -> None:
        people = Person.objects.bulk_create(Person(citizen_id=self.new_id()) for _ in range(size))
        cases = Case.objects.bulk_create(self.new_cases(meeting, people, by))
        accounts = BankAccount.objects.bulk_create(self.new_accounts(cases, by))
        for case, account in zip(cases, accounts, strict=True):
            case.bank_account = account
        Case.objects.bulk_update(cases, ["bank_account"])
        Document.objects.bulk_create(
            Document(
                case=case,
                bundle=bundle,
                version=1,
                stored_as=self.paper.name,
                sha256=self.paper.sha256,
                size=self.paper.size,
                pages=1,
                added_by=by,
            )
            for case in cases
            for bundle in Bundle
        )
        Draft.objects.bulk_create(
            Draft(
                officer=by,
                office=case.office,
                fiscal_year=case.fiscal_year,
                citizen_id=case.person.citizen_id,
                became=case,
            )
            for case in cases
        )
        record_all([event("case.recorded", case, by=by) for case in cases])
        CaseCounter.objects.update_or_create(fiscal_year=self.year, defaults={"last": self.last})

    def new_id(self) -> str:
        first12 = f"1{next(self.serial):011}"
        return first12 + check_digit(first12)

    def new_cases(self, meeting: Meeting, people: list[Person], by: Officer) -> Iterator[Case]:
        chance = self.chance
        for person in people:
            self.last += 1
            title = self.titles[chance.choice(("นาย", "นาง", "นางสาว"))]
            amount = Decimal(chance.randrange(4, 11) * 500)
            lacks = int(self.last % 10 == 0)  # of ten cases, one lacks a paper
            yield Case(
                fiscal_year=self.year,
                sequence=self.last,
                number=f"{self.year.pk}-{self.last}",
                office=by.own_office,
                person=person,
                round=meeting.number,
                title=title,
                gender=title.gender,
                first_name=chance.choice(FIRST) + chance.choice(SECOND),
                last_name=chance.choice(LAST) + chance.choice(SECOND) + chance.choice(FIRST),
                birth_date=self.today - timedelta(days=chance.randrange(7000, 30000)),
                assistance_type=self.kind,
                requested_amount=amount,
                amount=amount,
                hardship="รายได้ไม่พอเลี้ยงครอบครัว",
                attached_papers=list[str](ALWAYS[: len(ALWAYS) - lacks]),
                missing_papers=list[str](ALWAYS[len(ALWAYS) - lacks :]),
                recorded_by=by,
            )

    def new_accounts(self, cases: list[Case], by: Officer) -> Iterator[BankAccount]:
        for case in cases:
            bank = self.chance.choice(self.banks)
            digits = 12 if bank == "030" else 10
            yield BankAccount(
                case=case,
                version=1,
                bank_id=bank,
                account_name=f"{case.title.name}{case.first_name} {case.last_name}",
                account_number=f"{case.sequence:0{digits}}",
                phone=f"08{self.chance.randrange(10**8):08}",
                made_by=by,
            )
